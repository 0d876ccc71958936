//! How the letters of a square seal are arranged. Korean rules for official seals ask for Hangul,
//! engraved in horizontal rows, that everyone can read; seals in other scripts set words in rows.

/// The longest text that a seal of two centimetres can show, in characters; more is cut off.
const LETTERS_MAX: usize = 60;

/// The rows of the seal; each row is a list of cells, and a cell is a letter or a word.
pub fn rows(text: &str) -> Vec<Vec<String>> {
    let text: String = text.chars().take(LETTERS_MAX).collect();
    let letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
    if letters.is_empty() {
        return Vec::new();
    }
    if letters.iter().all(|&c| is_square(c)) {
        return even_rows(&letters);
    }
    word_rows(&text).into_iter().map(|row| vec![row]).collect()
}

/// Whether a letter fills a square of its own: Hangul, kana and ideographs do.
pub fn is_square(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}'
        | '\u{FF01}'..='\u{FF60}' | '\u{20000}'..='\u{3FFFF}')
}

/// Letters in as many rows as columns, the longer rows first: 7 become 3, 2 and 2.
fn even_rows(letters: &[char]) -> Vec<Vec<String>> {
    let columns = letters.len().isqrt() + usize::from(!is_perfect_square(letters.len()));
    let rows = letters.len().div_ceil(columns);
    let mut rest = letters;
    (0..rows)
        .map(|row| {
            let (now, later) = rest.split_at(rest.len().div_ceil(rows - row));
            rest = later;
            now.iter().map(char::to_string).collect()
        })
        .collect()
}

fn is_perfect_square(n: usize) -> bool {
    n.isqrt() * n.isqrt() == n
}

/// Words gathered into rows so that the block comes out about as high as wide.
fn word_rows(text: &str) -> Vec<String> {
    let longest = text.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(1);
    // A letter is about twice as high as wide, so a square block has twice as many columns as rows.
    let width = longest.max((2 * text.chars().count()).isqrt());
    let mut rows: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match rows.last_mut() {
            Some(row) if row.chars().count() + 1 + word.chars().count() <= width => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push(word.to_string()),
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_hangul_letters_stand_three_by_three() {
        assert_eq!(
            rows("행정안전부장관의인"),
            [["행", "정", "안"], ["전", "부", "장"], ["관", "의", "인"]]
        );
    }

    #[test]
    fn seven_letters_fill_rows_of_three_two_and_two() {
        let lengths: Vec<usize> = rows("서울특별시장인").iter().map(Vec::len).collect();
        assert_eq!(lengths, [3, 2, 2]);
    }

    #[test]
    fn latin_words_are_gathered_into_rows() {
        assert_eq!(
            rows("Ministry of the Interior and Safety"),
            [["Ministry"], ["of the"], ["Interior"], ["and"], ["Safety"]]
        );
        assert!(rows("  ").is_empty());
    }
}
