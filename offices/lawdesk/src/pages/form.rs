//! The form of a version: every cell a field with its label, every mistake at its cell.
//!
//! What may not happen here: a button that needs a script.

use askama::Template;
use country::Subject;
use courtyard::proposals;
use doors::Visit;
use law::{Parameter, Place};
use pages::components::{Action, Aim, ErrorSummary, Inset, Weight, Wrong};
use pages::fields::{Choice, Control, DayParts, Field, LongText, TextInput, Width};
use pages::{Form, Frame, Html, Tone};

use super::amounts;
use super::rules::{Words, broad};
use crate::typed::{Spot, Typed, What, cell_name};

/// One field of the table; a list to choose from where there are options.
#[derive(Template)]
#[template(path = "cell.html")]
struct CellField<'a> {
    name: String,
    label: String,
    value: &'a str,
    options: Vec<Choice>,
    error: Option<String>,
    mark: Html,
}

pub struct FormView<'a> {
    visit: &'a Visit,
    frame: &'a Frame,
    typed: &'a Typed,
    wrong: &'a [(Spot, String)],
    /// What the cells of a row are called.
    columns: Vec<String>,
}

impl<'a> FormView<'a> {
    pub fn new(
        visit: &'a Visit,
        frame: &'a Frame,
        typed: &'a Typed,
        wrong: &'a [(Spot, String)],
    ) -> FormView<'a> {
        let mut columns = match &typed.what {
            What::Table(table) => {
                let words = Words::of(visit, frame, &table.table);
                words.columns(&table.inputs, &table.outputs)
            }
            What::Value(_) => vec![frame.t("law.value").to_string()],
            What::Brackets(_) => {
                let keys = ["begins", "threshold", "rate", "amount"];
                keys.map(|key| frame.t(&format!("lawdesk.bracket-{key}")).to_string()).to_vec()
            }
        };
        columns.truncate(typed.what.width());
        if columns.len() < typed.what.width() {
            columns.push(frame.t("law.article").to_string());
        }
        FormView { visit, frame, typed, wrong, columns }
    }

    pub fn pieces(&self, action: &str) -> Vec<Html> {
        let how = match (&self.typed.what, self.typed.what.is_single()) {
            (What::Table(_), _) => Some("lawdesk.how"),
            (What::Brackets(_), _) => Some("lawdesk.how-brackets"),
            (What::Value(_), true) => None,
            (What::Value(_), false) => Some("lawdesk.how-list"),
        };
        let inset = |key: &str| Html::of(&Inset { body: Html::paragraphs(self.frame.t(key)) });
        let hidden = vec![("rows", self.typed.rows.len().to_string())];
        let form = Form { action, files: false, hidden, pieces: self.fields() };
        let pieces = [Some(self.summary()), how.map(inset), Some(Html::of(&form))];
        pieces.into_iter().flatten().collect()
    }

    fn error(&self, spot: Spot) -> Option<String> {
        self.wrong.iter().find(|(place, _)| *place == spot).map(|(_, told)| told.clone())
    }

    fn summary(&self) -> Html {
        let wrong = |(spot, told): &(Spot, String)| Wrong {
            id: id_of(*spot),
            text: format!("{}: {told}", self.name_of(*spot)),
        };
        let mistakes = self.wrong.iter().map(wrong).collect();
        Html::of(&ErrorSummary { frame: self.frame, mistakes })
    }

    fn name_of(&self, spot: Spot) -> String {
        let key = match spot {
            Spot::Law(Place::Cell(row, cell)) => return self.label(row, cell),
            Spot::Law(Place::Row(row)) => {
                return self.frame.tf("lawdesk.row", &[("row", &(row + 1).to_string())]);
            }
            Spot::Ground => "lawdesk.ground",
            Spot::Law(Place::Head("from")) => "law.from",
            Spot::Law(Place::Head("promulgated")) => "law.promulgated",
            Spot::Law(Place::Head("article")) => "law.article",
            Spot::Law(_) => "law.rows",
        };
        self.frame.t(key).to_string()
    }

    fn label(&self, row: usize, cell: usize) -> String {
        let column = self.columns.get(cell).map_or("", String::as_str);
        if self.typed.what.is_single() {
            return column.to_string();
        }
        self.frame.tf("lawdesk.cell", &[("row", &(row + 1).to_string()), ("column", column)])
    }

    fn fields(&self) -> Vec<Html> {
        let (frame, typed) = (self.frame, self.typed);
        let article = TextInput { value: typed.article.clone(), ..TextInput::default() };
        let mut article =
            Field::new(frame, "article", frame.t("law.article"), Control::Text(article));
        article.error = self.error(Spot::Law(Place::Head("article")));
        let max_length = Some(proposals::WORDS_MAX);
        let text = LongText { value: typed.ground.clone(), rows: 4, max_length };
        let mut ground =
            Field::new(frame, "ground", frame.t("lawdesk.ground"), Control::LongText(text));
        ground.error = self.error(Spot::Ground);
        // What the key "Enter" presses in any field: the first button of the form.
        let mut pieces = vec![Html::of(&Silent)];
        match &typed.what {
            What::Value(parameter) if typed.what.is_single() => pieces.push(self.value(parameter)),
            _ => pieces.extend([self.table(), self.add_last()]),
        }
        pieces.extend([
            self.day("from", "law.from", "lawdesk.from-hint", &typed.from),
            self.day("promulgated", "law.promulgated", "", &typed.promulgated),
            Html::of(&article),
            Html::of(&ground),
            Html::of(&Action {
                label: frame.t("lawdesk.save").to_string(),
                weight: Weight::First,
                aim: Aim::Send { name: "do".into(), value: "save".into() },
            }),
        ]);
        pieces
    }

    fn day(&self, id: &'static str, label: &str, hint: &str, parts: &DayParts) -> Html {
        let control = Control::Day(parts.clone());
        let mut field = Field::new(self.frame, id, self.frame.t(label), control);
        field.hint = if hint.is_empty() { String::new() } else { self.frame.t(hint).to_string() };
        field.error = self.error(Spot::Law(Place::Head(id)));
        Html::of(&field)
    }

    /// The one value of a parameter, with that which it follows.
    fn value(&self, parameter: &Parameter) -> Html {
        let frame = self.frame;
        let text = self.typed.rows.iter().flatten().next().map_or("", String::as_str);
        let control = match parameter.unit.as_str() {
            "boolean" => Control::YesNo(match text {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            }),
            unit => Control::Text(TextInput {
                value: text.to_string(),
                width: if unit == "text" { Width::Full } else { Width::Middle },
                suffix: amounts::unit_word(frame, unit),
                ..TextInput::default()
            }),
        };
        let mut field = Field::new(frame, &cell_name(0, 0), frame.t("law.value"), control);
        let law = self.visit.site.house.country().law();
        let known = law.parameter(&parameter.id).map_or(&parameter.values, |known| &known.values);
        if let Some(base) = known.iter().find(|value| value.from == self.typed.base) {
            let said = amounts::amount(frame, &parameter.unit, &base.value);
            let values = [("value", said.as_str()), ("day", &frame.day(base.from))];
            field.hint = frame.tf("lawdesk.value-before", &values);
        }
        if parameter.unit == "day" {
            field.hint = format!("{} {}", field.hint, frame.t("lawdesk.day-hint"));
        }
        field.error = self.error(Spot::Law(Place::Cell(0, 0)));
        Html::of(&field)
    }

    fn table(&self) -> Html {
        let frame = self.frame;
        let mut columns = vec![frame.t("law.row").to_string()];
        columns.extend(self.columns.iter().cloned());
        columns.push(frame.t("lawdesk.row-acts").to_string());
        let row = |(n, cells): (usize, &Vec<String>)| {
            let fields = cells.iter().enumerate().map(|(place, text)| self.field(n, place, text));
            let number = Html::text(&(n + 1).to_string());
            std::iter::once(number).chain(fields).chain([self.acts(n)]).collect()
        };
        let rows = self.typed.rows.iter().enumerate().map(row).collect();
        let caption = match self.typed.subject {
            Subject::Table(_) => "law.rows",
            Subject::Parameter(_) => "law.value",
            Subject::Scale(_) => "lawdesk.brackets",
        };
        broad(frame.t(caption), columns, rows)
    }

    fn field(&self, row: usize, place: usize, text: &str) -> Html {
        let begins = matches!(self.typed.what, What::Brackets(_)) && place == 0;
        let option =
            |value: &str| Choice::new(value, self.frame.t(&format!("lawdesk.begins-{value}")));
        Html::of(&CellField {
            name: cell_name(row, place),
            label: self.label(row, place),
            value: text,
            options: if begins { vec![option("from"), option("above")] } else { Vec::new() },
            error: self.error(Spot::Law(Place::Cell(row, place))),
            mark: Tone::Bad.mark(),
        })
    }

    fn acts(&self, row: usize) -> Html {
        let number = (row + 1).to_string();
        let act = |act: &'static str, short: &str, whole: &str| RowAct {
            value: format!("{act}-{row}"),
            short: self.frame.t(short).to_string(),
            whole: self.frame.tf(whole, &[("row", &number)]),
        };
        Html::of(&RowActs {
            acts: vec![
                act("add", "lawdesk.add-short", "lawdesk.add"),
                act("remove", "lawdesk.remove-short", "lawdesk.remove"),
            ],
        })
    }

    fn add_last(&self) -> Html {
        let aim = Aim::Send { name: "do".into(), value: format!("add-{}", self.typed.rows.len()) };
        let label = self.frame.t("lawdesk.add-last").to_string();
        Html::of(&Action { label, weight: Weight::Second, aim })
    }
}

// The control that a mistake leads to.
fn id_of(spot: Spot) -> String {
    match spot {
        Spot::Ground => "ground".into(),
        Spot::Law(Place::Cell(row, cell)) => cell_name(row, cell),
        Spot::Law(Place::Row(row)) => cell_name(row, 0),
        Spot::Law(Place::Head(key @ ("from" | "promulgated" | "article"))) => key.into(),
        Spot::Law(_) => "from".into(),
    }
}

/// What can be done with a row: short words for those who see the row, whole ones for those who hear the button alone.
#[derive(Template)]
#[template(
    source = "<div class=\"cell\">{% for act in acts %}<button class=\"button second\" name=\"do\" value=\"{{ act.value }}\" aria-label=\"{{ act.short }}: {{ act.whole }}\">{{ act.short }}</button> {% endfor %}</div>",
    ext = "html"
)]
struct RowActs {
    acts: Vec<RowAct>,
}

struct RowAct {
    value: String,
    short: String,
    whole: String,
}

/// Presses "save" for whoever presses Enter in a field; nobody sees or reaches it otherwise.
#[derive(Template)]
#[template(
    source = "<button class=\"unseen\" name=\"do\" value=\"save\" tabindex=\"-1\" aria-hidden=\"true\"></button>",
    ext = "html"
)]
struct Silent;
