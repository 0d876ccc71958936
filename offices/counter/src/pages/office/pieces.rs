//! Pieces that only the officer's desk has: a case to choose, a deadline with what is left of it, the two sides of a page.
//!
//! What may not happen here: a state or a delay told by colour alone.

use askama::Template;
use courtyard::cases::{Case, State};
use courtyard::waits::Wait;
use doors::Visit;
use pages::components::Badge;
use pages::{Frame, Html, Tone};
use vocabulary::{Day, Refusal};

use crate::pages::waiting;

/// A case in a list: a box to choose it by, and the way to it.
#[derive(Template)]
#[template(
    source = r#"<span class="pick"><input type="checkbox" name="case" value="{{ number }}" aria-label="{{ label }}"><a class="number" href="/office/cases/{{ number }}">{{ number }}</a></span>"#,
    ext = "html"
)]
pub struct Pick<'a> {
    pub number: &'a str,
    pub label: String,
}

/// A line, and a quiet one below it.
#[derive(Template)]
#[template(source = r#"<span>{{ first }}<br>{{ second }}</span>"#, ext = "html")]
pub struct TwoLines {
    pub first: Html,
    pub second: Html,
}

/// Words that matter less than those beside them.
#[derive(Template)]
#[template(source = r#"<span class="quiet">{{ text }}</span>"#, ext = "html")]
pub struct Quiet<'a> {
    pub text: &'a str,
}

/// Pieces that belong together: buttons in a row, or what one choice of a form asks for.
#[derive(Template)]
#[template(
    source = r#"<div class="{{ class }}">{% for piece in pieces %}{{ piece }}{% endfor %}</div>"#,
    ext = "html"
)]
pub struct Group {
    pub class: &'static str,
    pub pieces: Vec<Html>,
}

/// Short facts beside each other.
#[derive(Template)]
#[template(
    source = r#"<dl class="strip">{% for (label, value) in facts %}<div><dt>{{ label }}</dt><dd>{{ value }}</dd></div>{% endfor %}</dl>"#,
    ext = "html"
)]
pub struct Strip {
    pub facts: Vec<(String, Html)>,
}

/// A page with its matter on one side, and what can be done on the other.
#[derive(Template)]
#[template(path = "desk.html")]
pub struct TwoSides<'a> {
    pub frame: &'a Frame,
    pub heading: String,
    /// Above both.
    pub top: Vec<Html>,
    /// What there is to know.
    pub matter: Vec<Html>,
    /// What there is to do. On a phone it comes below.
    pub doing: Vec<Html>,
}

/// Where a case stands, said to those who deal with it.
pub fn state(frame: &Frame, state: State) -> Badge {
    let tone = match state {
        State::WithOfficer | State::WaitingSecond => Tone::Info,
        State::Appealed => Tone::Warning,
        State::Granted => Tone::Good,
        State::Refused => Tone::Bad,
        _ => Tone::Neutral,
    };
    Badge { tone, text: frame.t(&format!("office.state.{}", state.as_str())).to_string() }
}

/// Until when a case is to be decided, and the working days that are left; what is late says so, and what stands or has moved
/// says that.
pub fn deadline(visit: &Visit, frame: &Frame, case: &Case, waits: &[Wait]) -> Html {
    let zone = visit.site.house.country().zone();
    if let Some(at) = case.closed_at.filter(|_| !case.state.is_open()) {
        return Html::text(&frame.tf("case.decided", &[("day", &frame.day(zone.day_of(at)))]));
    }
    if let Some(stands) = waiting::stands(frame, case, waits) {
        let waits_for_fee = case.state == State::WaitingPayment;
        let stands = if waits_for_fee { stands } else { frame.t("office.stands") };
        let by = waiting::standing(case, waits).and_then(|wait| wait.answer_by);
        let by = by.map(|day| frame.tf("office.answered-by", &[("day", &frame.day(day))]));
        let second = Html::of(&Quiet { text: &by.unwrap_or_default() });
        return Html::of(&TwoLines { first: Html::text(stands), second });
    }
    let first = until(visit, frame, case.due);
    match waiting::moved(frame, case, waits) {
        Some(moved) => Html::of(&TwoLines { first, second: Html::of(&Quiet { text: &moved }) }),
        None => first,
    }
}

/// Where a case stands, and that the applicant let the day for an answer pass.
pub fn state_of(frame: &Frame, case: &Case, waits: &[Wait]) -> Html {
    let first = Html::of(&state(frame, case.state));
    if waiting::unanswered(case, waits).is_none() {
        return first;
    }
    let text = frame.t("office.unanswered").to_string();
    let second = Html::of(&Badge { tone: Tone::Warning, text });
    Html::of(&TwoLines { first, second })
}

/// A day by which something is to be done, and the working days that are left.
pub fn until(visit: &Visit, frame: &Frame, due: Option<Day>) -> Html {
    let house = &visit.site.house;
    let Some(due) = due else { return Html::of(&Quiet { text: frame.t("office.no-deadline") }) };
    let left = house.country().calendar.working_days_between(house.today(), due);
    let said = frame.deadline(left);
    let second = match left {
        left if left < 0 => Html::of(&Badge { tone: Tone::Bad, text: said }),
        0..=SOON_DAYS => Html::of(&Badge { tone: Tone::Warning, text: said }),
        _ => Html::of(&Quiet { text: &said }),
    };
    Html::of(&TwoLines { first: Html::text(&frame.day(due)), second })
}

/// What is due within so many working days is due soon.
pub const SOON_DAYS: i64 = 2;

/// Who has taken a case.
pub fn holder<'f>(frame: &'f Frame, visit: &Visit, case: &Case) -> &'f str {
    frame.t(match case.claimed_by.as_deref() {
        None => "office.held-by.nobody",
        Some(officer) if officer == visit.actor.id => "office.held-by.you",
        Some(_) => "office.held-by.colleague",
    })
}

/// A refusal as a sentence.
pub fn sentence(frame: &Frame, refusal: &Refusal) -> String {
    let values: Vec<(&str, &str)> =
        refusal.values.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    frame.tf(&refusal.key, &values)
}
