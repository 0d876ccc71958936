//! Numbers that people read to each other: Crockford's base 32 with a check character, so that a slip is found.

use crate::Moment;

/// Crockford's alphabet: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// 1 January 2000 in seconds since 1970: numbers count their seconds from here, and last until 2136.
const SECONDS_OF_2000: i64 = 946_684_800;

/// A speakable number such as `RA-6BK2-9Q2M-7H3D-X`: a prefix, the second in 32 bits, and chance. With `C` bytes of chance it
/// has 32 + 8 `C` bits, rounded down to whole groups of 20.
///
/// The second comes first, so that what is new lies together on the disk. What follows is random, not counted: a counter
/// would be a hot row for every node, and would tell anyone how many cases there are.
pub fn number_from<const C: usize>(prefix: &str, at: Moment, chance: [u8; C]) -> String {
    let second =
        u128::from(((at.0.div_euclid(1000) - SECONDS_OF_2000) & 0xffff_ffff).unsigned_abs());
    let bits = chance.iter().fold(second, |all, byte| (all << 8) | u128::from(*byte));
    let groups = (32 + 8 * C) / 20;
    let bits = bits >> (32 + 8 * C - 20 * groups);
    // One number in 37 would end in a star, which nobody can say: the next one is taken.
    let digits = (0..37).map(|more| digits_of(bits + more, groups));
    let spoken = |digits: &String| check_character(&format!("{prefix}{digits}")) != '*';
    let digits = digits.into_iter().find(spoken).unwrap_or_default();
    let check = check_character(&format!("{prefix}{digits}"));
    format!("{prefix}-{digits}-{check}")
}

// Groups of four, with a hyphen in between.
fn digits_of(bits: u128, groups: usize) -> String {
    let digit = |place: usize| char::from(ALPHABET[((bits >> (5 * place)) & 31) as usize]);
    let group = |group: usize| (0..4).rev().map(|place| digit(4 * group + place)).collect();
    (0..groups).rev().map(group).collect::<Vec<String>>().join("-")
}

/// The check character over letters and digits: ISO 7064 MOD 37-2 catches every single slip and every swap of neighbours.
pub fn check_character(text: &str) -> char {
    let value = |c: char| c.to_digit(36).unwrap_or(0);
    let sum =
        text.chars().filter(char::is_ascii_alphanumeric).fold(0, |p, c| ((p + value(c)) * 2) % 37);
    match (38 - sum) % 37 {
        36 => '*',
        rest => char::from_digit(rest, 36).unwrap_or('*').to_ascii_uppercase(),
    }
}

/// Whether a number's check character fits. Case and missing hyphens are forgiven when it is read aloud or typed.
pub fn number_is_valid(number: &str) -> bool {
    let plain: String =
        number.chars().filter(|c| *c != '-' && *c != ' ').collect::<String>().to_ascii_uppercase();
    if plain.len() < 9 || !plain.is_ascii() {
        return false;
    }
    let (body, check) = plain.split_at(plain.len() - 1);
    body.chars().all(|c| c.is_ascii_alphanumeric()) && check.starts_with(check_character(body))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_carries_its_check() {
        let number = number_from("RA", Moment(1_795_392_000_000), [1, 2, 3, 4]);
        assert_eq!(number.len(), "RA-0000-0000-0000-0".len());
        assert!(number_is_valid(&number));
        assert!(number_is_valid(&number.to_lowercase().replace('-', "")));
    }

    #[test]
    fn a_later_number_stands_behind_an_earlier_one() {
        let at = |second: i64, chance: [u8; 6]| number_from("CRA", Moment(second * 1000), chance);
        let numbers =
            [at(946_684_800, [255; 6]), at(946_684_801, [0; 6]), at(1_795_392_000, [9; 6])];
        assert!(numbers.is_sorted(), "{numbers:?}");
        assert_eq!(numbers[0].len(), "CRA-0000-0000-0000-0000-0".len());
        assert!(numbers.iter().all(|number| number_is_valid(number)));
    }

    #[test]
    fn every_single_slip_and_swap_is_found() {
        let number =
            number_from("RA", Moment(1_795_392_000_000), [0xde, 0xad, 0xbe, 0xef]).replace('-', "");
        let chars: Vec<char> = number.chars().collect();
        for place in 0..chars.len() - 1 {
            for other in ALPHABET.iter().map(|b| char::from(*b)).filter(|c| *c != chars[place]) {
                let mut slip = chars.clone();
                slip[place] = other;
                assert!(!number_is_valid(&slip.iter().collect::<String>()), "{slip:?}");
            }
            if place + 2 < chars.len() && chars[place] != chars[place + 1] {
                let mut swap = chars.clone();
                swap.swap(place, place + 1);
                assert!(!number_is_valid(&swap.iter().collect::<String>()), "{swap:?}");
            }
        }
    }
}
