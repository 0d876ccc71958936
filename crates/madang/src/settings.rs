//! Settings: what `madang serve` must be told, from a file and the environment; the environment wins.
//!
//! What may not happen here: a guess. What is missing is said in one sentence with what to set.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail};
use courtyard::database::Address;
use courtyard::till::Till;
use doors::provider;
use doors::scanner::Scanner;
use serde::Deserialize;

/// The file that `--config` names.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    listen: Option<String>,
    base_url: Option<String>,
    country: Option<PathBuf>,
    database_url: Option<String>,
    keys: Option<PathBuf>,
    oidc_issuer: Option<String>,
    oidc_client_id: Option<String>,
    oidc_client_secret_file: Option<PathBuf>,
    oidc_claim: Option<String>,
    oidc_scope: Option<String>,
    oidc_authorities: Option<PathBuf>,
    clamav: Option<String>,
    till_url: Option<String>,
    till_key: Option<String>,
}

/// Where Linux systems keep the authorities that TLS is checked against.
const AUTHORITIES: [&str; 4] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
];

/// A whole installation.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the program listens: behind a proxy that ends TLS.
    pub listen: SocketAddr,
    /// The address that people type; it stands in certificates and in the journal's name.
    pub base_url: String,
    pub country: PathBuf,
    pub database: Address,
    /// The folder with `master.key`, `journal.key` and `credentials.key`.
    pub keys: PathBuf,
    /// The identity provider; without one nobody can sign in.
    pub provider: Option<provider::Plan>,
    /// Where clamd listens; without it files are not looked at.
    pub scanner: Option<Scanner>,
    /// The till of a payment provider; without it no fee can be paid online.
    pub till: Option<Till>,
}

type Env<'e> = &'e dyn Fn(&str) -> Option<String>;

/// Reads the settings; every sentence says what to set.
pub fn read(config: Option<&Path>, env: Env<'_>) -> anyhow::Result<Settings> {
    let file = match config {
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("cannot read the settings in {}", path.display()))?;
            toml::from_str(&text).with_context(|| format!("the settings in {}", path.display()))?
        }
        None => File::default(),
    };
    let database = env("DATABASE_URL").or(file.database_url.clone());
    let database =
        need(database, "DATABASE_URL", "database_url", "sqlite:PATH or postgres://USER@HOST/NAME")?;
    let country = env("MADANG_COUNTRY").or(path(&file.country));
    let country = need(country, "MADANG_COUNTRY", "country", "the folder of the country's files")?;
    let keys = env("MADANG_KEYS").or(path(&file.keys));
    let keys = need(
        keys,
        "MADANG_KEYS",
        "keys",
        "the folder of the three key files; madang new keys DIR makes them",
    )?;
    let base_url = env("MADANG_BASE_URL").or(file.base_url.clone());
    let base_url = need(
        base_url,
        "MADANG_BASE_URL",
        "base_url",
        "the address that people type, as https://madang.example",
    )?;
    if !provider::is_safe(&base_url) {
        bail!("MADANG_BASE_URL must begin with https:// (plain http only for 127.0.0.1)");
    }
    let base_url = base_url.trim_end_matches('/').to_string();
    let listen =
        env("MADANG_LISTEN").or(file.listen.clone()).unwrap_or_else(|| "127.0.0.1:8080".into());
    let clamav = env("MADANG_CLAMAV").or(file.clamav.clone());
    let till_url = env("MADANG_TILL_URL").or(file.till_url.clone());
    let till_key = env("MADANG_TILL_KEY").or(file.till_key.clone());
    Ok(Settings {
        listen: listen
            .parse()
            .map_err(|_| anyhow!("MADANG_LISTEN is not of the form ADDRESS:PORT: {listen}"))?,
        country: country.into(),
        database: Address::parse(&database).map_err(|wrong| anyhow!(wrong))?,
        keys: keys.into(),
        scanner: clamav.map(|address| Scanner::parse(&address)).transpose()?,
        till: till(till_url, till_key)?,
        provider: provider(&file, env, &base_url)?,
        base_url,
    })
}

fn need(value: Option<String>, name: &str, key: &str, why: &str) -> anyhow::Result<String> {
    value.ok_or_else(|| {
        anyhow!("{name} is not set: {why}. Set {name}, or {key} in the settings file.")
    })
}

fn path(value: &Option<PathBuf>) -> Option<String> {
    value.as_ref().map(|path| path.to_string_lossy().into_owned())
}

// All of a provider's settings, or none of them.
fn provider(file: &File, env: Env<'_>, base_url: &str) -> anyhow::Result<Option<provider::Plan>> {
    let issuer = env("MADANG_OIDC_ISSUER").or(file.oidc_issuer.clone());
    let client_id = env("MADANG_OIDC_CLIENT_ID").or(file.oidc_client_id.clone());
    let secret_file = env("MADANG_OIDC_CLIENT_SECRET_FILE").or(path(&file.oidc_client_secret_file));
    let claim = env("MADANG_OIDC_CLAIM").or(file.oidc_claim.clone());
    let secret = env("MADANG_OIDC_CLIENT_SECRET");
    if [&issuer, &client_id, &secret_file, &claim, &secret].iter().all(|said| said.is_none()) {
        return Ok(None);
    }
    let issuer = need(
        issuer,
        "MADANG_OIDC_ISSUER",
        "oidc_issuer",
        "the identity provider's address, as https://id.example",
    )?;
    if !provider::is_safe(&issuer) || issuer.contains(['?', '#']) {
        bail!(
            "MADANG_OIDC_ISSUER must begin with https:// (plain http only for 127.0.0.1 and [::1])"
        );
    }
    let secret = match (secret, secret_file) {
        (Some(_), Some(_)) => bail!(
            "MADANG_OIDC_CLIENT_SECRET and MADANG_OIDC_CLIENT_SECRET_FILE are both set: set one of them"
        ),
        (Some(secret), None) => Some(secret),
        (None, Some(path)) => {
            let text = std::fs::read_to_string(&path);
            let text =
                text.with_context(|| format!("cannot read the client's secret in {path}"))?;
            Some(text.trim().to_string()).filter(|secret| !secret.is_empty())
        }
        (None, None) => None,
    };
    Ok(Some(provider::Plan {
        client_id: need(
            client_id,
            "MADANG_OIDC_CLIENT_ID",
            "oidc_client_id",
            "the name under which the identity provider knows this house",
        )?,
        client_secret: provider::Secret(need(
            secret,
            "MADANG_OIDC_CLIENT_SECRET_FILE",
            "oidc_client_secret_file",
            "a file with the secret that the identity provider gave this house",
        )?),
        claim: need(
            claim,
            "MADANG_OIDC_CLAIM",
            "oidc_claim",
            "the claim with the number by which the registers know a person; sub when the provider has no other",
        )?,
        scope: scope(env("MADANG_OIDC_SCOPE").or(file.oidc_scope.clone()))?,
        authorities: authorities(
            &issuer,
            env("MADANG_OIDC_AUTHORITIES").or(path(&file.oidc_authorities)),
        )?,
        base_url: base_url.to_string(),
        issuer,
    }))
}

fn scope(said: Option<String>) -> anyhow::Result<String> {
    let scope = said.unwrap_or_else(|| "openid".into());
    if !scope.split_whitespace().any(|word| word == "openid") {
        bail!("MADANG_OIDC_SCOPE must have openid among its words, as `openid profile`");
    }
    Ok(scope)
}

fn authorities(issuer: &str, said: Option<String>) -> anyhow::Result<Vec<u8>> {
    if provider::is_here(issuer) {
        return Ok(Vec::new());
    }
    let found = || AUTHORITIES.into_iter().find(|path| Path::new(path).exists());
    let path = said.or_else(|| found().map(str::to_string));
    let path = need(
        path,
        "MADANG_OIDC_AUTHORITIES",
        "oidc_authorities",
        "a PEM file of the authorities that TLS is checked against; this system has none where it is looked for",
    )?;
    std::fs::read(&path).with_context(|| format!("cannot read the authorities in {path}"))
}

// Both or none: half a till would let people begin to pay and never hear of it.
fn till(url: Option<String>, key: Option<String>) -> anyhow::Result<Option<Till>> {
    let (url, key) = match (url, key) {
        (None, None) => return Ok(None),
        (Some(url), Some(key)) => (url, key),
        (Some(_), None) => bail!(
            "MADANG_TILL_KEY is not set: the key that the till and the house share. Set MADANG_TILL_KEY, or till_key in \
             the settings file, to the key or to file:PATH."
        ),
        (None, Some(_)) => bail!(
            "MADANG_TILL_URL is not set: the address at the till where people pay. Set MADANG_TILL_URL, or till_url in \
             the settings file."
        ),
    };
    let key = match key.strip_prefix("file:") {
        Some(path) => std::fs::read_to_string(path)
            .with_context(|| format!("cannot read the till's key in {path}"))?,
        None => key,
    };
    let till = Till::new(&url, &key).map_err(|wrong| anyhow!("the setting of the till {wrong}"))?;
    Ok(Some(till))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(pairs: &'static [(&'static str, &'static str)]) -> impl Fn(&str) -> Option<String> {
        |name| pairs.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_string())
    }

    #[test]
    fn what_is_missing_is_said_with_what_to_set() {
        let told = read(None, &env(&[])).unwrap_err().to_string();
        assert!(told.starts_with("DATABASE_URL is not set"), "{told}");
        let half =
            env(&[("DATABASE_URL", "sqlite:x"), ("MADANG_COUNTRY", "c"), ("MADANG_KEYS", "k")]);
        let told = read(None, &half).unwrap_err().to_string();
        assert!(told.starts_with("MADANG_BASE_URL is not set"), "{told}");
    }

    #[test]
    fn a_wrong_value_is_refused() {
        for (url, base, listen, word) in [
            ("mysql:x", "https://a", "127.0.0.1:1", "DATABASE_URL must begin"),
            ("sqlite:", "https://a", "127.0.0.1:1", "no path"),
            ("sqlite:x", "http://a", "127.0.0.1:1", "https://"),
            ("sqlite:x", "https://a", "nowhere", "MADANG_LISTEN"),
        ] {
            let env = move |name: &str| match name {
                "DATABASE_URL" => Some(url.to_string()),
                "MADANG_BASE_URL" => Some(base.to_string()),
                "MADANG_LISTEN" => Some(listen.to_string()),
                _ => Some("x".to_string()),
            };
            let told = read(None, &env).unwrap_err().to_string();
            assert!(told.contains(word), "{told}");
        }
    }

    #[test]
    fn half_a_provider_is_refused_with_what_to_set() {
        let whole = [
            ("DATABASE_URL", "sqlite:x"),
            ("MADANG_COUNTRY", "c"),
            ("MADANG_KEYS", "k"),
            ("MADANG_BASE_URL", "https://a"),
            ("MADANG_OIDC_ISSUER", "http://127.0.0.1:9"),
            ("MADANG_OIDC_CLIENT_ID", "madang"),
            ("MADANG_OIDC_CLIENT_SECRET", "s"),
            ("MADANG_OIDC_CLAIM", "sub"),
        ];
        let with = |name: &'static str, value: Option<&'static str>| {
            let env = move |asked: &str| {
                let found = whole.iter().find(|(n, _)| *n == asked).map(|(_, v)| (*v).to_string());
                if asked == name { value.map(str::to_string) } else { found }
            };
            read(None, &env)
        };
        let plan = with("", None).unwrap().provider.unwrap();
        assert_eq!((plan.scope.as_str(), plan.client_secret.0.as_str()), ("openid", "s"));
        assert!(!format!("{plan:?}").contains("\"s\""), "{plan:?}");
        for (name, value, word) in [
            ("MADANG_OIDC_ISSUER", None, "MADANG_OIDC_ISSUER is not set"),
            ("MADANG_OIDC_CLIENT_ID", None, "MADANG_OIDC_CLIENT_ID is not set"),
            ("MADANG_OIDC_CLIENT_SECRET", None, "MADANG_OIDC_CLIENT_SECRET_FILE is not set"),
            ("MADANG_OIDC_CLAIM", None, "MADANG_OIDC_CLAIM is not set"),
            ("MADANG_OIDC_ISSUER", Some("http://id.example"), "https://"),
            ("MADANG_OIDC_SCOPE", Some("profile"), "openid"),
            ("MADANG_OIDC_CLIENT_SECRET_FILE", Some("nowhere"), "both set"),
        ] {
            let told = format!("{:#}", with(name, value).unwrap_err());
            assert!(told.contains(word), "{name}: {told}");
        }
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("madang.toml");
        std::fs::write(
            &path,
            "database_url = 'sqlite:a'\ncountry = 'c'\nkeys = 'k'\nbase_url = 'https://a'\n",
        )
        .unwrap();
        let told = read(Some(&path), &env(&[("DATABASE_URL", "sqlite:b")])).unwrap();
        assert_eq!(told.database, Address::Sqlite("b".into()));
        std::fs::write(&path, "databaseurl = 'sqlite:a'").unwrap();
        assert!(read(Some(&path), &env(&[])).is_err());
    }

    #[test]
    fn a_till_is_set_whole_and_rightly_or_the_program_does_not_start() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("till.key");
        std::fs::write(&file, format!("{}\n", "k".repeat(32))).unwrap();
        let (from_file, good) = (format!("file:{}", file.display()), "k".repeat(32));
        let url = Some("https://till.example/pay");
        let rows = [
            (url, Some(good.as_str()), ""),
            (url, Some(from_file.as_str()), ""),
            (Some("http://127.0.0.1:9/pay"), Some(good.as_str()), ""),
            (url, None, "MADANG_TILL_KEY is not set"),
            (None, Some(good.as_str()), "MADANG_TILL_URL is not set"),
            (url, Some("short"), "32 characters"),
            (url, Some("file:/nowhere"), "cannot read the till's key"),
            (Some("http://till.example"), Some(good.as_str()), "https://"),
            (Some("https://till.example/?a=1"), Some(good.as_str()), "without ?"),
            (Some("https://till.example;x/"), Some(good.as_str()), "without ?"),
        ];
        for (url, key, wrong) in rows {
            match till(url.map(str::to_string), key.map(str::to_string)) {
                Ok(till) => {
                    assert!(wrong.is_empty() && till.is_some(), "{wrong}");
                    assert!(!format!("{till:?}").contains("kkk"), "the key is in a Debug text");
                }
                Err(told) => {
                    assert!(!wrong.is_empty() && format!("{told:#}").contains(wrong), "{told:#}")
                }
            }
        }
    }

    #[test]
    fn a_scanner_is_set_rightly_or_the_program_does_not_start() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("madang.toml");
        let most = "database_url = 'sqlite:a'\ncountry = 'c'\nkeys = 'k'\nbase_url = 'https://a'\n";
        std::fs::write(&path, format!("{most}clamav = 'tcp://127.0.0.1:3310'\n")).unwrap();
        let told = read(Some(&path), &env(&[])).unwrap();
        assert_eq!(told.scanner, Some(Scanner::Tcp("127.0.0.1:3310".into())));
        let told = read(Some(&path), &env(&[("MADANG_CLAMAV", "127.0.0.1")])).unwrap_err();
        assert!(told.to_string().contains("tcp://HOST:PORT"), "{told}");
    }
}
