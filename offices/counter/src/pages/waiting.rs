//! How the deadline of a case is said: until when, why it stands still, why it moved. The same for the person and the desk.
//!
//! What may not happen here: reading anything. The page hands in the waits of its case.

use country::WaitsFor;
use courtyard::cases::{Case, State};
use courtyard::waits::Wait;
use doors::Visit;
use pages::Frame;

/// The numbers of those cases that may be waiting.
pub fn open_numbers(cases: &[Case]) -> Vec<&str> {
    let open = cases.iter().filter(|case| case.state.is_open());
    open.map(|case| case.number.as_str()).collect()
}

/// The wait under which the clock of a case stands now.
pub fn standing<'w>(case: &Case, waits: &'w [Wait]) -> Option<&'w Wait> {
    let open = waits.iter().rfind(|wait| wait.case == case.number && wait.ended_on.is_none());
    open.filter(|wait| wait.due_before.is_some() && case.state.is_open())
}

/// The answer of the applicant that did not come in time, as long as the desk has the case.
pub fn unanswered<'w>(case: &Case, waits: &'w [Wait]) -> Option<&'w Wait> {
    let last = waits.iter().rfind(|wait| wait.case == case.number);
    last.filter(|wait| wait.is_unanswered() && case.state == State::WithOfficer)
}

/// Until when a case is due, in a few words, where it is due on a day.
pub fn due(visit: &Visit, frame: &Frame, case: &Case) -> Option<String> {
    let house = &visit.site.house;
    let due = case.due.filter(|_| case.state.is_open())?;
    let left = house.country().calendar.working_days_between(house.today(), due);
    Some(format!("{} ({})", frame.day(due), frame.deadline(left)))
}

/// That the clock of a case stands, in a few words.
pub fn stands<'f>(frame: &'f Frame, case: &Case, waits: &[Wait]) -> Option<&'f str> {
    if case.due.is_some() || !case.state.is_open() {
        return None;
    }
    match case.state {
        State::WaitingPayment => Some(frame.t("deadline.begins-with-fee")),
        _ => standing(case, waits).map(|_| frame.t("deadline.stands")),
    }
}

/// Why a deadline stands or has moved: a sentence for each reason, with its article.
pub fn why(visit: &Visit, frame: &Frame, case: &Case, waits: &[Wait]) -> Vec<String> {
    if !case.state.is_open() {
        return Vec::new();
    }
    let mut told = Vec::new();
    if let Some(wait) = standing(case, waits) {
        let before = wait.due_before.map(|day| frame.day(day)).unwrap_or_default();
        let article = article(visit, case, wait);
        let values = [("before", before.as_str()), ("article", article)];
        told.push(frame.tf("deadline.waiting-is-added", &values));
    }
    let moved = |wait: &&Wait| wait.case == case.number && wait.moved_days > 0;
    told.extend(waits.iter().filter(moved).map(|wait| {
        let to = wait.ended_on.unwrap_or(wait.begun_on);
        let (from, to) = (frame.day(wait.begun_on), frame.day(to));
        let article = article(visit, case, wait);
        let values = [("from", from.as_str()), ("to", to.as_str()), ("article", article)];
        frame.tn("deadline.moved", wait.moved_days, &values)
    }));
    told
}

/// By how many working days waiting has moved the deadline of a case, in a few words.
pub fn moved(frame: &Frame, case: &Case, waits: &[Wait]) -> Option<String> {
    let own = waits.iter().filter(|wait| wait.case == case.number);
    let days: i64 = own.map(|wait| wait.moved_days).sum();
    (days > 0 && case.state.is_open()).then(|| frame.tn("deadline.moved-short", days, &[]))
}

fn article<'v>(visit: &'v Visit, case: &Case, wait: &Wait) -> &'v str {
    let country = visit.site.house.country();
    let decision = country.service(&case.service).and_then(|service| service.decision.as_ref());
    let on = match wait.on.as_str() {
        "opinion" => WaitsFor::Opinion,
        _ => WaitsFor::Person,
    };
    let rule = decision.and_then(|decision| country.wait(decision, on));
    rule.map_or("", |rule| rule.article.as_str())
}
