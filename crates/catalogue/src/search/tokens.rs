//! Texts as terms: Chinese, Japanese and Korean letters one by one and in pairs, all else in words.
//!
//! What may not happen here: no term depends on a language. The same word is the same term on every page.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};
use unicode_normalization::char::{decompose_canonical, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// The longest word, in characters; what is longer is cut.
const WORD_MAX: usize = 40;
/// How many different terms of a query are asked for.
const ASKED_MAX: usize = 24;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Term {
    pub(super) text: String,
    /// A word, not a letter or a pair of letters.
    pub(super) is_word: bool,
}

/// A term that is asked for, and whether the person may still be typing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) term: Term,
    pub(super) unfinished: bool,
}

/// The terms of a text that is indexed.
pub(super) fn terms(text: &str) -> Vec<Term> {
    let mut found = Vec::new();
    for run in runs(text) {
        match run {
            Run::Word(word) => found.push(Term { text: stemmed(&word), is_word: true }),
            Run::Letters(letters) => {
                found.extend(
                    letters.iter().map(|letter| Term { text: letter.to_string(), is_word: false }),
                );
                found.extend(pairs(&letters));
            }
        }
    }
    found
}

/// The terms of a query, each once.
pub(super) fn asked(text: &str) -> Vec<Asked> {
    let typing = text.chars().next_back().is_some_and(char::is_alphanumeric);
    let runs = runs(text);
    let last = runs.len();
    let mut asked: Vec<Asked> = Vec::new();
    for (place, run) in runs.into_iter().enumerate() {
        let unfinished = typing && place + 1 == last;
        let terms = match run {
            // A word that is being typed is not cut to its stem: its end is not there yet.
            Run::Word(word) if unfinished => vec![Term { text: word, is_word: true }],
            Run::Word(word) => vec![Term { text: stemmed(&word), is_word: true }],
            Run::Letters(letters) if letters.len() == 1 => letters
                .iter()
                .map(|letter| Term { text: letter.to_string(), is_word: false })
                .collect(),
            Run::Letters(letters) => pairs(&letters).collect(),
        };
        for term in terms {
            if asked.len() < ASKED_MAX && !asked.iter().any(|known| known.term == term) {
                let unfinished = unfinished && term.is_word;
                asked.push(Asked { term, unfinished });
            }
        }
    }
    asked
}

/// The terms, as the index asks for them.
#[derive(Clone)]
pub(super) struct Terms;

pub(super) struct Stream {
    terms: std::vec::IntoIter<Term>,
    token: Token,
}

impl Tokenizer for Terms {
    type TokenStream<'a> = Stream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream {
        Stream { terms: terms(text).into_iter(), token: Token::default() }
    }
}

impl TokenStream for Stream {
    fn advance(&mut self) -> bool {
        let Some(term) = self.terms.next() else { return false };
        self.token.text = term.text;
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Is this term of the index a word, not a letter or a pair of letters?
pub(super) fn is_word(term: &str) -> bool {
    !term.starts_with(is_ideographic)
}

fn pairs(letters: &[char]) -> impl Iterator<Item = Term> + '_ {
    letters.windows(2).map(|pair| Term { text: pair.iter().collect(), is_word: false })
}

enum Run {
    Word(String),
    Letters(Vec<char>),
}

fn runs(text: &str) -> Vec<Run> {
    match is_nfkc_quick(text.chars()) {
        IsNormalized::Yes => runs_of(text.chars()),
        _ => runs_of(text.nfkc()),
    }
}

fn runs_of(letters: impl Iterator<Item = char>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut open = false;
    for letter in letters {
        if letter.is_ascii() {
            if !letter.is_ascii_alphanumeric() {
                open = false;
                continue;
            }
        } else if is_ideographic(letter) {
            match runs.last_mut() {
                Some(Run::Letters(letters)) if open => letters.push(letter),
                _ => runs.push(Run::Letters(vec![letter])),
            }
            open = true;
            continue;
        } else if !letter.is_alphanumeric() && !is_combining_mark(letter) {
            open = false;
            continue;
        }
        match runs.last_mut() {
            Some(Run::Word(word)) if open => fold(letter, word),
            _ => {
                let mut word = String::new();
                fold(letter, &mut word);
                runs.push(Run::Word(word));
            }
        }
        open = true;
    }
    runs.retain_mut(|run| match run {
        Run::Word(word) => {
            if let Some((cut, _)) = word.char_indices().nth(WORD_MAX) {
                word.truncate(cut);
            }
            !word.is_empty()
        }
        Run::Letters(_) => true,
    });
    runs
}

/// Hangul, Han, kana: scripts in which words are not divided by spaces, or not so that one could rely on it.
fn is_ideographic(letter: char) -> bool {
    matches!(letter,
        '\u{1100}'..='\u{11FF}' | '\u{3040}'..='\u{30FF}' | '\u{3105}'..='\u{312F}' | '\u{3131}'..='\u{318E}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// A letter in small, and without its marks where the script is one that is also written without them.
fn fold(letter: char, word: &mut String) {
    if letter.is_ascii() {
        word.push(letter.to_ascii_lowercase());
        return;
    }
    if is_combining_mark(letter) {
        // Marks that are left after composing belong to scripts where they are vowels, or to a lost base.
        if !('\u{300}'..='\u{36F}').contains(&letter) {
            word.push(letter);
        }
        return;
    }
    match letter {
        'ß' => word.push_str("ss"),
        'æ' | 'Æ' => word.push_str("ae"),
        'œ' | 'Œ' => word.push_str("oe"),
        'ø' | 'Ø' => word.push('o'),
        'ł' | 'Ł' => word.push('l'),
        'đ' | 'Đ' | 'ð' | 'Ð' => word.push('d'),
        'ı' => word.push('i'),
        _ if letter < '\u{250}'
            || ('\u{370}'..'\u{530}').contains(&letter)
            || ('\u{1E00}'..'\u{2000}').contains(&letter) =>
        {
            decompose_canonical(letter, |part| {
                if !is_combining_mark(part) {
                    word.extend(part.to_lowercase().filter(|c| !is_combining_mark(*c)));
                }
            });
        }
        _ => word.extend(letter.to_lowercase()),
    }
}

/// A text in which only the letters count, for putting titles in order.
pub(super) fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for run in runs(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        match run {
            Run::Word(word) => out.push_str(&word),
            Run::Letters(letters) => out.extend(letters),
        }
    }
    out
}

/// Plurals of English and Portuguese cut to one form. What becomes of other languages does not matter as
/// long as the same becomes of texts and queries.
pub(super) fn stemmed(word: &str) -> String {
    if word.len() < 4 || !word.is_ascii() {
        return word.to_string();
    }
    for (plural, single) in [
        ("coes", "cao"),
        ("soes", "sao"),
        ("oes", "ao"),
        ("ies", "y"),
        ("ais", "al"),
        ("eis", "el"),
    ] {
        if let Some(stem) = word.strip_suffix(plural).filter(|stem| stem.len() >= 2) {
            return format!("{stem}{single}");
        }
    }
    match word.strip_suffix('s') {
        Some(stem) if !stem.ends_with('s') => stem.to_string(),
        _ => word.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|term| term.text).collect()
    }

    #[test]
    fn hangul_is_indexed_by_letters_and_pairs() {
        assert_eq!(words("출생 신고서"), ["출", "생", "출생", "신", "고", "서", "신고", "고서"]);
        let asked: Vec<String> =
            asked("출생신고").into_iter().map(|asked| asked.term.text).collect();
        assert_eq!(asked, ["출생", "생신", "신고"]);
        assert_eq!(super::asked("집")[0].term.text, "집");
        // Letters that come in parts, as some systems write file names, are the same letters.
        assert_eq!(words("\u{1112}\u{1161}\u{11AB}"), ["한"]);
        assert_eq!(words("CCTV설치"), ["cctv", "설", "치", "설치"]);
    }

    #[test]
    fn latin_is_folded_and_other_scripts_are_kept() {
        assert_eq!(words("Certidões de Óbito"), ["certidao", "de", "obito"]);
        assert_eq!(words("Companies' licences"), ["company", "licence"]);
        assert_eq!(words("Straße ŁÓDŹ Ｔ１"), ["strasse", "lodz", "t1"]);
        assert_eq!(words("हिन्दी العربية Ёлка"), ["हिन्दी", "العربية", "елка"]);
        assert!(words("+-*/()\"' ^~").is_empty());
    }

    #[test]
    fn only_the_last_word_is_unfinished() {
        let asked = asked("pedir certid");
        assert!(!asked[0].unfinished && asked[1].unfinished);
        assert!(!super::asked("pedir certid ")[1].unfinished);
        assert_eq!(super::asked(&"a b c d e f g h ".repeat(20)).len(), 8);
    }
}
