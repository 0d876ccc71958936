//! Law is changed through the door: proposed by one officer, published by another, and decides from its day on; on both
//! engines, with the counter beside it that decides by it.
//!
//! `tables`: versions of tables; `amounts`: values of parameters, brackets of scales, several changes in one proposal;
//! `trials`: a proposal tried before it is law.

mod amounts;
mod tables;
mod trials;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use country::Country;
use courtyard::actors::{self, Actor, Role};
use courtyard::clock::{Chance, Clock};
use courtyard::database::Address;
use courtyard::house::Plan;
use courtyard::keys::Keys;
use courtyard::{House, Tx, View, cases, decisions, journal, proposals, registers};
use doors::Site;
use pages::Texts;
use serde_json::{Map, Value, json};
use tower::ServiceExt;
use vocabulary::{Day, Moment, Result};

use crate::source::root;

/// Monday, 23 November 2026, 09:00 in Seoul.
const NOW: Moment = Moment(1_795_392_000_000);
const DAY_SECONDS: i64 = 24 * 3600;
const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;
/// What the demo country has none of: a scale, and a value of every kind.
const MORE: &str = r#"
[[parameter]]
id = "late_from"
title = { ko = "시행일", en = "Late from" }
unit = "day"
article = "Libraries Act, article 7"

[[parameter.value]]
from = "2026-01-01"
value = "2026-02-01"

[[parameter]]
id = "late_counts"
title = { ko = "지연 계산 여부", en = "Whether late days count" }
unit = "boolean"
article = "Libraries Act, article 8"

[[parameter.value]]
from = "2026-01-01"
value = true

[[parameter]]
id = "late_zones"
title = { ko = "적용 구역", en = "Zones" }
unit = "text"
article = "Libraries Act, article 8"

[[parameter.value]]
from = "2026-01-01"
value = ["north", "south"]

[[parameter]]
id = "late_share"
title = { ko = "가산 비율", en = "Share" }
unit = "percent"
article = "Libraries Act, article 8"

[[parameter.value]]
from = "2026-01-01"
value = "4.5"

[[scale]]
id = "late_fee"
title = { ko = "연체료", en = "Fine for late books" }
kind = "flat"
article = "Libraries Act, article 9"

[[scale.value]]
from = "2026-01-01"
brackets = [{ from = 0, amount = 0 }, { above = 7, rate = "0.5", amount = 100 }]
"#;

/// A node of the demo country with a clock of the test's own.
struct Node {
    house: House,
    clock: Clock,
    site: Site,
    runtime: tokio::runtime::Runtime,
    address: Address,
}

/// The demo country, with files of law of the test's own.
fn korea(law: &[(&str, &str)]) -> Country {
    let dir = tempfile::tempdir().unwrap();
    copy(&root().join("countries/kr"), dir.path());
    for (name, text) in law {
        std::fs::write(dir.path().join("law").join(name), text).unwrap();
    }
    Country::read(dir.path()).unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        match path.is_dir() {
            true => copy(&path, &to.join(name)),
            false => std::fs::copy(&path, to.join(name)).map(|_| ()).unwrap(),
        }
    }
}

fn on_both(test: impl Fn(&Node)) {
    let dir = tempfile::tempdir().unwrap();
    test(&Node::first(Address::Sqlite(dir.path().join("madang.db"))));
    let required = std::env::var("MADANG_REQUIRE").is_ok_and(|r| r.contains("postgres"));
    let Ok(server) = std::env::var("MADANG_POSTGRES") else {
        assert!(!required, "MADANG_REQUIRE asks for postgres, but MADANG_POSTGRES is not set");
        eprintln!("SKIPPED on PostgreSQL: set MADANG_POSTGRES=postgres://user@host:port to run it");
        return;
    };
    static DATABASES: AtomicU64 = AtomicU64::new(0);
    let count = DATABASES.fetch_add(1, Ordering::SeqCst);
    let name = format!("madang_lawmaking_{}_{count}", std::process::id());
    let mut admin = Address::parse(&format!("{server}/postgres")).unwrap().connect().unwrap();
    admin.script(&format!("CREATE DATABASE {name}")).unwrap();
    test(&Node::first(Address::parse(&format!("{server}/{name}")).unwrap()));
    admin.script(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
}

impl Node {
    /// The first node seeds the people, each with a session under their own id.
    fn first(address: Address) -> Node {
        let node = Node::open(address, Clock::frozen(NOW), korea(&[("late.toml", MORE)])).unwrap();
        node.house.act_now(&Actor::system(), "seed", seed).unwrap();
        node
    }

    fn open(address: Address, clock: Clock, country: Country) -> anyhow::Result<Node> {
        let house = House::open(Plan {
            country,
            address: address.clone(),
            keys: Keys::from_bytes([1; 32], [2; 32], [3; 32]),
            clock: clock.clone(),
            chance: Chance::seeded(u64::try_from(clock.now().0).unwrap()),
            origin: "madang.example/test".into(),
            migrations: Vec::new(),
        })?;
        let mut texts = Texts::house().unwrap();
        for (lang, file, toml) in law::TEXTS.into_iter().chain(counter::TEXTS).chain(lawdesk::TEXTS)
        {
            texts = texts.with(lang, file, toml).unwrap();
        }
        let site = Site::new(house.clone(), texts, "http://127.0.0.1", Vec::new()).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        Ok(Node { house, clock, site, runtime, address })
    }

    /// Another node over the same database, opened now.
    fn another(&self) -> Node {
        self.another_of(&[("late.toml", MORE)]).unwrap()
    }

    /// The same with other files of law.
    fn another_of(&self, law: &[(&str, &str)]) -> anyhow::Result<Node> {
        self.clock.advance_seconds(1);
        Node::open(self.address.clone(), self.clock.clone(), korea(law))
    }

    fn on(&self, day: &str) {
        let day: Day = day.parse().unwrap();
        self.clock.advance_seconds(day.days_since(self.house.today()) * DAY_SECONDS);
    }

    fn send(&self, who: &str, method: &str, path: &str, kind: &str, body: String) -> (u16, String) {
        let mut request = Request::builder().method(method).uri(path);
        request = request.header(header::ACCEPT_LANGUAGE, "en").header(header::CONTENT_TYPE, kind);
        if !who.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {who}"));
        }
        let router = counter::routes().merge(lawdesk::routes()).with_state(self.site.clone());
        self.runtime.block_on(async {
            let response = router.oneshot(request.body(Body::from(body)).unwrap()).await.unwrap();
            let status = response.status().as_u16();
            if let Some(location) = response.headers().get(header::LOCATION) {
                return (status, location.to_str().unwrap().to_string());
            }
            let bytes = to_bytes(response.into_body(), PAGE_BYTES_MAX).await.unwrap();
            (status, String::from_utf8_lossy(&bytes).into_owned())
        })
    }

    fn get(&self, who: &str, path: &str) -> (u16, String) {
        self.send(who, "GET", path, "text/plain", String::new())
    }

    fn post(&self, who: &str, path: &str, fields: &[(String, String)]) -> (u16, String) {
        let pairs =
            fields.iter().map(|(name, value)| format!("{name}={}", doors::answer::encoded(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        self.send(who, "POST", path, "application/x-www-form-urlencoded", body)
    }

    /// Applies for child allowance with the example of the form; answers the number and what became of it.
    fn apply(&self, who: &str) -> (String, String) {
        let (_, form) = self.get(who, "/api/v1/services/child-allowance/form");
        let form: Value = serde_json::from_str(&form).unwrap();
        let body = json!({ "answers": form["examples"][0] }).to_string();
        let path = "/api/v1/services/child-allowance/applications";
        let (status, told) = self.send(who, "POST", path, "application/json", body);
        assert_eq!(status, 201, "{told}");
        let told: Value = serde_json::from_str(&told).unwrap();
        let text = |name: &str| told[name].as_str().unwrap().to_string();
        (text("number"), text("state"))
    }

    /// Opens a case that waits for an officer.
    fn open_case(&self, who: &str) -> String {
        let (_, form) = self.get(who, "/api/v1/services/move-in-report/form");
        let form: Value = serde_json::from_str(&form).unwrap();
        let body = json!({ "answers": form["examples"][0] }).to_string();
        let path = "/api/v1/services/move-in-report/applications";
        let (_, told) = self.send(who, "POST", path, "application/json", body);
        let told: Value = serde_json::from_str(&told).unwrap();
        told["number"].as_str().unwrap().to_string()
    }

    fn law_day(&self, number: &str) -> String {
        let read = |view: &mut View<'_>| cases::open_of_service(view, "move-in-report", "", 10);
        let open = self.house.view_now(&Actor::system(), read).unwrap();
        open.iter().find(|case| case.number == number).unwrap().law_day.to_string()
    }

    /// The fields of every form: days, article, reason; and then these.
    fn fields(&self, from: &str, changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let mut fields = vec![
            ("article".to_string(), "아동수당법 제4조".to_string()),
            ("ground".into(), "The budget of next year has no money for it.".into()),
            ("do".into(), "save".into()),
        ];
        for (name, day) in [("from", from), ("promulgated", "2026-11-20")] {
            for (part, value) in ["year", "month", "day"].into_iter().zip(day.split('-')) {
                fields.push((format!("{name}-{part}"), value.to_string()));
            }
        }
        for (name, value) in changes {
            fields.retain(|(field, _)| field != name);
            fields.push((name.to_string(), value.to_string()));
        }
        fields
    }

    /// A new proposal from the form at that path.
    fn begin(&self, path: &str, fields: &[(String, String)]) -> String {
        let (status, to) = self.post("haram", path, fields);
        assert_eq!(status, 303, "{to}");
        to
    }

    /// Everything that was written is as the journal says.
    fn verify(&self) {
        self.house.sequence_now().unwrap();
        let keys = |view: &mut View<'_>| journal::verifier_keys(view);
        let keys = self.house.view_now(&Actor::visitor(), keys).unwrap();
        let mut connection = self.house.connect().unwrap();
        let verified = journal::verify(&mut connection, &keys, &mut |_| {}).unwrap();
        assert!(verified.holds(), "{verified:?}");
    }

    fn submit(&self, who: &str, proposal: &str) -> (u16, String) {
        self.post(who, &format!("{proposal}/submission"), &[])
    }

    /// Reviews what the reviewer's page shows.
    fn review(&self, who: &str, proposal: &str, act: &str, words: &str) -> (u16, String) {
        let id = proposal.rsplit('/').next().unwrap().to_string();
        let read = move |view: &mut View<'_>| proposals::of(view, &id);
        let seen = self.house.view_now(&Actor::system(), read).unwrap().written;
        // A browser sends line ends as the network has them.
        let fields =
            [("seen", seen.replace('\n', "\r\n")), ("do", act.into()), ("words", words.into())];
        let fields = fields.map(|(name, value)| (name.to_string(), value));
        self.post(who, &format!("{proposal}/review"), &fields)
    }
}

fn seed(tx: &mut Tx<'_>) -> Result<()> {
    for person in &tx.country().people {
        let id = actors::enter(tx, "person", &person.name)?;
        for (register, entries) in &person.entries {
            let entries = match serde_json::to_value(entries).unwrap() {
                Value::Array(entries) => entries,
                entry => vec![entry],
            };
            for entry in entries {
                registers::enter(tx, register, &id, entry.as_object().unwrap(), None)?;
            }
        }
        if person.role == country::Role::Officer {
            actors::appoint(tx, &id, Role::Officer, &person.agency, &person.desks)?;
        }
        actors::begin_session(tx, &person.id, &id, 400 * DAY_SECONDS)?;
    }
    Ok(())
}

/// The stored record of a decision, and the same derived again from its facts by a country's law.
fn again(node: &Node, country: &Country, number: &str) -> (Value, Value) {
    let now = node.house.now();
    let who = |view: &mut View<'_>| actors::of_token(view, "haneul", now);
    let who = node.house.view_now(&Actor::visitor(), who).unwrap().unwrap();
    let read = |view: &mut View<'_>| {
        let case = cases::own(view, number)?;
        decisions::of_own_case(view, &case)
    };
    let made = node.house.view_now(&who, read).unwrap().pop().unwrap();
    let record = made.record;
    let part = |name: &str| -> Map<String, Value> {
        record["given"][name].as_object().cloned().unwrap_or_default()
    };
    let service = country.service("child-allowance").unwrap();
    let given = part("applicant");
    let applicant = country.applicant_value(&given, given.keys().map(String::as_str));
    let answers = country.answers_value(service, &part("answers"));
    let day: Day = record["day"].as_str().unwrap().parse().unwrap();
    let scope = country::scope(applicant, answers, day);
    let ruled = counter::ruling::rule(country, service, scope, day).unwrap();
    assert_eq!(ruled.record().unwrap(), record.to_string(), "byte for byte");
    (serde_json::from_str(&ruled.record().unwrap()).unwrap(), record.clone())
}
