//! `madang keys`: the keys that sign. Lists them, puts a new one in the place of an old one, and says of an old one that
//! others may have it. It works on the folder alone; nodes read it when they start.
//!
//! What may not happen here: a private key on the terminal.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use courtyard::clock::{Chance, Clock};
use courtyard::keys::Keys as KeyFolder;
use courtyard::keys::signing::{self, Duty, PublicKey};
use proofs::period::Period;
use serde_json::{Value, json};
use vocabulary::{Day, Moment, Zone};

#[derive(Subcommand)]
pub enum Keys {
    /// Lists the public keys with the time of each, the one that signs now first.
    List {
        #[command(flatten)]
        folder: Folder,
        /// Print the list as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Puts a new key in the place of the one that signs. After an interruption, run it again.
    Rotate {
        what: What,
        #[command(flatten)]
        folder: Folder,
    },
    /// Says from which day on somebody else may have had a key that was replaced.
    Compromised {
        what: What,
        /// The key's id, as `madang keys list` shows it. It may begin with a hyphen.
        #[arg(long, value_name = "ID", allow_hyphen_values = true)]
        key: String,
        /// The first day of the doubt, in UTC.
        #[arg(long, value_name = "YYYY-MM-DD")]
        since: Day,
        #[command(flatten)]
        folder: Folder,
    },
}

#[derive(Args)]
pub struct Folder {
    /// The folder of the key files; a demo keeps them in DIR/keys.
    #[arg(long, value_name = "DIR")]
    dir: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
pub enum What {
    /// Receipts and checkpoints.
    Journal,
    /// Certificates.
    Credentials,
}

impl What {
    fn duty(self) -> Duty {
        match self {
            What::Journal => Duty::Journal,
            What::Credentials => Duty::Credentials,
        }
    }
}

pub fn run(keys: &Keys) -> anyhow::Result<ExitCode> {
    match keys {
        Keys::List { folder, json } => list(&KeyFolder::read(&folder.dir)?, *json),
        Keys::Rotate { what, folder } => {
            let (now, fresh) = (Clock::System.now(), Chance::System.bytes()?);
            let done = signing::rotate(&folder.dir, what.duty(), now, fresh)?;
            let until = done.old.period.until.unwrap_or(i64::MAX);
            super::say(&format!(
                "{} signs the {} from now on; {} is kept as a public key.\n\
                 Copy the folder to every node and restart each before {}: what the old key signs after that is called \
                 forged. Publish the new public keys where the old ones were published.",
                done.new.kid(),
                what.duty().as_str(),
                done.old.kid(),
                Moment(until.saturating_mul(1000)).to_rfc3339()
            ));
        }
        Keys::Compromised { what, key, since, folder } => {
            let since = Zone::utc().start_of(*since);
            let marked = signing::mark_compromised(&folder.dir, what.duty(), key, since)?;
            super::say(&format!(
                "{}\nCopy the folder to every node, restart each, and publish the public keys again.",
                line(what.duty(), &marked, false)
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(keys: &KeyFolder, as_json: bool) {
    let duties = [Duty::Journal, Duty::Credentials];
    if as_json {
        let all = |duty: Duty| -> Value {
            keys.published(duty).iter().enumerate().map(|(n, key)| told(key, n == 0)).collect()
        };
        let [journal, credentials] = duties.map(all);
        super::say(&format!("{:#}", json!({ "journal": journal, "credentials": credentials })));
        return;
    }
    for duty in duties {
        for (place, key) in keys.published(duty).iter().enumerate() {
            super::say(&line(duty, key, place == 0));
        }
    }
}

fn told(key: &PublicKey, signs: bool) -> Value {
    let Period { from, until, compromised } = key.period;
    let moment =
        |seconds: Option<i64>| seconds.map(|s| Moment(s.saturating_mul(1000)).to_rfc3339());
    json!({
        "id": key.kid(),
        "signs": signs,
        "from": moment(from),
        "until": moment(until),
        "compromised": moment(compromised),
    })
}

fn line(duty: Duty, key: &PublicKey, signs: bool) -> String {
    let told = told(key, signs);
    let word = |name: &str, before: &str| {
        told.get(name)
            .and_then(Value::as_str)
            .map(|at| format!(" {before} {at}"))
            .unwrap_or_default()
    };
    format!(
        "{:<11} {}{}{}{}{}",
        duty.as_str(),
        key.kid(),
        if signs { " signs now" } else { "" },
        word("from", "from"),
        word("until", "until"),
        word("compromised", "in other hands since")
    )
}
