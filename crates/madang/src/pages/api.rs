//! The description of the API: OpenAPI 3.1 for programs, and the same to read.

use axum::http::StatusCode;
use axum::response::Response;
use doors::answer::reading;
use doors::{Visit, answer};
use pages::components::{Column, Table};
use pages::{Html, heading};
use serde_json::Value;

/// Written by hand and held true by a test that walks the router with it.
const OPENAPI: &str = include_str!("../../openapi.json");

pub async fn openapi(visit: Visit) -> Response {
    let parsed: Result<Value, _> = serde_json::from_str(OPENAPI);
    let value = parsed.map_err(vocabulary::Error::broken);
    visit.answer(value.map(|value| answer::json(StatusCode::OK, &value)))
}

pub async fn docs(visit: Visit) -> Response {
    let value: Value = serde_json::from_str(OPENAPI).unwrap_or_default();
    let mut frame = visit.frame("");
    let mut rows = Vec::new();
    for (path, methods) in value.get("paths").and_then(Value::as_object).into_iter().flatten() {
        for (method, what) in methods.as_object().into_iter().flatten() {
            let summary = what.get("summary").and_then(Value::as_str).unwrap_or("");
            let name = format!("{} {path}", method.to_uppercase());
            rows.push(vec![Html::text(&name), Html::text(summary)]);
        }
    }
    let columns = vec![Column::new(frame.t("api.call")), Column::new(frame.t("api.what"))];
    let table =
        Table { caption: frame.t("api.calls").to_string(), columns, rows, empty: String::new() };
    let pieces = vec![
        Html::paragraphs(frame.t("api.text")),
        Html::link("/api/openapi.json", "openapi.json"),
        heading(frame.t("api.calls")),
        Html::of(&table),
    ];
    let title = frame.t("api.title").to_string();
    visit.answer(reading(&mut frame, &title, pieces))
}
