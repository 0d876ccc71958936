//! The questions that are put to the index for one search, from the strictest to the most forgiving.
//!
//! What may not happen here: nothing is parsed. Every clause is built from a term that the index has.

use tantivy::Term as IndexTerm;
use tantivy::query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::Weighed;
use super::tokens::{Asked, is_word, stemmed};

/// How many words may stand for the one that is being typed, or for one that is misspelled.
const STANDINS_MAX: usize = 12;
/// What such a word counts beside one that was typed.
const STANDIN_WEIGHT: f32 = 0.4;
/// The shortest word that may be misspelled, in characters.
const MISSPELLED_MIN: usize = 4;

/// A term of the index.
pub(super) struct Known {
    pub(super) text: String,
    /// How many fields of services have it.
    pub(super) count: u32,
    /// In which fields it is, a bit each.
    pub(super) fields: u8,
    /// Which letters it has, a bit for each thirty-second letter.
    letters: u32,
}

impl Known {
    pub(super) fn new(text: &str) -> Known {
        Known { text: text.to_string(), count: 0, fields: 0, letters: letters(text) }
    }
}

fn letters(text: &str) -> u32 {
    text.chars().fold(0, |bits, letter| bits | 1 << (u32::from(letter) % 32))
}

/// A term that was asked for, by the terms of the index that stand for it. None: no service has it.
#[derive(Clone, Default)]
struct Wanted<'a> {
    /// Each with its share of the weight.
    terms: Vec<(&'a Known, f32)>,
}

/// All terms as they were typed; then with the nearest words for those that no service has; then three of
/// five of the terms that any service has; then one of four.
pub(super) struct Attempts<'a> {
    fields: &'a [Weighed],
    wanted: Vec<Wanted<'a>>,
    nearest: Vec<Wanted<'a>>,
    turn: usize,
}

/// The attempts for a query; `known` is in the order of the letters.
pub(super) fn attempts<'a>(
    fields: &'a [Weighed],
    known: &'a [Known],
    asked: &[Asked],
) -> Attempts<'a> {
    let wanted: Vec<Wanted<'a>> = asked.iter().map(|asked| typed(asked, known)).collect();
    let nearest = asked.iter().zip(&wanted).map(|(asked, wanted)| match wanted.terms.is_empty() {
        true => misspelled(asked, known),
        false => wanted.clone(),
    });
    let nearest = nearest.collect();
    Attempts { fields, wanted, nearest, turn: 0 }
}

impl Iterator for Attempts<'_> {
    type Item = BooleanQuery;

    fn next(&mut self) -> Option<BooleanQuery> {
        let all = |wanted: &[Wanted<'_>]| wanted.iter().all(|wanted| !wanted.terms.is_empty());
        while self.turn < 4 {
            self.turn += 1;
            let some = self.nearest.len();
            let (wanted, enough) = match self.turn {
                1 if all(&self.wanted) => (&self.wanted, some),
                2 if all(&self.nearest) && !all(&self.wanted) => (&self.nearest, some),
                3 => {
                    self.nearest.retain(|wanted| !wanted.terms.is_empty());
                    (&self.nearest, (self.nearest.len() * 3).div_ceil(5))
                }
                4 => (&self.nearest, some.div_ceil(4)),
                _ => continue,
            };
            // One term alone was asked for in full already.
            if enough > 0 && (self.turn < 3 || self.wanted.len() > 1) {
                return Some(question(self.fields, wanted, enough));
            }
        }
        None
    }
}

fn find<'a>(text: &str, known: &'a [Known]) -> Option<&'a Known> {
    let place = known.binary_search_by(|term| term.text.as_str().cmp(text)).ok()?;
    known.get(place)
}

fn typed<'a>(asked: &Asked, known: &'a [Known]) -> Wanted<'a> {
    let text = &asked.term.text;
    let mut terms: Vec<(&Known, f32)> =
        find(text, known).map(|term| (term, 1.0)).into_iter().collect();
    if asked.unfinished {
        let stem = stemmed(text);
        if stem != *text {
            terms.extend(find(&stem, known).map(|term| (term, 1.0)));
        }
        for term in beginning_with(text, known) {
            if !terms.iter().any(|(same, _)| same.text == term.text) {
                terms.push((term, STANDIN_WEIGHT));
            }
        }
    }
    Wanted { terms }
}

/// The commonest words that begin so. One letter begins too much.
fn beginning_with<'a>(text: &str, known: &'a [Known]) -> Vec<&'a Known> {
    if text.chars().count() < 2 {
        return Vec::new();
    }
    let start = known.partition_point(|term| term.text.as_str() < text);
    let tail = known.get(start..).unwrap_or_default();
    commonest(tail.iter().take_while(|term| term.text.starts_with(text)).collect())
}

fn commonest(mut found: Vec<&Known>) -> Vec<&Known> {
    found.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.text.cmp(&b.text)));
    found.truncate(STANDINS_MAX);
    found
}

/// The words that differ by one slip from one that no service has.
fn misspelled<'a>(asked: &Asked, known: &'a [Known]) -> Wanted<'a> {
    let text = &asked.term.text;
    if !asked.term.is_word || text.chars().count() < MISSPELLED_MIN {
        return Wanted::default();
    }
    let stem = stemmed(text);
    let slip = |typed: &str| {
        let bits = letters(typed);
        let near = move |term: &&Known| (bits ^ term.letters).count_ones() <= 2;
        let typed = typed.to_string();
        known
            .iter()
            .filter(near)
            .filter(move |term| is_word(&term.text) && one_slip(&typed, &term.text))
    };
    let mut found: Vec<&Known> = slip(text).collect();
    if stem != *text {
        found.extend(slip(&stem));
    }
    Wanted { terms: commonest(found).into_iter().map(|term| (term, STANDIN_WEIGHT)).collect() }
}

/// One letter too many, too few or wrong, or two exchanged. What stands between the common beginning and the
/// common end tells; nothing is copied, since every word of the index may be looked at.
fn one_slip(typed: &str, word: &str) -> bool {
    if typed.len().abs_diff(word.len()) > 4 {
        return false;
    }
    let begin: usize = common(typed.chars(), word.chars()).map(char::len_utf8).sum();
    let typed = typed.get(begin..).unwrap_or_default();
    let word = word.get(begin..).unwrap_or_default();
    let end: usize = common(typed.chars().rev(), word.chars().rev()).map(char::len_utf8).sum();
    let typed = typed.get(..typed.len() - end).unwrap_or_default();
    let word = word.get(..word.len() - end).unwrap_or_default();
    let (mut a, mut b) = (typed.chars(), word.chars());
    match ([a.next(), a.next(), a.next()], [b.next(), b.next(), b.next()]) {
        ([None, ..], [Some(_), None, _]) | ([Some(_), None, _], [None, ..]) => true,
        ([Some(_), None, _], [Some(_), None, _]) => true,
        ([Some(a), Some(b), None], [Some(c), Some(d), None]) => a == d && b == c,
        _ => false,
    }
}

fn common(
    a: impl Iterator<Item = char>,
    b: impl Iterator<Item = char>,
) -> impl Iterator<Item = char> {
    a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a)
}

/// Of these terms, at least so many; each in any of the fields, in the more the better.
fn question(fields: &[Weighed], wanted: &[Wanted<'_>], enough: usize) -> BooleanQuery {
    let mut clauses: Vec<Box<dyn Query>> = Vec::with_capacity(wanted.len());
    for Wanted { terms } in wanted {
        let mut either: Vec<Box<dyn Query>> = Vec::new();
        for (term, share) in terms {
            let has = fields.iter().enumerate().filter(|(bit, _)| term.fields & (1 << bit) != 0);
            for (_, Weighed { field, weight }) in has {
                let text = IndexTerm::from_field_text(*field, &term.text);
                let query = TermQuery::new(text, IndexRecordOption::WithFreqs);
                either.push(Box::new(BoostQuery::new(Box::new(query), weight * share)));
            }
        }
        clauses.push(Box::new(BooleanQuery::union(either)));
    }
    if enough >= clauses.len() {
        return BooleanQuery::new(
            clauses.into_iter().map(|clause| (Occur::Must, clause)).collect(),
        );
    }
    BooleanQuery::union_with_minimum_required_clauses(clauses, enough)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_one_letter_or_two_exchanged() {
        for typed in ["nascimeto", "nascimenta", "nascimentoo", "nasicmento", "ascimento"] {
            assert!(one_slip(typed, "nascimento"), "{typed}");
            assert!((letters(typed) ^ letters("nascimento")).count_ones() <= 2);
        }
        for typed in ["nascimen", "mascimenta", "nascimentooo", "nascimento"] {
            assert!(!one_slip(typed, "nascimento"), "{typed}");
        }
    }
}
