//! From the text of a regular expression to its pieces.
//!
//! What may not happen here: a pattern that the standard does not have is guessed at.

use super::Flags;
use super::class::Set;

/// How deep groups and classes may be nested.
const GROUPS_MAX: usize = 50;
/// The highest count of a repetition.
const COUNT_MAX: u32 = 1_000;

#[derive(Clone, Debug)]
pub(super) enum Piece {
    Set(Set),
    Start,
    End,
    Group(Option<usize>, Box<Piece>),
    Row(Vec<Piece>),
    Choice(Vec<Piece>),
    Repeat {
        piece: Box<Piece>,
        least: u32,
        most: Option<u32>,
        lazy: bool,
    },
    /// What the group of that number matched; without regard to capitals where the flag says so.
    Again(usize, bool),
}

pub(super) struct Parsed {
    pub piece: Piece,
    pub groups: usize,
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    flags: Flags,
    groups: usize,
    closed: Vec<usize>,
    depth: usize,
}

pub(super) fn parse(text: &str, flags: Flags) -> Option<Parsed> {
    let chars =
        if flags.spaced && !flags.quoted { without_blanks(text) } else { text.chars().collect() };
    let mut reader = Reader { chars, at: 0, flags, groups: 0, closed: Vec::new(), depth: 0 };
    if flags.quoted {
        let pieces = reader.chars.iter().map(|c| reader.single(*c)).collect();
        return Some(Parsed { piece: Piece::Row(pieces), groups: 0 });
    }
    let piece = reader.choice()?;
    (reader.at == reader.chars.len()).then_some(Parsed { piece, groups: reader.groups })
}

/// Blanks outside of classes are taken out.
fn without_blanks(text: &str) -> Vec<char> {
    let (mut kept, mut depth, mut escaped) = (Vec::new(), 0_usize, false);
    for c in text.chars() {
        if depth == 0 && matches!(c, ' ' | '\t' | '\n' | '\r') {
            continue;
        }
        match c {
            _ if escaped => {}
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        escaped = c == '\\' && !escaped;
        kept.push(c);
    }
    kept
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += 1;
        Some(c)
    }

    fn eat(&mut self, wanted: char) -> bool {
        let there = self.peek() == Some(wanted);
        self.at += usize::from(there);
        there
    }

    fn folded(&self, set: Set) -> Set {
        if self.flags.folded { set.folded() } else { set }
    }

    fn single(&self, c: char) -> Piece {
        Piece::Set(self.folded(Set::range(c, c)))
    }

    fn choice(&mut self) -> Option<Piece> {
        self.depth += 1;
        if self.depth > GROUPS_MAX {
            return None;
        }
        let mut choices = vec![self.row()?];
        while self.eat('|') {
            choices.push(self.row()?);
        }
        self.depth -= 1;
        if choices.len() == 1 { choices.pop() } else { Some(Piece::Choice(choices)) }
    }

    fn row(&mut self) -> Option<Piece> {
        let mut pieces = Vec::new();
        while let Some(c) = self.peek().filter(|c| !matches!(c, '|' | ')')) {
            self.at += 1;
            let piece = self.atom(c)?;
            pieces.push(self.repeated(piece)?);
        }
        Some(Piece::Row(pieces))
    }

    fn atom(&mut self, c: char) -> Option<Piece> {
        Some(match c {
            '.' if self.flags.all => Piece::Set(Set::empty().negated()),
            '.' => {
                let mut ends = Set::range('\n', '\n');
                ends.add(&Set::range('\r', '\r'));
                Piece::Set(ends.negated())
            }
            '^' => Piece::Start,
            '$' => Piece::End,
            '(' => return self.group(),
            '[' => Piece::Set(self.class()?),
            '\\' => match self.peek()? {
                '1'..='9' => return self.again(),
                _ => Piece::Set(self.escaped()?),
            },
            '*' | '+' | '?' | '{' | '}' | ']' => return None,
            c => self.single(c),
        })
    }

    fn group(&mut self) -> Option<Piece> {
        let number = if self.eat('?') {
            if !self.eat(':') {
                return None;
            }
            None
        } else {
            self.groups += 1;
            Some(self.groups)
        };
        let inner = self.choice()?;
        if !self.eat(')') {
            return None;
        }
        self.closed.extend(number);
        Some(Piece::Group(number, Box::new(inner)))
    }

    /// `\1`: the group must have been closed before.
    fn again(&mut self) -> Option<Piece> {
        let mut number = usize::try_from(self.next()?.to_digit(10)?).ok()?;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            let longer = number * 10 + usize::try_from(digit).ok()?;
            if !self.closed.contains(&longer) {
                break;
            }
            number = longer;
            self.at += 1;
        }
        self.closed.contains(&number).then_some(Piece::Again(number, self.flags.folded))
    }

    /// What stands behind a backslash, as a set.
    fn escaped(&mut self) -> Option<Set> {
        let c = self.next()?;
        Some(match c {
            'n' => Set::range('\n', '\n'),
            'r' => Set::range('\r', '\r'),
            't' => Set::range('\t', '\t'),
            '\\' | '|' | '.' | '-' | '^' | '?' | '*' | '+' | '{' | '}' | '(' | ')' | '[' | ']'
            | '$' => self.folded(Set::range(c, c)),
            'p' | 'P' => {
                if !self.eat('{') {
                    return None;
                }
                let mut name = String::new();
                loop {
                    match self.next()? {
                        '}' => break,
                        c => name.push(c),
                    }
                }
                let set = Set::of_property(&name)?;
                if c == 'P' { set.negated() } else { set }
            }
            c => Set::of_letter(c)?,
        })
    }

    fn repeated(&mut self, piece: Piece) -> Option<Piece> {
        let (least, most) = match self.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => {
                self.at += 1;
                return self.counted(piece);
            }
            _ => return Some(piece),
        };
        self.at += 1;
        let lazy = self.eat('?');
        Some(Piece::Repeat { piece: Box::new(piece), least, most, lazy })
    }

    /// `{2}`, `{2,}`, `{2,5}`.
    fn counted(&mut self, piece: Piece) -> Option<Piece> {
        let least = self.count()?;
        let most = if !self.eat(',') {
            Some(least)
        } else if self.peek() == Some('}') {
            None
        } else {
            Some(self.count()?)
        };
        if !self.eat('}') || most.is_some_and(|most| most < least) {
            return None;
        }
        let lazy = self.eat('?');
        Some(Piece::Repeat { piece: Box::new(piece), least, most, lazy })
    }

    fn count(&mut self) -> Option<u32> {
        let mut count = self.next()?.to_digit(10)?;
        while let Some(digit) = self.peek().and_then(|c| c.to_digit(10)) {
            self.at += 1;
            count = count * 10 + digit;
            if count > COUNT_MAX {
                return None;
            }
        }
        Some(count)
    }

    /// A class whose bracket has been read: `a-z]`, `^0-9]`, `A-Z-[OI]]`.
    fn class(&mut self) -> Option<Set> {
        self.depth += 1;
        if self.depth > GROUPS_MAX {
            return None;
        }
        let negated = self.eat('^');
        let mut set = Set::empty();
        let mut first = true;
        loop {
            match self.next()? {
                ']' if !first => break,
                '-' if !first && self.peek() == Some('[') => {
                    self.at += 1;
                    let less = self.class()?;
                    if !self.eat(']') {
                        return None;
                    }
                    self.depth -= 1;
                    let set = if negated { set.negated() } else { set };
                    return Some(set.without(&less));
                }
                '[' | ']' => return None,
                '\\' => {
                    let start = self.at;
                    let one = self.escaped()?;
                    let single = self.at == start + 1
                        && !matches!(
                            self.chars.get(start),
                            Some('d' | 'D' | 's' | 'S' | 'w' | 'W' | 'i' | 'I' | 'c' | 'C')
                        );
                    match self.range_end()?.filter(|_| single) {
                        Some(last) => {
                            set.add(&self.range(escaped_char(*self.chars.get(start)?), last)?)
                        }
                        None => set.add(&one),
                    }
                }
                c => {
                    let last = self.range_end()?.unwrap_or(c);
                    set.add(&self.range(c, last)?);
                }
            }
            first = false;
        }
        self.depth -= 1;
        Some(if negated { set.negated() } else { set })
    }

    fn range(&self, first: char, last: char) -> Option<Set> {
        (first <= last).then(|| self.folded(Set::range(first, last)))
    }

    /// The end of a range when one follows: `-z`, but neither `-]` nor `-[`. None inside is no range; none outside is wrong.
    #[expect(clippy::option_option, reason = "wrong, no range, and a range are three answers")]
    fn range_end(&mut self) -> Option<Option<char>> {
        let follows = self.peek() == Some('-')
            && self.chars.get(self.at + 1).is_some_and(|c| !matches!(c, ']' | '['));
        if !follows {
            return Some(None);
        }
        self.at += 1;
        match self.next()? {
            '\\' => {
                let c = self.next()?;
                let known = "nrt\\|.-^?*+{}()[]$".contains(c);
                known.then(|| Some(escaped_char(c)))
            }
            c => Some(Some(c)),
        }
    }
}

fn escaped_char(c: char) -> char {
    match c {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        c => c,
    }
}
