//! Every route of the house, tried as everybody who may come: the table is complete or the test fails.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::api::{Route, routes_in};
use crate::source::{files, root};
use crate::stage::{Client, Stage};

/// Who tries a route. The case in it is the owner's; its desk is the right officer's.
const VISITORS: [&str; 6] =
    ["stranger", "another citizen", "owner", "wrong officer", "right officer", "auditor"];

/// What anybody gets.
const ANYBODY: [u16; 6] = [200; 6];
const NOBODY: [u16; 6] = [404; 6];
/// A page of a signed-in person: a stranger is led to the entrance.
const SIGNED_IN: [u16; 6] = [303, 200, 200, 200, 200, 200];
/// The page of the owner's case: for all others there is no such case, but an officer is led to the desk's own, which opens or does not.
const CASES: [u16; 6] = [303, 404, 200, 303, 303, 404];
/// A page of the desk that the case lies at.
const DESKS: [u16; 6] = [303, 403, 403, 403, 200, 403];

/// Method, path, and the status for each visitor in their order.
type Row = (&'static str, &'static str, [u16; 6]);

const PUBLIC: [Row; 38] = [
    ("GET", "/", ANYBODY),
    ("GET", "/services", ANYBODY),
    ("GET", "/services/{id}", ANYBODY),
    ("GET", "/law", ANYBODY),
    ("GET", "/law/{topic}", ANYBODY),
    ("GET", "/law/{topic}/file", ANYBODY),
    ("GET", "/law/{topic}/dmn", ANYBODY),
    ("GET", "/law/{topic}/picture", ANYBODY),
    // The topic that is tried has a table and no amounts.
    ("GET", "/law/{topic}/amounts", NOBODY),
    ("GET", "/sign-in", ANYBODY),
    // The demo has no identity provider.
    ("GET", "/sign-in/start", NOBODY),
    ("GET", "/sign-in/back", NOBODY),
    ("GET", "/sign-out", ANYBODY),
    ("POST", "/sign-out", [303; 6]),
    ("GET", "/demo/{token}", NOBODY),
    ("GET", "/journal", ANYBODY),
    ("GET", "/journal/receipts", ANYBODY),
    ("GET", "/journal/checkpoint", ANYBODY),
    ("GET", "/journal/key", ANYBODY),
    ("GET", "/journal/keys", ANYBODY),
    ("GET", "/journal/tile/{*path}", NOBODY),
    ("GET", "/credentials", ANYBODY),
    ("POST", "/credentials", ANYBODY),
    ("GET", "/credentials/revoked", ANYBODY),
    ("GET", "/credentials/{id}", NOBODY),
    ("GET", "/verify/{id}", NOBODY),
    ("GET", "/.well-known/jwt-vc-issuer", ANYBODY),
    ("GET", "/api/openapi.json", ANYBODY),
    ("GET", "/api/docs", ANYBODY),
    ("GET", "/help", ANYBODY),
    ("GET", "/accessibility", ANYBODY),
    ("GET", "/privacy", ANYBODY),
    ("GET", "/manifest.webmanifest", ANYBODY),
    ("GET", "/assets/{name}", NOBODY),
    ("GET", "/healthz", ANYBODY),
    // The demo's own till gives no notices, and another one is not set.
    ("POST", "/till/notices", NOBODY),
    ("GET", "/api/v1/services", ANYBODY),
    ("GET", "/api/v1/services/{id}", ANYBODY),
];

const PERSONS: [Row; 33] = [
    ("GET", "/services/{id}/apply", SIGNED_IN),
    ("GET", "/services/{id}/apply/{step}", SIGNED_IN),
    ("POST", "/services/{id}/apply/{step}", [401, 303, 303, 303, 303, 303]),
    ("GET", "/services/{id}/check", SIGNED_IN),
    // Not one of the other questions is answered yet.
    ("POST", "/services/{id}/applications", [401, 422, 422, 422, 422, 422]),
    ("POST", "/services/{id}/draft/removal", [401, 303, 303, 303, 303, 303]),
    ("GET", "/cases/{number}", CASES),
    // Nothing is to be paid: the owner is led back to the case.
    ("GET", "/cases/{number}/payment", [303, 404, 303, 404, 404, 404]),
    ("POST", "/cases/{number}/payment", [401, 404, 422, 404, 404, 404]),
    // There is no such order.
    ("GET", "/payments/{id}", [303, 404, 404, 404, 404, 404]),
    // Nothing is asked, and nothing decided yet that could be appealed.
    ("POST", "/cases/{number}/answer", [401, 404, 422, 404, 404, 404]),
    ("POST", "/cases/{number}/appeal", [401, 404, 422, 404, 404, 404]),
    ("POST", "/cases/{number}/withdrawal", [401, 404, 303, 404, 404, 404]),
    ("GET", "/me", SIGNED_IN),
    ("GET", "/me/cases", SIGNED_IN),
    ("GET", "/me/disclosures", SIGNED_IN),
    ("GET", "/me/registers", SIGNED_IN),
    ("POST", "/me/mandate", [401, 422, 422, 422, 422, 422]),
    ("GET", "/cases/{number}/decisions/{id}/paper", [303, 404, 404, 404, 404, 404]),
    ("GET", "/credentials/{id}/paper", [303, 404, 404, 404, 404, 404]),
    ("GET", "/credentials/{id}/sd-jwt", [303, 404, 404, 404, 404, 404]),
    ("GET", "/api/v1/services/{id}/form", ANYBODY),
    ("POST", "/api/v1/services/{id}/applications", [401, 422, 422, 422, 422, 422]),
    ("POST", "/api/v1/documents", [401, 201, 201, 201, 201, 201]),
    ("GET", "/api/v1/applications/{number}", [401, 404, 200, 404, 404, 404]),
    ("GET", "/api/v1/me/disclosures", [401, 200, 200, 200, 200, 200]),
    ("GET", "/api/v1/credentials/{id}", NOBODY),
    ("GET", "/api/v1/cases", [401, 403, 403, 403, 200, 403]),
    ("POST", "/api/v1/cases/{number}/claim", [401, 403, 403, 404, 200, 403]),
    // Nobody has claimed it: there is nothing to give back and nothing to take over.
    ("DELETE", "/api/v1/cases/{number}/claim", [401, 403, 403, 404, 422, 403]),
    ("POST", "/api/v1/cases/{number}/takeover", [401, 403, 403, 404, 422, 403]),
    ("POST", "/api/v1/cases/{number}/decisions", [401, 403, 403, 404, 422, 403]),
    ("POST", "/api/v1/applications/{number}/withdrawal", [401, 404, 200, 404, 404, 404]),
];

/// The desk that changes the law: none of the visitors sits there.
const LAW_DESK: [u16; 6] = [303, 403, 403, 403, 403, 403];
const LAW_DESK_WRITES: [u16; 6] = [401, 403, 403, 403, 403, 403];

const OFFICES: [Row; 30] = [
    ("GET", "/law-desk", LAW_DESK),
    ("GET", "/law-desk/{kind}/{name}", LAW_DESK),
    ("POST", "/law-desk/{kind}/{name}", LAW_DESK_WRITES),
    ("GET", "/law-desk/proposals/{id}", LAW_DESK),
    ("GET", "/law-desk/proposals/{id}/more", LAW_DESK),
    ("POST", "/law-desk/proposals/{id}/removal", LAW_DESK_WRITES),
    ("GET", "/law-desk/proposals/{id}/{kind}/{name}", LAW_DESK),
    ("POST", "/law-desk/proposals/{id}/{kind}/{name}", LAW_DESK_WRITES),
    ("POST", "/law-desk/proposals/{id}/{kind}/{name}/removal", LAW_DESK_WRITES),
    ("POST", "/law-desk/proposals/{id}/submission", LAW_DESK_WRITES),
    ("POST", "/law-desk/proposals/{id}/review", LAW_DESK_WRITES),
    ("GET", "/law-desk/proposals/{id}/trials", LAW_DESK),
    ("POST", "/law-desk/proposals/{id}/trials", LAW_DESK_WRITES),
    ("GET", "/law-desk/trials/{id}", LAW_DESK),
    ("GET", "/law-desk/trials/{id}/groups/{format}", LAW_DESK),
    ("GET", "/office", [303, 403, 403, 200, 200, 403]),
    ("GET", "/office/{desk}", DESKS),
    // It leads back to the queue that may not be seen; nothing was done with the case, which the row of the claim shows.
    ("POST", "/office/{desk}/bulk", [401, 403, 403, 303, 303, 403]),
    ("GET", "/office/{desk}/decisions", DESKS),
    ("GET", "/office/{desk}/export.csv", DESKS),
    ("GET", "/office/cases/{number}", [303, 403, 403, 404, 200, 403]),
    ("GET", "/office/cases/{number}/documents/{id}", [303, 403, 403, 404, 404, 403]),
    ("POST", "/office/cases/{number}/claim", [401, 403, 403, 404, 303, 403]),
    ("POST", "/office/cases/{number}/return", [401, 403, 403, 404, 422, 403]),
    ("POST", "/office/cases/{number}/takeover", [401, 403, 403, 404, 422, 403]),
    // No opinion is foreseen for this service, none was asked for, and there is no certificate yet.
    ("POST", "/office/cases/{number}/opinion-request", [401, 403, 403, 404, 422, 403]),
    ("POST", "/office/cases/{number}/opinion", [401, 403, 403, 404, 422, 403]),
    ("POST", "/office/cases/{number}/revocation", [401, 403, 403, 404, 409, 403]),
    ("POST", "/office/cases/{number}/decision", [401, 403, 403, 404, 422, 403]),
    ("POST", "/office/cases/{number}/question", [401, 403, 403, 404, 303, 403]),
];

fn table() -> impl Iterator<Item = &'static Row> {
    PUBLIC.iter().chain(&OFFICES).chain(&PERSONS)
}

#[test]
fn the_table_of_doors_has_every_route() {
    let mut there: BTreeSet<Route> = routes_in("crates/madang/src/router.rs");
    there.extend(routes_in("offices/counter/src/api.rs"));
    let top = root();
    for office in ["offices/counter/src/pages", "offices/lawdesk/src/pages"] {
        for file in files(&top.join(office), &["rs"]) {
            there.extend(routes_in(file.strip_prefix(&top).unwrap().to_str().unwrap()));
        }
    }
    let tried: BTreeSet<Route> =
        table().map(|(method, path, _)| (method.to_string(), path.to_string())).collect();
    let differ: Vec<_> = tried.symmetric_difference(&there).collect();
    assert!(differ.is_empty(), "in the source or in the table alone: {differ:?}");
    assert_eq!(tried.len(), table().count(), "a route stands twice in the table");
}

/// The path to the owner's case, its desk and its service, or to something that is nowhere.
fn address(path: &str, number: &str) -> String {
    let id = if path.contains("services/{id}") { "move-in-report" } else { "CRA-0000-0000-0" };
    let path = path.replace("{number}", number).replace("{id}", id).replace("{step}", "new-home");
    let path = path.replace("{desk}", "madang-civil").replace("{token}", &"0".repeat(48));
    let path = path.replace("{*path}", "9/000").replace("{name}", "nothing.css");
    let path = path.replace("{topic}", "move_in_report");
    let path = path.replace("{kind}", "tables").replace("{format}", "csv");
    match path.as_str() {
        "/office/madang-civil/decisions" => format!("{path}?case={number}"),
        "/api/v1/cases" => format!("{path}?queue=madang-civil"),
        _ => path,
    }
}

/// Fields that every form understands: what decides is who sends it.
fn form(number: &str) -> Vec<(&'static str, String)> {
    vec![
        ("text", "a sentence".into()),
        ("outcome", "refused".into()),
        ("reason-refused", "no-such-reason".into()),
        ("favourable", "yes".into()),
        ("credential", "CRA-0000-0000-0".into()),
        ("organisation", "nobody".into()),
        ("case", number.into()),
        ("do", "claim".into()),
        ("new_address", "서울특별시 마당구 달빛로 30".into()),
        ("moved_on-year", "2026".into()),
        ("moved_on-month", "1".into()),
        ("moved_on-day", "5".into()),
    ]
}

fn ask(client: &Client, method: &str, path: &str, number: &str) -> u16 {
    let address = address(path, number);
    if method == "GET" {
        return client.get(&address).status;
    }
    if method == "DELETE" {
        return client.delete(&address).status;
    }
    if path == "/api/v1/documents" {
        return client.post(path, "application/pdf", b"%PDF-1.4", None).status;
    }
    if path.starts_with("/api/") || path.starts_with("/till/") {
        let body = match path {
            "/api/v1/cases/{number}/takeover" => json!({ "reason": "nobody does anything" }),
            "/api/v1/cases/{number}/decisions" => {
                json!({ "outcome": "refused", "reasons": ["no-such-reason"] })
            }
            _ => json!({ "answers": {} }),
        };
        return client.post_json(&address, &body).status;
    }
    let fields = form(number);
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    client.post_form(&address, &fields).status
}

fn application(client: &Client) -> String {
    let form: Value = client.get("/api/v1/services/move-in-report/form").json();
    let sent = json!({ "answers": form["examples"][0] });
    let told = client.post_json("/api/v1/services/move-in-report/applications", &sent);
    told.json()["number"].as_str().unwrap_or_else(|| panic!("{}", told.text())).to_string()
}

#[test]
fn every_door_opens_to_those_who_may_pass_and_to_nobody_else() {
    let stage = Stage::open();
    let owner = stage.client(&stage.token("Na Haneul"));
    let clients = [
        stage.client(""),
        stage.client(&stage.token("Do Baram")),
        stage.client(&stage.token("Na Haneul")),
        stage.client(&stage.token("Seon Narae")),
        stage.client(&stage.token("Bang Chorong")),
        stage.client(&stage.token("Ok Dodam")),
    ];
    let mut wrong = Vec::new();
    for (method, path, expected) in table() {
        // A fresh case for every door: what one visitor does must not open or close the next one's.
        let number = application(&owner);
        for ((who, client), expected) in VISITORS.iter().zip(&clients).zip(expected) {
            let status = ask(client, method, path, &number);
            if status != *expected {
                wrong.push(format!("{method} {path} as {who}: {status}, and not {expected}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
