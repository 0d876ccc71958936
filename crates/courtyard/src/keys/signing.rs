//! The keys that sign, through time: which public keys there have been, between which moments each signed, and how one
//! takes the place of another. `public.json` lies beside the key files and holds no secret.
//!
//! What may not happen here: a moment at which a power cut would leave a signature that nobody can verify.

use std::path::Path;

use anyhow::{Context, anyhow, bail};
use proofs::jwk;
use proofs::keys::{SigningKey, VerifyingKey};
use proofs::period::Period;
use serde::{Deserialize, Serialize};
use vocabulary::Moment;

use super::{hex, read_key, write_key};

/// How long nodes that were not restarted yet may go on signing with the key that was replaced.
pub const OVERLAP_SECONDS: i64 = 24 * 3600;
/// Keys that are kept for one duty. One a month lasts five years; the list is fetched by everyone who verifies.
const KEYS_MAX: usize = 60;
const LIST: &str = "public.json";

/// What a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Receipts and checkpoints.
    Journal,
    /// Certificates and the list of revoked ones.
    Credentials,
}

impl Duty {
    pub fn as_str(self) -> &'static str {
        match self {
            Duty::Journal => "journal",
            Duty::Credentials => "credentials",
        }
    }

    fn file(self) -> String {
        format!("{}.key", self.as_str())
    }

    fn next_file(self) -> String {
        format!("{}.key.next", self.as_str())
    }
}

/// A public key and its life.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    pub key: VerifyingKey,
    pub period: Period,
}

impl PublicKey {
    /// The name of the key, made from the key: its thumbprint.
    pub fn kid(&self) -> String {
        jwk::thumbprint(&self.key)
    }
}

/// All public keys of an installation; of each duty the one that signs now first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Published {
    pub journal: Vec<PublicKey>,
    pub credentials: Vec<PublicKey>,
}

impl Published {
    pub fn of(&self, duty: Duty) -> &[PublicKey] {
        match duty {
            Duty::Journal => &self.journal,
            Duty::Credentials => &self.credentials,
        }
    }

    pub(super) fn of_mut(&mut self, duty: Duty) -> &mut Vec<PublicKey> {
        match duty {
            Duty::Journal => &mut self.journal,
            Duty::Credentials => &mut self.credentials,
        }
    }
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    journal: Vec<Line>,
    #[serde(default)]
    credentials: Vec<Line>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    /// 64 hexadecimal digits.
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compromised: Option<String>,
}

/// What has signed so far, as the folder's list says; nothing when no key was ever changed.
pub fn read(dir: &Path) -> anyhow::Result<Published> {
    let path = dir.join(LIST);
    if !path.exists() {
        return Ok(Published::default());
    }
    let told = || format!("the list of public keys {}", path.display());
    let text = std::fs::read_to_string(&path).with_context(told)?;
    let list: List = serde_json::from_str(&text).with_context(told)?;
    let all = |lines: Vec<Line>| lines.into_iter().map(known).collect::<anyhow::Result<Vec<_>>>();
    Ok(Published {
        journal: all(list.journal).with_context(told)?,
        credentials: all(list.credentials).with_context(told)?,
    })
}

fn known(line: Line) -> anyhow::Result<PublicKey> {
    let moment = |text: Option<String>| match text {
        None => Ok(None),
        Some(text) => Moment::from_rfc3339(&text)
            .map(|moment| Some(moment.0.div_euclid(1000)))
            .ok_or_else(|| anyhow!("{text:?} is not a moment such as 2026-03-01T00:00:00Z")),
    };
    let bytes = super::bytes_of_hex(&line.key).ok_or_else(|| anyhow!("a key is not 64 digits"))?;
    let key = VerifyingKey::from_bytes(&bytes).context("a key is none")?;
    let (from, until) = (moment(line.from)?, moment(line.until)?);
    Ok(PublicKey { key, period: Period { from, until, compromised: moment(line.compromised)? } })
}

fn written(known: &PublicKey) -> Line {
    let moment =
        |seconds: Option<i64>| seconds.map(|s| Moment(s.saturating_mul(1000)).to_rfc3339());
    let Period { from, until, compromised } = known.period;
    Line {
        key: hex(known.key.as_bytes()),
        from: moment(from),
        until: moment(until),
        compromised: moment(compromised),
    }
}

/// Whether the folder is between two steps of a change: then its key has ended, and nothing may be signed with it.
pub(super) fn is_whole(
    dir: &Path,
    duty: Duty,
    listed: &[PublicKey],
    signing: &VerifyingKey,
) -> anyhow::Result<()> {
    if listed.first().is_none_or(|first| first.key == *signing) {
        return Ok(());
    }
    if dir.join(duty.next_file()).exists() {
        bail!(
            "the change of {} in {} was interrupted: run madang keys rotate {} --dir {} again, it goes on where it stopped",
            duty.file(),
            dir.display(),
            duty.as_str(),
            dir.display()
        );
    }
    bail!(
        "{} in {} is not the key that {LIST} names first: they belong to two states of the folder; put back the one that is missing",
        duty.file(),
        dir.display()
    )
}

/// A key that took the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    pub old: PublicKey,
    pub new: PublicKey,
}

/// Puts a new key in the place of the one that signs. Three steps, each durable before the next; when it is run again
/// after an interruption, it goes on where it stopped:
/// the new key is written beside the old one; the list says that the old one ends and the new one begins; the new key
/// takes the old one's place, which is the end of the old secret.
pub fn rotate(dir: &Path, duty: Duty, now: Moment, fresh: [u8; 32]) -> anyhow::Result<Rotated> {
    let (file, next) = (dir.join(duty.file()), dir.join(duty.next_file()));
    let old = SigningKey::from_bytes(&read_key(&file)?).verifying_key();
    if !next.exists() {
        write_key(&next, &fresh)?;
        sync(dir)?;
    }
    let new = SigningKey::from_bytes(&read_key(&next)?).verifying_key();
    let mut published = read(dir)?;
    if published.of(duty).first().is_none_or(|first| first.key != new) {
        end_and_begin(published.of_mut(duty), &old, new, now)?;
        write_list(dir, &published)?;
    }
    std::fs::rename(&next, &file)?;
    sync(dir)?;
    match published.of(duty) {
        [new, old, ..] => Ok(Rotated { old: old.clone(), new: new.clone() }),
        _ => bail!("{LIST} lists no key before the new one"),
    }
}

fn end_and_begin(
    keys: &mut Vec<PublicKey>,
    old: &VerifyingKey,
    new: VerifyingKey,
    now: Moment,
) -> anyhow::Result<()> {
    if keys.is_empty() {
        keys.push(PublicKey { key: *old, period: Period::default() });
    }
    if keys.len() >= KEYS_MAX {
        bail!(
            "{LIST} holds {KEYS_MAX} keys already: take out the oldest, whose papers have all ended"
        );
    }
    let seconds = now.0.div_euclid(1000);
    match keys.first_mut() {
        Some(first) if first.key == *old => {
            first.period.until = Some(seconds.saturating_add(OVERLAP_SECONDS));
        }
        _ => bail!("the key that signs is not the one that {LIST} names first"),
    }
    keys.insert(
        0,
        PublicKey { key: new, period: Period { from: Some(seconds), ..Period::default() } },
    );
    Ok(())
}

/// Says from when on somebody else may have had a key that was replaced before.
pub fn mark_compromised(
    dir: &Path,
    duty: Duty,
    kid: &str,
    since: Moment,
) -> anyhow::Result<PublicKey> {
    let mut published = read(dir)?;
    let keys = published.of_mut(duty);
    let place = keys.iter().position(|key| key.kid() == kid);
    let marked = match place {
        // No list means that nothing was ever replaced; a list always begins with the key that signs.
        _ if keys.is_empty() => bail!("no {} key was replaced yet: rotate it first", duty.as_str()),
        None => bail!("no {} key has the id {kid}; madang keys list names them", duty.as_str()),
        Some(0) => bail!("{kid} signs now: rotate it first, then say since when it was known"),
        Some(place) => &mut keys[place],
    };
    let since = since.0.div_euclid(1000);
    // The earliest day that was ever said stands: a key does not become trusted again.
    let earliest = marked.period.compromised.map_or(since, |earlier| earlier.min(since));
    marked.period.compromised = Some(earliest);
    let marked = marked.clone();
    write_list(dir, &published)?;
    Ok(marked)
}

// Written beside and moved, so that whoever reads never sees half of it.
fn write_list(dir: &Path, published: &Published) -> anyhow::Result<()> {
    let lines = |keys: &[PublicKey]| keys.iter().map(written).collect();
    let list =
        List { journal: lines(&published.journal), credentials: lines(&published.credentials) };
    let half = dir.join(format!("{LIST}.half"));
    let mut file =
        std::fs::File::create(&half).with_context(|| format!("cannot write {}", half.display()))?;
    std::io::Write::write_all(
        &mut file,
        format!("{:#}\n", serde_json::to_value(list)?).as_bytes(),
    )?;
    file.sync_all()?;
    std::fs::rename(&half, dir.join(LIST))?;
    sync(dir)
}

// A name is durable only when its folder is.
fn sync(dir: &Path) -> anyhow::Result<()> {
    #[cfg(unix)]
    std::fs::File::open(dir)?.sync_all()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Keys;

    const NOW: Moment = Moment(1_772_323_200_000);

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        Keys::make(dir.path(), &|| Ok([5; 32])).unwrap();
        dir
    }

    fn kids(keys: &Keys, duty: Duty) -> Vec<String> {
        keys.published(duty).iter().map(PublicKey::kid).collect()
    }

    #[test]
    fn a_new_key_signs_and_the_old_one_is_kept_with_its_time() {
        let dir = folder();
        let told = rotate(dir.path(), Duty::Credentials, NOW, [6; 32]).unwrap();
        let keys = Keys::read(dir.path()).unwrap();
        assert_eq!(keys.credentials.to_bytes(), [6; 32]);
        assert_eq!(keys.published(Duty::Credentials), [told.new.clone(), told.old.clone()]);
        assert_eq!(told.old.period.until, Some(1_772_323_200 + OVERLAP_SECONDS));
        assert_eq!(told.new.period.from, Some(1_772_323_200));
        // The journal's key is another one, and was not touched.
        assert_eq!(keys.journal.to_bytes(), [5; 32]);
        assert_eq!(kids(&keys, Duty::Journal).len(), 1);
        rotate(dir.path(), Duty::Credentials, NOW.plus_seconds(99), [7; 32]).unwrap();
        assert_eq!(kids(&Keys::read(dir.path()).unwrap(), Duty::Credentials).len(), 3);
    }

    /// Given a folder where a change stopped after so many steps; when it is run again; then it ends with the key that was
    /// begun, and in between nothing signs that has ended.
    #[test]
    fn an_interrupted_change_goes_on_where_it_stopped() {
        for steps in 1..=2 {
            let dir = folder();
            write_key(&dir.path().join("journal.key.next"), &[6; 32]).unwrap();
            if steps == 2 {
                let mut published = Published::default();
                let [old, new] = [5, 6].map(|n| SigningKey::from_bytes(&[n; 32]).verifying_key());
                end_and_begin(&mut published.journal, &old, new, NOW).unwrap();
                write_list(dir.path(), &published).unwrap();
                let told = Keys::read(dir.path()).err().unwrap().to_string();
                assert!(told.contains("madang keys rotate journal"), "{told}");
            } else {
                assert_eq!(Keys::read(dir.path()).unwrap().journal.to_bytes(), [5; 32]);
            }
            let later = NOW.plus_seconds(3600);
            rotate(dir.path(), Duty::Journal, later, [7; 32]).unwrap();
            let keys = Keys::read(dir.path()).unwrap();
            assert_eq!(keys.journal.to_bytes(), [6; 32], "after {steps} steps");
            assert_eq!(kids(&keys, Duty::Journal).len(), 2);
            assert!(!dir.path().join("journal.key.next").exists());
        }
    }

    #[test]
    fn only_a_key_that_was_replaced_can_be_marked() {
        let dir = folder();
        let first = Keys::read(dir.path()).unwrap().published(Duty::Credentials)[0].kid();
        let mark = |kid: &str, at: Moment| mark_compromised(dir.path(), Duty::Credentials, kid, at);
        assert!(mark(&first, NOW).unwrap_err().to_string().contains("rotate it first"));
        let told = rotate(dir.path(), Duty::Credentials, NOW, [6; 32]).unwrap();
        assert!(mark(&told.new.kid(), NOW).unwrap_err().to_string().contains("rotate it first"));
        assert!(mark("nobody", NOW).is_err());
        assert_eq!(mark(&first, NOW).unwrap().period.compromised, Some(1_772_323_200));
        // A later day said later does not make the days between good again.
        assert_eq!(
            mark(&first, NOW.plus_seconds(9)).unwrap().period.compromised,
            Some(1_772_323_200)
        );
    }

    #[test]
    fn a_list_that_belongs_to_another_key_is_refused() {
        let dir = folder();
        rotate(dir.path(), Duty::Journal, NOW, [6; 32]).unwrap();
        std::fs::write(dir.path().join("journal.key"), hex(&[9; 32])).unwrap();
        assert!(Keys::read(dir.path()).err().unwrap().to_string().contains("two states"));
        std::fs::write(dir.path().join(LIST), "{\"journal\":[{\"key\":\"x\"}]}").unwrap();
        assert!(Keys::read(dir.path()).is_err());
    }
}
