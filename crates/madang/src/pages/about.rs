//! What the house says about itself, and the files that every page needs.

use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use doors::Visit;
use doors::answer::reading;
use pages::{Html, assets};
use vocabulary::Error;

pub async fn help(visit: Visit) -> Response {
    told(&visit, "about.help")
}

pub async fn accessibility(visit: Visit) -> Response {
    told(&visit, "about.accessibility")
}

pub async fn privacy(visit: Visit) -> Response {
    told(&visit, "about.privacy")
}

fn told(visit: &Visit, key: &str) -> Response {
    let mut frame = visit.frame("");
    let title = frame.t(&format!("{key}.title")).to_string();
    let text = frame.t(&format!("{key}.text")).to_string();
    visit.answer(reading(&mut frame, &title, vec![Html::paragraphs(&text)]))
}

pub async fn manifest(visit: Visit) -> Response {
    let frame = visit.frame("");
    let text = assets::manifest(frame.t("site.name"), visit.lang.as_str());
    ([(CONTENT_TYPE, "application/manifest+json")], text).into_response()
}

pub async fn asset(visit: Visit, Path(name): Path<String>) -> Response {
    match assets::find(&format!("/assets/{name}")) {
        Some(asset) => {
            let headers =
                [(CONTENT_TYPE, asset.content_type), (CACHE_CONTROL, assets::CACHE_CONTROL)];
            (headers, asset.bytes).into_response()
        }
        None => visit.fail(&Error::NotFound),
    }
}
