//! `madang journal verify`: recomputes the whole journal, with a progress bar; exit 0 only when everything holds.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use clap::Subcommand;
use courtyard::database::Address;
use courtyard::journal::{self, Verified};
use proofs::origin_keys::OriginKeys;

#[derive(Subcommand)]
pub enum Journal {
    /// Checks signatures, entries, tree, checkpoints and every row that the journal vouches for.
    Verify {
        /// A demo's folder: its database and its key.
        #[arg(long, value_name = "DIR")]
        dir: Option<PathBuf>,
        /// Another database; DATABASE_URL when absent.
        #[arg(long, value_name = "URL", conflicts_with = "dir")]
        database: Option<String>,
        /// The journal's public keys, as served at /journal/keys; `journal.json` in the folder when absent.
        #[arg(long, value_name = "FILE")]
        keys: Option<PathBuf>,
        /// The journal's one public key, as served at /journal/key, where it was never changed.
        #[arg(long, value_name = "KEY", conflicts_with = "keys")]
        key: Option<String>,
        /// Print the result as JSON.
        #[arg(long)]
        json: bool,
    },
}

pub fn run(journal: &Journal) -> anyhow::Result<ExitCode> {
    let Journal::Verify { dir, database, keys, key, json } = journal;
    let address = match (dir, database.clone().or_else(|| std::env::var("DATABASE_URL").ok())) {
        (Some(dir), _) => Address::Sqlite(dir.join("madang.db")),
        (None, Some(url)) => Address::parse(&url).map_err(|wrong| anyhow!(wrong))?,
        (None, None) => {
            return Err(anyhow!("say which journal: --dir DIR, --database URL or DATABASE_URL"));
        }
    };
    if let Address::Sqlite(path) = &address
        && !path.exists()
    {
        return Err(anyhow!("there is no database {}", path.display()));
    }
    let keys = match (key, keys, dir) {
        (Some(key), _, _) => OriginKeys::of_verifier(key.trim()),
        (None, Some(file), _) => OriginKeys::parse(&read(file)?),
        (None, None, Some(dir)) => OriginKeys::parse(&read(&dir.join("journal.json"))?),
        (None, None, None) => {
            return Err(anyhow!(
                "say with which public keys: --keys FILE, as served at /journal/keys"
            ));
        }
    };
    let keys = keys.map_err(|wrong| anyhow!("the public keys: {wrong}"))?;
    let bar = super::progress(None, "entries");
    let told =
        journal::verify(&mut address.connect()?, &keys, &mut |count| bar.set_position(count))?;
    bar.finish_and_clear();
    if *json {
        print_json(&told)
    } else {
        print(&told)
    }
    Ok(if told.holds() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file)
        .with_context(|| format!("cannot read the journal's public keys in {}", file.display()))
}

fn print(told: &Verified) {
    for finding in &told.findings {
        super::say(&format!("{}: {}", finding.place, finding.what));
    }
    let Verified { entries, rows, checkpoints, findings_count, .. } = told;
    let verdict = match findings_count {
        0 => "everything holds".to_string(),
        1 => "1 thing does not hold".to_string(),
        many => format!("{many} things do not hold"),
    };
    super::say(&format!("{entries} entries, {rows} rows, {checkpoints} checkpoints: {verdict}"));
}

fn print_json(told: &Verified) {
    let finding = |f: &journal::Finding| serde_json::json!({ "place": f.place, "what": f.what });
    let findings: Vec<_> = told.findings.iter().map(finding).collect();
    super::say(&format!(
        "{:#}",
        serde_json::json!({
            "holds": told.holds(),
            "entries": told.entries,
            "rows": told.rows,
            "checkpoints": told.checkpoints,
            "findings_count": told.findings_count,
            "findings": findings,
        })
    ));
}
