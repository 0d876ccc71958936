//! A proposal tried before it is law: the law with it and the law without it, over the same invented people, or over the past
//! cases of a service.
//!
//! What may not happen here: a person's name, an answer that another run does not give again, the law changed.

use std::sync::atomic::{AtomicI64, Ordering};

use country::{Change, Country, Service, Subject};
use courtyard::trials::{self, Asked, Over};
use courtyard::{Actor, House, Tx, View, past};
use law::{Law, Table};
use population::Recipe;
use trial::{Past, Question, Questions, Report, Trial};
use vocabulary::{Day, Error, Result};

/// Past decisions that are read in one act.
const PAGE: i64 = 200;
/// How often at the most a trial over people says how far it is.
const STEPS_MAX: i64 = 20;

/// Hears how much of how much is done.
type Progress<'p> = &'p (dyn Fn(i64, i64) + Sync);

/// What the country's file asks of a law on trial. A file with mistakes asks nothing; the check tells them.
pub fn questions(country: &Country, law: &Law) -> Questions {
    Questions::read("simulations.toml", &country.simulations, law).unwrap_or_default()
}

/// The recipe of which people are invented; none where the country has none, or one with mistakes.
pub fn recipe(country: &Country) -> Option<Recipe> {
    Recipe::read("population.toml", &country.population).ok()
}

/// The services whose decisions could change: decided by a table that is changed, or by what names something that is.
pub fn services<'c>(country: &'c Country, changes: &[Change]) -> Vec<&'c Service> {
    let is_touched = |service: &&Service| {
        let table = service.decision.as_ref().map_or("", |decision| &decision.table);
        let versions = country.law().versions(table);
        let used = country.plan(&service.id).map(|plan| &plan.parameters);
        let named = |id: &String| {
            used.is_some_and(|used| used.contains(id)) || versions.iter().any(|v| names(v, id))
        };
        !versions.is_empty()
            && changes.iter().any(|change| match &change.subject {
                Subject::Table(id) => id == table,
                Subject::Parameter(id) | Subject::Scale(id) => named(id),
            })
    };
    country.services.values().filter(is_touched).collect()
}

fn names(table: &Table, id: &str) -> bool {
    let root = |path: &String| path.split('.').next() == Some(id);
    table.scales().contains(id)
        || table.names().iter().any(|reference| reference.paths.iter().any(root))
}

/// The day from which all of the proposal is law.
pub fn in_force_from(changes: &[Change]) -> Option<Day> {
    changes.iter().map(|change| change.from).max()
}

/// Computes the trial that was begun, and ends it with what came out. What breaks is in its end, so that it is told.
pub fn run(house: &House, actor: &Actor, (id, asked): (&str, &Asked), changes: &[Change]) {
    let answer = answered(house, actor, (id, asked), changes);
    let answer = match answer {
        Ok(report) => serde_json::to_string(&report).map_err(|error| error.to_string()),
        Err(error) => {
            tracing::warn!(trial = id, %error, "a trial of law has no answer");
            Err(error.to_string())
        }
    };
    let name = id.to_string();
    let end = move |tx: &mut Tx<'_>| trials::end(tx, &name, &answer);
    if let Err(error) = house.act_now(actor, past::PURPOSE, end) {
        tracing::error!(trial = id, %error, "a trial of law could not be ended");
    }
}

fn answered(
    house: &House,
    actor: &Actor,
    (id, asked): (&str, &Asked),
    changes: &[Change],
) -> Result<Report> {
    let country = house.country();
    let now = country.law();
    let proposed =
        country.law_with(changes).map_err(|_| Error::refused("proposal.has-mistakes"))?;
    let heard = AtomicI64::new(0);
    // Whoever waits is told in steps, so that a long trial is not mostly telling.
    let progress = |done: i64, of: i64| {
        let step = done.saturating_mul(STEPS_MAX) / of.max(1);
        if heard.fetch_max(step, Ordering::Relaxed) < step {
            let name = id.to_string();
            let act = move |tx: &mut Tx<'_>| trials::step(tx, &name, done, of);
            // That it was not told is no reason to stop.
            drop(house.act_now(actor, past::PURPOSE, act));
        }
    };
    match asked.over {
        Over::People => of_people(country, (now, &proposed), asked, &progress),
        Over::Cases => {
            let service = country.service(&asked.id).ok_or(Error::NotFound)?;
            let day = asked.at.parse().map_err(|_| Error::broken("a trial without its day"))?;
            of_cases(house, actor, service, (now, &proposed, day), &progress)
        }
    }
}

fn of_people(
    country: &Country,
    (now, proposed): (&Law, &Law),
    asked: &Asked,
    progress: Progress<'_>,
) -> Result<Report> {
    let questions = questions(country, now);
    let question = questions.get(&asked.id).ok_or(Error::NotFound)?;
    let period = asked.at.parse().map_err(|_| Error::broken("a trial without its period"))?;
    let question = Question { period, ..question.clone() };
    let recipe = recipe(country).ok_or(Error::NotFound)?;
    let [persons, seed] = [asked.persons, asked.seed].map(|n| u64::try_from(n).unwrap_or_default());
    let people = recipe.population(persons, seed);
    let people = people.map_err(|mistake| Error::broken(mistake.to_string()))?;
    let of = i64::try_from(people.block_count()).unwrap_or(i64::MAX);
    let done = AtomicI64::new(0);
    // Half of the cores at the most: the house goes on serving.
    let threads = std::thread::available_parallelism().map_or(1, usize::from) / 2;
    let trial = Trial { now, proposed, question: &question };
    let each = |_| progress(done.fetch_add(1, Ordering::Relaxed) + 1, of);
    trial.over(&people, threads.max(1), &each).map_err(|fault| Error::broken(fault.to_string()))
}

/// Every decided case of a service, decided again under the two laws of a day. They are read page by page, each page in an act
/// that says who was read for statistics.
pub fn of_cases(
    house: &House,
    actor: &Actor,
    service: &Service,
    (now, proposed, day): (&Law, &Law, Day),
    progress: Progress<'_>,
) -> Result<Report> {
    let country = house.country();
    let table = service.decision.as_ref().map_or("", |decision| &decision.table);
    let plan = country.plan(&service.id).ok_or(Error::NotFound)?;
    let of = house.view_now(actor, |view: &mut View<'_>| past::count(view, &service.id))?;
    let mut trial = Past::new((now, proposed), day, &service.id, (&plan.facts, table));
    let (mut after, mut done) = (String::new(), 0);
    loop {
        let (id, from) = (service.id.clone(), after.clone());
        let agency = service.agency.clone();
        let read = move |tx: &mut Tx<'_>| past::of_service(tx, (&id, &agency), &from, PAGE);
        let page = house.act_now(actor, past::PURPOSE, read)?.value;
        let Some(last) = page.last() else { break };
        after.clone_from(&last.place);
        for decided in &page {
            done += 1;
            if let Some(case) = country.recorded_scope(service, &decided.record) {
                trial.add(&case);
            }
        }
        progress(done, of);
    }
    Ok(trial.report())
}
