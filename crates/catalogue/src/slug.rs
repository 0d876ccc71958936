//! Ids that are safe as the name of a folder and in an address: small ASCII letters, digits and `-`.
//!
//! What may not happen here: nothing random. The same words give the same id in every run and on every machine.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

/// The longest id, in bytes: what the check of a country allows.
pub const ID_MAX: usize = 100;

/// Names that Windows keeps for itself, whatever the extension.
const RESERVED: [&str; 6] = ["con", "prn", "aux", "nul", "com1", "lpt1"];

/// Is this text an id already?
pub fn is_id(text: &str) -> bool {
    let fits = (1..=ID_MAX).contains(&text.len());
    let signs = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let ends = !text.starts_with('-') && !text.ends_with('-');
    fits && signs && ends && !RESERVED.contains(&text)
}

/// An id from words of any script: marks are stripped, Hangul is romanised syllable by syllable,
/// and where letters had to be left out a short hash keeps different words different.
/// Empty only when the text has neither letters nor digits.
pub fn slug(text: &str) -> String {
    let mut id = String::new();
    let mut lost = false;
    for letter in text.nfc() {
        if let Some(syllable) = romanised(letter) {
            id.push_str(&syllable);
            continue;
        }
        if let Some(plain) = ligature(letter) {
            id.push_str(plain);
            continue;
        }
        let before = id.len();
        for part in std::iter::once(letter).nfkd() {
            if part.is_ascii_alphanumeric() {
                id.push(part.to_ascii_lowercase());
            }
        }
        if id.len() == before {
            lost |= letter.is_alphanumeric();
            if !id.is_empty() && !id.ends_with('-') && !is_mark(letter) {
                id.push('-');
            }
        }
    }
    let id = id.trim_matches('-').to_string();
    let whole = !lost && id.len() <= ID_MAX && !RESERVED.contains(&id.as_str());
    if whole || (id.is_empty() && !lost) {
        return id;
    }
    let cut: String = id.chars().take(ID_MAX - 9).collect();
    join(cut.trim_end_matches('-'), &hash(text))
}

fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter) || letter == '\'' || letter == '’'
}

fn join(id: &str, more: &str) -> String {
    if id.is_empty() { more.to_string() } else { format!("{id}-{more}") }
}

/// Eight hexadecimal digits of FNV-1a: short, stable, and no secret depends on it.
pub(crate) fn hash(text: &str) -> String {
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in text.bytes() {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    format!("{:08x}", (state >> 32) ^ (state & 0xffff_ffff))
}

/// Letters that have no decomposition but a usual spelling.
fn ligature(letter: char) -> Option<&'static str> {
    Some(match letter {
        'ß' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ł' | 'Ł' => "l",
        'þ' | 'Þ' => "th",
        'ı' => "i",
        _ => return None,
    })
}

const INITIALS: [&str; 19] = [
    "g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p",
    "h",
];
const VOWELS: [&str; 21] = [
    "a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we",
    "wi", "yu", "eu", "ui", "i",
];
const FINALS: [&str; 28] = [
    "", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p",
    "t", "t", "ng", "t", "t", "k", "t", "p", "t",
];

/// A Hangul syllable in the letters of the Revised Romanization (2000), each syllable for itself:
/// sound changes between syllables are left out, since an id is not read aloud.
fn romanised(letter: char) -> Option<String> {
    let place = u32::from(letter).checked_sub(0xAC00).filter(|p| *p < 11_172)? as usize;
    let initial = INITIALS.get(place / 588)?;
    let vowel = VOWELS.get(place % 588 / 28)?;
    let end = FINALS.get(place % 28)?;
    Some(format!("{initial}{vowel}{end}"))
}

/// Ids that were given out, so that each is given once.
#[derive(Default)]
pub(crate) struct Ids {
    given: BTreeSet<String>,
}

impl Ids {
    /// The wanted id when it is free; else the wanted id with a hash of what makes this thing different;
    /// else, for things that are alike in everything, with a number.
    pub(crate) fn give(&mut self, wanted: &str, seed: &str) -> String {
        if self.given.insert(wanted.to_string()) {
            return wanted.to_string();
        }
        let cut: String = wanted.chars().take(ID_MAX - 16).collect();
        let hashed = format!("{}-{}", cut.trim_end_matches('-'), hash(seed));
        let mut id = hashed.clone();
        let mut turn = 2;
        while !self.given.insert(id.clone()) {
            id = format!("{hashed}-{turn}");
            turn += 1;
        }
        id
    }

    /// The wanted id when it is free; else with the next number: for parts of one service, where order tells them apart.
    pub(crate) fn number(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_string();
        let mut turn = 2;
        while !self.given.insert(id.clone()) {
            id = format!("{wanted}-{turn}");
            turn += 1;
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_any_script_become_ids() {
        assert_eq!(slug("Acessar à informação pública!"), "acessar-a-informacao-publica");
        assert_eq!(slug("경기도 이천시 수도과"), "gyeonggido-icheonsi-sudogwa");
        assert_eq!(slug("Riigi Infosüsteemi Amet (RIA)"), "riigi-infosusteemi-amet-ria");
        assert_eq!(slug("TCC-001"), "tcc-001");
        assert!(is_id(&slug("住民票")) && slug("住民票") != slug("戸籍"));
        assert!(is_id(&slug("con")) && slug("con") != "con");
        assert_eq!(slug(" -- "), "");
        assert!(slug(&"palavra ".repeat(60)).len() <= ID_MAX);
    }

    #[test]
    fn an_id_is_given_once_and_the_same_in_every_run() {
        let twice = || {
            let mut ids = Ids::default();
            [ids.give("a", "first"), ids.give("a", "second"), ids.give("a", "second")]
        };
        assert_eq!(twice(), twice());
        let [one, two, three] = twice();
        assert!(one == "a" && two != one && three != two);
    }
}
