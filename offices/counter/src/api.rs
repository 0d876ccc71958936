//! The API under `/api/v1`: the same acts as the pages, for programs; and the till's notices.
//!
//! What may not happen here: a rule, a right or an answer that the pages do not have.

use axum::Router;
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use courtyard::cases::{self, Case, Held, Queue, State};
use courtyard::decisions::{self, Decision, Outcome};
use courtyard::waits::{self, Wait};
use courtyard::{View, credentials, journal, purposes};
use doors::answer::json;
use doors::body::Json;
use doors::{Officer, Person, Site, Visit};
use pages::{FieldProblem, Problem};
use proofs::receipt::Receipt;
use serde::Deserialize;
use serde_json::{Map, Value, json as object};
use vocabulary::{Error, Result};

use crate::acts::{self, Application, Applied, Verdict};
use crate::{enclosures, purpose, sheet, till};

/// Rows of one answer.
const PAGE_MAX: i64 = 100;

pub fn routes() -> Router<Site> {
    Router::new()
        .route("/api/v1/services", get(services))
        .route("/api/v1/services/{id}", get(service))
        .route("/api/v1/services/{id}/form", get(form))
        .route("/api/v1/services/{id}/applications", post(apply))
        .route("/api/v1/applications/{number}", get(application))
        .route("/api/v1/applications/{number}/withdrawal", post(withdraw))
        .route("/api/v1/documents", post(enclosures::take_in))
        .route("/api/v1/cases", get(queue))
        .route("/api/v1/cases/{number}/claim", post(claim).delete(give_back))
        .route("/api/v1/cases/{number}/takeover", post(take_over))
        .route("/api/v1/cases/{number}/decisions", post(decide))
        .route("/api/v1/me/disclosures", get(disclosures))
        .route("/api/v1/credentials/{id}", get(credential))
        .route("/till/notices", post(till::hear))
}

#[derive(Deserialize)]
struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    event: String,
    #[serde(default)]
    agency: String,
    #[serde(default)]
    audience: String,
    #[serde(default)]
    offset: usize,
    limit: Option<usize>,
}

async fn services(visit: Visit, Query(search): Query<Search>) -> Response {
    let found = crate::portal::search(&visit.site, &visit.lang, &search.into_query());
    visit.answer(found.map(|(total, services)| {
        let rows: Vec<Value> =
            services.iter().map(|s| crate::portal::card_json(&visit, s)).collect();
        json(StatusCode::OK, &object!({ "total": total, "services": rows }))
    }))
}

impl Search {
    fn into_query(self) -> crate::portal::Query {
        let limit = self.limit.unwrap_or(20).min(100);
        let Search { q, event, agency, audience, offset, .. } = self;
        crate::portal::Query { text: q, event, agency, audience, offset, limit }
    }
}

async fn service(visit: Visit, Path(id): Path<String>) -> Response {
    let found = visit.site.house.country().service(&id).ok_or(Error::NotFound);
    let told =
        found.and_then(|service| Ok(serde_json::to_value(service).map_err(anyhow::Error::from)?));
    visit.answer(told.map(|service| json(StatusCode::OK, &service)))
}

async fn form(visit: Visit, Path(id): Path<String>) -> Response {
    let schema = async {
        let country = visit.site.house.country();
        let service = country.service(&id).filter(|s| s.form.is_some()).ok_or(Error::NotFound)?;
        let sheet = sheet::of_visit(&visit, &id).await?;
        let mut schema = country::json_schema(country, service, &visit.lang, &sheet.sheet);
        enclosures::describe(service, &mut schema);
        Ok(json(StatusCode::OK, &schema))
    };
    visit.answer(schema.await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    answers: Map<String, Value>,
    #[serde(default = "online")]
    channel: String,
}

fn online() -> String {
    "online".into()
}

async fn apply(
    Person(visit): Person,
    Path(id): Path<String>,
    headers: HeaderMap,
    Json(body): Json,
) -> Response {
    let Ok(sent) = serde_json::from_value::<Sent>(body) else {
        return visit.problem(&Problem::new(&visit.frame(""), pages::Kind::Unreadable));
    };
    let told = submit(&visit, &id, sent, &headers).await;
    visit.answer(told)
}

/// The sender's word that two sendings are one, where the sender gives any.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>> {
    let Some(key) = headers.get("idempotency-key") else { return Ok(None) };
    let key = key.to_str().ok().filter(|key| (1..=100).contains(&key.len()));
    key.map(Some).ok_or_else(|| Error::refused("api.idempotency-key"))
}

async fn submit(visit: &Visit, id: &str, mut sent: Sent, headers: &HeaderMap) -> Result<Response> {
    let once = match idempotency_key(headers)? {
        Some(key) => format!("api:{id}:{key}"),
        None => courtyard::keys::hex(&visit.site.house.ground().chance.bytes::<16>()?),
    };
    let service = visit.site.house.country().service(id).ok_or(Error::NotFound)?;
    if enclosures::has_any(service, &sent.answers) {
        // What was sent before is not stored a second time.
        let before = once.clone();
        let read = move |view: &mut View<'_>| cases::of_once(view, &before);
        if let Some(case) = visit.site.house.view(&visit.actor, read).await? {
            return Ok(json(StatusCode::CREATED, &opened(&case, None)));
        }
        let mistakes = enclosures::keep(visit, service, &mut sent.answers).await?;
        if !mistakes.is_empty() {
            let mistakes = crate::words::mistakes(visit, &mistakes);
            let problem = Problem::mistakes(&visit.frame(""), mistakes);
            return Ok(visit.problem(&enclosures::later_if_unchecked(problem)));
        }
    }
    let application =
        Application { service: id.into(), channel: sent.channel, answers: sent.answers, once };
    match send(visit, application).await? {
        Sending::Opened(case, receipt) => {
            Ok(json(StatusCode::CREATED, &opened(&case, receipt.as_ref())))
        }
        Sending::Mistakes(mistakes) => {
            Ok(visit.problem(&Problem::mistakes(&visit.frame(""), mistakes)))
        }
    }
}

/// What became of an application, with the receipt of the act.
pub enum Sending {
    Opened(Box<Case>, Option<Receipt>),
    Mistakes(Vec<FieldProblem>),
}

/// Sends an application once, however often it is sent: the second time the first case is found.
pub async fn send(visit: &Visit, application: Application) -> Result<Sending> {
    let purpose = purpose::of_service(visit.site.house.country(), &application.service)?;
    let house = &visit.site.house;
    let once = application.once.clone();
    let act = move |tx: &mut courtyard::Tx<'_>| acts::apply(tx, &application);
    match house.act_ahead(&visit.actor, &purpose, act).await {
        Ok(done) => Ok(match done.value {
            Applied::Opened(case) => Sending::Opened(Box::new(case), done.receipt),
            Applied::Mistakes(mistakes) => {
                Sending::Mistakes(crate::words::mistakes(visit, &mistakes))
            }
        }),
        Err(Error::Conflict(why)) => {
            let found = move |view: &mut View<'_>| {
                let Some(case) = cases::of_once(view, &once)? else {
                    return Err(Error::Conflict(why));
                };
                let receipt = journal::receipt_of_case(view, &case.number)?;
                Ok(Sending::Opened(Box::new(case), receipt))
            };
            house.view(&visit.actor, found).await
        }
        Err(error) => Err(error),
    }
}

fn opened(case: &Case, receipt: Option<&Receipt>) -> Value {
    object!({
        "number": case.number,
        "state": case.state.as_str(),
        "deadline": case.due.map(|day| day.to_string()),
        "fee_minor": case.fee_minor,
        "receipt": receipt.map(Receipt::to_text),
    })
}

async fn application(Person(visit): Person, Path(number): Path<String>) -> Response {
    let read = move |view: &mut View<'_>| {
        let case = cases::own(view, &number)?;
        let made = decisions::of_own_case(view, &case)?;
        let credentials = credentials::of_case(view, &case.number)?;
        let waits = waits::of_cases(view, &[&case.number])?;
        Ok((case, made, credentials, waits))
    };
    let found = visit.site.house.view(&visit.actor, read).await;
    visit.answer(found.map(|(case, made, credentials, waits)| {
        let today = visit.site.house.today();
        let credential =
            |c: &credentials::Standing| object!({ "id": c.id, "standing": c.on(today) });
        let told = object!({
            "number": case.number,
            "service": case.service,
            "state": case.state.as_str(),
            "opened_at": case.opened_at.to_rfc3339(),
            "deadline": case.due.map(|day| day.to_string()),
            "waits": waits.iter().map(wait_json).collect::<Vec<_>>(),
            "decision": made.last().map(decision_json),
            "credentials": credentials.iter().map(credential).collect::<Vec<_>>(),
        });
        json(StatusCode::OK, &told)
    }))
}

// While the last wait has no end and stopped the clock, the application has no deadline.
fn wait_json(wait: &Wait) -> Value {
    object!({
        "for": wait.on,
        "since": wait.begun_on.to_string(),
        "answer_by": wait.answer_by.map(|day| day.to_string()),
        "stops_the_clock": wait.due_before.is_some(),
        "until": wait.ended_on.map(|day| day.to_string()),
        "answered": wait.answered,
        "moved_working_days": wait.moved_days,
    })
}

fn decision_json(made: &Decision) -> Value {
    object!({
        "outcome": made.outcome.as_str(),
        "stage": made.stage,
        "decided_by": made.decider_kind,
        "law": made.law,
        "basis": made.basis,
        "reasons": made.reasons,
        "amount_minor": made.amount_minor,
        "day": made.day.to_string(),
        "appeal_until": made.appeal_until.map(|day| day.to_string()),
        "trace": made.record.get("trace"),
        "facts": made.record.get("facts"),
    })
}

async fn withdraw(Person(visit): Person, Path(number): Path<String>) -> Response {
    let act = move |tx: &mut courtyard::Tx<'_>| acts::withdraw(tx, &number);
    let done = visit.site.house.act(&visit.actor, purpose::OWN, act).await;
    visit.answer(done.map(|done| json(StatusCode::OK, &opened(&done.value, done.receipt.as_ref()))))
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    queue: String,
    #[serde(default)]
    state: String,
    /// `me` or `nobody`; everybody's when empty.
    #[serde(default)]
    held: String,
    #[serde(default)]
    after: String,
    limit: Option<i64>,
}

async fn queue(Officer(visit): Officer, Query(asked): Query<Asked>) -> Response {
    visit.answer(queued(&visit, asked).await)
}

async fn queued(visit: &Visit, asked: Asked) -> Result<Response> {
    let desk =
        if asked.queue.is_empty() { visit.actor.desks.first().cloned() } else { Some(asked.queue) };
    let state = if asked.state.is_empty() {
        None
    } else {
        Some(State::parse(&asked.state).map_err(|_| Error::NotFound)?)
    };
    let after = asked.after.split_once('_').map(|(due, id)| (due.to_string(), id.to_string()));
    let held = match asked.held.as_str() {
        "" => Held::ByAnyone,
        "me" => Held::By(visit.actor.id.clone()),
        "nobody" => Held::ByNobody,
        _ => return Err(Error::NotFound),
    };
    let desk = desk.ok_or(Error::NotFound)?;
    let wanted = Queue { desk, state, held, after, ..Queue::default() };
    let limit = asked.limit.unwrap_or(50).clamp(1, PAGE_MAX);
    let read = move |view: &mut View<'_>| cases::queue(view, &wanted, limit);
    let found = visit.site.house.view(&visit.actor, read).await?;
    let full = i64::try_from(found.len()).is_ok_and(|count| count == limit);
    let next = found.last().filter(|_| full).map(Case::place);
    let rows: Vec<Value> = found.iter().map(|case| queued_case(visit, case)).collect();
    Ok(json(StatusCode::OK, &object!({ "cases": rows, "next": next })))
}

async fn claim(Officer(visit): Officer, Path(number): Path<String>) -> Response {
    let act = |tx: &mut courtyard::Tx<'_>, number: &str| acts::claim(tx, number);
    visit.answer(hold(&visit, &number, act).await)
}

async fn give_back(Officer(visit): Officer, Path(number): Path<String>) -> Response {
    let act = |tx: &mut courtyard::Tx<'_>, number: &str| acts::give_back(tx, number);
    visit.answer(hold(&visit, &number, act).await)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct TakenOver {
    reason: String,
}

async fn take_over(
    Officer(visit): Officer,
    Path(number): Path<String>,
    Json(body): Json,
) -> Response {
    let Ok(read) = serde_json::from_value::<TakenOver>(body) else {
        return visit.problem(&Problem::new(&visit.frame(""), pages::Kind::Unreadable));
    };
    let done = async {
        let why = crate::pages::message(&read.reason)?;
        let act = move |tx: &mut courtyard::Tx<'_>, number: &str| acts::take_over(tx, number, &why);
        hold(&visit, &number, act).await
    };
    visit.answer(done.await)
}

// In whose hands the case is now.
async fn hold(
    visit: &Visit,
    number: &str,
    act: impl Fn(&mut courtyard::Tx<'_>, &str) -> Result<Case> + Send + 'static,
) -> Result<Response> {
    let purpose = purpose::of_case(visit, number).await?;
    let name = number.to_string();
    let done = visit.site.house.act(&visit.actor, &purpose, move |tx| act(tx, &name)).await?;
    Ok(json(StatusCode::OK, &queued_case(visit, &done.value)))
}

fn queued_case(visit: &Visit, case: &Case) -> Value {
    let claimed_by = case.claimed_by.as_deref();
    object!({
        "number": case.number,
        "service": case.service,
        "state": case.state.as_str(),
        "deadline": case.due.map(|day| day.to_string()),
        "claimed": claimed_by.is_some(),
        "mine": claimed_by == Some(visit.actor.id.as_str()),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decided {
    outcome: String,
    reasons: Vec<String>,
    #[serde(default)]
    note: String,
}

async fn decide(Officer(visit): Officer, Path(number): Path<String>, Json(body): Json) -> Response {
    let read = serde_json::from_value::<Decided>(body).ok();
    let verdict = read.and_then(|d| {
        Some(Verdict { outcome: Outcome::parse(&d.outcome)?, reasons: d.reasons, note: d.note })
    });
    let Some(verdict) = verdict else {
        return visit.problem(&Problem::new(&visit.frame(""), pages::Kind::Unreadable));
    };
    let done = async {
        let purpose = purpose::of_case(&visit, &number).await?;
        let act = move |tx: &mut courtyard::Tx<'_>| acts::decide(tx, &number, &verdict);
        visit.site.house.act(&visit.actor, &purpose, act).await
    };
    visit.answer(
        done.await
            .map(|done| json(StatusCode::CREATED, &opened(&done.value, done.receipt.as_ref()))),
    )
}

#[derive(Deserialize)]
struct Paged {
    #[serde(default)]
    before: String,
    limit: Option<i64>,
}

async fn disclosures(Person(visit): Person, Query(paged): Query<Paged>) -> Response {
    let limit = paged.limit.unwrap_or(50).clamp(1, PAGE_MAX);
    let before =
        paged.before.split_once('_').and_then(|(at, id)| Some((at.parse().ok()?, id.to_string())));
    let read = move |view: &mut View<'_>| {
        let before = before.as_ref().map(|(at, id)| (vocabulary::Moment(*at), id.as_str()));
        purposes::own_disclosures(view, before, limit)
    };
    let found = visit.site.house.view(&visit.actor, read).await;
    visit.answer(found.map(|found| {
        let row = |d: &purposes::Disclosure| {
            object!({
                "at": d.looked_at.to_rfc3339(),
                "by": d.actor_kind,
                "agency": d.agency,
                "purpose": d.purpose,
                "case": d.case,
                "fields": d.fields,
            })
        };
        let rows: Vec<Value> = found.iter().map(row).collect();
        let next = found.last().map(|d| format!("{}_{}", d.looked_at.0, d.id));
        json(StatusCode::OK, &object!({ "disclosures": rows, "next": next }))
    }))
}

async fn credential(visit: Visit, Path(id): Path<String>) -> Response {
    let read = move |view: &mut View<'_>| credentials::standing(view, &id);
    let found = visit.site.house.view(&visit.actor, read).await;
    visit.answer(found.map(|c| {
        let told = object!({
            "id": c.id,
            "service": c.service,
            "standing": c.on(visit.site.house.today()),
            "issued_on": c.issued_on.to_string(),
            "valid_until": c.valid_until.map(|day| day.to_string()),
            "revoked_at": c.revoked_at.map(vocabulary::Moment::to_rfc3339),
        });
        json(StatusCode::OK, &told)
    }))
}
