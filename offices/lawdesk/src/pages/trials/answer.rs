//! What came out of a trial: what it costs, who gains and who loses, by group; drawn, and as a table.
//!
//! What may not happen here: a chart without its figures, an answer that looks more certain than it is.

use askama::Template;
use courtyard::proposals::Proposal;
use courtyard::trials::{self, LawTrial, Over};
use doors::Visit;
use pages::components::{
    Action, Column, Details, KeyFigure, KeyFigures, NoticeBox, SummaryList, SummaryRow, Table,
};
use pages::{Frame, Html, Tone, heading};
use trial::{Chart, Group, Report};

use super::super::desk::{title_of, whom};
use super::super::rules::moved;
use super::words::{self, Said};

/// How far a trial is. The script asks again by itself; without it there is the link.
#[derive(Template)]
#[template(
    source = "<p id=\"going\">{{ label }}</p><progress data-going aria-labelledby=\"going\" max=\"{{ of }}\" value=\"{{ done }}\"></progress>{{ again }}",
    ext = "html"
)]
struct Going<'a> {
    label: &'a str,
    done: i64,
    of: i64,
    again: Html,
}

pub fn running(frame: &Frame, (done, of): (i64, i64)) -> Vec<Html> {
    let percent = (done.saturating_mul(100) / of.max(1)).to_string();
    let label = frame.tf("trial.running", &[("percent", &percent)]);
    let again = Html::of(&Action::link(&frame.path, frame.t("trial.look-again")).second());
    vec![Html::of(&Going { label: &label, done, of, again })]
}

/// A drawing that escapes its own texts.
#[derive(Template)]
#[template(source = "<div class=\"chart\">{{ svg|safe }}</div>", ext = "html")]
struct Drawn {
    svg: String,
}

pub fn pieces(
    visit: &Visit,
    frame: &Frame,
    (trial, proposal): (&LawTrial, &Proposal),
    report: &Report,
) -> Vec<Html> {
    let said = Said::of(visit, frame, &trial.asked, report);
    let page = Answer { visit, frame, trial, proposal, report, said };
    let mut pieces = Vec::new();
    if trials::hash_of(proposal) != trial.written {
        let title = frame.t("trial.changed").to_string();
        pieces.push(Html::of(&NoticeBox { tone: Tone::Warning, title, body: Html::default() }));
    }
    if report.total.members == 0 {
        pieces.push(Html::paragraphs(frame.t("trial.nobody")));
    } else {
        pieces.push(page.figures());
    }
    pieces.push(page.about());
    pieces.extend(report.groups.iter().flat_map(|group| page.group(group)));
    pieces.push(page.files());
    pieces
}

struct Answer<'a> {
    visit: &'a Visit,
    frame: &'a Frame,
    trial: &'a LawTrial,
    proposal: &'a Proposal,
    report: &'a Report,
    said: Said<'a>,
}

impl Answer<'_> {
    fn figures(&self) -> Html {
        let (frame, said, total) = (self.frame, &self.said, &self.report.total);
        let row = self.report.row("", "", total);
        let key = match row.cost {
            0 => "trial.no-cost",
            cost if cost < 0 => "trial.saves",
            _ => "trial.costs",
        };
        let when = words::at(frame, &self.trial.asked.at);
        let figure = |label: &str, value: String, note: String| KeyFigure {
            label: frame.t(label).to_string(),
            value,
            note,
        };
        let part = |count: u64, each: Option<i128>| {
            let share = said.percent(count, total.members);
            match each.filter(|_| count > 0) {
                Some(each) => {
                    frame.tf("trial.share-each", &[("share", &share), ("each", &said.change(each))])
                }
                None => share,
            }
        };
        let (winners, losers) = (row.winners.max(1), row.losers.max(1));
        let figures = vec![
            figure(key, said.about(row.cost.saturating_abs()), when),
            figure(
                "trial.gain",
                said.about_count(row.winners),
                part(total.winners, Some(row.gained / winners)),
            ),
            figure(
                "trial.lose",
                said.about_count(row.losers),
                part(total.losers, Some(-row.lost / losers)),
            ),
            figure(
                "trial.unchanged",
                said.about_count(row.unchanged),
                part(total.unchanged(), None),
            ),
        ];
        Html::of(&KeyFigures { figures })
    }

    fn about(&self) -> Html {
        let (frame, report, said) = (self.frame, self.report, &self.said);
        let of = format!("/law-desk/proposals/{}", self.proposal.id);
        let proposal = Html::link(&of, &title_of(self.visit, frame, &self.proposal.draft));
        let when = words::at(frame, &self.trial.asked.at);
        let row = report.row("", "", &report.total);
        let whom = match self.trial.asked.over {
            Over::People => frame.tf(
                "trial.whom-people",
                &[
                    ("persons", &said.count(i128::from(report.persons))),
                    ("each", &self.weight()),
                    ("seed", &report.seed.to_string()),
                ],
            ),
            Over::Cases => frame.tf("trial.whom-cases", &[("count", &said.count(row.members))]),
        };
        let counted = frame.tf(
            "trial.counted-of",
            &[("count", &said.count(row.members)), ("of", &said.members())],
        );
        let amounts = frame.tf(
            "trial.before-after",
            &[("before", &said.exact(row.before)), ("after", &said.exact(row.after))],
        );
        let zone = self.visit.site.house.country().zone();
        let asker = self::whom(self.visit, frame, &self.trial.asker);
        let begun = format!("{} ({asker})", frame.moment(self.trial.begun_at, zone));
        let mut rows = vec![
            SummaryRow::new(frame.t("trial.proposal"), proposal),
            SummaryRow::new(
                frame.t("trial.compared"),
                frame.tf("trial.compared-at", &[("when", &when)]),
            ),
            SummaryRow::new(frame.t("trial.whom"), whom),
            SummaryRow::new(frame.t("trial.counted"), counted),
            SummaryRow::new(frame.t("trial.in-all"), amounts),
            SummaryRow::new(frame.t("trial.begun"), begun),
        ];
        if report.faults > 0 {
            let faults = said.count(i128::from(report.faults));
            let why = report.first_fault.clone().unwrap_or_default();
            let value = frame.tf("trial.faults-of", &[("count", &faults), ("why", &why)]);
            rows.push(SummaryRow::new(frame.t("trial.faults"), value));
        }
        Html::of(&SummaryList { frame, rows })
    }

    /// For how many of the country one invented person stands.
    fn weight(&self) -> String {
        let (above, below) = self.report.weight;
        let tenths = u128::from(above) * 10 / u128::from(below.max(1));
        format!("{}{}{}", tenths / 10, self.frame.t("number.point"), tenths % 10)
    }

    fn group(&self, group: &Group) -> Vec<Html> {
        if group.cells.is_empty() {
            return Vec::new();
        }
        let (frame, said) = (self.frame, &self.said);
        let name = said.variable(&group.variable);
        let bars = group.cells.iter().map(|cell| {
            let mean = self.report.row(&group.variable, &cell.value, &cell.effect).mean_change;
            let label = said.value(&group.variable, &cell.value);
            (format!("{label}  ({})", said.change(mean)), cell.effect)
        });
        let title = frame.tf("trial.chart", &[("by", &name)]);
        let chart = Chart {
            title: &title,
            losers: frame.t("trial.lose"),
            winners: frame.t("trial.gain"),
            bars: bars.collect(),
        };
        let summary = frame.t("trial.as-table").to_string();
        let table = moved(&title, Html::of(&self.table(group, &title)));
        vec![
            heading(&name),
            Html::of(&Drawn { svg: chart.svg() }),
            Html::of(&Details { summary, body: table }),
        ]
    }

    fn table(&self, group: &Group, caption: &str) -> Table {
        let (frame, said) = (self.frame, &self.said);
        let row = |cell: &trial::Cell| {
            let row = self.report.row(&group.variable, &cell.value, &cell.effect);
            let label = said.value(&group.variable, &cell.value);
            let counts = [row.members, row.winners, row.losers].map(|count| said.count(count));
            let amounts =
                [said.about(row.before), said.about(row.after), said.about_change(row.cost)];
            let cells = counts.into_iter().chain(amounts).chain([said.change(row.mean_change)]);
            std::iter::once(label).chain(cells).map(|text| Html::text(&text)).collect()
        };
        let keys = [
            "trial.members",
            "trial.gain",
            "trial.lose",
            "trial.before",
            "trial.after",
            "trial.cost",
            "trial.each",
        ];
        let first = Column::new(&said.variable(&group.variable));
        let columns = keys.iter().map(|key| Column::number(frame.t(key)));
        Table {
            caption: caption.to_string(),
            columns: std::iter::once(first).chain(columns).collect(),
            rows: group.cells.iter().map(row).collect(),
            empty: String::new(),
        }
    }

    fn files(&self) -> Html {
        let link = |(format, label): (&str, &str)| {
            let path = format!("/law-desk/trials/{}/groups/{format}", self.trial.id);
            Html::all([Html::text(" "), Html::link(&path, label)])
        };
        let links = [("csv", "CSV"), ("parquet", "Parquet"), ("json", "JSON")].map(link);
        let said = Html::text(self.frame.t("trial.files"));
        Html::of(&Paragraph { inside: Html::all(std::iter::once(said).chain(links)) })
    }
}

#[derive(Template)]
#[template(source = "<p>{{ inside }}</p>", ext = "html")]
struct Paragraph {
    inside: Html,
}
