//! The public keys of a journal as outsiders are given them: the one that signs now, and those that signed before it,
//! each with its time. Old checkpoints and receipts stay verifiable. What may not happen here: a private key.

use ed25519_dalek::VerifyingKey;
use serde_json::{Value, json};

use crate::{Wrong, note::Verifier, period::Period};

/// The largest document of keys: many times what so many keys need.
const DOCUMENT_BYTES_MAX: usize = 64 * 1024;
/// Keys of one journal: one a month for five years.
const KEYS_MAX: usize = 64;

/// A key of the journal, and between which moments it signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginKey {
    pub verifier: Verifier,
    pub period: Period,
}

/// The keys of one journal. The one that signs now comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginKeys {
    pub origin: String,
    pub keys: Vec<OriginKey>,
}

impl OriginKeys {
    /// A journal that has had one key only, as `name+id+key`.
    ///
    /// # Errors
    /// As [`Verifier::parse`].
    pub fn of_verifier(text: &str) -> Result<OriginKeys, Wrong> {
        let verifier = Verifier::parse(text)?;
        let origin = verifier.name().to_string();
        Ok(OriginKeys { origin, keys: vec![OriginKey { verifier, period: Period::default() }] })
    }

    /// The document that is served: its lines of keys are what any verifier of signed notes takes.
    pub fn to_json(&self) -> Value {
        let json = |key: &OriginKey| {
            let mut json = json!({"vkey": key.verifier.to_string()});
            json.as_object_mut().into_iter().for_each(|json| key.period.write(json));
            json
        };
        json!({"origin": self.origin, "keys": self.keys.iter().map(json).collect::<Vec<_>>()})
    }

    /// Reads what [`OriginKeys::to_json`] wrote.
    ///
    /// # Errors
    /// [`Wrong::Malformed`] when it is no such document, has no key, or one of another journal;
    /// [`Wrong::TooMuch`] over 64 kB or 64 keys.
    pub fn parse(text: &str) -> Result<OriginKeys, Wrong> {
        if text.len() > DOCUMENT_BYTES_MAX {
            return Err(Wrong::TooMuch("keys of a journal"));
        }
        let wrong = || Wrong::Malformed("keys of a journal");
        let json: Value = serde_json::from_str(text).map_err(|_| wrong())?;
        let origin = json.get("origin").and_then(Value::as_str).ok_or_else(wrong)?;
        let listed = json.get("keys").and_then(Value::as_array).ok_or_else(wrong)?;
        if listed.len() > KEYS_MAX {
            return Err(Wrong::TooMuch("keys of a journal"));
        }
        let mut keys = Vec::new();
        for key in listed {
            let vkey = key.get("vkey").and_then(Value::as_str).ok_or_else(wrong)?;
            let verifier = Verifier::parse(vkey)?;
            if verifier.name() != origin {
                return Err(Wrong::Origin);
            }
            keys.push(OriginKey { verifier, period: Period::read(key)? });
        }
        if keys.is_empty() { Err(wrong()) } else { Ok(OriginKeys { origin: origin.into(), keys }) }
    }

    /// The verifiers alone, for [`crate::note::open`].
    pub fn verifiers(&self) -> Vec<Verifier> {
        self.keys.iter().map(|key| key.verifier.clone()).collect()
    }

    /// Whether one of the keys signed at that moment (in seconds since 1970) what `verify` checks. The moment must be
    /// known by more than the signature's own word.
    ///
    /// # Errors
    /// Of the key that signed, what is wrong with the time; else [`Wrong::Signature`].
    pub fn signed(
        &self,
        moment: i64,
        verify: &dyn Fn(&VerifyingKey) -> Result<(), Wrong>,
    ) -> Result<(), Wrong> {
        let signer = self.keys.iter().find(|key| verify(key.verifier.key()).is_ok());
        signer.ok_or(Wrong::Signature)?.period.check(moment, Some(moment))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::from_random;

    fn keys() -> OriginKeys {
        let key = |n: u8, period| OriginKey {
            verifier: Verifier::new("a.example", from_random([n; 32]).verifying_key()).unwrap(),
            period,
        };
        let old = Period { until: Some(20), ..Period::default() };
        let new = Period { from: Some(20), ..Period::default() };
        OriginKeys { origin: "a.example".into(), keys: vec![key(2, new), key(1, old)] }
    }

    #[test]
    fn the_document_gives_its_keys_back() {
        let text = keys().to_json().to_string();
        assert_eq!(OriginKeys::parse(&text), Ok(keys()));
        let foreign = text.replacen("\"origin\":\"a.example\"", "\"origin\":\"b.example\"", 1);
        assert_eq!(OriginKeys::parse(&foreign), Err(Wrong::Origin));
        for bad in ["", "[]", "{}", r#"{"origin":"a","keys":[]}"#, r#"{"origin":"a","keys":[{}]}"#]
        {
            assert!(OriginKeys::parse(bad).is_err(), "{bad}");
        }
        assert!(matches!(OriginKeys::parse(&"[".repeat(70_000)), Err(Wrong::TooMuch(_))));
    }

    #[test]
    fn each_key_signed_in_its_own_time() {
        let keys = keys();
        let by = |n: u8| {
            let signer = from_random([n; 32]).verifying_key();
            move |key: &VerifyingKey| if *key == signer { Ok(()) } else { Err(Wrong::Signature) }
        };
        assert_eq!(keys.signed(10, &by(1)), Ok(()));
        assert_eq!(keys.signed(30, &by(1)), Err(Wrong::KeyEnded(20)));
        assert_eq!(keys.signed(10, &by(2)), Err(Wrong::KeyNotYet(20)));
        assert_eq!(keys.signed(30, &by(2)), Ok(()));
        assert_eq!(keys.signed(30, &by(3)), Err(Wrong::Signature));
    }
}
