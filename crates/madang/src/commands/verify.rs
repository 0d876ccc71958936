//! `madang verify FILE`: offline, with the country's public keys. Exit 0 only when the file is valid.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, anyhow, bail};
use clap::Args;
use courtyard::clock::Clock;
use proofs::jwk::Issuer;
use serde_json::{Value, json};

use crate::verifying::{self, FILE_BYTES_MAX, Verdict};

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
    let verdict = verifying::verify(
        &file,
        &issuer,
        &|id| revoked.iter().any(|r| r == id),
        Clock::System.now(),
    );
    tell(options, &verdict);
    Ok(if matches!(verdict, Verdict::Valid(_)) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn tell(options: &Options, verdict: &Verdict) {
    if options.json {
        let why = if let Verdict::Forged(why) = verdict { Some(why) } else { None };
        super::say(&format!(
            "{:#}",
            json!({ "verdict": verdict.word(), "claims": verdict.claims(), "why": why })
        ));
        return;
    }
    super::say(verdict.word());
    match verdict {
        Verdict::Forged(why) => super::say(&format!("  {why}")),
        other => {
            let claims = other.claims().and_then(Value::as_object);
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
    }
}
