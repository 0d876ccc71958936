//! Numbers with a shape and a check digit: how they are written, verified and shown. Pure.

use vocabulary::check_digit::{luhn_holds, weighted};

use crate::register::Identifier;

/// No official number comes near it; longer texts are refused before they are looked at.
const BYTES_MAX: usize = 200;

impl Identifier {
    /// The number as its shape writes it: `8801012345678` becomes `880101-2345678`.
    ///
    /// Spaces and the separators of the shape may be missing or added, letters may be small, digits may be full-width
    /// (as East Asian keyboards write them). `None` when what is left does not fit the shape. The check digit is not tried.
    pub fn normalise(&self, text: &str) -> Option<String> {
        if text.len() > BYTES_MAX {
            return None;
        }
        let separator =
            |c: char| c.is_whitespace() || (!c.is_alphanumeric() && self.shape.contains(c));
        let mut signs = text.chars().filter(|c| !separator(*c)).map(plain);
        let mut written = String::with_capacity(self.shape.len());
        for place in self.shape.chars() {
            if !place.is_alphanumeric() {
                written.push(place);
                continue;
            }
            let sign = signs.next()?;
            let fits = match place {
                '9' => sign.is_ascii_digit(),
                'A' => sign.is_ascii_uppercase(),
                literal => sign == literal,
            };
            if !fits {
                return None;
            }
            written.push(sign);
        }
        signs.next().is_none().then_some(written)
    }

    /// Whether a number, already in its shape, carries the right check digit.
    pub fn verify(&self, number: &str) -> bool {
        if self.normalise(number).as_deref() != Some(number) {
            return false;
        }
        let digits = self.digits_of(number);
        match self.check.as_str() {
            "none" => true,
            "luhn" => luhn_holds(&digits),
            "weighted" => self.weights_hold(&digits),
            _ => false,
        }
    }

    /// The number as it is shown to those who need not know it whole: `880101-2******`.
    pub fn mask(&self, number: &str) -> String {
        let mut left = self.masked;
        let mut shown: Vec<char> = number.chars().collect();
        // Separators are not counted, so that never fewer signs are hidden than the country asked for.
        for sign in shown.iter_mut().rev().filter(|c| c.is_alphanumeric()) {
            if left == 0 {
                break;
            }
            *sign = '*';
            left -= 1;
        }
        shown.into_iter().collect()
    }

    /// A new number of the range that is drawn from, with the right check digit. `None` when the range has no such number.
    pub fn draw(&self, chance: u128) -> Option<String> {
        let mut left = chance;
        let mut one_of = |count: u8| {
            let one = u8::try_from(left % u128::from(count)).unwrap_or(0);
            left /= u128::from(count);
            one
        };
        let places = self.shape.chars().zip(self.drawn.chars());
        let signs = places.map(|(place, sign)| match (place, sign) {
            ('9', '?') => char::from(b'0' + one_of(10)),
            ('A', '?') => char::from(b'A' + one_of(26)),
            _ => sign,
        });
        let number: String = signs.collect();
        let (before, after) = number.rsplit_once(|sign: char| sign.is_ascii_digit())?;
        if self.check == "none" {
            return self.verify(&number).then_some(number);
        }
        // The check digit is the last digit: the one of ten that fits.
        (0..10)
            .map(|digit| format!("{before}{digit}{after}"))
            .find(|number| self.verify(number))
            .filter(|_| self.drawn.rsplit_once('?').is_some_and(|(_, rest)| rest == after))
    }

    /// How many digits the shape has, the check digit among them.
    pub(crate) fn digit_count(&self) -> usize {
        self.shape.chars().filter(|c| *c == '9').count()
    }

    fn digits_of(&self, number: &str) -> Vec<u32> {
        let places = self.shape.chars().zip(number.chars());
        places
            .filter(|(place, _)| *place == '9')
            .filter_map(|(_, sign)| sign.to_digit(10))
            .collect()
    }

    fn weights_hold(&self, digits: &[u32]) -> bool {
        let Some((check, body)) = digits.split_last() else { return false };
        weighted(body, &self.weights, self.modulus, self.tens_of) == Some(*check)
    }
}

/// A full-width digit or letter as its narrow twin, and small letters as capitals.
fn plain(sign: char) -> char {
    let narrow = match sign {
        '\u{ff10}'..='\u{ff19}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}' => {
            char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign)
        }
        other => other,
    };
    narrow.to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};
    use vocabulary::Text;

    use super::*;

    fn identifier(shape: &str, check: &str, weights: &[u32], modulus: u32) -> Identifier {
        Identifier {
            id: "number".into(),
            title: Text::of("en", "Number"),
            shape: shape.into(),
            check: check.into(),
            weights: weights.to_vec(),
            modulus,
            tens_of: None,
            masked: 6,
            drawn: String::new(),
            example: String::new(),
        }
    }

    /// Korean resident registration number, by the rule in force for numbers given before October 2020.
    fn resident() -> Identifier {
        let weights = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
        identifier("999999-9999999", "weighted", &weights, 11)
    }

    /// Korean business registration number.
    fn business() -> Identifier {
        let mut number = identifier("999-99-99999", "weighted", &[1, 3, 7, 1, 3, 7, 1, 3, 5], 10);
        number.tens_of = Some(8);
        number
    }

    #[test]
    fn resident_numbers_are_verified_by_their_weights() {
        // 8,8,0,1,0,1,2,3,4,5,6,7 times the weights is 177 = 16 * 11 + 1, so the check digit is 10 mod 10 = 0.
        assert!(resident().verify("880101-2345670"));
        // 8,5,0,3,1,5,2,0,0,0,0,1 gives 108 = 9 * 11 + 9, so 2.
        assert!(resident().verify("850315-2000012"));
        for wrong in ["880101-2345672", "880101-2345760", "8801012345670", "880101-234567", ""] {
            assert!(!resident().verify(wrong), "{wrong}");
        }
    }

    #[test]
    fn business_numbers_add_the_tens_of_the_ninth_product() {
        // Two large companies' published numbers.
        assert!(business().verify("124-81-00998"));
        assert!(business().verify("220-81-62517"));
        assert!(!business().verify("124-81-00997"));
        let mut without = business();
        without.tens_of = None;
        assert!(!without.verify("124-81-00998"), "the tens matter for this number");
    }

    #[test]
    fn luhn_numbers_are_verified() {
        let card = identifier("9999 9999 9999 9999", "luhn", &[], 0);
        assert!(card.verify("4111 1111 1111 1111"));
        assert!(!card.verify("4111 1111 1111 1112"));
        assert!(identifier("99999999999", "luhn", &[], 0).verify("79927398713"));
    }

    #[test]
    fn a_number_is_written_as_its_shape_says() {
        let number = resident();
        for typed in ["880101-2345670", "8801012345670", " 880101 2345670 ", "８８０１０１2345670"]
        {
            assert_eq!(number.normalise(typed).as_deref(), Some("880101-2345670"), "{typed}");
        }
        for wrong in [
            "880101-234567",
            "880101-23456702",
            "88O101-2345670",
            "880101/2345670",
            "৮801012345670",
        ] {
            assert_eq!(number.normalise(wrong), None, "{wrong}");
        }
        let plate = identifier("KR-AA-9999", "none", &[], 0);
        assert_eq!(plate.normalise("krab1234").as_deref(), Some("KR-AB-1234"));
        assert_eq!(plate.normalise("xxab1234"), None);
    }

    #[test]
    fn a_masked_number_shows_only_its_beginning() {
        assert_eq!(resident().mask("880101-2345670"), "880101-2******");
        let mut long = resident();
        long.masked = 99;
        assert_eq!(long.mask("880101-2345670"), "******-*******");
        long.masked = 9;
        assert_eq!(long.mask("880101-2345670"), "8801**-*******");
    }

    #[test]
    fn a_drawn_number_is_of_its_range_and_carries_its_check_digit() {
        let mut number = business();
        number.drawn = "099-3?-?????".into();
        let drawn: Vec<String> =
            (0..200).map(|n| number.draw(n * 7_919 + (n << 90)).unwrap()).collect();
        for drawn in &drawn {
            assert!(drawn.starts_with("099-3") && number.verify(drawn), "{drawn}");
        }
        let different: std::collections::BTreeSet<&String> = drawn.iter().collect();
        assert!(different.len() > 190, "{different:?}");
        number.drawn = "099-3?-????0".into();
        assert_eq!(number.draw(1), None, "the check digit must be free");
        let mut plate = identifier("KR-AA-9999", "none", &[], 0);
        plate.drawn = "KR-A?-00??".into();
        let drawn = plate.draw(12_345).unwrap();
        assert!(drawn.starts_with("KR-A") && plate.verify(&drawn), "{drawn}");
        plate.drawn.clear();
        assert_eq!(plate.draw(1), None, "no range, no number");
    }

    proptest! {
        #[test]
        fn any_text_is_taken_or_refused_but_never_breaks(text in any::<String>(), shape in "[9A -]{0,12}") {
            let number = identifier(&shape, "luhn", &[], 0);
            if let Some(written) = number.normalise(&text) {
                assert_eq!(number.normalise(&written), Some(written.clone()));
                let _ = number.verify(&written);
                assert_eq!(number.mask(&written).chars().count(), written.chars().count());
            }
        }

        #[test]
        fn one_wrong_digit_is_always_found_by_luhn(
            body in proptest::collection::vec(0_u32..10, 3..18), place in any::<proptest::sample::Index>(), more in 1_u32..10
        ) {
            let mut digits = body.clone();
            digits.push(0);
            while !luhn_holds(&digits) {
                *digits.last_mut().unwrap() += 1;
            }
            let place = place.index(digits.len());
            digits[place] = (digits[place] + more) % 10;
            assert!(!luhn_holds(&digits));
        }
    }
}
