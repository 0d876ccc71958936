//! Check digits of official numbers: what a country's files name is computed in one place, for whoever reads such a number.
//!
//! What may not happen here: a country's own weights, or a text; digits come in as digits.

/// The Luhn check (ISO/IEC 7812-1, annex B): from the right every second digit is doubled, and the sum divides by ten.
pub fn luhn_holds(digits: &[u32]) -> bool {
    let doubled = |d: u32| if d * 2 > 9 { d * 2 - 9 } else { d * 2 };
    let values = digits.iter().rev().enumerate();
    let sum: u32 = values.map(|(n, d)| if n % 2 == 1 { doubled(*d) } else { *d }).sum();
    digits.len() > 1 && sum.is_multiple_of(10)
}

/// The check digit `(modulus - sum of the products mod modulus) mod 10`. With `tens_of`, the tens of the product at that place
/// are added to the sum again. `None` where there is not one weight for each digit.
pub fn weighted(
    digits: &[u32],
    weights: &[u32],
    modulus: u32,
    tens_of: Option<usize>,
) -> Option<u32> {
    if modulus == 0 || digits.len() != weights.len() {
        return None;
    }
    let products = || digits.iter().zip(weights).map(|(d, w)| u64::from(*d) * u64::from(*w));
    let tens = tens_of.and_then(|place| products().nth(place)).map_or(0, |p| p / 10);
    let rest = (products().sum::<u64>() + tens) % u64::from(modulus);
    u32::try_from((u64::from(modulus) - rest) % 10).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_carries_luhns_check() {
        let digits = |text: &str| text.chars().filter_map(|c| c.to_digit(10)).collect::<Vec<_>>();
        assert!(luhn_holds(&digits("79927398713")));
        assert!(!luhn_holds(&digits("79927398710")));
        assert!(!luhn_holds(&[0]));
    }

    #[test]
    fn weights_give_the_check_digit_and_their_number_must_fit() {
        let weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
        assert_eq!(weighted(&[8, 8, 0, 4, 1, 2, 2, 9, 8, 0, 0, 1], &weights, 11, None), Some(1));
        assert_eq!(
            weighted(&[0, 9, 9, 0, 1, 9, 8, 7, 6], &[1, 3, 7, 1, 3, 7, 1, 3, 5], 10, Some(8)),
            Some(2)
        );
        assert_eq!(weighted(&[1, 2], &weights, 11, None), None);
        assert_eq!(weighted(&[1, 2], &[1, 2], 0, None), None);
    }
}
