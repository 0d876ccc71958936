//! A house for tests: the real country with its fictional people, a frozen clock, seeded chance, and either engine.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use counter::acts::{self, Application, Applied};
use country::{Country, FieldKind};
use courtyard::actors::{self, Actor, Role};
use courtyard::cases::{Case, State};
use courtyard::clock::{Chance, Clock};
use courtyard::database::Address;
use courtyard::house::Plan;
use courtyard::keys::Keys;
use courtyard::{House, Tx, documents, registers};
use doors::Site;
use doors::scanner::Scanner;
use doors::site::Checkout;
use pages::Texts;
use serde_json::{Map, Value};
use tower::ServiceExt;
use vocabulary::{Day, Moment, Result};

/// Monday, 23 November 2026, 09:00 in Seoul.
pub const NOW: Moment = Moment(1_795_392_000_000);
pub const DAY_SECONDS: i64 = 24 * 3600;
const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;

pub struct TestHouse {
    pub house: House,
    pub clock: Clock,
    people: BTreeMap<String, Actor>,
    site: Mutex<Site>,
    sent: AtomicU64,
    address: Address,
    _dir: tempfile::TempDir,
}

/// Runs a test on each engine. PostgreSQL is where `MADANG_POSTGRES` says; without it that half is skipped, loudly.
pub fn on_both(test: impl Fn(&TestHouse)) {
    on_both_where(|_| (), test);
}

/// The same in a country whose files say something else.
pub fn on_both_where(change: impl Fn(&mut Country), test: impl Fn(&TestHouse)) {
    let country = || {
        let mut country = korea();
        change(&mut country);
        country
    };
    each_engine(&country, "2026-11-23", test);
}

/// The same in another country, from that day on.
pub fn each_engine(country: &dyn Fn() -> Country, day: &str, test: impl Fn(&TestHouse)) {
    let open = |address: &dyn Fn(&Path) -> Address| {
        let dir = tempfile::tempdir().unwrap();
        let (country, address) = (country(), address(dir.path()));
        open((country, address), clock_on(day), dir, seed)
    };
    test(&open(&|dir| Address::Sqlite(dir.join("madang.db"))));
    let required = std::env::var("MADANG_REQUIRE").is_ok_and(|r| r.contains("postgres"));
    match std::env::var("MADANG_POSTGRES") {
        Ok(server) => {
            let name = fresh_database(&server);
            test(&open(&|_| Address::parse(&format!("{server}/{name}")).unwrap()));
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

pub fn korea_dir() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../countries/kr")
}

fn korea() -> Country {
    Country::read(&korea_dir()).unwrap()
}

/// Nine in the morning of a day.
fn clock_on(day: &str) -> Clock {
    let today: Day = "2026-11-23".parse().unwrap();
    let days = day.parse::<Day>().unwrap().days_since(today);
    Clock::frozen(Moment(NOW.0 + days * DAY_SECONDS * 1000))
}

/// Opens a house, in which `seed` enters people, each with a session.
fn open(
    (country, address): (Country, Address),
    clock: Clock,
    dir: tempfile::TempDir,
    seed: impl Fn(&mut Tx<'_>) -> Result<BTreeMap<String, Actor>> + Send + 'static,
) -> TestHouse {
    let house = House::open(Plan {
        country,
        address: address.clone(),
        keys: Keys::from_bytes([1; 32], [2; 32], [3; 32]),
        clock: clock.clone(),
        chance: Chance::seeded(7 + (clock.now().0 - NOW.0).unsigned_abs()),
        origin: "madang.example/test".into(),
        migrations: Vec::new(),
    })
    .unwrap();
    let people = house.act_now(&Actor::system(), "seed", seed).unwrap().value;
    let mut texts = Texts::house().unwrap();
    for (lang, file, toml) in counter::TEXTS {
        texts = texts.with(lang, file, toml).unwrap();
    }
    let site = Site::new(house.clone(), texts, "http://127.0.0.1", Vec::new()).unwrap();
    TestHouse {
        house,
        clock,
        people,
        site: Mutex::new(site),
        sent: AtomicU64::new(0),
        address,
        _dir: dir,
    }
}

// Everybody of `people.toml`, with their entries, and a session under their own id.
fn seed(tx: &mut Tx<'_>) -> Result<BTreeMap<String, Actor>> {
    let country = tx.country();
    let mut people = BTreeMap::new();
    for person in &country.people {
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
        let role = match person.role {
            country::Role::Citizen => Role::Citizen,
            country::Role::Officer => Role::Officer,
            country::Role::Auditor => Role::Auditor,
            country::Role::Administrator => Role::Administrator,
        };
        if role != Role::Citizen {
            actors::appoint(tx, &id, role, &person.agency, &person.desks)?;
        }
        actors::begin_session(tx, &person.id, &id, 400 * DAY_SECONDS)?;
        let (agency, desks) = (person.agency.clone(), person.desks.clone());
        people.insert(person.id.clone(), Actor { id, role, agency, desks, acting_for: None });
    }
    Ok(people)
}

static DATABASES: AtomicU64 = AtomicU64::new(0);

fn fresh_database(server: &str) -> String {
    let count = DATABASES.fetch_add(1, Ordering::SeqCst);
    let name = format!("madang_counter_{}_{count}", std::process::id());
    let mut admin = Address::parse(&format!("{server}/postgres")).unwrap().connect().unwrap();
    admin.script(&format!("CREATE DATABASE {name}")).unwrap();
    name
}

fn drop_database(server: &str, name: &str) {
    let mut admin = Address::parse(&format!("{server}/postgres")).unwrap().connect().unwrap();
    admin.script(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
}

impl TestHouse {
    /// Somebody of `people.toml`.
    pub fn person(&self, id: &str) -> Actor {
        self.people[id].clone()
    }

    /// The same house on a later day, over other files of its country. Everybody signs in again.
    pub fn reopened(&self, country: Country, day: &str) -> TestHouse {
        let people = self.people.clone();
        let enter = move |tx: &mut Tx<'_>| {
            for (name, person) in &people {
                actors::end_session(tx, name)?;
                actors::begin_session(tx, name, &person.id, 400 * DAY_SECONDS)?;
            }
            Ok(people.clone())
        };
        let dir = tempfile::tempdir().unwrap();
        let house = open((country, self.address.clone()), clock_on(day), dir, enter);
        house.sent.store(self.sent.load(Ordering::SeqCst), Ordering::SeqCst);
        house
    }

    pub fn act<T: Send + 'static>(
        &self,
        actor: &Actor,
        act: impl Fn(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.house.act_now(actor, "test", act).map(|done| done.value)
    }

    /// Applies for a service with the example of its form, as far as the registers let this person send it, and pays.
    pub fn apply(&self, who: &Actor, service: &str) -> Case {
        let case = self.apply_only(who, service, &[]);
        if case.state != State::WaitingPayment {
            return case;
        }
        self.pay(who, &case)
    }

    pub fn pay(&self, who: &Actor, case: &Case) -> Case {
        let number = case.number.clone();
        self.act(who, move |tx| acts::pay(tx, &number, "till of the test")).unwrap()
    }

    /// Sets the clock on a day, at nine in the morning. Time does not go back.
    pub fn on(&self, day: &str) {
        let day: Day = day.parse().unwrap();
        let days = day.days_since(self.house.today());
        assert!(days >= 0, "{day} is over");
        self.clock.advance_seconds(days * DAY_SECONDS);
    }

    /// The same with some answers of one's own, and without paying.
    pub fn apply_only(&self, who: &Actor, service: &str, own: &[(&str, &str)]) -> Case {
        let mut answers = self.answers(who, service);
        answers.extend(own.iter().map(|(field, answer)| (field.to_string(), Value::from(*answer))));
        let once = format!("test-{}", self.sent.fetch_add(1, Ordering::SeqCst));
        let sent = Application { service: service.into(), channel: "online".into(), answers, once };
        match self.act(who, move |tx| acts::apply(tx, &sent)).unwrap() {
            Applied::Opened(case) => case,
            Applied::Mistakes(mistakes) => {
                panic!("the example of {service} has mistakes: {mistakes:?}")
            }
        }
    }

    fn answers(&self, who: &Actor, service: &str) -> Map<String, Value> {
        let country = self.house.country();
        let holder = who.applicant().to_string();
        let entries = self.house.view_now(who, |view| registers::known_own(view, &holder)).unwrap();
        let known = counter::facts::known(country, &entries);
        let service = country.service(service).unwrap();
        let mut answers = country::sheet(country, service, &known, self.house.today()).example;
        let fields = service.form.iter().flat_map(|form| &form.steps).flat_map(|step| &step.fields);
        for field in fields.filter(|field| field.kind == FieldKind::Document) {
            if answers.contains_key(&field.id) {
                let name = format!("{}.pdf", field.id);
                let store = move |tx: &mut Tx<'_>| {
                    documents::store(tx, &name, b"%PDF-1.7 a document of a test")
                };
                answers.insert(field.id.clone(), self.act(who, store).unwrap().into());
            }
        }
        answers
    }

    /// Asks for a page as somebody of `people.toml`, or as a stranger.
    pub fn get(&self, who: &str, path: &str) -> (StatusCode, String) {
        self.ask(who, "GET", path, String::new())
    }

    /// Sends a form.
    pub fn post(&self, who: &str, path: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let pairs =
            fields.iter().map(|(name, value)| format!("{name}={}", doors::answer::encoded(value)));
        self.ask(who, "POST", path, pairs.collect::<Vec<_>>().join("&"))
    }

    fn ask(&self, who: &str, method: &str, path: &str, body: String) -> (StatusCode, String) {
        runtime().block_on(async { told(self.response(who, method, path, body).await).await })
    }

    /// Sends a body of any kind as Haneul.
    pub fn send(&self, sent: &Sent<'_>) -> (StatusCode, String) {
        let mut request = Request::builder().method("POST").uri(sent.path);
        request = request.header(header::ACCEPT_LANGUAGE, "en");
        request = request.header(header::AUTHORIZATION, "Bearer haneul");
        if !sent.kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, sent.kind);
        }
        if let Some(once) = sent.once {
            request = request.header("idempotency-key", once.as_bytes());
        }
        let request = request.body(Body::from(sent.body.to_vec())).unwrap();
        runtime().block_on(async { told(self.router().oneshot(request).await.unwrap()).await })
    }

    // The counter alone, with the limit that the binary sets before every room.
    fn router(&self) -> axum::Router {
        let limit =
            axum::extract::DefaultBodyLimit::max(doors::body::UPLOAD_BYTES_MAX + 1024 * 1024);
        counter::routes().layer(limit).with_state(self.site.lock().unwrap().clone())
    }

    /// From now on fees are paid there.
    pub fn paid_at(&self, checkout: Checkout) {
        self.site.lock().unwrap().checkout = checkout;
    }

    /// From now on files are shown to the clamd at that address, or to nobody.
    pub fn scanned_by(&self, address: Option<&str>) {
        let scanner = address.map(|address| Arc::new(Scanner::parse(address).unwrap()));
        self.site.lock().unwrap().scanner = scanner;
    }

    /// Asks the API, and answers the status and what came back.
    pub fn api(&self, who: &str, method: &str, path: &str, body: &Value) -> (StatusCode, Value) {
        runtime().block_on(async {
            let request = Request::builder().method(method).uri(path);
            let request = request
                .header(header::ACCEPT_LANGUAGE, "en")
                .header(header::CONTENT_TYPE, "application/json")
                .header(header::AUTHORIZATION, format!("Bearer {who}"));
            let router = self.router();
            let request = request.body(Body::from(body.to_string())).unwrap();
            let response = router.oneshot(request).await.unwrap();
            let status = response.status();
            let bytes = to_bytes(response.into_body(), PAGE_BYTES_MAX).await.unwrap();
            (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
        })
    }

    pub async fn response(&self, who: &str, method: &str, path: &str, body: String) -> Response {
        let mut request =
            Request::builder().method(method).uri(path).header(header::ACCEPT_LANGUAGE, "en");
        request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        if !who.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {who}"));
        }
        self.router().oneshot(request.body(Body::from(body)).unwrap()).await.unwrap()
    }
}

/// What is sent, and as what.
pub struct Sent<'s> {
    pub path: &'s str,
    pub kind: &'s str,
    pub body: &'s [u8],
    pub once: Option<&'s str>,
}

// The status, and the page or where it leads.
async fn told(response: Response) -> (StatusCode, String) {
    let status = response.status();
    if let Some(location) = response.headers().get(header::LOCATION) {
        return (status, location.to_str().unwrap().to_string());
    }
    let bytes = to_bytes(response.into_body(), PAGE_BYTES_MAX).await.unwrap();
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

pub fn runtime() -> Arc<tokio::runtime::Runtime> {
    Arc::new(tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap())
}
