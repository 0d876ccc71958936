//! One page of a form: shown with what the state already knows, saved on every "continue".
//!
//! What may not happen here: an answer lost. What was typed comes back, with the mistake beside it.

use axum::extract::{Path, Query};
use axum::response::Response;
use country::{AnswerMistake, Field, FieldKind, Service, VisibleStep};
use courtyard::drafts::{self, Draft, Saving};
use courtyard::{View, documents};
use doors::body::Parcel;
use doors::{Person, Visit, answer};
use pages::components::{Action, ErrorSummary, NoticeBox, Steps};
use pages::fields::DayParts;
use pages::{Frame, Html, Link, Tone};
use serde::Deserialize;
use serde_json::{Map, Value};
use vocabulary::{Error, Result};

use super::{Form, Plain, changed};
use crate::purpose::OWN;
use crate::sheet::{self, Known};
use crate::{controls, enclosures};

/// Everything that a step is shown from.
pub struct Desk<'v> {
    pub visit: &'v Visit,
    pub service: &'v Service,
    pub known: Known,
    pub draft: Option<Draft>,
}

impl<'v> Desk<'v> {
    pub async fn open(visit: &'v Visit, id: &str) -> Result<Desk<'v>> {
        let service = visit
            .site
            .house
            .country()
            .service(id)
            .filter(|s| s.form.is_some())
            .ok_or(Error::NotFound)?;
        let known = sheet::of_visit(visit, id).await?;
        let wanted = id.to_string();
        let read = move |view: &mut View<'_>| drafts::own(view, &wanted);
        let draft = visit.site.house.view(&visit.actor, read).await?;
        Ok(Desk { visit, service, known, draft })
    }

    /// What is answered so far, on top of what the state knows.
    pub fn answers(&self) -> Map<String, Value> {
        let mut answers = self.known.sheet.prefilled.clone();
        for (field, value) in self.draft.iter().flat_map(|draft| &draft.answers) {
            answers.insert(field.clone(), value.clone());
        }
        // A locked field is what the register says, whatever an older draft holds.
        for field in fields_of(self.service).filter(|field| field.locked) {
            answers.shift_remove(&field.id);
        }
        answers
    }

    pub fn steps(&self, answers: &Map<String, Value>) -> Vec<VisibleStep<'v>> {
        let house = &self.visit.site.house;
        country::visible_steps(
            house.country(),
            self.service,
            answers,
            &self.known.known,
            house.today(),
        )
    }

    pub fn path(&self, step: &str) -> String {
        format!("/services/{}/apply/{step}", self.service.id)
    }

    pub fn check_path(&self) -> String {
        format!("/services/{}/check", self.service.id)
    }

    fn version(&self) -> i64 {
        self.draft.as_ref().map_or(0, |draft| draft.version)
    }

    pub fn form_version(&self) -> i64 {
        self.service.form.as_ref().map_or(0, |form| i64::from(form.version))
    }
}

/// Every field of a service's form.
pub fn fields_of(service: &Service) -> impl Iterator<Item = &Field> {
    service.form.iter().flat_map(|form| &form.steps).flat_map(|step| &step.fields)
}

#[derive(Default, Deserialize)]
pub struct Way {
    /// `check` when the person came from "check your answers" and goes back there.
    #[serde(default)]
    back: String,
}

pub async fn show(
    Person(visit): Person,
    Path((id, step)): Path<(String, String)>,
    Query(way): Query<Way>,
) -> Response {
    let page = async {
        let desk = Desk::open(&visit, &id).await?;
        let answers = desk.answers();
        render(&desk, &step, &answers, &[], &way.back, None)
    };
    visit.answer(page.await)
}

pub async fn save(
    Person(visit): Person,
    Path((id, step)): Path<(String, String)>,
    parcel: Parcel,
) -> Response {
    visit.answer(saved(&visit, &id, &step, parcel).await)
}

async fn saved(visit: &Visit, id: &str, step: &str, parcel: Parcel) -> Result<Response> {
    let desk = Desk::open(visit, id).await?;
    let before = desk.answers();
    let steps = desk.steps(&before);
    let Some(shown) = steps.iter().find(|s| s.step.id == step) else {
        return changed::taken(&desk, &parcel).await;
    };
    let back = parcel.fields.text("back").to_string();
    let seen_version = parcel.fields.text("version").parse().unwrap_or(0);
    let mut typed = typed(&desk, &shown.fields, &parcel);
    let mut mistakes = take_uploads(visit, shown, &parcel, &mut typed).await?;

    let mut answers = before.clone();
    for (field, value) in &typed {
        answers.insert(field.clone(), value.clone());
    }
    let house = &visit.site.house;
    let country = house.country();
    let known = &desk.known.known;
    match country::check_step(country, desk.service, step, &answers, known, house.today()) {
        Ok(taken) if mistakes.is_empty() => {
            typed.extend(taken.values.into_iter().filter(|(id, _)| !is_locked(shown, id)))
        }
        Ok(_) => {}
        Err(found) => mistakes.extend(found),
    }
    if !mistakes.is_empty() {
        return render(&desk, step, &answers, &mistakes, &back, None);
    }
    let (service, form_version) = (id.to_string(), desk.form_version());
    let saving = Saving { service, form_version, seen_version, answers: typed };
    let act = move |tx: &mut courtyard::Tx<'_>| drafts::save(tx, &saving);
    match house.act(&visit.actor, OWN, act).await {
        Ok(_) => next(visit, id, step, &back).await,
        Err(Error::Conflict(fields)) => changed_elsewhere(&desk, step, &fields, &back),
        Err(error) => Err(error),
    }
}

fn is_locked(shown: &VisibleStep<'_>, id: &str) -> bool {
    shown.fields.iter().any(|field| field.id == id && field.locked)
}

// Another device was faster: its answers are shown, and the person decides.
fn changed_elsewhere(desk: &Desk<'_>, step: &str, fields: &str, back: &str) -> Result<Response> {
    let mistake = |field: &str| AnswerMistake {
        field: field.into(),
        key: "answer.changed-elsewhere",
        values: Vec::new(),
    };
    let mistakes: Vec<AnswerMistake> = fields.split(' ').map(mistake).collect();
    render(desk, step, &desk.answers(), &mistakes, back, Some("draft.changed-elsewhere"))
}

async fn next(visit: &Visit, id: &str, step: &str, back: &str) -> Result<Response> {
    let desk = Desk::open(visit, id).await?;
    let steps = desk.steps(&desk.answers());
    let place = steps.iter().position(|s| s.step.id == step).unwrap_or(steps.len());
    let to = match steps.get(place + 1) {
        Some(next) if back != "check" => desk.path(&next.step.id),
        _ => desk.check_path(),
    };
    Ok(answer::see_other(&to))
}

// What was typed, as answers: nothing is judged here, a word where a number belongs stays a word.
pub fn typed(desk: &Desk<'_>, shown: &[&Field], parcel: &Parcel) -> Map<String, Value> {
    let mut typed = Map::new();
    for field in shown.iter().filter(|field| !field.locked) {
        let id = field.id.as_str();
        let text = parcel.fields.text(id);
        let value = match field.kind {
            FieldKind::Day => typed_day(parcel, id),
            FieldKind::YesNo => match text {
                "yes" => Value::Bool(true),
                "no" => Value::Bool(false),
                _ => Value::Null,
            },
            FieldKind::Choices => Value::Array(
                parcel.fields.all(id).filter(|c| !c.is_empty()).map(Value::from).collect(),
            ),
            FieldKind::Integer | FieldKind::Money => typed_number(text),
            FieldKind::Document => {
                let kept = desk.draft.as_ref().and_then(|draft| draft.answers.get(id));
                kept.cloned().unwrap_or(Value::Null)
            }
            _ if text.is_empty() => Value::Null,
            _ => Value::String(text.to_string()),
        };
        typed.insert(id.to_string(), value);
    }
    typed
}

fn typed_day(parcel: &Parcel, id: &str) -> Value {
    let part = |name: &str| parcel.fields.text(&format!("{id}-{name}")).to_string();
    let parts =
        DayParts { year: part("year"), month: part("month"), day: part("day"), birthday: false };
    match parts.joined() {
        Ok(None) => Value::Null,
        Ok(Some(day)) => Value::String(day.to_string()),
        Err(_) => Value::String(format!("{}-{}-{}", parts.year, parts.month, parts.day)),
    }
}

fn typed_number(text: &str) -> Value {
    let plain: String = text.chars().filter(|c| !matches!(c, ',' | ' ' | '\u{a0}' | '_')).collect();
    match plain.parse::<i64>() {
        Ok(number) => Value::from(number),
        Err(_) if plain.is_empty() => Value::Null,
        Err(_) => Value::String(text.to_string()),
    }
}

// Uploads are kept at once, so that a mistake elsewhere on the page does not lose them.
async fn take_uploads(
    visit: &Visit,
    shown: &VisibleStep<'_>,
    parcel: &Parcel,
    typed: &mut Map<String, Value>,
) -> Result<Vec<AnswerMistake>> {
    let mut mistakes = Vec::new();
    for upload in &parcel.uploads {
        let Some(field) =
            shown.fields.iter().find(|f| f.id == upload.field && f.kind == FieldKind::Document)
        else {
            continue;
        };
        if let Some(mistake) = enclosures::mistake(visit, field, &upload.bytes).await? {
            mistakes.push(mistake);
        } else {
            let (name, bytes) = (upload.name.clone(), upload.bytes.clone());
            let act = move |tx: &mut courtyard::Tx<'_>| documents::store(tx, &name, &bytes);
            let stored = visit.site.house.act(&visit.actor, OWN, act).await?;
            typed.insert(field.id.clone(), Value::String(stored.value));
        }
    }
    Ok(mistakes)
}

fn render(
    desk: &Desk<'_>,
    step: &str,
    answers: &Map<String, Value>,
    mistakes: &[AnswerMistake],
    back: &str,
    notice: Option<&str>,
) -> Result<Response> {
    let visit = desk.visit;
    let steps = desk.steps(answers);
    let place = steps.iter().position(|s| s.step.id == step).ok_or(Error::NotFound)?;
    let shown = steps.get(place).ok_or(Error::NotFound)?;
    let mut frame = visit.frame(shown.step.title.get(&visit.lang));
    frame.path = desk.path(step);
    frame.wrong = !mistakes.is_empty();
    let service_path = format!("/services/{}", desk.service.id);
    frame.breadcrumbs = vec![
        Link::new("/", frame.t("home.name")),
        Link::new(&service_path, desk.service.title.get(&visit.lang)),
    ];
    let pieces = pieces(desk, &frame, &steps, place, answers, mistakes, back, notice)?;
    let alone = shown.fields.len() == 1;
    let heading = if alone { Html::default() } else { frame.say(&shown.step.title) };
    let page = Plain { frame: &frame, width: "narrow", heading, pieces };
    if mistakes.is_empty() { answer::page(&page) } else { answer::unprocessable(&page) }
}

#[expect(
    clippy::too_many_arguments,
    reason = "a page is made of what it shows; a struct for one caller would only rename it"
)]
fn pieces(
    desk: &Desk<'_>,
    frame: &Frame,
    steps: &[VisibleStep<'_>],
    place: usize,
    answers: &Map<String, Value>,
    mistakes: &[AnswerMistake],
    back: &str,
    notice: Option<&str>,
) -> Result<Vec<Html>> {
    let shown = steps.get(place).ok_or(Error::NotFound)?;
    let fields: Vec<pages::fields::Field<'_>> = shown
        .fields
        .iter()
        .map(|field| {
            controls::field(
                desk,
                frame,
                field,
                answers.get(&field.id),
                mistakes,
                shown.fields.len() == 1,
            )
        })
        .collect();
    let before = place.checked_sub(1).and_then(|n| steps.get(n)).map(|s| desk.path(&s.step.id));
    let start = format!("/services/{}/apply", desk.service.id);
    let leads_back = if back == "check" { desk.check_path() } else { before.unwrap_or(start) };
    let way = Steps { frame, step: place + 1, of: steps.len() + 1, back: Some(leads_back) };
    let mut pieces = vec![Html::of(&way), Html::of(&ErrorSummary::of(frame, &fields))];
    if let Some(key) = notice {
        pieces.push(Html::of(&NoticeBox {
            tone: Tone::Warning,
            title: frame.t(key).to_string(),
            body: Html::default(),
        }));
    }
    if !shown.step.hint.is_empty() {
        pieces.push(Html::paragraphs(shown.step.hint.get(&frame.lang)));
    }
    let has_file = shown.fields.iter().any(|field| field.kind == FieldKind::Document);
    let mut inside: Vec<Html> = fields.iter().map(Html::of).collect();
    inside.push(Html::of(&Action::send(frame.t("action.continue"))));
    let form = Form {
        action: &desk.path(&shown.step.id),
        files: has_file,
        hidden: vec![("version", desk.version().to_string()), ("back", back.to_string())],
        pieces: inside,
    };
    pieces.push(Html::of(&form));
    Ok(pieces)
}
