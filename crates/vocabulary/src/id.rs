//! Numbers that people read to each other: Crockford's base 32 with a check character, so that a slip is found.

/// Crockford's alphabet: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A speakable number such as `RA-4F7K-9Q2M-X` from a prefix and 40 random bits.
///
/// Random, not counted: a counter would be a hot row for every node, and would tell anyone how many cases there are.
pub fn number_from(prefix: &str, random: [u8; 5]) -> String {
    let bits = random.iter().fold(0_u64, |all, byte| (all << 8) | u64::from(*byte));
    // One number in 37 would end in a star, which nobody can say: the next one is taken.
    let digits = (0..37).map(|more| digits_of(bits + more));
    let spoken = |digits: &String| check_character(&format!("{prefix}{digits}")) != '*';
    let digits = digits.into_iter().find(spoken).unwrap_or_default();
    let check = check_character(&format!("{prefix}{digits}"));
    format!("{prefix}-{}-{}-{check}", &digits[..4], &digits[4..])
}

fn digits_of(bits: u64) -> String {
    let digit = |place: u32| char::from(ALPHABET[((bits >> (5 * place)) & 31) as usize]);
    (0..8).rev().map(digit).collect()
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
        let number = number_from("RA", [1, 2, 3, 4, 5]);
        assert_eq!(number.len(), "RA-0000-0000-0".len());
        assert!(number_is_valid(&number));
        assert!(number_is_valid(&number.to_lowercase().replace('-', "")));
    }

    #[test]
    fn every_single_slip_and_swap_is_found() {
        let number = number_from("RA", [0xde, 0xad, 0xbe, 0xef, 0x42]).replace('-', "");
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
