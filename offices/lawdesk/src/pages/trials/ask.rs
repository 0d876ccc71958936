//! What can be asked of a proposal: a question of the country over so many invented people, or a service's past cases.
//!
//! What may not happen here: a day that the asker has to work out. The law says from when the proposal is all in force.

use axum::response::Response;
use courtyard::proposals::{Proposal, Stage};
use courtyard::trials::{Asked, LawTrial, Over};
use doors::Visit;
use doors::answer::listing;
use doors::body::Fields;
use pages::components::{Action, ErrorSummary, Inset, NoticeBox};
use pages::fields::{Choice, Choices, Control, Field};
use pages::{Form, Frame, Html, Link, Tone, heading};
use vocabulary::{Refusal, Result};

use super::super::desk::title_of;
use super::super::{below_desk, came_back, sentence};
use super::{address, list, words};
use crate::trying;

/// How many people can be invented; the second is a good answer within seconds.
const PERSONS: [i64; 3] = [100_000, 1_000_000, 10_000_000];
/// The same people each time, so that two answers can be compared.
const SEED: i64 = 1;

/// What was sent, and what is wrong with it.
#[derive(Default)]
pub struct Answers {
    what: String,
    persons: String,
    /// Nothing is known by that name, or nothing was chosen.
    wrong_what: bool,
    wrong_persons: bool,
    pub refused: Option<Refusal>,
}

impl Answers {
    pub fn of(fields: &Fields) -> Answers {
        let [what, persons] = ["what", "persons"].map(|name| fields.text(name).to_string());
        Answers { what, persons, ..Answers::default() }
    }

    /// What is asked; where it is nothing that can be, what is wrong is noted.
    pub fn checked(&mut self, visit: &Visit, proposal: &Proposal) -> Option<Asked> {
        let country = visit.site.house.country();
        let changes = &proposal.draft.changes;
        let from = trying::in_force_from(changes)?;
        let persons = self.persons.parse().ok().filter(|persons| PERSONS.contains(persons));
        let asked = match self.what.split_once(':') {
            Some(("people", id)) => {
                let questions = trying::questions(country, country.law());
                questions.get(id).filter(|_| !country.population.is_empty()).map(|question| Asked {
                    over: Over::People,
                    id: id.to_string(),
                    at: question.not_before(from).period.to_string(),
                    persons: persons.unwrap_or_default(),
                    seed: SEED,
                })
            }
            Some(("cases", id)) => {
                let known = trying::services(country, changes);
                known.iter().find(|service| service.id == id).map(|service| Asked {
                    over: Over::Cases,
                    id: service.id.clone(),
                    at: from.to_string(),
                    persons: 0,
                    seed: 0,
                })
            }
            _ => None,
        };
        self.wrong_what = asked.is_none();
        let over_people = asked.as_ref().is_some_and(|asked| asked.over == Over::People);
        self.wrong_persons = persons.is_none() && over_people;
        asked.filter(|_| !self.wrong_persons)
    }

    fn is_wrong(&self) -> bool {
        self.wrong_what || self.wrong_persons || self.refused.is_some()
    }
}

pub fn page(
    visit: &Visit,
    proposal: &Proposal,
    tried: &[LawTrial],
    answers: &Answers,
) -> Result<Response> {
    let mut frame = visit.frame("");
    below_desk(&mut frame);
    frame.path = address(proposal);
    let of = format!("/law-desk/proposals/{}", proposal.id);
    frame.breadcrumbs.push(Link::new(&of, &title_of(visit, &frame, &proposal.draft)));
    let title = frame.t("trial.title").to_string();
    let mut pieces = Vec::new();
    if let Some(refusal) = &answers.refused {
        let (title, body) = (frame.t("lawdesk.not-done"), sentence(&frame, refusal));
        let body = Html::paragraphs(&body);
        pieces.push(Html::of(&NoticeBox { tone: Tone::Bad, title: title.to_string(), body }));
    }
    if matches!(proposal.stage, Stage::Draft | Stage::Submitted) {
        pieces.extend(form(visit, &frame, proposal, answers));
    }
    pieces.push(heading(frame.t("trial.all")));
    pieces.push(Html::of(&list(visit, &frame, tried)));
    if answers.is_wrong() {
        return came_back(&mut frame.clone(), &title, pieces);
    }
    listing(&mut frame.clone(), &title, pieces)
}

fn form(visit: &Visit, frame: &Frame, proposal: &Proposal, answers: &Answers) -> Vec<Html> {
    let asked = what(visit, frame, proposal);
    if asked.is_empty() {
        let body = Html::paragraphs(frame.t("trial.no-question"));
        return vec![Html::of(&Inset { body })];
    }
    let chosen = |value: &str, otherwise: &str| {
        vec![if value.is_empty() { otherwise } else { value }.to_string()]
    };
    let first = asked.first().map(|choice| choice.value.clone()).unwrap_or_default();
    let choices = Choices { options: asked, chosen: chosen(&answers.what, &first) };
    let mut what = Field::new(frame, "what", frame.t("trial.what"), Control::Radios(choices));
    what.error = answers.wrong_what.then(|| frame.t("trial.what-missing").to_string());
    let options = PERSONS.map(|persons| {
        let value = persons.to_string();
        Choice::new(&value, &frame.tf("trial.persons-of", &[("count", &frame.count(persons))]))
    });
    let middle = PERSONS.map(|persons| persons.to_string())[1].clone();
    let choices = Choices { options: options.to_vec(), chosen: chosen(&answers.persons, &middle) };
    let label = frame.t("trial.persons");
    let mut persons = Field::new(frame, "persons", label, Control::Radios(choices));
    persons.hint = frame.t("trial.persons-hint").to_string();
    persons.error = answers.wrong_persons.then(|| frame.t("trial.persons-missing").to_string());
    let fields = [what, persons];
    let mut pieces =
        vec![Html::of(&ErrorSummary::of(frame, &fields)), Html::paragraphs(frame.t("trial.about"))];
    let mut inside: Vec<Html> = fields.iter().map(Html::of).collect();
    inside.push(Html::of(&Action::send(frame.t("trial.begin"))));
    let action = address(proposal);
    pieces.push(Html::of(&Form {
        action: &action,
        files: false,
        hidden: Vec::new(),
        pieces: inside,
    }));
    pieces
}

/// Everything that can be asked of a proposal, each with the period or day for which it would be.
fn what(visit: &Visit, frame: &Frame, proposal: &Proposal) -> Vec<Choice> {
    let country = visit.site.house.country();
    let changes = &proposal.draft.changes;
    let Some(from) = trying::in_force_from(changes) else { return Vec::new() };
    let questions = trying::questions(country, country.law());
    let is_there = !country.population.is_empty();
    let over_people = questions.all.iter().filter(|_| is_there).map(|question| {
        let at = words::at(frame, &question.not_before(from).period.to_string());
        let mut choice =
            Choice::new(&format!("people:{}", question.id), question.title.get(&visit.lang));
        choice.hint = frame.tf("trial.over-people", &[("when", &at)]);
        choice
    });
    let over_cases = trying::services(country, changes).into_iter().map(|service| {
        let name = service.title.get(&visit.lang);
        let label = frame.tf("trial.cases-of", &[("service", name)]);
        let mut choice = Choice::new(&format!("cases:{}", service.id), &label);
        choice.hint = frame.tf("trial.over-cases", &[("when", &frame.day(from))]);
        choice
    });
    over_people.chain(over_cases).collect()
}
