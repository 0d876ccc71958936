//! The 1,540 Brazilian service letters.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::{Imported, Severity, plain};
use serde_json::Value;

use crate::world::{BRAZIL, count, imported, kinds, shared};

fn list() -> Option<(Imported, Vec<Value>)> {
    let bytes = shared(BRAZIL)?;
    let rows = bytes.split(|b| *b == b'\n').filter(|line| !line.is_empty());
    let rows = rows.map(|line| serde_json::from_slice(line).unwrap()).collect();
    Some((imported(BRAZIL)?, rows))
}

#[test]
fn every_service_is_taken_and_the_report_says_what_was_mended() {
    let Some((imported, rows)) = list() else { return };
    eprintln!("{}", kinds(&imported));
    assert_eq!((imported.services.len(), rows.len()), (1_540, 1_540));
    assert_eq!(imported.agencies.len(), 82);
    assert_eq!(count(&imported, Severity::ServiceLeftOut), 0);
    let ids: BTreeSet<&str> = imported.services.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(ids.len(), 1_540);
    assert!(ids.iter().all(|id| catalogue::is_id(id)));
    let agencies: BTreeSet<&str> = imported.agencies.iter().map(|a| a.id.as_str()).collect();
    assert!(imported.services.iter().all(|s| agencies.contains(s.agency.as_str())));
    let mended_ids = imported.report.iter().filter(|line| line.what.starts_with("id:")).count();
    // Three are empty, the others longer than a folder's name may be here.
    let long = rows.iter().filter(|row| row["id"].as_str().unwrap().len() > 100).count();
    assert_eq!((mended_ids, long), (3 + long, 87));
    let no_stages = imported.report.iter().filter(|line| line.what == "steps").count();
    assert_eq!(no_stages, 19);
    assert_eq!(imported.services.iter().map(|s| s.stages.len()).sum::<usize>(), 3_080);
}

/// Codes that become other words: they are checked by tests of their own.
const CODES: [&str; 11] = [
    ".id",
    ".dbId",
    ".agency.id",
    ".related[]",
    ".audiences[]",
    ".processingTime.kind",
    ".processingTime.min",
    ".processingTime.max",
    ".steps[].channels[].type",
    ".steps[].costs[].currency",
    ".steps[].costs[].value",
];

fn leaves(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::String(words) => found.push((path.to_string(), words.clone())),
        Value::Array(list) => {
            list.iter().for_each(|value| leaves(value, &format!("{path}[]"), found))
        }
        Value::Object(map) => {
            map.iter().for_each(|(key, value)| leaves(value, &format!("{path}.{key}"), found))
        }
        _ => {}
    }
}

fn tokens(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().count() > 1);
    words.map(str::to_lowercase).collect()
}

#[test]
fn every_word_of_the_source_is_in_the_catalogue_or_in_the_report() {
    let Some((imported, rows)) = list() else { return };
    let mut said: BTreeMap<usize, String> = BTreeMap::new();
    let mut of_many = String::new();
    for line in &imported.report {
        if line.times > 1 {
            of_many.push_str(&line.what);
        }
        said.entry(line.line).or_default().push_str(&format!(" {} {}", line.what, line.why));
    }
    let agencies: BTreeMap<&str, String> = imported
        .agencies
        .iter()
        .map(|a| (a.id.as_str(), serde_json::to_string(a).unwrap()))
        .collect();
    let (mut checked, mut missing) = (0, Vec::new());
    for (place, (row, service)) in rows.iter().zip(&imported.services).enumerate() {
        let mut have =
            tokens(&serde_json::to_value(service).unwrap().to_string().replace("\\n", " "));
        have.extend(tokens(&agencies[service.agency.as_str()]));
        have.extend(tokens(said.get(&(place + 1)).map_or("", String::as_str)));
        have.extend(tokens(&of_many));
        let mut found = Vec::new();
        leaves(row, "", &mut found);
        for (path, words) in found {
            let unit = path == ".processingTime.unidade";
            if CODES.contains(&path.as_str()) || unit {
                continue;
            }
            checked += 1;
            let lost: Vec<String> = tokens(&plain(&words)).difference(&have).cloned().collect();
            if !lost.is_empty() {
                missing.push(format!("line {} {path}: {lost:?}", place + 1));
            }
        }
    }
    eprintln!("{checked} texts checked, {} with a word that is nowhere", missing.len());
    assert!(missing.is_empty(), "{:#?}", missing.iter().take(20).collect::<Vec<_>>());
}

#[test]
fn no_markup_survives() {
    let Some((imported, _)) = list() else { return };
    let mut tags = Vec::new();
    for service in &imported.services {
        let mut found = Vec::new();
        leaves(&serde_json::to_value(service).unwrap(), "", &mut found);
        for (path, words) in found {
            let tag = words.char_indices().any(|(place, c)| {
                c == '<'
                    && words[place + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
            });
            if tag || words.contains("](") || words.contains("**") || words.contains("&nbsp;") {
                tags.push(format!("{} {path}: {words}", service.id));
            }
        }
    }
    assert!(tags.is_empty(), "{} {:#?}", tags.len(), tags.iter().take(10).collect::<Vec<_>>());
}

#[test]
fn money_is_exact_and_what_is_unclear_stays_in_words() {
    let Some((imported, rows)) = list() else { return };
    let mut amounts = 0;
    for row in &rows {
        let mut found = Vec::new();
        leaves(row, "", &mut found);
        amounts += found
            .iter()
            .filter(|(path, words)| path == ".steps[].costs[].value" && !words.is_empty())
            .count();
    }
    let unclear = imported.report.iter().filter(|line| line.what.contains("].value: ")).count();
    assert_eq!((amounts, unclear), (327, 8));
    let service = |id: &str| imported.services.iter().find(|s| s.id == id).unwrap();
    let cost = imported
        .services
        .iter()
        .flat_map(|s| &s.costs)
        .find(|c| c.minor == Some(2_570_317))
        .unwrap();
    assert_eq!(
        (cost.currency.as_str(), cost.description.0["pt"].as_str()),
        ("BRL", "Taxa de Fiscalização de Aviação Civil - TFAC")
    );
    let dollars =
        imported.services.iter().flat_map(|s| &s.costs).filter(|c| c.currency == "USD").count();
    assert_eq!(dollars, 2);
    let free =
        service("acessar-a-informacao-publica-a-orgaos-e-entidades-do-poder-executivo-federal");
    assert_eq!(free.costs.len(), 1);
    assert_eq!(free.costs[0].minor, Some(0));
    assert_eq!(imported.services.iter().filter(|s| s.costs.is_empty()).count(), 0);
}

#[test]
fn working_days_become_words_and_days_of_the_calendar_a_duration() {
    let Some((imported, rows)) = list() else { return };
    for (row, service) in rows.iter().zip(&imported.services) {
        let time = &row["processingTime"];
        let most = time["max"].as_str().unwrap_or_default();
        match time["unidade"].as_str() {
            Some("dias-uteis") => {
                assert!(service.processing_time.is_empty());
                assert!(
                    service.processing_time_text.0["pt"].contains("úte")
                        || service.processing_time_text.0["pt"].contains("útil")
                );
            }
            Some("dias-corridos") if most != "0" => {
                assert_eq!(service.processing_time, format!("P{most}D"));
                assert!(service.processing_time_text.0["pt"].contains(most));
            }
            Some("meses") if most != "0" => {
                assert_eq!(service.processing_time, format!("P{most}M"))
            }
            Some("horas") if most != "0" => {
                assert_eq!(service.processing_time, format!("PT{most}H"))
            }
            _ => {}
        }
    }
    let reported = imported.report.iter().filter(|line| line.what.ends_with("dias-uteis")).count();
    assert_eq!(reported, 35);
}

#[test]
fn related_services_are_named_by_their_ids() {
    let Some((imported, _)) = list() else { return };
    let ids: BTreeSet<&str> = imported.services.iter().map(|s| s.id.as_str()).collect();
    let related: Vec<&str> =
        imported.services.iter().flat_map(|s| &s.related).map(String::as_str).collect();
    assert!(related.len() > 150 && related.iter().all(|id| ids.contains(id)));
}
