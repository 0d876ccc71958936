//! Between which moments a key signed, and from when on others may have signed with it too. Every moment is in seconds
//! since 1970. What may not happen here: belief in a day that only the holder of a stolen key has written.

use serde_json::{Map, Value, json};

use crate::Wrong;

/// The life of a signing key, as its owner publishes it. What is not said is not limited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first moment at which it signed.
    pub from: Option<i64>,
    /// The last moment at which it signed.
    pub until: Option<i64>,
    /// From here on somebody else may have had it.
    pub compromised: Option<i64>,
}

impl Period {
    /// Whether a signature is to be believed that says it was made at a moment. `seen` is a moment at which it had been
    /// made already by other evidence than its own word: a place in the journal, a mark of receipt. Whoever has a stolen
    /// key can write any day, so without such evidence nothing that a stolen key signed is believed.
    ///
    /// # Errors
    /// [`Wrong::KeyStolen`], [`Wrong::KeyEnded`] or [`Wrong::KeyNotYet`].
    pub fn check(&self, signed: i64, seen: Option<i64>) -> Result<(), Wrong> {
        if let Some(stolen) = self.compromised
            && (signed >= stolen || seen.is_none_or(|seen| seen >= stolen))
        {
            return Err(Wrong::KeyStolen(stolen));
        }
        match (self.from, self.until) {
            (Some(from), _) if signed < from => Err(Wrong::KeyNotYet(from)),
            (_, Some(until)) if signed > until => Err(Wrong::KeyEnded(until)),
            _ => Ok(()),
        }
    }

    /// Adds it to the JSON of its key, with the members that OpenID Federation 1.0 has for historical keys.
    pub(crate) fn write(&self, key: &mut Map<String, Value>) {
        for (name, moment) in [("nbf", self.from), ("exp", self.until)] {
            if let Some(moment) = moment {
                key.insert(name.into(), moment.into());
            }
        }
        if let Some(stolen) = self.compromised {
            key.insert("revoked".into(), json!({"revoked_at": stolen, "reason": "compromised"}));
        }
    }

    /// Reads what [`Period::write`] wrote.
    pub(crate) fn read(key: &Value) -> Result<Period, Wrong> {
        let moment = |path: &str| match key.pointer(path) {
            None => Ok(None),
            Some(value) => value.as_i64().map(Some).ok_or(Wrong::Malformed("time of a key")),
        };
        // A key that was taken back in a way that is not understood is taken back for good.
        let stolen =
            |revoked: &Value| revoked.get("revoked_at").and_then(Value::as_i64).unwrap_or(0);
        let compromised = key.get("revoked").map(stolen);
        Ok(Period { from: moment("/nbf")?, until: moment("/exp")?, compromised })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PERIOD: Period = Period { from: Some(10), until: Some(20), compromised: None };

    #[test]
    fn a_signature_is_believed_within_the_life_of_its_key_and_not_outside() {
        assert_eq!(PERIOD.check(9, None), Err(Wrong::KeyNotYet(10)));
        assert_eq!(PERIOD.check(10, None), Ok(()));
        assert_eq!(PERIOD.check(20, None), Ok(()));
        assert_eq!(PERIOD.check(21, None), Err(Wrong::KeyEnded(20)));
        assert_eq!(Period::default().check(i64::MIN, None), Ok(()));
    }

    #[test]
    fn what_a_stolen_key_signed_needs_other_evidence_than_its_own_day() {
        let stolen = Period { compromised: Some(15), ..PERIOD };
        assert_eq!(stolen.check(12, None), Err(Wrong::KeyStolen(15)));
        assert_eq!(stolen.check(12, Some(16)), Err(Wrong::KeyStolen(15)));
        assert_eq!(stolen.check(12, Some(14)), Ok(()));
        assert_eq!(stolen.check(15, Some(14)), Err(Wrong::KeyStolen(15)));
    }

    #[test]
    fn a_period_is_read_as_it_was_written() {
        for period in [Period::default(), PERIOD, Period { compromised: Some(15), ..PERIOD }] {
            let mut json = Map::new();
            period.write(&mut json);
            assert_eq!(Period::read(&Value::Object(json)), Ok(period));
        }
        assert!(Period::read(&json!({"exp": "never"})).is_err());
        let odd = Period::read(&json!({"revoked": true})).unwrap();
        assert_eq!(odd.compromised, Some(0));
    }
}
