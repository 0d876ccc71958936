//! A person's own pages: their cases, what the state knows about them, and who looked at it.

use axum::extract::Query;
use axum::response::Response;
use courtyard::cases::{self, Case};
use courtyard::purposes::{self, Disclosure as Looked};
use courtyard::registers::{self, Entry};
use courtyard::waits::{self, Wait};
use courtyard::{View, actors, drafts, notices};
use doors::body::Fields;
use doors::{Person, Visit, answer};
use pages::components::{
    Action, CaseCard, CaseCards, Disclosure, Disclosures, Due, Dues, Paging, SummaryList,
    SummaryRow, Tabs,
};
use pages::fields::{Choice, Choices, Control, Field};
use pages::{Frame, Html, Link, Tone};
use serde::Deserialize;
use vocabulary::{Moment, Result};

use super::{Form, heading, listing, paragraph, title_of, waiting};
use crate::purpose;

/// Rows of one page.
const PAGE: i64 = 30;
/// Cases on the first page of a person, besides those that are open.
const LATEST: u8 = 10;

pub async fn me(Person(visit): Person) -> Response {
    visit.answer(my_page(&visit).await)
}

async fn my_page(visit: &Visit) -> Result<Response> {
    let read = |view: &mut View<'_>| {
        // What is open is never hidden behind what came later.
        let mut own = cases::open_own(view, PAGE)?;
        let latest = cases::all_own(view, None, i64::from(LATEST) + 1)?;
        let more = latest.len() > usize::from(LATEST);
        own.extend(latest.into_iter().filter(|case| !case.state.is_open()).take(LATEST.into()));
        let waits = waits::of_cases(view, &waiting::open_numbers(&own))?;
        Ok((
            (own, waits, more),
            drafts::all_own(view)?,
            notices::all_own(view, 5)?,
            actors::mandates(view)?,
        ))
    };
    let ((own, waits, more), drafts, notices, mandates) =
        visit.site.house.view(&visit.actor, read).await?;
    let mut frame = visit.frame("");
    let pieces = {
        let frame = &frame;
        let mut pieces = vec![tabs(frame, "/me")];
        pieces.extend(whose(visit, frame, &mandates));
        let mut dues: Vec<Due> =
            own.iter().filter_map(|case| due(visit, frame, case, &waits)).collect();
        dues.extend(drafts.iter().map(|(service, _)| Due {
            title: frame.tf("me.draft", &[("service", &title_of(visit, service))]),
            href: format!("/services/{service}/apply"),
            until: String::new(),
            tone: Tone::Info,
        }));
        pieces.extend([
            heading(frame.t("me.due")),
            Html::of(&Dues { dues, empty: frame.t("me.nothing-due").to_string() }),
        ]);
        pieces.extend([heading(frame.t("me.cases")), case_cards(visit, frame, (&own, &waits), 3)]);
        let all = || Html::of(&Action::link("/me/cases", frame.t("me.all-cases")).second());
        pieces.extend(more.then(all));
        if !notices.is_empty() {
            let zone = visit.site.house.country().zone();
            let row = |n: &notices::Notice| {
                let case = n.case.clone().unwrap_or_default();
                let value = Html::all([
                    Html::text(&frame.moment(n.sent_at, zone)),
                    Html::text(" "),
                    Html::link(&format!("/cases/{case}"), &case),
                ]);
                SummaryRow::new(frame.t(&n.what), value)
            };
            let rows = notices.iter().map(row).collect();
            pieces.extend([heading(frame.t("me.notices")), Html::of(&SummaryList { frame, rows })]);
        }
        pieces
    };
    let title = frame.t("me.title").to_string();
    listing(&mut frame, &title, pieces)
}

// `level` is that of the headings on the cards.
fn case_cards(visit: &Visit, frame: &Frame, (own, waits): (&[Case], &[Wait]), level: u8) -> Html {
    let cards = own.iter().map(|case| case_card(visit, frame, case, waits)).collect();
    Html::of(&CaseCards { cards, level, empty: frame.t("me.no-cases").to_string() })
}

pub async fn all_cases(Person(visit): Person, Query(paged): Query<Paged>) -> Response {
    visit.answer(cases_page(&visit, &paged).await)
}

async fn cases_page(visit: &Visit, paged: &Paged) -> Result<Response> {
    let before = paged.place();
    let read = move |view: &mut View<'_>| {
        let before = before.as_ref().map(|(at, id)| (*at, id.as_str()));
        let own = cases::all_own(view, before, PAGE)?;
        let waits = waits::of_cases(view, &waiting::open_numbers(&own))?;
        Ok((own, waits))
    };
    let (own, waits) = visit.site.house.view(&visit.actor, read).await?;
    let mut frame = visit.frame("");
    let last = own.last().map(|case| (case.opened_at, case.number.as_str()));
    let pieces = vec![
        tabs(&frame, "/me"),
        case_cards(visit, &frame, (&own, &waits), 2),
        paging(&frame, "/me/cases", own.len(), last),
    ];
    let title = frame.t("me.cases").to_string();
    listing(&mut frame, &title, pieces)
}

// The link to what comes before the last row, where a page is full.
fn paging(frame: &Frame, path: &str, shown: usize, last: Option<(Moment, &str)>) -> Html {
    let full = i64::try_from(shown).is_ok_and(|count| count == PAGE);
    let next = last.filter(|_| full).map(|(at, id)| format!("{path}?before={}_{id}", at.0));
    Html::of(&Paging { frame, previous: None, next, shown: String::new() })
}

fn tabs(frame: &Frame, here: &str) -> Html {
    let items = [
        ("/me", "me.matters"),
        ("/me/registers", "me.registers"),
        ("/me/disclosures", "me.disclosures"),
    ];
    let items = items.map(|(path, key)| Link::new(path, frame.t(key)).here(path == here)).to_vec();
    Html::of(&Tabs { label: frame.t("me.title").to_string(), items })
}

// For whom the person acts: shown only to those who hold a mandate.
fn whose(visit: &Visit, frame: &Frame, mandates: &[(String, vocabulary::Text)]) -> Vec<Html> {
    if mandates.is_empty() {
        return Vec::new();
    }
    let mut options = vec![Choice::new("", frame.t("mandate.myself"))];
    options.extend(mandates.iter().map(|(id, name)| Choice::new(id, name.get(&visit.lang))));
    let chosen = vec![visit.actor.acting_for.clone().unwrap_or_default()];
    let field = Field::new(
        frame,
        "organisation",
        frame.t("mandate.label"),
        Control::Radios(Choices { options, chosen }),
    );
    let pieces = vec![Html::of(&field), Html::of(&Action::send(frame.t("mandate.do")).second())];
    vec![Html::of(&Form { action: "/me/mandate", files: false, hidden: Vec::new(), pieces })]
}

fn due(visit: &Visit, frame: &Frame, case: &Case, waits: &[Wait]) -> Option<Due> {
    let last = waits.iter().rfind(|wait| wait.case == case.number);
    let (key, until) = match case.state {
        cases::State::WaitingPayment => ("me.pay", None),
        cases::State::WaitingPerson => ("me.answer", last.and_then(|wait| wait.answer_by)),
        _ => return None,
    };
    Some(Due {
        title: frame.tf(key, &[("service", &title_of(visit, &case.service))]),
        href: format!("/cases/{}", case.number),
        until: until.map(|day| frame.day(day)).unwrap_or_default(),
        tone: Tone::Warning,
    })
}

/// A case as a card of a list.
pub fn case_card(visit: &Visit, frame: &Frame, case: &Case, waits: &[Wait]) -> CaseCard {
    let house = &visit.site.house;
    let note = match (case.due, waiting::stands(frame, case, waits)) {
        (Some(due), _) if case.state.is_open() => {
            frame.deadline(house.country().calendar.working_days_between(house.today(), due))
        }
        (_, Some(stands)) => stands.to_string(),
        _ => frame.day(house.country().zone().day_of(case.closed_at.unwrap_or(case.opened_at))),
    };
    CaseCard {
        href: format!("/cases/{}", case.number),
        title: title_of(visit, &case.service),
        lang: None,
        number: case.number.clone(),
        state: frame.state(case.state.as_str()),
        note,
    }
}

#[derive(Default, Deserialize)]
pub struct Paged {
    #[serde(default)]
    before: String,
}

impl Paged {
    fn place(&self) -> Option<(Moment, String)> {
        let (at, id) = self.before.split_once('_')?;
        Some((Moment(at.parse().ok()?), id.to_string()))
    }
}

pub async fn disclosures(Person(visit): Person, Query(paged): Query<Paged>) -> Response {
    visit.answer(disclosures_page(&visit, &paged).await)
}

async fn disclosures_page(visit: &Visit, paged: &Paged) -> Result<Response> {
    let before = paged.place();
    let read = move |view: &mut View<'_>| {
        let before = before.as_ref().map(|(at, id)| (*at, id.as_str()));
        purposes::own_disclosures(view, before, PAGE)
    };
    let found = visit.site.house.view(&visit.actor, read).await?;
    let mut frame = visit.frame("");
    let last = found.last().map(|looked| (looked.looked_at, looked.id.as_str()));
    let pieces = vec![
        tabs(&frame, "/me/disclosures"),
        paragraph(frame.t("disclosures.text")),
        disclosed(visit, &frame, &found),
        paging(&frame, "/me/disclosures", found.len(), last),
    ];
    let title = frame.t("disclosures.title").to_string();
    listing(&mut frame, &title, pieces)
}

/// Who looked, as a list.
pub fn disclosed(visit: &Visit, frame: &Frame, looked: &[Looked]) -> Html {
    let country = visit.site.house.country();
    let one = |d: &Looked| {
        let agency = country.agency(&d.agency).map(|agency| agency.title.get(&frame.lang));
        let kind = frame.t(&format!("looked-by.{}", d.actor_kind)).to_string();
        let who = agency.map_or_else(|| kind.clone(), |agency| format!("{agency} ({kind})"));
        let purpose = country.purpose(&d.purpose);
        let purpose = purpose.map_or_else(
            || d.purpose.clone(),
            |p| format!("{} ({})", p.title.get(&frame.lang), p.basis),
        );
        Disclosure {
            who,
            purpose,
            when: frame.moment(d.looked_at, country.zone()),
            datetime: d.looked_at.to_rfc3339(),
            fields: fields(visit, frame, d),
            case: d.case.as_ref().map(|number| Link::new(&format!("/cases/{number}"), number)),
        }
    };
    Html::of(&Disclosures { frame, disclosures: looked.iter().map(one).collect() })
}

// `residents: name address, answers: floor` in words: the register's title, or what of the case it was, and the names of
// the fields.
fn fields(visit: &Visit, frame: &Frame, looked: &Looked) -> String {
    let country = visit.site.house.country();
    let one = |part: &str| {
        let (register, names) = part.split_once(": ").unwrap_or((part, ""));
        let Some(register) = country.register(register) else {
            let words = frame.t(&format!("read.{register}")).to_string();
            let labels = labels(visit, frame, looked.case.as_deref(), names);
            return if labels.is_empty() { words } else { format!("{words}: {labels}") };
        };
        let title = |id: &str| {
            register
                .fields
                .iter()
                .find(|f| f.id == id)
                .map(|f| f.title.get(&frame.lang).to_string())
        };
        let names: Vec<String> = names.split(' ').filter_map(title).collect();
        let words = register.title.get(&frame.lang);
        if names.is_empty() { words.to_string() } else { format!("{words}: {}", names.join(", ")) }
    };
    looked.fields.split(", ").map(one).collect::<Vec<_>>().join("; ")
}

// The questions of the form that the case was opened with, by the ids of their fields.
fn labels(visit: &Visit, frame: &Frame, case: Option<&str>, ids: &str) -> String {
    let prefix = case.and_then(|number| number.split('-').next()).unwrap_or("");
    let services = visit.site.house.country().services.values();
    let service =
        services.into_iter().find(|service| !prefix.is_empty() && service.prefix == prefix);
    let fields =
        service.iter().flat_map(|s| &s.form).flat_map(|f| &f.steps).flat_map(|s| &s.fields);
    let named = fields.filter(|field| ids.split(' ').any(|id| id == field.id));
    named.map(|field| field.label.get(&frame.lang)).collect::<Vec<_>>().join(", ")
}

pub async fn registers(Person(visit): Person) -> Response {
    visit.answer(registers_page(&visit).await)
}

async fn registers_page(visit: &Visit) -> Result<Response> {
    let holder = visit.actor.applicant().to_string();
    let read = move |view: &mut View<'_>| registers::known_own(view, &holder);
    let known = visit.site.house.view(&visit.actor, read).await?;
    let mut frame = visit.frame("");
    let mut pieces = vec![tabs(&frame, "/me/registers"), paragraph(frame.t("registers.text"))];
    for entry in &known {
        pieces.extend(entry_pieces(visit, &frame, entry));
    }
    if known.is_empty() {
        pieces.push(paragraph(frame.t("registers.none")));
    }
    let title = frame.t("me.registers").to_string();
    listing(&mut frame, &title, pieces)
}

fn entry_pieces(visit: &Visit, frame: &Frame, entry: &Entry) -> Vec<Html> {
    let country = visit.site.house.country();
    let Some(register) = country.register(&entry.register) else { return Vec::new() };
    let agency =
        country.agency(&register.agency).map_or("", |agency| agency.title.get(&frame.lang));
    let since = frame.day(country.zone().day_of(entry.entered_at));
    let row = |field: &country::RegisterField| {
        let value = entry.fields.get(&field.id).filter(|value| !value.is_null())?;
        let said = match (value.as_str(), country.identifier(&field.identifier)) {
            (Some(number), Some(identifier)) => identifier.mask(number),
            (Some(text), _) => text
                .parse::<vocabulary::Day>()
                .map_or_else(|_| text.to_string(), |day| frame.day(day)),
            (None, _) => match value.as_bool() {
                Some(truth) => frame.t(if truth { "answer.yes" } else { "answer.no" }).to_string(),
                None => {
                    value.as_i64().map_or_else(|| value.to_string(), |number| frame.count(number))
                }
            },
        };
        Some(SummaryRow::new(field.title.get(&frame.lang), Html::text(&said)))
    };
    let rows = register.fields.iter().filter_map(row).collect();
    vec![
        heading(register.title.get(&frame.lang)),
        paragraph(&frame.tf(
            "registers.kept-by",
            &[("agency", agency), ("basis", &register.basis), ("day", &since)],
        )),
        Html::of(&SummaryList { frame, rows }),
    ]
}

pub async fn act_for(Person(visit): Person, fields: Fields) -> Response {
    let organisation = Some(fields.text("organisation").to_string()).filter(|id| !id.is_empty());
    let token = visit.token.clone().unwrap_or_default();
    let act =
        move |tx: &mut courtyard::Tx<'_>| actors::act_for(tx, &token, organisation.as_deref());
    let done = visit.site.house.act(&visit.actor, purpose::OWN, act).await;
    visit.answer(done.map(|_| answer::see_other("/me")))
}
