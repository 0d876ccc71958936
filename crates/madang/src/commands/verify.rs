//! `madang verify FILE`: offline, with the country's public keys. Exit 0 only when the file is valid.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use clap::Args;
use courtyard::clock::Clock;
use proofs::jwk::Issuer;
use serde_json::{Value, json};
use vocabulary::{Day, Moment, Zone};

use crate::verifying::{self, FILE_BYTES_MAX, Known, Verdict};

#[derive(Args)]
pub struct Options {
    /// A PDF, or the text of an SD-JWT VC.
    file: PathBuf,
    /// The issuer's public keys, as served at /.well-known/jwt-vc-issuer; a demo writes them to DIR/issuer.json.
    #[arg(long, value_name = "FILE")]
    keys: PathBuf,
    /// The signed list of revoked credentials, as served at /credentials/revoked.
    #[arg(long, value_name = "FILE")]
    revoked: Option<PathBuf>,
    /// The day on which you received the file, by your own records. It counts where the key that signed was stolen later.
    #[arg(long, value_name = "YYYY-MM-DD")]
    received: Option<Day>,
    /// Print the result as JSON.
    #[arg(long)]
    json: bool,
}

pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let size = std::fs::metadata(&options.file)
        .with_context(|| format!("cannot read {}", options.file.display()))?
        .len();
    if size > FILE_BYTES_MAX as u64 {
        bail!("{} is larger than any certificate", options.file.display());
    }
    let file = std::fs::read(&options.file)?;
    let keys = std::fs::read_to_string(&options.keys)
        .with_context(|| format!("cannot read {}", options.keys.display()))?;
    let issuer = Issuer::parse(&keys).map_err(|wrong| anyhow!("the public keys: {wrong}"))?;
    let revoked = match &options.revoked {
        Some(path) => {
            let list = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read {}", path.display()))?;
            verifying::revoked_in(&list, &issuer)
                .map_err(|wrong| anyhow!("the list of revoked credentials: {wrong}"))?
        }
        None => Vec::new(),
    };
    let known = Known {
        issuer: &issuer,
        revoked: &|id| revoked.iter().any(|r| r == id),
        now: Clock::System.now(),
        // Some time of that day: by its end at the latest.
        received: options.received.map(|day| Moment(Zone::utc().start_of(day.plus_days(1)).0 - 1)),
    };
    let verdict = verifying::verify(&file, &known);
    tell(options, &verdict);
    Ok(if matches!(verdict, Verdict::Valid(_)) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(options: &Options, verdict: &Verdict) {
    if options.json {
        let why = why(verdict);
        super::say(&format!(
            "{:#}",
            json!({ "verdict": verdict.word(), "claims": verdict.claims(), "why": why })
        ));
        return;
    }
    super::say(verdict.word());
    if let Some(why) = why(verdict) {
        super::say(&format!("  {why}"));
        return;
    }
    let claims = verdict.claims().and_then(Value::as_object);
    for (name, value) in claims.into_iter().flatten() {
        super::say(&format!(
            "  {name}: {}",
            value.as_str().map_or_else(|| value.to_string(), str::to_string)
        ));
    }
    if options.revoked.is_none() {
        super::say("  Whether it was revoked cannot be said offline without --revoked.");
    }
}

// Why a file is not to be believed.
fn why(verdict: &Verdict) -> Option<String> {
    match verdict {
        Verdict::Forged(why) => Some(why.clone()),
        Verdict::OutOfTime(at) => Some(format!(
            "It was signed outside the life of its key, which the issuer limits at {}: the issuer did not sign it.",
            at.to_rfc3339()
        )),
        Verdict::NotTrusted(at) => Some(format!(
            "Others may have had its key since {} and can have written any day into it. Ask for a copy fetched anew; \
             if you had this file before that, say so with --received.",
            at.to_rfc3339()
        )),
        Verdict::Valid(_) | Verdict::Expired(_) | Verdict::Revoked(_) => None,
    }
}
