//! A person's case: where it stands, what happened, what was decided and why, what can be done about it.

use axum::extract::{Path, Query};
use axum::response::Response;
use country::{Country, Service};
use courtyard::cases::{self, Case, State};
use courtyard::credentials::{self, Standing};
use courtyard::decisions::{self, Decision};
use courtyard::journal::{self, CaseEvent};
use courtyard::messages::{self, Message};
use courtyard::payments::{self, Payment};
use courtyard::waits::{self, Wait};
use courtyard::{Role, View, purposes};
use doors::body::Fields;
use doors::{Person, Visit, answer};
use pages::components::{
    Action, Confirmation, Details, Happening, Inset, NoticeBox, SummaryList, SummaryRow, Timeline,
    Weight,
};
use pages::fields::{Control, Field, LongText};
use pages::{Frame, Html, Link, Tone};
use serde::Deserialize;
use serde_json::{Map, Value};
use vocabulary::{Error, Result};

use super::{Form, answers, heading, paragraph, pay, reading, title_of, waiting};
use crate::grounds::{self, About};
use crate::{acts, purpose, words};

/// The longest message that a person writes, in characters.
pub const MESSAGE_MAX: usize = 4000;

/// Everything about a case that its page shows.
struct Whole {
    case: Case,
    payments: Vec<Payment>,
    events: Vec<CaseEvent>,
    decisions: Vec<Decision>,
    messages: Vec<Message>,
    credentials: Vec<Standing>,
    looked: Vec<purposes::Disclosure>,
    waits: Vec<Wait>,
    record: Map<String, Value>,
}

async fn read(visit: &Visit, number: &str) -> Result<Whole> {
    let number = number.to_string();
    let read = move |view: &mut View<'_>| {
        let case = cases::own(view, &number)?;
        let looked = purposes::own_disclosures(view, None, 200)?;
        Ok(Whole {
            events: journal::of_case(view, &number)?,
            decisions: decisions::of_own_case(view, &case)?,
            messages: messages::of_own_case(view, &case)?,
            credentials: credentials::of_case(view, &number)?,
            waits: waits::of_cases(view, &[&number])?,
            payments: payments::of_case(view, &case)?,
            record: cases::own_application(view, &case)?,
            looked: looked
                .into_iter()
                .filter(|d| d.case.as_deref() == Some(number.as_str()))
                .collect(),
            case,
        })
    };
    visit.site.house.view(&visit.actor, read).await
}

#[derive(Default, Deserialize)]
pub struct Fresh {
    #[serde(default)]
    receipt: String,
}

pub async fn show(
    Person(visit): Person,
    Path(number): Path<String>,
    Query(fresh): Query<Fresh>,
) -> Response {
    let page = async {
        let whole = read(&visit, &number).await?;
        page(&visit, &whole, &fresh.receipt)
    };
    match page.await {
        // A case of others is opened at the desk, or not at all: that is for the page there to say.
        Err(Error::NotFound) if visit.actor.role == Role::Officer => {
            answer::see_other(&format!("/office/cases/{}", answer::encoded(&number)))
        }
        page => visit.answer(page),
    }
}

fn page(visit: &Visit, whole: &Whole, receipt: &str) -> Result<Response> {
    let case = &whole.case;
    let service = visit.site.house.country().service(&case.service);
    let mut frame = visit.frame("");
    frame.path = format!("/cases/{}", case.number);
    frame.breadcrumbs =
        vec![Link::new("/", frame.t("home.name")), Link::new("/me", frame.t("me.title"))];
    let mut pieces = Vec::new();
    if !receipt.is_empty() {
        pieces.push(arrived(&frame, case, receipt));
    }
    pieces.push(standing(visit, &frame, whole));
    pieces.extend(law_moved(&frame, whole));
    pieces.extend(to_do(&frame, whole));
    pieces.extend(pay::overpaid(&frame, &whole.payments, "pay.overpaid"));
    pieces.extend(credentials_of(visit, &frame, whole));
    if let Some(service) = service {
        let country = visit.site.house.country();
        pieces.extend(decided(&frame, country, service, whole));
    }
    pieces.extend(service.map(|service| answers::own(visit, &frame, service, &whole.record)));
    pieces.extend(conversation(&frame, visit, whole));
    pieces.extend([heading(frame.t("case.happened")), timeline(visit, &frame, whole)]);
    pieces.extend([heading(frame.t("case.looked")), looked(visit, &frame, &whole.looked)]);
    pieces.extend(ways_out(&frame, visit, whole));
    let title = title_of(visit, &case.service);
    reading(&mut frame, &title, pieces)
}

fn arrived(frame: &Frame, case: &Case, receipt: &str) -> Html {
    let confirmation = Confirmation {
        title: frame
            .t(if case.state == State::Granted { "case.granted-at-once" } else { "case.arrived" })
            .to_string(),
        label: frame.t("case.number").to_string(),
        number: case.number.clone(),
        text: frame.t("case.arrived-next").to_string(),
    };
    let href = format!("/journal/receipts?receipt={}", answer::encoded(receipt));
    let body = Html::all([
        Html::paragraphs(frame.t("receipt.what")),
        Html::paragraphs(receipt),
        Html::link(&href, frame.t("receipt.check")),
    ]);
    let details = Details { summary: frame.t("receipt.title").to_string(), body };
    Html::all([Html::of(&confirmation), Html::of(&details)])
}

fn standing(visit: &Visit, frame: &Frame, whole: &Whole) -> Html {
    let (case, waits) = (&whole.case, &whole.waits);
    let country = visit.site.house.country();
    let mut rows = vec![
        SummaryRow::new(frame.t("case.number"), Html::text(&case.number)),
        SummaryRow::new(frame.t("case.state"), Html::of(&frame.state(case.state.as_str()))),
        SummaryRow::new(
            frame.t("case.opened-label"),
            Html::text(&frame.moment(case.opened_at, country.zone())),
        ),
    ];
    if let Some((agency, desk)) = country.desk(&case.desk) {
        let words = format!("{}, {}", agency.title.get(&frame.lang), desk.title.get(&frame.lang));
        rows.push(SummaryRow::new(frame.t("case.desk"), Html::text(&words)));
    }
    let stands = waiting::stands(frame, case, waits).map(str::to_string);
    if let Some(words) = waiting::due(visit, frame, case).or(stands) {
        let why = waiting::why(visit, frame, case, waits);
        let mut row = SummaryRow::new(frame.t("case.due"), Html::text(&words));
        row.provenance = (!why.is_empty()).then(|| why.join(" "));
        rows.push(row);
    }
    Html::of(&SummaryList { frame, rows })
}

// That newer law decides an open case, with the reason.
fn law_moved(frame: &Frame, whole: &Whole) -> Option<Html> {
    let last = whole.messages.iter().rfind(|message| message.kind == cases::LAW_MOVED);
    let said = last.filter(|_| whole.case.state.is_open())?;
    let body = Html::paragraphs(&words::law_moved(frame, said)?);
    let title = frame.t("message.law-moved").to_string();
    Some(Html::of(&NoticeBox { tone: Tone::Info, title, body }))
}

fn to_do(frame: &Frame, whole: &Whole) -> Vec<Html> {
    let case = &whole.case;
    match case.state {
        State::WaitingPayment => {
            let pay = Action::link(&format!("/cases/{}/payment", case.number), frame.t("case.pay"));
            vec![paragraph(frame.t("case.waits-for-payment")), Html::of(&pay)]
        }
        State::WaitingPerson => question(frame, whole, "case.question", "case.no-answer-means"),
        // The day has passed, and still nobody has decided.
        _ if waiting::unanswered(case, &whole.waits).is_some() => {
            question(frame, whole, "case.question-lapsed", "case.late-answer-means")
        }
        _ => Vec::new(),
    }
}

// The officer's question, until when it is to be answered, what happens otherwise, and the form to answer it.
fn question(frame: &Frame, whole: &Whole, title: &str, otherwise: &str) -> Vec<Html> {
    let question = whole.messages.iter().rfind(|message| message.kind == "question");
    let asked = question.and_then(|m| m.text.get("text")?.as_str()).unwrap_or("");
    let mut body = vec![paragraph(asked)];
    if let Some(by) = question.and_then(|message| message.due) {
        body.push(paragraph(&frame.tf(otherwise, &[("day", &frame.day(by))])));
    }
    let title = frame.t(title).to_string();
    let notice = NoticeBox { tone: Tone::Warning, title, body: Html::all(body) };
    let action = format!("/cases/{}/answer", whole.case.number);
    vec![Html::of(&notice), text_form(frame, &action, "case.your-answer", "case.answer-send")]
}

/// A form with one long text, sent as `text`.
pub fn text_form(frame: &Frame, action: &str, label: &str, send: &str) -> Html {
    let control = Control::LongText(LongText {
        value: String::new(),
        rows: 4,
        max_length: Some(MESSAGE_MAX),
    });
    let id = action.rsplit('/').next().unwrap_or("text");
    let mut field = Field::new(frame, id, frame.t(label), control);
    field.name = "text".into();
    let pieces = vec![Html::of(&field), Html::of(&Action::send(frame.t(send)))];
    Html::of(&Form { action, files: false, hidden: Vec::new(), pieces })
}

fn credentials_of(visit: &Visit, frame: &Frame, whole: &Whole) -> Vec<Html> {
    let today = visit.site.house.today();
    let one = |c: &Standing| {
        let state = c.on(today);
        let mut pieces = vec![heading(frame.t("case.certificate"))];
        if state == "valid" {
            pieces.push(Html::of(&Action::link(
                &format!("/credentials/{}/paper", c.id),
                frame.t("credential.download"),
            )));
            pieces.push(Html::of(
                &Action::link(
                    &format!("/credentials/{}/sd-jwt", c.id),
                    frame.t("credential.wallet"),
                )
                .second(),
            ));
        }
        let mut said = frame.tf("credential.said-number", &[("number", &c.id)]);
        if let Some(until) = c.valid_until {
            said =
                format!("{said}\n{}", frame.tf("credential.until", &[("day", &frame.day(until))]));
        }
        said = format!("{said}\n{}", frame.t(&format!("credential.said-{state}")));
        pieces.push(Html::paragraphs(&said));
        pieces.push(Html::link(
            &format!("/credentials/{}", c.id),
            frame.t("credential.see-as-others"),
        ));
        pieces
    };
    whole.credentials.iter().flat_map(one).collect()
}

fn decided(frame: &Frame, country: &Country, service: &Service, whole: &Whole) -> Vec<Html> {
    let one = |made: &Decision| {
        let registers = grounds::registers(&whole.record);
        let about = About::made(frame, country, (service, &whole.case), made, registers);
        let is_last = whole.decisions.last().is_some_and(|last| last.id == made.id);
        super::decided::own(&about, made, is_last)
    };
    whole.decisions.iter().rev().flat_map(one).collect()
}

fn conversation(frame: &Frame, visit: &Visit, whole: &Whole) -> Vec<Html> {
    if whole.messages.is_empty() {
        return Vec::new();
    }
    let country = visit.site.house.country();
    let one = |message: &Message| {
        let who = country.desk(&message.author_desk).map_or_else(
            || frame.t("message.you").to_string(),
            |(agency, _)| agency.title.get(&frame.lang).to_string(),
        );
        let text = words::law_moved(frame, message).or_else(|| {
            let text = message.text.get("text").or(message.text.get(frame.lang.as_str()));
            text.and_then(Value::as_str).map(str::to_string)
        });
        let title = format!("{} · {who}", frame.t(&format!("message.{}", message.kind)));
        Happening {
            title,
            when: frame.moment(message.written_at, country.zone()),
            datetime: message.written_at.to_rfc3339(),
            body: Html::paragraphs(text.as_deref().unwrap_or("")),
            ..Happening::default()
        }
    };
    let happenings = whole.messages.iter().map(one).collect();
    vec![heading(frame.t("case.messages")), Html::of(&Timeline { frame, happenings })]
}

fn timeline(visit: &Visit, frame: &Frame, whole: &Whole) -> Html {
    Html::of(&Timeline { frame, happenings: happenings(visit, frame, &whole.events) })
}

/// What the journal says about a case, for its timeline.
pub fn happenings(visit: &Visit, frame: &Frame, events: &[CaseEvent]) -> Vec<Happening> {
    let country = visit.site.house.country();
    let one = |event: &CaseEvent| {
        let what =
            event.what.iter().filter(|what| *what != "record.read" && *what != "entry.corrected");
        let titles: Vec<&str> = what.map(|what| frame.texts.get(&frame.lang, what)).collect();
        let agency = country.agency(&event.agency).map(|agency| agency.title.get(&frame.lang));
        if titles.is_empty() {
            return None;
        }
        let titles: Vec<String> = event
            .what
            .iter()
            .filter(|w| *w != "record.read")
            .map(|w| frame.t(&format!("event.{w}")).to_string())
            .collect();
        Some(Happening {
            title: titles.join(" · "),
            when: frame.moment(event.at, country.zone()),
            datetime: event.at.to_rfc3339(),
            body: Html::text(agency.unwrap_or("")),
            ..Happening::default()
        })
    };
    events.iter().filter_map(one).collect()
}

fn looked(visit: &Visit, frame: &Frame, looked: &[purposes::Disclosure]) -> Html {
    super::me::disclosed(visit, frame, looked)
}

fn ways_out(frame: &Frame, visit: &Visit, whole: &Whole) -> Vec<Html> {
    let case = &whole.case;
    let mut pieces = Vec::new();
    let today = visit.site.house.today();
    let last = whole.decisions.last();
    if !case.state.is_open()
        && last.is_some_and(|d| d.stage != "appeal" && d.appeal_until.is_some_and(|u| u >= today))
    {
        let body = text_form(
            frame,
            &format!("/cases/{}/appeal", case.number),
            "appeal.grounds",
            "appeal.send",
        );
        pieces.push(Html::of(&Details { summary: frame.t("appeal.title").to_string(), body }));
    }
    if case.state.is_open() && case.state != State::Appealed {
        let action = format!("/cases/{}/withdrawal", case.number);
        let send = Action { weight: Weight::Warning, ..Action::send(frame.t("withdraw.send")) };
        let body = Html::all([
            Html::of(&Inset { body: Html::text(frame.t("withdraw.means")) }),
            Html::of(&Form {
                action: &action,
                files: false,
                hidden: Vec::new(),
                pieces: vec![Html::of(&send)],
            }),
        ]);
        pieces.push(Html::of(&Details { summary: frame.t("withdraw.title").to_string(), body }));
    }
    pieces
}

pub async fn answer(Person(visit): Person, Path(number): Path<String>, fields: Fields) -> Response {
    match text(&fields) {
        Ok(text) => {
            act(&visit, &number, false, move |tx, number| acts::answer(tx, number, &text)).await
        }
        Err(error) => visit.fail(&error),
    }
}

pub async fn withdraw(Person(visit): Person, Path(number): Path<String>) -> Response {
    act(&visit, &number, false, acts::withdraw).await
}

pub async fn appeal(Person(visit): Person, Path(number): Path<String>, fields: Fields) -> Response {
    match text(&fields) {
        Ok(text) => {
            act(&visit, &number, false, move |tx, number| acts::appeal(tx, number, &text)).await
        }
        Err(error) => visit.fail(&error),
    }
}

/// A message that a person wrote into a form.
pub fn text(fields: &Fields) -> Result<String> {
    message(fields.text("text"))
}

/// A message that a person wrote: not empty, not endless.
pub fn message(text: &str) -> Result<String> {
    if text.trim().is_empty() {
        return Err(Error::refused("message.empty"));
    }
    if text.chars().count() > MESSAGE_MAX {
        return Err(Error::refused("message.too-long"));
    }
    Ok(text.to_string())
}

/// Performs a person's act on a case of their own, and leads back to it; with the receipt where that is said.
pub async fn act(
    visit: &Visit,
    number: &str,
    receipt: bool,
    act: impl Fn(&mut courtyard::Tx<'_>, &str) -> Result<Case> + Send + 'static,
) -> Response {
    let done = async {
        let purpose = purpose::of_case(visit, number).await?;
        let number = number.to_string();
        visit.site.house.act(&visit.actor, &purpose, move |tx| act(tx, &number)).await
    };
    visit.answer(done.await.map(|done| {
        let query = done
            .receipt
            .filter(|_| receipt)
            .map(|r| format!("?receipt={}", r.to_text()))
            .unwrap_or_default();
        answer::see_other(&format!("/cases/{}{query}", done.value.number))
    }))
}
