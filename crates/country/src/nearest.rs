//! "Did you mean": the known word that is nearest to a wrong one. Pure.

use vocabulary::Sentence;

/// Longer words are nobody's slip of the pen.
const WORD_MAX: usize = 60;
/// How many known words a hint names.
const NAMED_MAX: usize = 12;

/// A hint for a word that is none of the known ones: the nearest of them, or all that there are.
pub(crate) fn hint<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    law::english(&said(word, known))
}

/// The same as a sentence of the texts.
pub(crate) fn said<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Sentence {
    let mut known: Vec<&str> = known.into_iter().collect();
    known.sort_unstable();
    known.dedup();
    if let Some(near) = nearest(word, &known) {
        return Sentence::new("hint.did-you-mean").with("word", near);
    }
    if known.is_empty() {
        return Sentence::new("hint.none-yet");
    }
    let more = if known.len() > NAMED_MAX { ", …" } else { "" };
    known.truncate(NAMED_MAX);
    Sentence::new("hint.one-of").with("known", format!("{}{more}", known.join(", ")))
}

fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let word: Vec<char> = word.chars().collect();
    let slips_max = (word.len() / 3).max(1);
    let near = known.iter().filter_map(|k| Some((slips(&word, k, slips_max)?, *k)));
    near.min().map(|(_, known)| known)
}

/// How many letters must be added, dropped, changed or swapped with their neighbour; `None` when more than `max`.
///
/// A catalogue has thousands of ids, so it stops as soon as the answer is no.
fn slips(a: &[char], b: &str, max: usize) -> Option<usize> {
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > max || a.len() > WORD_MAX {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, to) in b.iter().enumerate() {
            let change = above[j] + usize::from(from != to);
            let mut best = change.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *to && *from == b[j - 1] {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        if row.iter().min().is_none_or(|least| *least > max) {
            return None;
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().filter(|slips| *slips <= max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        let count = |a: &str, b| slips(&a.chars().collect::<Vec<char>>(), b, 3);
        assert_eq!(count("lable", "label"), Some(1));
        assert_eq!(count("", "abc"), Some(3));
        assert_eq!(count("prefil", "prefill"), Some(1));
        assert_eq!(count("주민", "주민등록"), Some(2));
        assert_eq!(count("abcdef", "uvwxyz"), None);
        assert_eq!(count("a", "abcdef"), None);
    }

    #[test]
    fn a_hint_names_the_nearest_or_all() {
        assert_eq!(hint("lable", ["hint", "label", "kind"]), "did you mean `label`?");
        assert_eq!(hint("zzzzzz", ["hint", "kind"]), "one of: hint, kind");
        assert_eq!(hint("x", []), "there are none yet");
    }
}
