//! What was imported, as files, is what a country's folder says.

use std::collections::BTreeMap;

use catalogue::{CountryWords, files_of};
use country::{Agency, LifeEvent, Service};
use serde::Deserialize;

use crate::world::{BRAZIL, KOREA, PILOTS, imported};

#[derive(Deserialize)]
struct Agencies {
    agency: Vec<Agency>,
}

#[derive(Deserialize)]
struct Events {
    event: Vec<LifeEvent>,
}

#[test]
fn reading_the_files_gives_what_was_imported() {
    for path in [BRAZIL, KOREA].iter().chain(&PILOTS) {
        let Some(imported) = imported(path) else { continue };
        let files: BTreeMap<String, String> = files_of(&imported).unwrap().into_iter().collect();
        assert_eq!(files.len(), imported.services.len() + 3);
        for service in &imported.services {
            let text = &files[&format!("services/{}/service.toml", service.id)];
            let read: Service = toml::from_str(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
            assert_eq!(&read, service);
        }
        let agencies: Agencies = toml::from_str(&files["agencies.toml"]).unwrap();
        assert_eq!(agencies.agency, imported.agencies);
        let events: Events = toml::from_str(&files["events.toml"]).unwrap();
        assert_eq!(events.event, imported.events);
        let country: CountryWords = toml::from_str(&files["country.toml"]).unwrap();
        assert_eq!(country, imported.country);
    }
}

#[test]
fn a_country_of_imported_services_can_be_read() {
    for path in [BRAZIL, KOREA].iter().chain(&PILOTS) {
        let Some(imported) = imported(path) else { continue };
        let name =
            format!("madang-import-{}-{}", std::process::id(), path.replace(['/', '.'], "-"));
        let folder = std::env::temp_dir().join(name);
        for (path, text) in files_of(&imported).unwrap() {
            let file = folder.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, text).unwrap();
        }
        let country = country::Country::read(&folder);
        std::fs::remove_dir_all(&folder).unwrap();
        let country = country.unwrap_or_else(|mistakes| {
            panic!("{path}: {} mistakes, {:#?}", mistakes.len(), &mistakes[..mistakes.len().min(5)])
        });
        assert_eq!(country.services.len(), imported.services.len());
        assert_eq!(country.agencies.len(), imported.agencies.len());
        assert!(imported.services.iter().all(|service| country.services[&service.id] == *service));
    }
}

#[test]
fn a_file_reads_like_one_that_a_person_wrote() {
    let Some(imported) = imported(BRAZIL) else { return };
    let files = files_of(&imported).unwrap();
    let (_, text) = files
        .iter()
        .find(|(_, text)| text.contains("[[cost]]") && text.contains("[[stage]]"))
        .unwrap();
    assert!(text.starts_with("id = \""), "{text}");
    assert!(text.contains("title = { pt = \""), "{text}");
    assert!(text.contains("\n[[stage]]\nid = \"stage-1\"\n"), "{text}");
}
