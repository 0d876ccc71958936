//! The API: its description is its routes, and every complete service can be applied for with the form's own example.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::source::{read, root};
use crate::stage::Stage;

/// A route as the source writes it: method and path.
pub type Route = (String, String);

/// The routes of a source file. A `.route(` that cannot be read is a mistake, not a route less.
pub fn routes_in(file: &str) -> BTreeSet<Route> {
    let text = read(&root().join(file));
    let mut routes = BTreeSet::new();
    for call in text.split(".route(").skip(1).map(arguments) {
        let path = call.trim_start().strip_prefix('"').and_then(|rest| rest.split_once('"'));
        let (path, handlers) = path.unwrap_or_else(|| panic!("{file}: {call}"));
        let before = routes.len();
        for method in ["get", "post", "put", "patch", "delete"] {
            let called = |(found, _): (usize, &str)| {
                !handlers[..found].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            };
            if handlers.match_indices(&format!("{method}(")).any(called) {
                routes.insert((method.to_uppercase(), path.to_string()));
            }
        }
        assert!(routes.len() > before, "{file}: no method is read in {call}");
    }
    routes
}

// What stands before the parenthesis that ends the call.
fn arguments(text: &str) -> &str {
    let mut depth = 1;
    let end = text.find(|c: char| {
        depth += i32::from(c == '(') - i32::from(c == ')');
        depth == 0
    });
    &text[..end.unwrap()]
}

#[test]
fn the_description_names_every_route_of_the_api_and_no_other() {
    let described: Value =
        serde_json::from_str(&read(&root().join("crates/madang/openapi.json"))).unwrap();
    let mut told = BTreeSet::new();
    for (path, methods) in described["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys().filter(|m| *m != "parameters") {
            told.insert((method.to_uppercase(), path.clone()));
        }
    }
    let there: BTreeSet<Route> = routes_in("offices/counter/src/api.rs");
    let is_for_programs = |path: &str| path.starts_with("/api/v1/") || path.starts_with("/till/");
    assert!(there.iter().all(|(_, path)| is_for_programs(path)), "{there:?}");
    assert_eq!(told, there);
}

/// The complete services: who decides them shows in the state that an application is in at first.
const SERVICES: [(&str, &[&str]); 12] = [
    ("resident-abstract", &["granted", "refused"]),
    ("move-in-report", &["with-officer"]),
    ("birth-registration", &["with-officer"]),
    ("family-relation-certificate", &["granted", "refused"]),
    ("business-registration", &["with-officer"]),
    ("business-registration-certificate", &["granted", "refused"]),
    ("local-tax-payment-certificate", &["granted", "refused"]),
    ("land-register-copy", &["granted", "refused"]),
    ("child-allowance", &["granted", "refused"]),
    ("basic-pension", &["granted", "refused"]),
    ("disabled-parking-badge", &["with-officer"]),
    ("food-business-report", &["waiting-payment"]),
];

#[test]
fn every_complete_service_takes_the_example_of_its_form() {
    let stage = Stage::open();
    let citizens = stage.tokens_of("citizen");
    for (service, states) in SERVICES {
        let mut answers = Vec::new();
        let opened = citizens.iter().find_map(|token| {
            let client = stage.client(token);
            let form = client.get(&format!("/api/v1/services/{service}/form"));
            assert_eq!(form.status, 200, "{service}: {}", form.text());
            let sent = json!({ "answers": form.json()["examples"][0] });
            let path = format!("/api/v1/services/{service}/applications");
            let once = format!("example-{service}");
            let first =
                client.post(&path, "application/json", sent.to_string().as_bytes(), Some(&once));
            answers.push(format!("{} {}", first.status, first.text()));
            (first.status == 201).then_some((client, path, sent, once, first.json()))
        });
        let (client, path, sent, once, first) =
            opened.unwrap_or_else(|| panic!("{service}: {}", answers.join("\n")));
        let state = first["state"].as_str().unwrap();
        assert!(states.contains(&state), "{service}: {first}");
        assert!(
            first["receipt"].as_str().is_some_and(|receipt| receipt.starts_with("mdr1.")),
            "{service}: {first}"
        );

        let number = first["number"].as_str().unwrap();
        let told = client.get(&format!("/api/v1/applications/{number}"));
        assert_eq!(told.status, 200, "{service}: {}", told.text());
        let told = told.json();
        assert_eq!(
            (told["service"].as_str(), told["state"].as_str()),
            (Some(service), Some(state)),
            "{told}"
        );
        let is_granted = state == "granted";
        assert_eq!(told["decision"]["outcome"] == "granted", is_granted, "{service}: {told}");
        assert_eq!(
            told["credentials"].as_array().is_some_and(|all| all.len() == 1),
            is_granted,
            "{service}: {told}"
        );

        let again =
            client.post(&path, "application/json", sent.to_string().as_bytes(), Some(&once));
        assert_eq!(
            (again.status, again.json()["number"].as_str()),
            (201, Some(number)),
            "{service}: {}",
            again.text()
        );
    }
}

#[test]
fn an_enclosed_document_is_judged_by_what_it_is() {
    let stage = Stage::open();
    let client = stage.client(&stage.token("Na Haneul"));
    let form = client.get("/api/v1/services/birth-registration/form").json();
    for (enclosed, key) in [
        ("data:application/pdf;base64,TVqQAAMAAAAEAAAA", "document.wrong-kind"),
        ("data:application/pdf;base64,***", "document.wrong-kind"),
        ("data:application/pdf,plain", "document.wrong-kind"),
        ("01M00000000000000000000000", "document.gone"),
    ] {
        let mut answers = form["examples"][0].clone();
        answers["birth_certificate"] = enclosed.into();
        let path = "/api/v1/services/birth-registration/applications";
        let told = client.post_json(path, &json!({ "answers": answers }));
        assert_eq!(told.status, 422, "{enclosed}: {}", told.text());
        let mistake = &told.json()["mistakes"][0];
        assert_eq!(
            (&mistake["field"], &mistake["key"]),
            (&json!("birth_certificate"), &json!(key)),
            "{enclosed}"
        );
    }
}
