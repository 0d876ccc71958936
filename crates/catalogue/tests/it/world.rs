//! What the tests share: where the real lists are, reading one, and a service with every field.

use std::path::PathBuf;

use catalogue::{CountryWords, Imported, Severity, read};
use country::{
    Agency, Channel, Contact, Cost, Desk, Evidence, LegalResource, LifeEvent, Output, Requirement,
    Service, Stage,
};
use vocabulary::Text;

/// Is this program or folder one without which the tests must fail?
pub fn required(what: &str) -> bool {
    std::env::var("MADANG_REQUIRE").is_ok_and(|all| all.split(',').any(|one| one.trim() == what))
}

/// A file of the shared data; nothing, loudly, when it is not there.
pub fn shared(path: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("MADANG_SHARED").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let file = root.join("data/services").join(path);
    match std::fs::read(&file) {
        Ok(bytes) => Some(bytes),
        Err(error) => {
            assert!(!required("shared"), "{} is required: {error}", file.display());
            eprintln!("SKIPPED: {} is not there ({error})", file.display());
            None
        }
    }
}

/// A shared file, imported.
pub fn imported(path: &str) -> Option<Imported> {
    shared(path).map(|bytes| read(path, &bytes, &mut |_, _| {}))
}

pub const BRAZIL: &str = "brazil/services-br.jsonl";
pub const KOREA: &str = "korea/gov-kr-services-2020.jsonl";
pub const PILOTS: [&str; 5] = [
    "semic/EstonianServices.rdf",
    "semic/EstonianServices_2.rdf",
    "semic/FinnishServices.ttl",
    "semic/FinnishServices_2.ttl",
    "semic/FinnishServices_3.ttl",
];

/// How many lines of the report say this of a value or service, by how often they were met.
pub fn count(imported: &Imported, severity: Severity) -> usize {
    imported.report.iter().filter(|line| line.severity == severity).map(|line| line.times).sum()
}

/// The report by kind of reason, for reading.
pub fn kinds(imported: &Imported) -> String {
    let mut kinds = std::collections::BTreeMap::new();
    for line in &imported.report {
        let what: String = line.what.split([':', '"']).next().unwrap_or_default().to_string();
        let what: String = what.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
        let what = what.split(" of ").next().unwrap_or_default().to_string();
        let why: String = line.why.chars().take(60).collect();
        let why: String = why.chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect();
        *kinds.entry((line.severity, what, why)).or_insert(0) += line.times;
    }
    kinds
        .iter()
        .map(|((severity, what, why), count)| format!("{count:6} {severity:?} | {what} | {why}\n"))
        .collect()
}

pub fn country() -> CountryWords {
    CountryWords {
        code: "kr".into(),
        name: Text::of("ko", "대한민국").with("en", "Republic of Korea"),
        languages: vec!["ko".into(), "en".into()],
        time_zone: "Asia/Seoul".into(),
        currency: "KRW".into(),
        weekend: vec![6, 7],
    }
}

fn text(words: &str) -> Text {
    Text::of("ko", &format!("{words} 한국어\n\n둘째 문단: \"인용\" <b> & [x](y) **"))
        .with("pt-BR", words)
}

/// A service in which every field says something, and says it awkwardly.
pub fn full() -> (Vec<Service>, Vec<Agency>, Vec<LifeEvent>) {
    let agencies = vec![
        Agency {
            id: "city".into(),
            title: text("city"),
            parent: "ministry".into(),
            spatial: "KR-11".into(),
            page: "https://city.example/?a=b&c=d#e".into(),
            desks: vec![
                Desk { id: "desk-1".into(), title: text("desk") },
                Desk { id: "desk-2".into(), title: text("other") },
            ],
        },
        Agency {
            id: "ministry".into(),
            title: text("ministry"),
            parent: "nobody".into(),
            spatial: String::new(),
            page: "www.no-scheme.example".into(),
            desks: Vec::new(),
        },
        Agency {
            id: "abroad".into(),
            title: Text::default(),
            parent: String::new(),
            spatial: "http://publications.europa.eu/resource/authority/atu/BEL".into(),
            page: String::new(),
            desks: Vec::new(),
        },
    ];
    let events = vec![
        LifeEvent {
            id: "birth".into(),
            title: text("birth"),
            description: text("b"),
            kind: "life".into(),
        },
        LifeEvent {
            id: "start".into(),
            title: text("start"),
            description: Text::default(),
            kind: "business".into(),
        },
    ];
    let mut bare = service("bare");
    bare.description = Text::default();
    bare.agency = "described-nowhere".into();
    bare.status = "suspended".into();
    bare.processing_time = "a week or so".into();
    (vec![whole(), bare], agencies, events)
}

fn service(id: &str) -> Service {
    let words =
        format!("id = {id:?}\nagency = \"city\"\ntitle.ko = \"제목\"\ndescription.ko = \"설명\"");
    toml::from_str(&words).unwrap()
}

fn whole() -> Service {
    Service {
        prefix: "AB".into(),
        title: text("title"),
        summary: text("summary"),
        description: text("description"),
        desk: "desk-1".into(),
        events: vec!["start".into(), "birth".into()],
        audience: vec!["resident".into(), "Órgãos e entidades públicas".into()],
        topics: vec!["health".into(), "일자리 / 고용".into()],
        keywords: Text::of("ko", "전입, 이사, 주소").with("en", "oddly,divided ,,keywords"),
        languages: vec!["ko".into(), "en".into(), "pt-BR".into(), "zh-Hant-TW".into()],
        status: "active".into(),
        processing_time: "P7D".into(),
        processing_time_text: text("seven days"),
        page: "https://service.example/a b".into(),
        modified: "20201105".into(),
        related: vec!["bare".into()],
        requirements: vec![Requirement {
            id: "r.1".into(),
            title: text("r"),
            description: text("rd"),
        }],
        evidence: evidence(),
        outputs: vec![Output { id: "o".into(), title: text("o"), description: text("od") }],
        laws: laws(),
        channels: channels(),
        costs: costs(),
        contacts: contacts(),
        stages: stages(),
        ..service("whole")
    }
}

fn laws() -> Vec<LegalResource> {
    vec![
        LegalResource {
            id: "주민등록법".into(),
            title: text("law"),
            article: "주민등록법 제29조".into(),
            link: "https://law.example/x".into(),
        },
        LegalResource {
            id: "l2".into(),
            title: text("law"),
            article: String::new(),
            link: "not an address".into(),
        },
    ]
}

fn channels() -> Vec<Channel> {
    vec![
        Channel {
            id: "online".into(),
            kind: "online".into(),
            title: text("c"),
            hours: text("9-18"),
            link: "https://c.example/".into(),
        },
        Channel {
            id: "counter".into(),
            kind: String::new(),
            title: Text::default(),
            hours: Text::default(),
            link: String::new(),
        },
    ]
}

fn costs() -> Vec<Cost> {
    vec![
        Cost {
            id: "k-1".into(),
            minor: Some(400),
            currency: String::new(),
            channel: "counter".into(),
            description: text("k"),
        },
        Cost {
            id: "k-2".into(),
            minor: Some(i64::MIN),
            currency: "EUR".into(),
            channel: "nowhere".into(),
            description: Text::default(),
        },
        Cost {
            id: "k-3".into(),
            minor: Some(5),
            currency: "KWD".into(),
            channel: String::new(),
            description: Text::default(),
        },
        Cost {
            id: "k-4".into(),
            minor: None,
            currency: String::new(),
            channel: String::new(),
            description: text("ask"),
        },
    ]
}

fn contacts() -> Vec<Contact> {
    vec![
        Contact {
            telephone: "+82 2 1".into(),
            email: "a@b.kr".into(),
            page: "https://x.example/".into(),
            hours: text("h"),
            text: text("t"),
        },
        Contact {
            telephone: String::new(),
            email: String::new(),
            page: "x".into(),
            hours: Text::default(),
            text: Text::default(),
        },
    ]
}

fn stages() -> Vec<Stage> {
    vec![
        Stage {
            id: "s-1".into(),
            title: text("s"),
            description: text("sd"),
            evidence: vec!["e-2".into(), "e-1".into()],
            channels: vec!["counter".into()],
            costs: vec!["k-1".into(), "unknown".into()],
        },
        Stage {
            id: "s-2".into(),
            title: text("s"),
            description: Text::default(),
            evidence: Vec::new(),
            channels: Vec::new(),
            costs: Vec::new(),
        },
    ]
}

fn evidence() -> Vec<Evidence> {
    vec![
        Evidence {
            id: "e-1".into(),
            title: text("e"),
            description: text("ed"),
            held_in: "residents".into(),
        },
        Evidence {
            id: "e-2".into(),
            title: text("e"),
            description: Text::default(),
            held_in: String::new(),
        },
    ]
}
