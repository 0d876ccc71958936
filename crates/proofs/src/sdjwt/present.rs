//! Showing a part: the same credential with fewer disclosures. What may not happen here: changing
//! what is signed; nothing is verified either, the holder shows what the holder has.

use std::collections::HashSet;

use serde_json::Value;

use super::{DIGESTS, Disclosure, PLACEHOLDER, Parts, decoded_object, digest_of};
use crate::Wrong;

/// Leaves out each disclosure that `shows` does not want, and those that only it led to. `shows` is
/// asked with the claim's name, empty for an element of an array, and its value.
///
/// # Errors
/// [`Wrong::Malformed`] or [`Wrong::TooMuch`] when the text is no credential.
pub fn present(text: &str, shows: &dyn Fn(&str, &Value) -> bool) -> Result<String, Wrong> {
    let parts = Parts::of(text)?;
    let mut reached = HashSet::new();
    let payload = Value::Object(decoded_object(parts.payload, "payload")?);
    collect_digests(&payload, &mut reached);

    let mut wanted = Vec::new();
    for text in &parts.disclosures {
        let disclosure = Disclosure::read(text)?;
        if shows(disclosure.name.as_deref().unwrap_or_default(), &disclosure.value) {
            wanted.push((*text, digest_of(text), disclosure.value));
        }
    }
    let mut kept = HashSet::new();
    // Each round reaches one layer deeper; the layers are fewer than the disclosures.
    for _ in 0..wanted.len() {
        let before = kept.len();
        for (text, digest, value) in &wanted {
            if reached.contains(digest) && kept.insert(*text) {
                collect_digests(value, &mut reached);
            }
        }
        if kept.len() == before {
            break;
        }
    }
    let shown = parts.disclosures.iter().filter(|text| kept.contains(*text));
    let shown: String = shown.map(|text| format!("{text}~")).collect();
    Ok(format!("{}.{}~{shown}", parts.signed, parts.signature))
}

fn collect_digests(value: &Value, digests: &mut HashSet<String>) {
    match value {
        Value::Object(object) => {
            let listed = object.get(DIGESTS).and_then(Value::as_array).into_iter().flatten();
            let named = listed.chain(object.get(PLACEHOLDER)).filter_map(Value::as_str);
            digests.extend(named.map(str::to_owned));
            object.values().for_each(|inner| collect_digests(inner, digests));
        }
        Value::Array(items) => items.iter().for_each(|inner| collect_digests(inner, digests)),
        _ => {}
    }
}
