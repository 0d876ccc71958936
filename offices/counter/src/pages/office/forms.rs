//! What an officer fills in: the question, the opinion, the decision, the second officer's word, a revocation.
//!
//! What may not happen here: a reason that the law does not list, a typed word that is lost when something is refused.

use country::{Reason, Service};
use courtyard::decisions::{Decision, Outcome};
use doors::body::Fields;
use pages::components::{Action, Details, ErrorSummary, NoticeBox, Weight, Wrong};
use pages::fields::{Choice, Choices, Control, Field, LongText};
use pages::{Frame, Html, Tone};
use vocabulary::{Error, Refusal, Result};

use super::pieces::{Group, sentence};
use crate::acts::Verdict;
use crate::pages::case::MESSAGE_MAX;
use crate::pages::{Form, paragraph};

/// The forms of a case, by the last part of their address.
pub const CLAIM: &str = "claim";
pub const RETURN: &str = "return";
pub const TAKEOVER: &str = "takeover";
pub const QUESTION: &str = "question";
pub const OPINION_REQUEST: &str = "opinion-request";
pub const OPINION: &str = "opinion";
pub const DECISION: &str = "decision";
pub const REVOCATION: &str = "revocation";

/// A form that came back: what was typed into it, and why it was refused.
pub struct Typed {
    pub form: &'static str,
    pub fields: Fields,
    pub refusal: Refusal,
}

impl Typed {
    fn text(&self, name: &str) -> String {
        self.fields.text(name).to_string()
    }

    // The control that the refusal is about.
    fn field(&self) -> Option<String> {
        match self.refusal.key.as_str() {
            "message.empty" | "message.too-long" => Some(format!("{}-text", self.form)),
            "office.outcome-missing" => Some("outcome".into()),
            "office.opinion-missing" => Some("favourable".into()),
            "decision.reasons-missing" => match self.fields.text("outcome") {
                "refused" => Some("reason-refused".into()),
                _ => Some("reason-granted".into()),
            },
            _ => None,
        }
    }
}

/// Says at the top of the page what was refused, and leads to where it can be mended.
pub fn summary(frame: &Frame, typed: &Typed) -> Html {
    let text = sentence(frame, &typed.refusal);
    match typed.field() {
        Some(id) => Html::of(&ErrorSummary { frame, mistakes: vec![Wrong { id, text }] }),
        None => {
            let title = frame.t("office.not-done").to_string();
            Html::of(&NoticeBox { tone: Tone::Bad, title, body: paragraph(&text) })
        }
    }
}

fn with_mistake<'f>(frame: &'f Frame, mut field: Field<'f>, typed: Option<&Typed>) -> Field<'f> {
    let wrong = typed.filter(|typed| typed.field().as_deref() == Some(field.id.as_str()));
    field.error = wrong.map(|typed| sentence(frame, &typed.refusal));
    field
}

fn long_text<'f>(
    frame: &'f Frame,
    form: &'static str,
    label: &str,
    typed: Option<&Typed>,
) -> Field<'f> {
    let typed = typed.filter(|typed| typed.form == form);
    let value = typed.map(|typed| typed.text("text")).unwrap_or_default();
    let control = Control::LongText(LongText { value, rows: 4, max_length: Some(MESSAGE_MAX) });
    let mut field = Field::new(frame, &format!("{form}-text"), label, control);
    field.name = "text".into();
    with_mistake(frame, field, typed)
}

/// One button.
pub fn button(action: &str, label: &str, weight: Weight) -> Html {
    let send = Action { weight, ..Action::send(label) };
    Html::of(&Form { action, files: false, hidden: Vec::new(), pieces: vec![Html::of(&send)] })
}

/// A question to the applicant, to be opened.
pub fn question(frame: &Frame, action: &str, typed: Option<&Typed>) -> Html {
    let field = long_text(frame, QUESTION, frame.t("desk.question"), typed);
    let pieces = vec![
        paragraph(frame.t("office.question-means")),
        Html::of(&field),
        Html::of(&Action::send(frame.t("office.question-send")).second()),
    ];
    let body = Html::of(&Form { action, files: false, hidden: Vec::new(), pieces });
    fold(frame.t("desk.ask-person"), body, typed.is_some_and(|typed| typed.form == QUESTION))
}

/// Takes a case over from a colleague, to be opened.
pub fn take_over(frame: &Frame, action: &str, typed: Option<&Typed>) -> Html {
    let field = long_text(frame, TAKEOVER, frame.t("office.take-over-why"), typed);
    let send = Action { weight: Weight::Warning, ..Action::send(frame.t("office.take-over")) };
    let pieces =
        vec![paragraph(frame.t("office.take-over-means")), Html::of(&field), Html::of(&send)];
    let body = Html::of(&Form { action, files: false, hidden: Vec::new(), pieces });
    let open = typed.is_some_and(|typed| typed.form == TAKEOVER);
    fold(frame.t("office.take-over"), body, open)
}

/// The request for another agency's opinion, to be opened.
pub fn opinion_request(frame: &Frame, service: &Service, action: &str, agency: &str) -> Html {
    let opinion = service.decision.as_ref().and_then(|decision| decision.opinion.as_ref());
    let fields = service.form.iter().flat_map(|form| &form.steps).flat_map(|step| &step.fields);
    let named =
        fields.filter(|field| opinion.is_some_and(|opinion| opinion.fields.contains(&field.id)));
    let names: Vec<&str> = named.map(|field| field.label.get(&frame.lang)).collect();
    let asked = opinion.map_or("", |opinion| opinion.question.get(&frame.lang));
    let sees = frame.tf("office.agency-sees", &[("agency", agency), ("fields", &names.join(", "))]);
    let body = Html::all([
        paragraph(asked),
        paragraph(&sees),
        button(action, &frame.tf("office.ask-agency", &[("agency", agency)]), Weight::Second),
    ]);
    fold(frame.t("desk.ask-agency"), body, false)
}

/// The opinion of the agency that was asked.
pub fn opinion(frame: &Frame, action: &str, typed: Option<&Typed>) -> Html {
    let typed = typed.filter(|typed| typed.form == OPINION);
    let options = vec![
        Choice::new("yes", frame.t("office.opinion-favourable")),
        Choice::new("no", frame.t("office.opinion-against")),
    ];
    let chosen = typed.map(|typed| vec![typed.text("favourable")]).unwrap_or_default();
    let control = Control::Radios(Choices { options, chosen });
    let favourable = Field::new(frame, "favourable", frame.t("desk.opinion"), control);
    let pieces = vec![
        Html::of(&with_mistake(frame, favourable, typed)),
        Html::of(&long_text(frame, OPINION, frame.t("office.opinion-why"), typed)),
        Html::of(&Action::send(frame.t("desk.give-opinion"))),
    ];
    Html::of(&Form { action, files: false, hidden: Vec::new(), pieces })
}

/// A decision: grant or refuse, the law's reasons for it, and words to the applicant.
pub fn decision(
    frame: &Frame,
    service: &Service,
    action: &str,
    hidden: Vec<(&str, String)>,
    typed: Option<&Typed>,
) -> Html {
    let typed = typed.filter(|typed| typed.form == DECISION);
    let outcomes = vec![
        Choice::new("granted", frame.t("desk.grant")),
        Choice::new("refused", frame.t("desk.refuse")),
    ];
    let chosen = typed.map(|typed| vec![typed.text("outcome")]).unwrap_or_default();
    let control = Control::Radios(Choices { options: outcomes, chosen });
    let outcome = Field::new(frame, "outcome", frame.t("office.outcome"), control);
    let (grants, refusals) =
        service.decision.as_ref().map_or((&[][..], &[][..]), |d| (&d.grants[..], &d.refusals[..]));
    let pieces = vec![
        Html::of(&with_mistake(frame, outcome, typed)),
        Html::of(&Group {
            class: "if-granted",
            pieces: vec![reasons(frame, Outcome::Granted, grants, typed)],
        }),
        Html::of(&Group {
            class: "if-refused",
            pieces: vec![reasons(frame, Outcome::Refused, refusals, typed)],
        }),
        Html::of(&remark(frame, DECISION, typed)),
        Html::of(&Action::send(frame.t("desk.decide"))),
    ];
    Html::of(&Form { action, files: false, hidden, pieces })
}

fn remark<'f>(frame: &'f Frame, form: &'static str, typed: Option<&Typed>) -> Field<'f> {
    let mut field = long_text(frame, form, frame.t("desk.remark"), typed);
    field.required = false;
    field
}

// The reasons of an outcome, each with its article.
fn reasons(frame: &Frame, outcome: Outcome, listed: &[Reason], typed: Option<&Typed>) -> Html {
    let (id, label) = match outcome {
        Outcome::Granted => ("reason-granted", "office.reasons-granted"),
        Outcome::Refused => ("reason-refused", "office.reasons-refused"),
    };
    let option = |reason: &Reason| Choice {
        value: reason.id.clone(),
        label: reason.text.get(&frame.lang).to_string(),
        hint: reason.article.clone(),
        lang: frame.foreign(&reason.text),
    };
    let chosen =
        typed.map(|typed| typed.fields.all(id).map(str::to_string).collect()).unwrap_or_default();
    let options = listed.iter().map(option).collect();
    let control = Control::Checkboxes(Choices { options, chosen });
    let mut field = Field::new(frame, id, frame.t(label), control);
    field.hint = frame.t("desk.reasons").to_string();
    Html::of(&with_mistake(frame, field, typed))
}

/// The second officer's word on a proposal: agree, or propose the other outcome.
pub fn second(
    frame: &Frame,
    service: &Service,
    action: &str,
    proposal: &Decision,
    typed: Option<&Typed>,
) -> Html {
    let typed = typed.filter(|typed| typed.form == DECISION);
    let decision = service.decision.as_ref();
    let (other, name, listed) = match proposal.outcome {
        Outcome::Granted => (Outcome::Refused, "reason-granted", decision.map(|d| &d.refusals)),
        Outcome::Refused => (Outcome::Granted, "reason-refused", decision.map(|d| &d.grants)),
    };
    let mut hidden = vec![("outcome", proposal.outcome.as_str().to_string())];
    hidden.extend(proposal.reasons.iter().map(|reason| (name, reason.clone())));
    let remark_field = Html::of(&remark(frame, DECISION, None));
    let pieces = vec![remark_field, Html::of(&Action::send(frame.t("desk.second")))];
    let agree = Html::of(&Form { action, files: false, hidden, pieces });
    let mut note = remark(frame, DECISION, typed);
    note.id = "disagreement-text".into();
    let pieces = vec![
        paragraph(frame.t("office.disagree-means")),
        reasons(frame, other, listed.map_or(&[], Vec::as_slice), typed),
        Html::of(&note),
        Html::of(&Action { weight: Weight::Warning, ..Action::send(frame.t("desk.disagree")) }),
    ];
    let hidden = vec![("outcome", other.as_str().to_string())];
    let disagree = Html::of(&Form { action, files: false, hidden, pieces });
    Html::all([agree, fold(frame.t("desk.disagree"), disagree, typed.is_some())])
}

/// Takes a certificate back, to be opened.
pub fn revocation(frame: &Frame, action: &str, credential: &str, typed: Option<&Typed>) -> Html {
    let typed =
        typed.filter(|typed| typed.form == REVOCATION && typed.text("credential") == credential);
    let mut field = long_text(frame, REVOCATION, frame.t("office.revoke-why"), typed);
    if typed.is_none() {
        // Several certificates of one case, each with its own form: each control its own id.
        field.id = format!("revocation-{credential}");
    }
    let send = Action { weight: Weight::Warning, ..Action::send(frame.t("office.revoke")) };
    let pieces = vec![paragraph(frame.t("office.revoke-means")), Html::of(&field), Html::of(&send)];
    let hidden = vec![("credential", credential.to_string())];
    let body = Html::of(&Form { action, files: false, hidden, pieces });
    fold(&frame.tf("office.revoke-title", &[("number", credential)]), body, typed.is_some())
}

// What is seldom needed is folded away; what came back with a mistake stands open.
fn fold(title: &str, body: Html, open: bool) -> Html {
    if open {
        return Html::all([super::super::heading(title), body]);
    }
    Html::of(&Details { summary: title.to_string(), body })
}

/// Reads a decision. Only the reasons of the chosen outcome count.
pub fn verdict(fields: &Fields) -> Result<Verdict> {
    let outcome = Outcome::parse(fields.text("outcome"))
        .ok_or_else(|| Error::refused("office.outcome-missing"))?;
    let name = match outcome {
        Outcome::Granted => "reason-granted",
        Outcome::Refused => "reason-refused",
    };
    let reasons: Vec<String> =
        fields.all(name).filter(|id| !id.is_empty()).map(str::to_string).collect();
    if reasons.is_empty() {
        return Err(Error::refused("decision.reasons-missing"));
    }
    let note = fields.text("text").to_string();
    if note.chars().count() > MESSAGE_MAX {
        return Err(Error::refused("message.too-long"));
    }
    Ok(Verdict { outcome, reasons, note })
}
