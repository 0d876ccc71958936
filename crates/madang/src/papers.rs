//! Papers: a credential as the person takes it away, a signed PDF with a QR code and its twin as SD-JWT VC; and the letter of
//! a decision.
//!
//! What may not happen here: anything that the credential's row does not say. Both are made again each time, the same
//! bytes from the same row, so nothing signed is stored and nothing is signed before its intent is committed.

use std::collections::BTreeMap;

use anyhow::anyhow;
use counter::decided::Told;
use counter::grounds::Fact;
use counter::words;
use courtyard::House;
use courtyard::cases::Case;
use courtyard::credentials::Standing;
use courtyard::decisions::Decision;
use courtyard::keys::signing::{Duty, PublicKey};
use letters::{Attachment, Paper, Row, Section};
use pages::Frame;
use proofs::jwk::{Issuer, IssuerKey};
use proofs::note::{self, Signer};
use proofs::sdjwt::{self, Content};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use vocabulary::{Error, Result, Text};

use crate::verifying::REVOKED_LIST;

/// Who signs: the address, and the keys by their thumbprints, the one that signs now first.
pub fn issuer(house: &House, base_url: &str) -> Issuer {
    let key =
        |known: &PublicKey| IssuerKey { kid: known.kid(), key: known.key, period: known.period };
    let keys = house.ground().keys.published(Duty::Credentials).iter().map(key).collect();
    Issuer { url: base_url.to_string(), keys }
}

/// The credential for a wallet. What the paper shows to anybody is open; the rest the holder may withhold.
pub fn sd_jwt(house: &House, base_url: &str, standing: &Standing, says: &Value) -> Result<String> {
    let mut claims: Map<String, Value> = Map::new();
    claims.insert("credential_id".into(), json!(standing.id));
    claims.insert("credential_issued_on".into(), json!(standing.issued_on));
    claims.insert("country".into(), json!(house.country().file.code));
    claims.insert("issuing_authority".into(), says.get("agency").cloned().unwrap_or_default());
    let mut hidden = Vec::new();
    for row in says.get("rows").and_then(Value::as_array).into_iter().flatten() {
        let id = row.get("id").and_then(Value::as_str).unwrap_or("row");
        claims.insert(id.to_string(), plain(row.get("value").unwrap_or(&Value::Null)));
        if row.get("public") != Some(&Value::Bool(true)) {
            hidden.push(format!("/{id}"));
        }
    }
    let hidden: Vec<&str> = hidden.iter().map(String::as_str).collect();
    let issuer = issuer(house, base_url);
    let signing = issuer.keys.first().ok_or_else(|| anyhow!("no key to sign with"))?;
    // Under a newer key a paper begins no earlier than the key does, so that every signature lies within the life of its key.
    // The day on which the credential was issued is a claim of its own.
    let iat = (standing.issued_at.0 / 1000).max(signing.period.from.unwrap_or(i64::MIN));
    let zone = house.country().zone();
    let content = Content {
        kid: &signing.kid,
        iss: base_url,
        vct: says.get("vct").and_then(Value::as_str).unwrap_or(""),
        iat,
        exp: standing.valid_until.map(|day| zone.start_of(day.plus_days(1)).0 / 1000),
        status: None,
        claims: &claims,
        hidden: &hidden,
    };
    // The salts are drawn from a secret and the credential's number: nobody can guess them, and they are the same each time.
    let secret = house.ground().keys.derived(&format!("credential salts {}", standing.id));
    let mut drawn = 0_u32;
    let mut salt = || {
        drawn += 1;
        let block = Sha256::digest([secret.as_slice(), &drawn.to_be_bytes()].concat());
        let mut salt = [0; 16];
        salt.copy_from_slice(&block[..16]);
        salt
    };
    let key = &house.ground().keys.credentials;
    Ok(sdjwt::issue(key, &content, &mut salt).map_err(anyhow::Error::from)?)
}

// A value of a credential without its kind, as other programs expect it.
fn plain(value: &Value) -> Value {
    if let Some(list) = value.get("list").and_then(Value::as_array) {
        return list.iter().map(plain).collect();
    }
    let kinds = ["text", "day", "number", "truth"];
    kinds.iter().find_map(|kind| value.get(kind)).cloned().unwrap_or(Value::Null)
}

/// The paper: printed, with its twin inside, and signed.
pub fn pdf(
    house: &House,
    base_url: &str,
    frame: &Frame,
    standing: &Standing,
    says: &Value,
) -> Result<Vec<u8>> {
    let twin = sd_jwt(house, base_url, standing, says)?;
    let attachment = Attachment {
        name: "credential.sd-jwt".into(),
        mime: "application/dc+sd-jwt".into(),
        bytes: twin.into_bytes(),
    };
    let printed =
        letters::render(&paper(house, base_url, frame, standing, says), Some(&attachment))?;
    let issuer = issuer(house, base_url);
    let signing = issuer.keys.first().ok_or_else(|| anyhow!("no key to sign with"))?;
    let key = &house.ground().keys.credentials;
    Ok(proofs::pdf::sign(&printed, &signing.kid, key).map_err(anyhow::Error::from)?)
}

fn paper(house: &House, base_url: &str, frame: &Frame, standing: &Standing, says: &Value) -> Paper {
    let text = |name: &str| said(says.get(name), frame);
    let row = |row: &Value| Row {
        label: said(row.get("label"), frame),
        lines: words::shown(frame, row.get("value").unwrap_or(&Value::Null)),
    };
    let rows = says.get("rows").and_then(Value::as_array);
    let agency = says.get("agency").and_then(Value::as_str).unwrap_or("");
    let agency = house.country().agency(agency).map(|agency| agency.title.get(&frame.lang));
    let signed_by = Some(text("signed_by")).filter(|text| !text.is_empty());
    let signed_by = signed_by.or_else(|| agency.map(str::to_string)).unwrap_or_default();
    let day = standing.issued_on;
    let address = format!("{base_url}/credentials/{}", standing.id);
    let mut verify = vec![
        frame.t("paper.verify").to_string(),
        address.clone(),
        frame.t("paper.offline").to_string(),
    ];
    if let Some(until) = standing.valid_until {
        verify.push(frame.tf("credential.until", &[("day", &frame.day(until))]));
    }
    Paper {
        lang: frame.lang.as_str().to_string(),
        kind: frame.t("paper.kind").to_string(),
        title: text("title"),
        number: standing.id.clone(),
        country: frame.country.clone(),
        rows: rows.into_iter().flatten().map(row).collect(),
        sections: Vec::new(),
        closing: text("closing"),
        issued_on: frame.day(day),
        issued_day: (day.year(), day.month(), day.day_of_month()),
        seal_text: signed_by.chars().filter(|c| !c.is_whitespace()).take(9).collect(),
        signed_by,
        qr: address,
        verify,
        not_valid: None,
    }
}

/// The letter of a decision. It is for the person who is told, and carries no signature: a certificate is what others verify.
pub fn letter(
    house: &House,
    base_url: &str,
    frame: &Frame,
    (case, made): (&Case, &Decision),
    told: &Told,
) -> Result<Vec<u8>> {
    let country = house.country();
    let service = country.service(&case.service).ok_or(Error::NotFound)?;
    let agency = country.agency(&service.agency);
    let address = format!("{base_url}/cases/{}", case.number);
    let row = |(label, value): &(String, String)| Row {
        label: label.clone(),
        lines: value.lines().map(str::to_string).collect(),
    };
    let outcome = Row { label: told.heading.clone(), lines: vec![told.outcome.clone()] };
    let paper = Paper {
        lang: frame.lang.as_str().to_string(),
        kind: frame.t("letter.kind").to_string(),
        title: service.title.get(&frame.lang).to_string(),
        number: made.id.clone(),
        country: frame.country.clone(),
        rows: std::iter::once(outcome).chain(told.rows.iter().map(row)).collect(),
        sections: sections(base_url, frame, told),
        closing: frame.t("letter.closing").to_string(),
        issued_on: frame.day(made.day),
        issued_day: (made.day.year(), made.day.month(), made.day.day_of_month()),
        signed_by: agency.map_or("", |agency| agency.title.get(&frame.lang)).to_string(),
        seal_text: String::new(),
        verify: vec![
            frame.tf("letter.case", &[("number", &case.number)]),
            address.clone(),
            frame.t("letter.for-you").to_string(),
        ],
        qr: address,
        not_valid: None,
    };
    Ok(letters::render(&paper, None)?)
}

fn sections(base_url: &str, frame: &Frame, told: &Told) -> Vec<Section> {
    let account = &told.account;
    let section = |key: &str, paragraphs: Vec<String>, steps: Vec<String>| Section {
        heading: frame.t(key).to_string(),
        paragraphs,
        steps,
    };
    let facts = |facts: &[Fact]| -> Vec<String> {
        let one = |fact: &Fact| format!("{}: {}\n{}", fact.label, fact.value, fact.source);
        facts.iter().map(one).collect()
    };
    let reasons = told.reasons.iter().map(|(text, article)| format!("{text} ({article})"));
    let note = Some(told.note.clone()).filter(|note| !note.is_empty());
    let mut table = Vec::new();
    if let Some(link) = &account.table {
        table.push(format!("{} {}", frame.t("grounds.table"), link.label));
        table.push(format!("{base_url}{}", link.href));
    }
    let mut sections = vec![
        section("letter.reasons", reasons.collect(), Vec::new()),
        section("letter.note", note.into_iter().collect(), Vec::new()),
        section("grounds.turns", account.note.iter().cloned().collect(), account.turns.clone()),
        section("grounds.steps", Vec::new(), facts(&account.steps)),
        section("grounds.facts", Vec::new(), facts(&account.facts)),
        section("decision.trace", table, account.trace.clone()),
    ];
    sections.retain(|section| !section.paragraphs.is_empty() || !section.steps.is_empty());
    sections
}

/// The numbers of revoked credentials as a signed note, for those who verify without a network.
pub fn revoked_list(house: &House, ids: &[String]) -> Result<String> {
    let text =
        format!("{}\n{}", REVOKED_LIST, ids.iter().map(|id| format!("{id}\n")).collect::<String>());
    let signer = Signer::new(REVOKED_LIST, house.ground().keys.credentials.clone())
        .map_err(anyhow::Error::from)?;
    Ok(note::sign(&text, &[&signer]).map_err(anyhow::Error::from)?)
}

fn said(text: Option<&Value>, frame: &Frame) -> String {
    let texts: Option<BTreeMap<String, String>> =
        text.and_then(|t| serde_json::from_value(t.clone()).ok());
    texts.map_or_else(String::new, |texts| Text(texts).get(&frame.lang).to_string())
}
