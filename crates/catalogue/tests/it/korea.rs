//! The 572 Korean services of gov.kr.

use std::collections::{BTreeMap, BTreeSet};

use catalogue::Severity;
use serde_json::Value;

use crate::world::{KOREA, count, imported, kinds, shared};

#[test]
fn every_service_is_taken_with_its_agencies_above_it() {
    let Some(imported) = imported(KOREA) else { return };
    eprintln!("{}", kinds(&imported));
    assert_eq!(imported.services.len(), 572);
    assert_eq!(count(&imported, Severity::ServiceLeftOut), 0);
    let agencies: BTreeMap<&str, &country::Agency> =
        imported.agencies.iter().map(|a| (a.id.as_str(), a)).collect();
    assert_eq!(agencies.len(), imported.agencies.len());
    let service = imported.services.iter().find(|s| s.id == "407000000268").unwrap();
    assert_eq!(service.title.0["ko"], "노후주택 녹슨 상수도관 개량 지원");
    assert_eq!(service.modified, "2020-11-05");
    let division = agencies[service.agency.as_str()];
    assert_eq!(division.id, "gyeonggido-icheonsi-sanghasudosaeopso-sudogwa");
    assert_eq!(division.title.0["ko"], "경기도 이천시 상하수도사업소 수도과");
    let city = agencies[agencies[division.parent.as_str()].parent.as_str()];
    assert_eq!(city.title.0["ko"], "경기도 이천시");
    assert_eq!(agencies[city.parent.as_str()].parent, "");
    assert!(imported.agencies.iter().all(|a| catalogue::is_id(&a.id)));
}

#[test]
fn every_field_is_in_the_catalogue_or_in_the_report() {
    let (Some(imported), Some(bytes)) = (imported(KOREA), shared(KOREA)) else { return };
    let agencies: BTreeMap<&str, &country::Agency> =
        imported.agencies.iter().map(|a| (a.id.as_str(), a)).collect();
    let squeezed = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let mut keys = BTreeSet::new();
    let rows: Vec<Value> = bytes
        .split(|b| *b == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    for (row, service) in rows.iter().zip(&imported.services) {
        keys.extend(row.as_object().unwrap().keys().cloned());
        assert_eq!(row["id"].as_str().unwrap().to_lowercase(), service.id);
        assert_eq!(row["url"], service.page.as_str());
        assert_eq!(row["updated"], service.modified.as_str());
        assert_eq!(squeezed(row["name"].as_str().unwrap()), squeezed(&service.title.0["ko"]));
        assert_eq!(
            squeezed(row["purpose"].as_str().unwrap()).len(),
            squeezed(&service.description.0["ko"]).len()
        );
        assert_eq!(row["agency"], agencies[service.agency.as_str()].title.0["ko"].as_str());
        assert_eq!(row["supportForms"].as_array().unwrap().len(), service.topics.len());
    }
    assert_eq!(
        keys.into_iter().collect::<Vec<_>>(),
        ["agency", "id", "name", "purpose", "supportForms", "updated", "url", "urlKo"]
    );
    assert_eq!(imported.report.iter().find(|line| line.what == "urlKo").unwrap().times, 572);
}
