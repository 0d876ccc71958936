//! The house from within: many residents, and acts without HTTP in between.

use std::time::Duration;

use anyhow::{Context, anyhow, bail};
use counter::acts::{self, Application, Applied};
use courtyard::actors::{self, Actor, Role};
use courtyard::clock::Chance;
use courtyard::keys::hex;
use courtyard::{House, Tx};
use serde_json::{Map, Value};

use super::clock;
use super::load::Measured;
use crate::people;

/// Residents who are entered in one act.
const SEEDED_TOGETHER: usize = 50;
const SESSION_SECONDS: i64 = 24 * 3600;

/// A resident with a session.
#[derive(Clone)]
pub struct Resident {
    pub id: String,
    pub token: String,
}

/// What is done in process.
pub struct Acts {
    pub house: House,
    pub residents: Vec<Resident>,
    pub service: String,
    pub answers: Map<String, Value>,
}

/// Enters residents, each with the register entries of the country's first fictional citizen.
pub fn seed(house: &House, count: usize) -> anyhow::Result<Vec<Resident>> {
    let mut residents = Vec::with_capacity(count);
    while residents.len() < count {
        let tokens: Vec<String> = (0..SEEDED_TOGETHER.min(count - residents.len()))
            .map(|_| Ok(hex(&Chance::System.bytes::<24>()?)))
            .collect::<anyhow::Result<_>>()?;
        let enter = move |tx: &mut Tx<'_>| {
            let country = tx.country();
            let citizen =
                country.people.iter().find(|person| person.role == country::Role::Citizen);
            let citizen = citizen.ok_or(vocabulary::Error::NotFound)?;
            let mut entered = Vec::new();
            for token in &tokens {
                let id = actors::enter(tx, "person", &citizen.name)?;
                people::enter_all(tx, country, &id, &citizen.entries)?;
                actors::begin_session(tx, token, &id, SESSION_SECONDS)?;
                entered.push(Resident { id, token: token.clone() });
            }
            Ok(entered)
        };
        let done = house
            .act_now(&Actor::system(), "seed", enter)
            .map_err(|e| anyhow!("seeding: {e:?}"))?;
        residents.extend(done.value);
    }
    Ok(residents)
}

/// Applies from many tasks, each the next when it has its answer.
pub async fn apply(acts: Acts, clients: u64, lasting: Duration) -> anyhow::Result<Measured> {
    let Acts { house, residents, service, answers } = acts;
    let decision = house.country().service(&service).and_then(|service| service.decision.as_ref());
    let purpose = decision
        .map(|decision| decision.purpose.clone())
        .context("no such service is decided here")?;
    let began = clock();
    let mut tasks = tokio::task::JoinSet::new();
    for client in 0..usize::try_from(clients)? {
        let mine: Vec<Resident> =
            residents.iter().skip(client).step_by(usize::try_from(clients)?).cloned().collect();
        let mine = if mine.is_empty() { residents.clone() } else { mine };
        let (house, purpose) = (house.clone(), purpose.clone());
        let (service, answers) = (service.clone(), answers.clone());
        tasks.spawn(async move {
            let mut took = Vec::new();
            for resident in mine.iter().cycle() {
                if began.elapsed() >= lasting {
                    break;
                }
                let asked = clock();
                let once = hex(&Chance::System.bytes::<16>()?);
                let (service, answers) = (service.clone(), answers.clone());
                let application = Application { service, channel: "online".into(), answers, once };
                let actor = Actor {
                    id: resident.id.clone(),
                    role: Role::Citizen,
                    agency: String::new(),
                    desks: Vec::new(),
                    acting_for: None,
                };
                let act = move |tx: &mut Tx<'_>| acts::apply(tx, &application);
                match house
                    .act_ahead(&actor, &purpose, act)
                    .await
                    .map_err(|e| anyhow!("{e:?}"))?
                    .value
                {
                    Applied::Opened(_) => took.push(asked.elapsed()),
                    Applied::Mistakes(mistakes) => bail!("the example is not taken: {mistakes:?}"),
                }
            }
            anyhow::Ok(took)
        });
    }
    let mut all = Vec::new();
    while let Some(took) = tasks.join_next().await {
        all.extend(took??);
    }
    Measured::of(all, began.elapsed())
}
