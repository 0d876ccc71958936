//! How a number is written: a small pattern of a country's file, and the places of a text that it fits.
//!
//! What may not happen here: going back. A shape is read once from left to right, so the time for a text grows with its length
//! alone, whatever stands in it.

/// Signs of a shape, repeated ones counted.
const SIGNS_MAX: usize = 40;
/// White space that may stand where a number is broken, such as the indentation of the next line.
const BREAK_SPACES_MAX: usize = 80;
/// Spaces that may stand between the parts of a number in one line.
const GAP_SPACES_MAX: usize = 2;

/// One item of a shape.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Item {
    /// One sign of a set of ASCII signs.
    One(u128),
    /// So many digits, and as many of them as there are.
    Digits(usize, usize),
    /// A place where a separator may stand, or must.
    Separator { needed: bool },
}

/// A compiled shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    items: Vec<Item>,
}

/// How a number was written, from the surest to the least sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Style {
    Hyphen,
    Space,
    Bare,
    /// Over a line end, without a hyphen.
    Broken,
}

/// Where a shape fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Fit {
    pub end: usize,
    pub style: Style,
}

impl Shape {
    /// Reads a shape as a country's file writes it.
    pub(crate) fn read(text: &str) -> Result<Shape, String> {
        let mut items = Vec::new();
        let mut signs = text.chars().peekable();
        while let Some(sign) = signs.next() {
            items.push(match sign {
                '9' if signs.peek() == Some(&'{') => {
                    let counts: String = signs.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    counted(&counts).ok_or_else(|| format!("`{counts}` counts no digits"))?
                }
                '9' => Item::One(range('0', '9')),
                'A' => Item::One(range('A', 'Z')),
                '[' => {
                    let set: String = signs.by_ref().take_while(|c| *c != ']').collect();
                    Item::One(set_of(&set).ok_or_else(|| format!("`[{set}]` is no set"))?)
                }
                '-' => Item::Separator { needed: false },
                '=' => Item::Separator { needed: true },
                one if one.is_ascii_graphic() => Item::One(bit(one)),
                other => return Err(format!("`{other}` is no sign of a shape")),
            });
            if items.len() > SIGNS_MAX {
                return Err(format!("more than {SIGNS_MAX} signs"));
            }
        }
        match items.first() {
            Some(Item::One(_) | Item::Digits(..)) => Ok(Shape { items }),
            _ => Err("a shape begins with a sign".to_string()),
        }
    }

    /// Whether a number of this shape may begin with that byte.
    pub(crate) fn may_begin_with(&self, byte: u8) -> bool {
        match self.items.first() {
            Some(Item::One(set)) => has(*set, byte),
            Some(Item::Digits(..)) => byte.is_ascii_digit(),
            _ => false,
        }
    }

    /// Where the number ends that begins there.
    pub(crate) fn fit(&self, text: &[u8], start: usize) -> Option<Fit> {
        let mut at = start;
        let (mut separated, mut joined) = (None::<Style>, false);
        for item in &self.items {
            match item {
                Item::One(set) => {
                    text.get(at).filter(|byte| has(*set, **byte))?;
                    at += 1;
                }
                Item::Digits(least, most) => {
                    let rest = text.get(at..)?.iter().take(*most);
                    let count = rest.take_while(|byte| byte.is_ascii_digit()).count();
                    if count < *least {
                        return None;
                    }
                    at += count;
                }
                Item::Separator { needed } => match separator(text, at) {
                    Some((end, style)) if !needed || style == Style::Hyphen => {
                        at = end;
                        separated = Some(separated.map_or(style, |other| other.max(style)));
                    }
                    _ if *needed => return None,
                    _ => joined = true,
                },
            }
        }
        let style = match separated {
            None => Style::Bare,
            // `010 12345678`: one space says no more than none.
            Some(Style::Space) if joined => Style::Bare,
            Some(style) => style,
        };
        Some(Fit { end: at, style })
    }
}

/// What separates two parts of a number there, and where it ends: a hyphen with or without white space, spaces, a line end.
fn separator(text: &[u8], start: usize) -> Option<(usize, Style)> {
    let (mut at, mut hyphen, mut lines, mut tabs) = (start, false, 0, 0);
    while let Some(byte) = text.get(at) {
        match byte {
            b'-' if !hyphen => hyphen = true,
            b'\n' => lines += 1,
            b'\t' => tabs += 1,
            b' ' => {}
            _ => break,
        }
        at += 1;
        if at - start > BREAK_SPACES_MAX || lines > 1 {
            return None;
        }
    }
    let style = match (hyphen, lines) {
        (true, _) => Style::Hyphen,
        (false, 1) => Style::Broken,
        _ if at == start || tabs > 0 || at - start > GAP_SPACES_MAX => return None,
        _ => Style::Space,
    };
    Some((at, style))
}

fn counted(counts: &str) -> Option<Item> {
    let (least, most) = counts.split_once(',').unwrap_or((counts, counts));
    let (least, most) = (least.trim().parse().ok()?, most.trim().parse().ok()?);
    (1 <= least && least <= most && most <= SIGNS_MAX).then_some(Item::Digits(least, most))
}

fn set_of(set: &str) -> Option<u128> {
    let signs: Vec<char> = set.chars().collect();
    let (mut bits, mut at) = (0, 0);
    while let Some(sign) = signs.get(at).filter(|sign| sign.is_ascii_graphic()) {
        match (signs.get(at + 1), signs.get(at + 2)) {
            (Some('-'), Some(last)) if last.is_ascii_graphic() && last >= sign => {
                bits |= range(*sign, *last);
                at += 3;
            }
            (Some('-'), Some(_)) => return None,
            _ => {
                bits |= bit(*sign);
                at += 1;
            }
        }
    }
    (at == signs.len() && bits != 0).then_some(bits)
}

fn range(first: char, last: char) -> u128 {
    (first..=last).map(bit).fold(0, |all, one| all | one)
}

/// The place of an ASCII sign in a set; no place for any other.
fn bit(sign: char) -> u128 {
    if sign.is_ascii() { 1 << u32::from(sign) } else { 0 }
}

fn has(set: u128, byte: u8) -> bool {
    byte.is_ascii() && set & (1 << byte) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(shape: &str, text: &str) -> Option<Style> {
        let fit = Shape::read(shape).unwrap().fit(text.as_bytes(), 0)?;
        (fit.end == text.len()).then_some(fit.style)
    }

    #[test]
    fn a_number_is_found_however_it_is_separated() {
        for (text, expected) in [
            ("900101-2980015", Style::Hyphen),
            ("900101 - 2980015", Style::Hyphen),
            ("900101-\n    2980015", Style::Hyphen),
            ("900101\n-2980015", Style::Hyphen),
            ("900101 2980015", Style::Space),
            ("9001012980015", Style::Bare),
            ("900101\n2980015", Style::Broken),
        ] {
            assert_eq!(style("999999-[1-4]999999", text), Some(expected), "{text:?}");
        }
    }

    #[test]
    fn columns_and_paragraphs_do_not_make_a_number() {
        for text in ["900101\t2980015", "900101    2980015", "900101\n\n2980015", "900101--2980015"]
        {
            assert_eq!(style("999999-[1-4]999999", text), None, "{text:?}");
        }
        assert_eq!(style("999999-[1-4]999999", "900101-5980015"), None);
    }

    #[test]
    fn counted_digits_and_needed_hyphens() {
        assert_eq!(style("01[16-9]-9{3,4}=9999", "011-234-5678"), Some(Style::Hyphen));
        assert_eq!(style("01[16-9]-9{3,4}=9999", "0112345678"), None);
        assert_eq!(style("9{10,14}", "12345678901"), Some(Style::Bare));
        assert_eq!(style("+82-10-9999-9999", "+82 10 9800 0001"), Some(Style::Space));
    }

    #[test]
    fn a_shape_that_says_nothing_is_a_mistake() {
        for shape in ["", "-9", "9{}", "9{5,2}", "[", "[z-a]", "가", "9{99}"] {
            assert!(Shape::read(shape).is_err(), "{shape}");
        }
    }
}
