//! A version of a table as a form: every cell a field with its label, every mistake at its cell.
//!
//! What may not happen here: a typed word that is lost, a button that needs a script.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use courtyard::proposals::{self, Draft, Proposal, Stage};
use courtyard::{Tx, View};
use doors::answer::see_other;
use doors::body::Fields;
use doors::{Officer, Visit};
use law::Place;
use pages::components::{Action, Aim, ErrorSummary, Inset, Weight, Wrong};
use pages::fields::{Control, Field, LongText, TextInput};
use pages::{Frame, Html, Tone};
use vocabulary::{Error, Result};

use super::rules::{Words, broad};
use super::{Form, PURPOSE, below_desk, came_back, must_sit_at_the_desk, sheet};
use crate::shelf;
use crate::typed::{Asked, CELLS_MAX, Read, Spot, Typed, cell_name, version_of};

/// One field of the table.
#[derive(Template)]
#[template(path = "cell.html")]
struct CellField<'a> {
    name: String,
    label: String,
    value: &'a str,
    error: Option<String>,
    mark: Html,
}

/// The table as it is in force, to be changed.
pub async fn begin(Officer(visit): Officer, Path(table): Path<String>) -> Response {
    visit.answer(
        base_of(&visit, &table).and_then(|base| {
            page(&visit, &format!("/law-desk/tables/{table}"), &Typed::of(base), &[])
        }),
    )
}

/// A new draft.
pub async fn draft(Officer(visit): Officer, Path(table): Path<String>, fields: Fields) -> Response {
    let path = format!("/law-desk/tables/{table}");
    let answer = async {
        let base = base_of(&visit, &table)?;
        let (typed, draft) = match sent(&visit, base, &fields)? {
            (typed, Next::Save(draft)) => (typed, draft),
            (typed, Next::Show(wrong)) => return page(&visit, &path, &typed, &wrong),
        };
        drop(typed);
        let act = move |tx: &mut Tx<'_>| proposals::draft(tx, &draft);
        let id = visit.site.house.act(&visit.actor, PURPOSE, act).await?.value;
        Ok(see_other(&format!("/law-desk/proposals/{id}")))
    };
    visit.answer(answer.await)
}

/// A draft that was saved, or came back.
pub async fn again(Officer(visit): Officer, Path(id): Path<String>) -> Response {
    let answer = async {
        let proposal = own_draft(&visit, &id).await?;
        let version = version_of(&proposal.draft).ok_or(Error::NotFound)?;
        let typed = Typed::again(&proposal.draft, &version);
        page(&visit, &format!("/law-desk/proposals/{id}/draft"), &typed, &[])
    };
    visit.answer(answer.await)
}

pub async fn redraft(Officer(visit): Officer, Path(id): Path<String>, fields: Fields) -> Response {
    let path = format!("/law-desk/proposals/{id}/draft");
    let answer = async {
        let proposal = own_draft(&visit, &id).await?;
        let version = version_of(&proposal.draft).ok_or(Error::NotFound)?;
        let (mut typed, next) = sent(&visit, &version, &fields)?;
        typed.base = proposal.draft.base;
        let mut draft = match next {
            Next::Save(draft) => draft,
            Next::Show(wrong) => return page(&visit, &path, &typed, &wrong),
        };
        draft.base = proposal.draft.base;
        let name = id.clone();
        let act = move |tx: &mut Tx<'_>| proposals::redraft(tx, &name, &draft);
        visit.site.house.act(&visit.actor, PURPOSE, act).await?;
        Ok(see_other(&format!("/law-desk/proposals/{id}")))
    };
    visit.answer(answer.await)
}

async fn own_draft(visit: &Visit, id: &str) -> Result<Proposal> {
    must_sit_at_the_desk(visit)?;
    let name = id.to_string();
    let read = move |view: &mut View<'_>| proposals::of(view, &name);
    let proposal = visit.site.house.view(&visit.actor, read).await?;
    match proposal.stage {
        _ if proposal.author != visit.actor.id => Err(Error::refused("proposal.not-yours")),
        Stage::Draft => Ok(proposal),
        _ => Err(Error::refused("proposal.no-draft")),
    }
}

/// The version that is changed: the latest, be it in force or still to come.
fn base_of<'v>(visit: &'v Visit, table: &str) -> Result<&'v law::Table> {
    must_sit_at_the_desk(visit)?;
    visit.site.house.country().law().versions(table).last().ok_or(Error::NotFound)
}

/// What follows on what was sent: it is kept, or shown again with a row more or less, or with its mistakes.
enum Next {
    Save(Draft),
    Show(Vec<(Spot, String)>),
}

fn sent(visit: &Visit, base: &law::Table, fields: &Fields) -> Result<(Typed, Next)> {
    let mut typed = Typed::sent(base, fields).ok_or_else(|| Error::refused("lawdesk.no-form"))?;
    let asked = Asked::of(fields);
    if asked != Asked::Save {
        typed.arrange(asked);
        return Ok((typed, Next::Show(Vec::new())));
    }
    let (country, today) = (visit.site.house.country(), visit.site.house.today());
    let find = |key: &str| visit.site.texts.find(&visit.lang, key);
    let next = match typed.clone().read(country, today, &find) {
        Read::Draft(draft) => Next::Save(draft),
        Read::Wrong(wrong) => Next::Show(wrong),
    };
    Ok((typed, next))
}

fn page(visit: &Visit, action: &str, typed: &Typed, wrong: &[(Spot, String)]) -> Result<Response> {
    let mut frame = visit.frame("");
    below_desk(&mut frame);
    let title = typed.manuscript.title.get(&visit.lang);
    let heading = frame.tf("lawdesk.change", &[("table", title)]);
    if typed.cell_count() > CELLS_MAX {
        let pieces = vec![Html::of(&Inset { body: Html::paragraphs(frame.t("lawdesk.too-long")) })];
        return sheet(&mut frame, &heading, pieces);
    }
    let view = EditView {
        frame: &frame,
        words: Words::of(visit, &frame, &typed.manuscript.table),
        typed,
        wrong,
    };
    let form = Form { action, hidden: view.hidden(), pieces: view.pieces() };
    let pieces = vec![
        view.summary(),
        Html::of(&Inset { body: Html::paragraphs(frame.t("lawdesk.how")) }),
        Html::of(&form),
    ];
    if wrong.is_empty() {
        sheet(&mut frame.clone(), &heading, pieces)
    } else {
        came_back(&mut frame.clone(), &heading, pieces)
    }
}

struct EditView<'a> {
    frame: &'a Frame,
    words: Words<'a>,
    typed: &'a Typed,
    wrong: &'a [(Spot, String)],
}

impl EditView<'_> {
    fn error(&self, spot: Spot) -> Option<String> {
        self.wrong.iter().find(|(place, _)| *place == spot).map(|(_, told)| told.clone())
    }

    fn summary(&self) -> Html {
        let wrong = |(spot, told): &(Spot, String)| Wrong {
            id: self.id_of(*spot),
            text: format!("{}: {told}", self.name_of(*spot)),
        };
        let mistakes = self.wrong.iter().map(wrong).collect();
        Html::of(&ErrorSummary { frame: self.frame, mistakes })
    }

    // The control that a mistake leads to.
    fn id_of(&self, spot: Spot) -> String {
        match spot {
            Spot::Ground => "ground".into(),
            Spot::Law(Place::Cell(row, cell)) => cell_name(row, cell),
            Spot::Law(Place::Row(row)) => cell_name(row, 0),
            Spot::Law(Place::Head(key @ ("from" | "promulgated" | "article"))) => key.into(),
            Spot::Law(_) => "from".into(),
        }
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
        let manuscript = &self.typed.manuscript;
        let columns = self.words.columns(&manuscript.inputs, &manuscript.outputs);
        let column = columns.get(cell).map_or(self.frame.t("law.article"), String::as_str);
        self.frame.tf("lawdesk.cell", &[("row", &(row + 1).to_string()), ("column", column)])
    }

    fn hidden(&self) -> Vec<(&'static str, String)> {
        vec![("rows", self.typed.manuscript.rows.len().to_string())]
    }

    fn pieces(&self) -> Vec<Html> {
        let frame = self.frame;
        let day = |id: &str, label: &str, hint: &str, parts: &pages::fields::DayParts| {
            let mut field = Field::new(frame, id, label, Control::Day(parts.clone()));
            field.hint = hint.to_string();
            field.error = match id {
                "from" => self.error(Spot::Law(Place::Head("from"))),
                _ => self.error(Spot::Law(Place::Head("promulgated"))),
            };
            Html::of(&field)
        };
        let input =
            TextInput { value: self.typed.manuscript.article.clone(), ..TextInput::default() };
        let mut article =
            Field::new(frame, "article", frame.t("law.article"), Control::Text(input));
        article.error = self.error(Spot::Law(Place::Head("article")));
        let text = LongText {
            value: self.typed.ground.clone(),
            rows: 4,
            max_length: Some(proposals::WORDS_MAX),
        };
        let mut ground =
            Field::new(frame, "ground", frame.t("lawdesk.ground"), Control::LongText(text));
        ground.error = self.error(Spot::Ground);
        vec![
            // What the key "Enter" presses in any field: the first button of the form.
            Html::of(&Silent),
            self.table(),
            Html::of(&button("add", self.typed.manuscript.rows.len(), frame.t("lawdesk.add-last"))),
            day("from", frame.t("law.from"), frame.t("lawdesk.from-hint"), &self.typed.from),
            day("promulgated", frame.t("law.promulgated"), "", &self.typed.promulgated),
            Html::of(&article),
            Html::of(&ground),
            Html::of(&Action {
                label: frame.t("lawdesk.save").to_string(),
                weight: Weight::First,
                aim: Aim::Send { name: "do".into(), value: "save".into() },
            }),
        ]
    }

    fn table(&self) -> Html {
        let frame = self.frame;
        let manuscript = &self.typed.manuscript;
        let with_articles = manuscript.has_articles();
        let mut columns = vec![frame.t("law.row").to_string()];
        columns.extend(self.words.columns(&manuscript.inputs, &manuscript.outputs));
        columns.extend(with_articles.then(|| frame.t("law.article").to_string()));
        columns.push(frame.t("lawdesk.row-acts").to_string());
        let row = |(n, row): (usize, &law::FaceRow)| {
            let cells = row.cells.iter().chain(&row.outputs);
            let article = with_articles.then_some(&row.article);
            let fields =
                cells.chain(article).enumerate().map(|(place, text)| self.field(n, place, text));
            let number = Html::text(&(n + 1).to_string());
            std::iter::once(number).chain(fields).chain([self.acts(n)]).collect()
        };
        let rows = manuscript.rows.iter().enumerate().map(row).collect();
        broad(frame.t("law.rows"), columns, rows)
    }

    fn field(&self, row: usize, place: usize, text: &str) -> Html {
        Html::of(&CellField {
            name: cell_name(row, place),
            label: self.label(row, place),
            value: text,
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

fn button(act: &str, row: usize, label: &str) -> Action {
    let aim = Aim::Send { name: "do".into(), value: format!("{act}-{row}") };
    Action { label: label.to_string(), weight: Weight::Second, aim }
}

/// The title of a table in the reader's language.
pub fn title_of(visit: &Visit, table: &str) -> String {
    let versions = visit.site.house.country().law().versions(table);
    let version = shelf::version_on(versions, visit.site.house.today());
    version.map_or_else(|| table.to_string(), |table| table.title.get(&visit.lang).to_string())
}
