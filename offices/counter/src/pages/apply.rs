//! Applying: the start, "check your answers", and sending.

use axum::extract::Path;
use axum::response::Response;
use country::{FieldKind, Service};
use courtyard::drafts;
use doors::body::Fields;
use doors::{Person, Visit, answer};
use pages::components::{
    Action, ErrorSummary, Inset, NoticeBox, Steps, SummaryList, SummaryRow, Wrong,
};
use pages::{Frame, Html, Link, Tone};
use serde_json::{Map, Value};
use vocabulary::{Error, Result};

use super::step::{Desk, fields_of};
use super::{Form, Plain, changed, heading, paragraph};
use crate::acts::{Application, chosen_channel, fee};
use crate::api::{Sending, send};
use crate::{controls, facts, purpose, ruling, words};

pub async fn start(Person(visit): Person, Path(id): Path<String>) -> Response {
    let page = async {
        let desk = Desk::open(&visit, &id).await?;
        start_page(&desk)
    };
    visit.answer(page.await)
}

fn start_page(desk: &Desk<'_>) -> Result<Response> {
    let (visit, service) = (desk.visit, desk.service);
    let mut frame = visit.frame(service.title.get(&visit.lang));
    let home = format!("/services/{}", service.id);
    frame.breadcrumbs = vec![
        Link::new("/", frame.t("home.name")),
        Link::new(&home, service.title.get(&visit.lang)),
    ];
    let house = &visit.site.house;
    let answers = facts::answered(house.country(), service, &desk.answers());
    let scope = country::scope(desk.known.known.clone(), answers, house.today());
    let mut pieces = Vec::new();
    match ruling::may_apply(house.country(), service, &scope, house.today()) {
        Err(Error::Refused(refusal)) => {
            let said = refusal
                .values
                .iter()
                .find(|(lang, _)| lang == visit.lang.as_str())
                .or(refusal.values.first());
            let body = paragraph(said.map_or("", |(_, text)| text));
            let title = frame.t("service.may-not-apply").to_string();
            pieces.push(Html::of(&NoticeBox { tone: Tone::Warning, title, body }));
        }
        Err(error) => return Err(error),
        Ok(()) => pieces.extend(beginning(desk, &frame)),
    }
    let heading = frame.say(&service.title);
    answer::page(&Plain { frame: &frame, width: "narrow", heading, pieces })
}

fn beginning(desk: &Desk<'_>, frame: &Frame) -> Vec<Html> {
    let (visit, service) = (desk.visit, desk.service);
    let country = visit.site.house.country();
    let steps = desk.steps(&desk.answers());
    let first = steps.first().map_or_else(|| desk.check_path(), |s| desk.path(&s.step.id));
    let mut pieces = Vec::new();
    if let Some(other) = &visit.acting_for {
        let body = Html::text(&frame.tf("apply.for", &[("name", other.get(&visit.lang))]));
        pieces.push(Html::of(&Inset { body }));
    }
    let reads =
        country.plan(&service.id).map(|plan| facts::wanted(country, plan)).unwrap_or_default();
    let titles =
        reads.keys().filter_map(|id| country.register(id)).map(|r| r.title.get(&visit.lang));
    let titles: Vec<&str> = titles.collect();
    if !titles.is_empty() {
        pieces.push(paragraph(&frame.tf("apply.known", &[("registers", &titles.join(", "))])));
    }
    let cost = fee(service, "online", &country.file.currency);
    let cost = if cost.is_zero() { frame.t("fact.free").to_string() } else { frame.money(&cost) };
    pieces.push(paragraph(&frame.tf("apply.cost", &[("cost", &cost)])));
    let (label, note) = match &desk.draft {
        Some(draft) if draft.form_version != desk.form_version() => {
            ("apply.continue", "draft.form-changed")
        }
        Some(_) => ("apply.continue", "draft.kept"),
        None => ("apply.begin", "apply.saves"),
    };
    pieces.push(paragraph(frame.t(note)));
    if note == "draft.form-changed" {
        pieces.extend(changed::told(desk, frame));
    }
    let to = if desk.draft.is_some() { desk.check_path() } else { first };
    pieces.push(Html::of(&Action::link(&to, frame.t(label))));
    if desk.draft.is_some() {
        let action = format!("/services/{}/draft/removal", service.id);
        let again = Html::of(&Action::send(frame.t("draft.remove")).second());
        pieces.push(Html::of(&Form {
            action: &action,
            files: false,
            hidden: Vec::new(),
            pieces: vec![again],
        }));
    }
    pieces
}

pub async fn throw_away(Person(visit): Person, Path(id): Path<String>) -> Response {
    let service = id.clone();
    let act = move |tx: &mut courtyard::Tx<'_>| drafts::remove(tx, &service);
    let done = visit.site.house.act(&visit.actor, purpose::OWN, act).await;
    visit.answer(done.map(|_| answer::see_other(&format!("/services/{id}/apply"))))
}

pub async fn check(Person(visit): Person, Path(id): Path<String>) -> Response {
    let page = async {
        let desk = Desk::open(&visit, &id).await?;
        check_page(&desk, &[])
    };
    visit.answer(page.await)
}

fn check_page(desk: &Desk<'_>, wrong: &[Wrong]) -> Result<Response> {
    let (visit, service) = (desk.visit, desk.service);
    let mut frame = visit.frame("");
    frame.title = frame.t("check.title").to_string();
    frame.wrong = !wrong.is_empty();
    frame.path = desk.check_path();
    let answers = desk.answers();
    let steps = desk.steps(&answers);
    let back = steps.last().map(|s| desk.path(&s.step.id));
    let way = Steps { frame: &frame, step: steps.len() + 1, of: steps.len() + 1, back };
    let mut pieces =
        vec![Html::of(&way), Html::of(&ErrorSummary { frame: &frame, mistakes: wrong.to_vec() })];
    for step in &steps {
        pieces.push(heading(step.step.title.get(&visit.lang)));
        let rows =
            step.fields.iter().map(|field| row(desk, &frame, field, &step.step.id, &answers));
        pieces.push(Html::of(&SummaryList { frame: &frame, rows: rows.collect() }));
    }
    pieces.extend(changed::dropped(desk, &frame));
    let channel = chosen_channel(&answers, "online");
    let cost = fee(service, &channel, &visit.site.house.country().file.currency);
    let (label, note) = if cost.is_zero() {
        ("check.send", "check.sends")
    } else {
        ("check.send-and-pay", "check.sends-and-pays")
    };
    pieces.push(paragraph(&frame.tf(note, &[("cost", &frame.money(&cost))])));
    let send = Html::of(&Action::send(frame.t(label)));
    let action = format!("/services/{}/applications", service.id);
    let once = desk.draft.as_ref().map_or_else(|| "none".to_string(), |draft| draft.once.clone());
    pieces.push(Html::of(&Form {
        action: &action,
        files: false,
        hidden: vec![("once", once)],
        pieces: vec![send],
    }));
    let heading = Html::text(frame.t("check.title"));
    let page = Plain { frame: &frame, width: "narrow", heading, pieces };
    if wrong.is_empty() { answer::page(&page) } else { answer::unprocessable(&page) }
}

fn row(
    desk: &Desk<'_>,
    frame: &Frame,
    field: &country::Field,
    step: &str,
    answers: &Map<String, Value>,
) -> SummaryRow {
    let known = desk.known.sheet.prefilled.get(&field.id);
    let value = answers.get(&field.id).or(known).unwrap_or(&Value::Null);
    let offers = desk.known.sheet.offers.get(&field.id).map_or(&[][..], Vec::as_slice);
    let said = match value {
        Value::Null => frame.t("check.nothing").to_string(),
        value => words::answer(frame, desk.visit.site.house.country(), field, value, offers),
    };
    let mut row = SummaryRow::new(field.label.get(&frame.lang), Html::paragraphs(&said));
    let from = controls::provenance(desk, frame, field, value);
    let own =
        if field.kind == FieldKind::Document { "provenance.document" } else { "provenance.person" };
    row.provenance = from.or_else(|| Some(frame.t(own).to_string()).filter(|_| !value.is_null()));
    row.change = if field.locked {
        None
    } else {
        Some(format!("{}?back=check#{}", desk.path(step), field.id))
    };
    row
}

pub async fn submit(Person(visit): Person, Path(id): Path<String>, fields: Fields) -> Response {
    visit.answer(submitted(&visit, &id, &fields).await)
}

async fn submitted(visit: &Visit, id: &str, fields: &Fields) -> Result<Response> {
    let desk = Desk::open(visit, id).await?;
    let once = fields.text("once").to_string();
    // A form without a draft (nothing was asked) sends a fresh word; a draft has its own, the same on every device.
    let once = match &desk.draft {
        Some(draft) => draft.once.clone(),
        None if once.len() == 32 => once,
        None => courtyard::keys::hex(&visit.site.house.ground().chance.bytes::<16>()?),
    };
    let known: Vec<&str> = fields_of(desk.service).map(|field| field.id.as_str()).collect();
    let mut answers = desk.draft.as_ref().map(|draft| draft.answers.clone()).unwrap_or_default();
    answers.retain(|field, _| known.contains(&field.as_str()));
    let application =
        Application { service: id.to_string(), channel: "online".into(), answers, once };
    match send(visit, application).await? {
        Sending::Opened(case, receipt) => {
            let query = receipt
                .map(|receipt| format!("?receipt={}", receipt.to_text()))
                .unwrap_or_default();
            let page =
                if case.state == courtyard::cases::State::WaitingPayment { "/payment" } else { "" };
            Ok(answer::see_other(&format!("/cases/{}{page}{query}", case.number)))
        }
        Sending::Mistakes(mistakes) => {
            let label = |id: &str| label_of(desk.service, id, &visit.lang);
            let wrong = |m: &pages::FieldProblem| Wrong {
                id: m.field.clone(),
                text: format!("{}: {}", label(&m.field), m.detail),
            };
            check_page(&desk, &mistakes.iter().map(wrong).collect::<Vec<_>>())
        }
    }
}

fn label_of(service: &Service, id: &str, lang: &vocabulary::Lang) -> String {
    let field = fields_of(service).find(|field| field.id == id);
    field.map_or_else(|| id.to_string(), |field| field.label.get(lang).to_string())
}
