//! The officer's desk: what waits, what is late, and the way to each case.
//!
//! What may not happen here: personal data. That begins where a case is opened, and there it is written down.

mod case;
mod doing;
mod export;
mod forms;
mod many;
mod pieces;
mod queue;
mod sections;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use courtyard::View;
use courtyard::cases::{self, Case, State};
use doors::{Officer, Site, Visit};
use pages::components::{BarChart, Column, KeyFigure, KeyFigures, NoticeBox, Point, Table};
use pages::{Frame, Html, Notice, Tone};
use serde::Deserialize;
use vocabulary::{Day, Result};

use self::pieces::{Quiet, SOON_DAYS, TwoLines};
use super::{heading, listing, title_of};

/// Opinions that a desk is asked for, shown at once.
const ASKED_MAX: i64 = 50;

pub fn routes() -> Router<Site> {
    Router::new()
        .route("/office", get(home))
        .route("/office/{desk}", get(queue::show))
        .route("/office/{desk}/bulk", post(many::perform))
        .route("/office/{desk}/decisions", get(many::show))
        .route("/office/{desk}/export.csv", get(export::csv))
        .route("/office/cases/{number}", get(case::show))
        .route("/office/cases/{number}/documents/{id}", get(case::document))
        .route("/office/cases/{number}/claim", post(case::claim))
        .route("/office/cases/{number}/return", post(case::give_back))
        .route("/office/cases/{number}/takeover", post(case::take_over))
        .route("/office/cases/{number}/question", post(case::ask))
        .route("/office/cases/{number}/opinion-request", post(case::ask_opinion))
        .route("/office/cases/{number}/opinion", post(case::give_opinion))
        .route("/office/cases/{number}/decision", post(case::decide))
        .route("/office/cases/{number}/revocation", post(case::revoke))
}

/// How much waits at a desk.
pub struct Figures {
    pub desk: String,
    /// Open cases by state: how many, and how many of them are late.
    counts: Vec<(State, i64, i64)>,
    /// Due within the next working days.
    soon: i64,
    /// In the hands of the actor, and in nobody's.
    pub mine: i64,
    pub free: i64,
}

impl Figures {
    /// Reads them for a desk of the actor.
    pub fn read(view: &mut View<'_>, desk: &str, today: Day) -> Result<Figures> {
        let soon =
            view.country().calendar.plus_working_days(today, u32::try_from(SOON_DAYS).unwrap_or(0));
        let (mine, free) = cases::held(view, desk)?;
        Ok(Figures {
            mine,
            free,
            desk: desk.to_string(),
            counts: cases::counts(view, desk, today)?,
            soon: cases::due_between(view, desk, today, soon)?,
        })
    }

    // What waits for a payment has not reached the desk yet.
    fn at_desk(&self) -> impl Iterator<Item = &(State, i64, i64)> {
        self.counts.iter().filter(|(state, _, _)| *state != State::WaitingPayment)
    }

    pub fn open(&self) -> i64 {
        self.at_desk().map(|(_, count, _)| count).sum()
    }

    pub fn late(&self) -> i64 {
        self.at_desk().map(|(_, _, late)| late).sum()
    }

    pub fn of(&self, state: State) -> i64 {
        self.counts.iter().filter(|(s, _, _)| *s == state).map(|(_, count, _)| count).sum()
    }
}

/// What was just done, as the address tells it.
#[derive(Default, Deserialize)]
pub struct Fresh {
    #[serde(default)]
    pub done: String,
}

impl Fresh {
    /// The notice for it; an address that somebody made up says nothing.
    pub fn notice(&self, frame: &Frame) -> Option<Notice> {
        let said = frame.texts.find(&frame.lang, &format!("office.done.{}", self.done))?;
        Some(Notice::new(Tone::Good, said))
    }
}

async fn home(
    Officer(visit): Officer,
    axum::extract::Query(fresh): axum::extract::Query<Fresh>,
) -> Response {
    visit.answer(home_page(&visit, &fresh).await)
}

async fn home_page(visit: &Visit, fresh: &Fresh) -> Result<Response> {
    let (desks, today) = (visit.actor.desks.clone(), visit.site.house.today());
    let read = move |view: &mut View<'_>| {
        let mut all = Vec::new();
        let mut asked = Vec::new();
        for desk in &desks {
            all.push(Figures::read(view, desk, today)?);
            asked.extend(cases::asked(view, desk, ASKED_MAX)?);
        }
        Ok((all, asked))
    };
    let (all, asked) = visit.site.house.view(&visit.actor, read).await?;
    let mut frame = visit.frame("");
    frame.notice = fresh.notice(&frame);
    let late: i64 = all.iter().map(Figures::late).sum();
    let mut pieces = vec![figures(&frame, &all, asked.len())];
    if late > 0 {
        let title = frame.tn("office.late-first", late, &[]);
        pieces.push(Html::of(&NoticeBox {
            tone: Tone::Warning,
            title,
            body: late_links(visit, &frame, &all),
        }));
    }
    pieces.push(desks_table(visit, &frame, &all));
    if !asked.is_empty() {
        pieces.extend([heading(frame.t("desk.queue-opinion")), asked_table(visit, &frame, &asked)]);
    }
    pieces.extend(chart(&frame, &all));
    let title = frame.t("desk.title").to_string();
    listing(&mut frame, &title, pieces)
}

fn figures(frame: &Frame, all: &[Figures], asked: usize) -> Html {
    let sum = |one: &dyn Fn(&Figures) -> i64| frame.count(all.iter().map(one).sum::<i64>());
    let figure = |key: &str, value: String| KeyFigure {
        label: frame.t(key).to_string(),
        value,
        note: String::new(),
    };
    let asked = frame.count(i64::try_from(asked).unwrap_or(i64::MAX));
    Html::of(&KeyFigures {
        figures: vec![
            figure("office.open", sum(&Figures::open)),
            figure("desk.queue-late", sum(&Figures::late)),
            figure("office.soon", sum(&|f| f.soon)),
            figure("desk.queue-opinion", asked),
            figure("desk.queue-appeals", sum(&|f| f.of(State::Appealed))),
        ],
    })
}

fn late_links(visit: &Visit, frame: &Frame, all: &[Figures]) -> Html {
    let late = all.iter().filter(|figures| figures.late() > 0);
    let link = |figures: &Figures| {
        let said = format!(
            "{} ({})",
            desk_title(visit, frame, &figures.desk),
            frame.count(figures.late())
        );
        Html::all([
            Html::link(&format!("/office/{}?state=late", figures.desk), &said),
            Html::text(" "),
        ])
    };
    Html::all(late.map(link))
}

fn desks_table(visit: &Visit, frame: &Frame, all: &[Figures]) -> Html {
    let columns = [
        "office.open",
        "desk.queue-mine",
        "office.soon",
        "desk.queue-late",
        "desk.queue-second",
        "desk.queue-appeals",
    ];
    let mut columns: Vec<Column> = columns.iter().map(|key| Column::number(frame.t(key))).collect();
    columns.insert(0, Column::new(frame.t("office.desk")));
    let row = |figures: &Figures| {
        let numbers = [
            figures.open(),
            figures.mine,
            figures.soon,
            figures.late(),
            figures.of(State::WaitingSecond),
            figures.of(State::Appealed),
        ];
        let link = Html::link(
            &format!("/office/{}", figures.desk),
            &desk_title(visit, frame, &figures.desk),
        );
        std::iter::once(link)
            .chain(numbers.map(|number| Html::text(&frame.count(number))))
            .collect()
    };
    let rows = all.iter().map(row).collect();
    let caption = frame.t("office.desks").to_string();
    Html::of(&Table { caption, columns, rows, empty: frame.t("office.no-desk").to_string() })
}

fn asked_table(visit: &Visit, frame: &Frame, asked: &[(Case, Option<Day>)]) -> Html {
    let house = &visit.site.house;
    let row = |(case, due): &(Case, Option<Day>)| {
        let until = due.map_or_else(Html::default, |due| {
            let left = house.country().calendar.working_days_between(house.today(), due);
            let second = Html::of(&Quiet { text: &frame.deadline(left) });
            Html::of(&TwoLines { first: Html::text(&frame.day(due)), second })
        });
        let link = Html::link(&format!("/office/cases/{}", case.number), &case.number);
        let asker = house
            .country()
            .desk(&case.desk)
            .map_or("", |(agency, _)| agency.title.get(&frame.lang));
        vec![link, Html::text(&title_of(visit, &case.service)), Html::text(asker), until]
    };
    let columns = ["case.number", "office.service", "office.asked-by", "office.answer-until"];
    Html::of(&Table {
        caption: frame.t("office.asked-hint").to_string(),
        columns: columns.iter().map(|key| Column::new(frame.t(key))).collect(),
        rows: asked.iter().map(row).collect(),
        empty: String::new(),
    })
}

fn chart(frame: &Frame, all: &[Figures]) -> Option<Html> {
    let point = |state: State| {
        let count: i64 = all.iter().map(|figures| figures.of(state)).sum();
        (count > 0).then(|| Point::new(&pieces::state(frame, state).text, count))
    };
    let points: Vec<Point> =
        State::ALL.into_iter().filter(|state| state.is_open()).filter_map(point).collect();
    if points.is_empty() {
        return None;
    }
    let words = |key: &str| frame.t(key).to_string();
    let (title, of, unit) = (words("office.where"), words("case.state"), words("desk.queue"));
    Some(Html::of(&BarChart { frame, title, of, unit, points }))
}

/// A desk's title with its agency's, in the visitor's language.
pub fn desk_title(visit: &Visit, frame: &Frame, desk: &str) -> String {
    let found = visit.site.house.country().desk(desk);
    found.map_or_else(|| desk.to_string(), |(_, desk)| desk.title.get(&frame.lang).to_string())
}
