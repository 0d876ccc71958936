//! A house for tests: a small country, a frozen clock, seeded chance, and either engine.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use courtyard::actors::{self, Actor, Role};
use courtyard::cases::{NewCase, State};
use courtyard::clock::{Chance, Clock};
use courtyard::database::Address;
use courtyard::house::Plan;
use courtyard::keys::Keys;
use courtyard::{House, Tx};
use serde_json::json;
use vocabulary::{Moment, Result, Text};

/// 23 November 2026, 09:00 in Seoul.
pub const NOW: Moment = Moment(1_795_392_000_000);

pub struct TestHouse {
    pub house: House,
    pub address: Address,
    pub clock: Clock,
    _dir: tempfile::TempDir,
}

/// Runs a test on each engine. PostgreSQL is where `MADANG_POSTGRES` says; without it that half is skipped, loudly.
pub fn on_both(test: impl Fn(&TestHouse)) {
    test(&open(|dir| Address::Sqlite(dir.join("madang.db"))));
    let required = std::env::var("MADANG_REQUIRE").is_ok_and(|r| r.contains("postgres"));
    match std::env::var("MADANG_POSTGRES") {
        Ok(server) => {
            let name = fresh_database(&server);
            test(&open(|_| Address::parse(&format!("{server}/{name}")).unwrap()));
            drop_database(&server, &name);
        }
        Err(_) if required => {
            panic!("MADANG_REQUIRE asks for postgres, but MADANG_POSTGRES is not set")
        }
        Err(_) => eprintln!(
            "SKIPPED on PostgreSQL: set MADANG_POSTGRES=postgres://user@host:port to run it"
        ),
    }
}

fn open(address: impl FnOnce(&std::path::Path) -> Address) -> TestHouse {
    let dir = tempfile::tempdir().unwrap();
    let address = address(dir.path());
    let clock = Clock::frozen(NOW);
    let house = House::open(Plan {
        country: country::Country::read(&tiny_country()).unwrap(),
        address: address.clone(),
        keys: Keys::from_bytes([1; 32], [2; 32], [3; 32]),
        clock: clock.clone(),
        chance: Chance::seeded(7),
        origin: "madang.example/test".into(),
        migrations: Vec::new(),
    })
    .unwrap();
    TestHouse { house, address, clock, _dir: dir }
}

pub fn tiny_country() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tiny")
}

static DATABASES: AtomicU64 = AtomicU64::new(0);

fn fresh_database(server: &str) -> String {
    let count = DATABASES.fetch_add(1, Ordering::SeqCst);
    let name = format!("madang_test_{}_{count}", std::process::id());
    let mut admin = Address::parse(&format!("{server}/postgres")).unwrap().connect().unwrap();
    admin.script(&format!("CREATE DATABASE {name}")).unwrap();
    name
}

fn drop_database(server: &str, name: &str) {
    let mut admin = Address::parse(&format!("{server}/postgres")).unwrap().connect().unwrap();
    admin.script(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
}

/// An application as the one service of the tiny country takes it; a test says what else matters to it.
pub fn new_case() -> NewCase {
    NewCase {
        service: "abstract".into(),
        prefix: "RA".into(),
        desk: "counter".into(),
        state: State::WithOfficer,
        channel: "online".into(),
        fee_minor: 0,
        due: None,
        form_version: 1,
        record: json!({}),
        once: String::new(),
    }
}

impl TestHouse {
    /// A citizen of the tiny country.
    pub fn citizen(&self, name: &str) -> Actor {
        let name = Text::of("en", name);
        let enter = move |tx: &mut Tx<'_>| actors::enter(tx, "person", &name);
        let id = self.act(&Actor::system(), "", enter).unwrap();
        Actor { id, role: Role::Citizen, ..Actor::visitor() }
    }

    /// An officer at the one desk of the tiny country.
    pub fn officer(&self, name: &str) -> Actor {
        let citizen = self.citizen(name);
        let (agency, desks) = ("town".to_string(), vec!["counter".to_string()]);
        Actor { role: Role::Officer, agency, desks, ..citizen }
    }

    pub fn act<T: Send + 'static>(
        &self,
        actor: &Actor,
        purpose: &str,
        act: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.house.act_now(actor, purpose, act).map(|done| done.value)
    }
}
