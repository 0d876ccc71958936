//! `madang serve`: an installation. And what every serving command shares: log, runtime, listener, shutdown.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use country::Service;
use courtyard::House;
use courtyard::keys::Keys;
use courtyard::keys::signing::Duty;
use doors::Site;
use doors::provider::Provider;
use doors::site::Checkout;
use tokio::net::TcpListener;
use tracing_subscriber::EnvFilter;

use crate::{opening, router, settings};

/// How often passed deadlines are looked for.
const DEADLINES_EVERY: Duration = Duration::from_secs(60);
/// How often the folder of keys is compared with what this node holds: often within the overlap of two keys.
const KEYS_EVERY: Duration = Duration::from_secs(600);

pub fn run(config: Option<&Path>) -> anyhow::Result<ExitCode> {
    log();
    let settings = settings::read(config, &env)?;
    let keys = Keys::read(&settings.keys)?;
    let country = opening::country(&settings.country)?;
    let house = opening::house(country, settings.database, keys, &settings.base_url)?;
    let provider = settings.provider.map(Provider::new).transpose()?;
    if provider.is_none() {
        tracing::warn!("nobody can sign in: no identity provider is set (MADANG_OIDC_ISSUER)");
    }
    let site = Site::new(house, opening::texts()?, &settings.base_url, Vec::new())?;
    let mut site = site.with_provider(provider);
    site.scanner = settings.scanner.map(Arc::new);
    match settings.till {
        Some(till) => site.checkout = Checkout::Till(Arc::new(till)),
        None => warn_of_fees(&site),
    }
    let runtime = runtime()?;
    let listener = runtime.block_on(listen(settings.listen))?;
    tracing::info!(address = %listener.local_addr()?, engine = site.house.engine(), "serving");
    runtime.spawn(watch_keys(site.house.clone(), settings.keys));
    runtime.block_on(serve(listener, site))
}

/// A variable of the environment; an empty one says nothing.
pub fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

// Services that are free can be served without a till; whoever runs the others learns at the start what is missing.
fn warn_of_fees(site: &Site) {
    let services = site.house.country().services.values();
    let costs = |service: &&Service| service.costs.iter().any(|cost| cost.minor > Some(0));
    let count = services.filter(|s| s.form.is_some() && s.decision.is_some()).filter(costs).count();
    if count > 0 {
        tracing::warn!(
            "{count} services cost something and no till is set, so nobody can pay online: applications that cost \
             something are taken and wait. Set MADANG_TILL_URL and MADANG_TILL_KEY."
        );
    }
}

/// Starts the log: lines on standard error, as `RUST_LOG` asks for; JSON where `MADANG_LOG=json`.
pub fn log() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Colours are for people who look at it, not for a file.
    let log = log.with_ansi(std::io::stderr().is_terminal());
    let json = std::env::var("MADANG_LOG").is_ok_and(|form| form == "json");
    // A second start of the log is no failure: tests start several houses in one process.
    if json {
        log.json().try_init().ok()
    } else {
        log.try_init().ok()
    };
}

pub fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_multi_thread().enable_all().build()?)
}

pub async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address)
        .await
        .with_context(|| format!("cannot listen on {address}; give another with --listen"))
}

/// Serves until the program is asked to end; what was begun is finished.
pub async fn serve(listener: TcpListener, site: Site) -> anyhow::Result<ExitCode> {
    tokio::spawn(watch_deadlines(site.house.clone()));
    let app = router::build(site);
    axum::serve(listener, app).with_graceful_shutdown(asked_to_end()).await?;
    Ok(ExitCode::SUCCESS)
}

// Looks every minute for cases whose deadline has passed. A failure is told and tried again the next minute.
async fn watch_deadlines(house: House) {
    let mut clock = tokio::time::interval(DEADLINES_EVERY);
    loop {
        clock.tick().await;
        match counter::acts::lapse_all(&house).await {
            Ok(0) => {}
            Ok(count) => tracing::info!(count, "answers did not come in time"),
            Err(error) => tracing::error!("looking for answers that did not come: {error:#}"),
        }
        match counter::acts::escalate_all(&house).await {
            Ok(0) => {}
            Ok(count) => tracing::warn!(count, "deadlines have passed"),
            Err(error) => tracing::error!("looking for passed deadlines: {error:#}"),
        }
    }
}

// Looks whether the folder has other keys that sign than this node holds: a node that was forgotten when a key was changed
// would hand out papers that nobody believes.
async fn watch_keys(house: House, dir: PathBuf) {
    let mut clock = tokio::time::interval(KEYS_EVERY);
    loop {
        clock.tick().await;
        let held = &house.ground().keys;
        match Keys::read(&dir) {
            Ok(found) => {
                for duty in [Duty::Journal, Duty::Credentials] {
                    if found.published(duty) != held.published(duty) {
                        let duty = duty.as_str();
                        tracing::warn!(duty, "the keys were changed: restart this node");
                    }
                }
            }
            Err(error) => tracing::warn!("looking for changed keys: {error:#}"),
        }
    }
}

async fn asked_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        _ = interrupt => {}
        () = terminate => {}
    }
}
