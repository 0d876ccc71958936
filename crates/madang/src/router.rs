//! The router: every address of the house, and what stands before all of them.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use doors::body::UPLOAD_BYTES_MAX;
use doors::{Site, Visit, guard};
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::timeout::TimeoutLayer;

use crate::pages;

/// A request that takes longer is ended.
const REQUEST_TIME_MAX: Duration = Duration::from_secs(60);

/// The whole site.
pub fn build(site: Site) -> Router {
    let guarded = site.clone();
    let headers =
        move |request: Request, next: Next| guard::headers(guarded.clone(), request, next);
    let mut router = Router::new()
        .merge(counter::routes())
        .merge(lawdesk::routes())
        .route("/sign-in", get(pages::entrance::sign_in))
        .route("/sign-in/start", get(pages::entrance::begin))
        .route("/sign-in/back", get(pages::entrance::back))
        .route("/sign-out", get(pages::entrance::signed_out).post(pages::entrance::sign_out))
        .route("/journal", get(pages::journal::about))
        .route("/journal/receipts", get(pages::journal::receipt))
        .route("/journal/checkpoint", get(pages::journal::checkpoint))
        .route("/journal/key", get(pages::journal::key))
        .route("/journal/keys", get(pages::journal::keys))
        .route("/journal/tile/{*path}", get(pages::journal::tile))
        .route("/credentials", get(pages::credentials::ask).post(pages::credentials::upload))
        .route("/credentials/revoked", get(pages::credentials::revoked))
        .route("/credentials/{id}", get(pages::credentials::show))
        .route("/credentials/{id}/paper", get(pages::credentials::paper))
        .route("/credentials/{id}/sd-jwt", get(pages::credentials::sd_jwt))
        .route("/cases/{number}/decisions/{id}/paper", get(pages::letters::paper))
        .route("/verify/{id}", get(pages::credentials::verify))
        .route("/.well-known/jwt-vc-issuer", get(pages::credentials::issuer))
        .route("/api/openapi.json", get(pages::api::openapi))
        .route("/api/docs", get(pages::api::docs))
        .route("/help", get(pages::about::help))
        .route("/accessibility", get(pages::about::accessibility))
        .route("/privacy", get(pages::about::privacy))
        .route("/manifest.webmanifest", get(pages::about::manifest))
        .route("/assets/{name}", get(pages::about::asset))
        .route("/healthz", get(|| async { "ok" }));
    if !site.demo.is_empty() {
        router = router.route("/demo/{token}", get(pages::entrance::demo));
    }
    router
        .fallback(not_found)
        .method_not_allowed_fallback(method)
        .layer(middleware::from_fn_with_state(site.clone(), same_site))
        .layer(middleware::from_fn(headers))
        .layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX + 1024 * 1024))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, REQUEST_TIME_MAX))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(site)
}

async fn same_site(visit: Visit, request: Request, next: Next) -> Response {
    guard::same_site(visit, request, next).await
}

async fn not_found(visit: Visit) -> Response {
    visit.fail(&vocabulary::Error::NotFound)
}

async fn method(visit: Visit) -> Response {
    visit.problem(&::pages::Problem::new(&visit.frame(""), ::pages::Kind::Method))
}
