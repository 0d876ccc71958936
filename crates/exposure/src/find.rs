//! Looking through a text: every place where a number of a kind could stand, what speaks for it, and which kind has most for it.
//!
//! What may not happen here: a number that leaves. Places go in and out; the number stays in the document.

use std::collections::{BTreeMap, HashSet};

use vocabulary::Day;

use crate::document::Document;
use crate::finding::{Confidence, Finding, Reason, masked};
use crate::kinds::{DIGITS_MAX, Digits, Kind, Kinds, Read};
use crate::labels::Label;
use crate::shape::Style;

/// Places of one file where a number could stand; what comes after them is not looked at, and that is said.
const CANDIDATES_MAX: usize = 1_000_000;
/// Findings of one file that are told.
pub const FINDINGS_MAX: usize = 10_000;
/// Cells from which on a column says something.
const CELLS_LEAST: u32 = 10;
/// Of a hundred cells so many make a column of a kind.
const COLUMN_PERCENT: u32 = 95;
/// Check digits from which on chance, which makes one of ten hold, is told from purpose; and the share below which it is chance.
const CHECKS_LEAST: u32 = 5;
const CHANCE_PERCENT: u32 = 30;
/// What a column of chance takes away.
const CHANCE_POINTS: i32 = 6;
/// The share of check digits above which they were meant: the others of the column are numbers that were given without one.
const MEANT_PERCENT: u32 = 50;

/// What was found in a document.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// In the order of the text.
    pub findings: Vec<Finding>,
    /// How many were found, those that are not told among them.
    pub count: usize,
    /// Not everything was looked at.
    pub is_cut: bool,
}

/// A place where a number of a kind could stand.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    start: usize,
    end: usize,
    kind: usize,
    style: Style,
    read: Read,
    /// The column of the cell that it fills.
    fills: Option<usize>,
}

/// What a column's cells say of a kind.
#[derive(Clone, Copy, Debug, Default)]
struct Statistics {
    fitting: u32,
    holding: u32,
    failing: u32,
}

impl Kinds {
    /// Everything that stands in a document, as of a day: nobody was born after it.
    pub fn find(&self, document: &Document, today: Day) -> Found {
        let (candidates, is_cut) = self.candidates(document, today);
        let columns = Columns::of(document, &candidates, self);
        let mut found = Found { is_cut, ..Found::default() };
        let mut told = HashSet::new();
        let mut rest = candidates.as_slice();
        while let Some((first, _)) = rest.split_first() {
            // All candidates that overlap stand for the same number: the one with most for it wins.
            let mut end = first.end;
            let count = rest.iter().take_while(|next| {
                let overlaps = next.start < end;
                end = if overlaps { end.max(next.end) } else { end };
                overlaps
            });
            let (group, others) = rest.split_at(count.count());
            rest = others;
            let Some(best) = self.best(document, group, &columns) else { continue };
            let (place, part) = document.place(best.candidate.start);
            // What is read twice, as the text of a field and as its attribute, is told once.
            if best.confidence.is_none() || !told.insert((best.candidate.kind, place.clone())) {
                continue;
            }
            found.count += 1;
            let (Some(confidence), Some(kind)) =
                (best.confidence, self.all.get(best.candidate.kind))
            else {
                continue;
            };
            if found.findings.len() < FINDINGS_MAX {
                let number = document.text.get(best.candidate.start..best.candidate.end);
                let masked = masked(number.unwrap_or(""));
                let (kind, why) = (kind.id.clone(), best.why);
                found.findings.push(Finding { kind, place, part, masked, confidence, why });
            }
        }
        found
    }

    /// A text with every number of a person in it masked: for names of files, which are told.
    pub fn masked(&self, text: &str, today: Day) -> String {
        let document = Document::name(text);
        let (candidates, _) = self.candidates(&document, today);
        let flagged = |candidate: &&Candidate| self.all.get(candidate.kind).is_some_and(|k| k.flag);
        let (mut masked_text, mut at) = (String::new(), 0);
        for candidate in candidates.iter().filter(flagged).filter(|c| c.end - c.start > 7) {
            if candidate.start >= at {
                masked_text.push_str(document.text.get(at..candidate.start).unwrap_or(""));
                let number = document.text.get(candidate.start..candidate.end).unwrap_or("");
                masked_text.push_str(&masked(number));
                at = candidate.end;
            }
        }
        if at == 0 {
            return text.to_string();
        }
        masked_text.push_str(document.text.get(at..).unwrap_or(""));
        masked_text
    }

    fn candidates(&self, document: &Document, today: Day) -> (Vec<Candidate>, bool) {
        let bytes = document.text.as_bytes();
        let mut candidates = Vec::new();
        let mut number = String::new();
        let mut previous = b'\n';
        for (start, byte) in bytes.iter().enumerate() {
            let before = std::mem::replace(&mut previous, *byte);
            let shapes = self.beginnings.get(usize::from(*byte)).map_or(&[][..], Vec::as_slice);
            if shapes.is_empty() || before.is_ascii_alphanumeric() || !begins(bytes, start) {
                continue;
            }
            for (kind_number, shape) in shapes {
                let Some(kind) = self.all.get(*kind_number) else { continue };
                let Some(shape) = kind.shapes.get(*shape) else { continue };
                let Some(fit) = shape.fit(bytes, start) else { continue };
                if !ends(bytes, fit.end) || self.is_amount(document, (start, fit.end), fit.style) {
                    continue;
                }
                number.clear();
                let signs = bytes.get(start..fit.end).unwrap_or_default().iter();
                let signs = signs.filter(|byte| byte.is_ascii_alphanumeric()).take(DIGITS_MAX);
                number.extend(signs.map(|byte| char::from(*byte)));
                let Some(read) = kind.read(&number, today) else { continue };
                let (end, style) = (fit.end, fit.style);
                let fills = filled(document, start, end);
                candidates.push(Candidate { start, end, kind: *kind_number, style, read, fills });
            }
            if candidates.len() >= CANDIDATES_MAX {
                return (candidates, true);
            }
        }
        (candidates, false)
    }

    /// Whether a number without separators is a sum of money.
    fn is_amount(&self, document: &Document, (start, end): (usize, usize), style: Style) -> bool {
        let text = &document.text;
        let (Some(before), Some(after)) = (text.get(..start), text.get(end..)) else {
            return false;
        };
        style == Style::Bare
            && (self.amount_before.iter().any(|sign| before.trim_end().ends_with(sign.as_str()))
                || self
                    .amount_after
                    .iter()
                    .any(|unit| after.trim_start().starts_with(unit.as_str())))
    }

    /// The candidate with most points of those that overlap; nothing where it is nobody's number.
    fn best(
        &self,
        document: &Document,
        group: &[Candidate],
        columns: &Columns<'_>,
    ) -> Option<Best> {
        let mut best: Option<(i32, Best)> = None;
        let label = Naming::of(self, document, group, columns);
        for candidate in group {
            let Some(kind) = self.all.get(candidate.kind) else { continue };
            let (points, why) = weigh(candidate, kind, &label, columns);
            let longer = |other: &Best| {
                candidate.end - candidate.start > other.candidate.end - other.candidate.start
            };
            let wins = best
                .as_ref()
                .is_none_or(|(most, other)| points > *most || (points == *most && longer(other)));
            if wins {
                let confidence = Confidence::of(points);
                best = Some((points, Best { candidate: *candidate, confidence, why }));
            }
        }
        let (_, best) = best?;
        let is_flagged = self.all.get(best.candidate.kind).is_some_and(|kind| kind.flag);
        (is_flagged && !label.is_other).then_some(best)
    }
}

struct Best {
    candidate: Candidate,
    confidence: Option<Confidence>,
    why: Vec<Reason>,
}

/// What names a number.
struct Naming<'k> {
    label: Option<&'k Label>,
    is_other: bool,
}

impl<'k> Naming<'k> {
    /// The word in the line, then the heading of the column, then the line above.
    fn of(
        kinds: &'k Kinds,
        document: &Document,
        group: &[Candidate],
        columns: &Columns<'k>,
    ) -> Naming<'k> {
        let Some(first) = group.first() else { return Naming { label: None, is_other: false } };
        let (text, labels) = (document.text.as_str(), &kinds.labels);
        let longest = group.iter().map(|candidate| candidate.end).max().unwrap_or(first.end);
        let column = document.cell(first.start).map(|cell| cell.column);
        let heading = || columns.labels.get(column?).copied().flatten();
        // In a table with headings the cell before is a neighbour; elsewhere it names what follows, as the line above does.
        let is_headed = column.and_then(|column| document.columns.get(column));
        let is_headed = document.is_table && is_headed.is_some_and(|c| !c.heading.is_empty());
        let above = || if is_headed { None } else { labels.above(text, first.start) };
        let label = labels.beside(text, first.start, longest).or_else(heading).or_else(above);
        // A word that a kind has too speaks for the kind.
        let is_other = label.is_some_and(|label| {
            label.is_other() && !group.iter().any(|candidate| label.is_of(candidate.kind))
        });
        Naming { label, is_other }
    }
}

/// What speaks for a candidate and against it.
fn weigh(
    candidate: &Candidate,
    kind: &Kind,
    naming: &Naming<'_>,
    columns: &Columns<'_>,
) -> (i32, Vec<Reason>) {
    let points = &kind.points;
    let (mut sum, mut why) = (points.of(candidate.style), Vec::new());
    if candidate.style == Style::Hyphen {
        why.push(Reason::Separated);
    }
    match candidate.read.digits {
        Digits::Hold => {
            sum += points.check;
            why.push(Reason::CheckHolds);
        }
        Digits::Fail => {
            sum += points.fails;
            why.push(Reason::CheckFails);
        }
        Digits::Silent => why.push(Reason::NoCheck),
    }
    if candidate.read.old {
        sum += points.old;
        why.push(Reason::Old);
    }
    let label = naming.label.filter(|label| label.is_of(candidate.kind));
    if let Some(label) = label {
        sum += points.word;
        why.push(Reason::Word(label.word.clone()));
    }
    if let Some(column) = candidate.fills {
        let (more, reason) = columns.speak(column, candidate, (points.column, label.is_some()));
        sum += more;
        why.extend(reason);
    }
    (sum, why)
}

/// The columns of a document's tables: the words of their headings, and what their cells say together.
struct Columns<'k> {
    labels: Vec<Option<&'k Label>>,
    cells: Vec<u32>,
    statistics: BTreeMap<(usize, usize), Statistics>,
}

impl<'k> Columns<'k> {
    fn of(document: &Document, candidates: &[Candidate], kinds: &'k Kinds) -> Columns<'k> {
        let heading =
            |column: &crate::document::Column| kinds.labels.last_in(&column.heading, false);
        let labels = document.columns.iter().map(heading).collect();
        let mut cells = vec![0u32; document.columns.len()];
        for cell in &document.cells {
            let text = document.text.get(cell.start..cell.end).unwrap_or("");
            let count = cells.get_mut(cell.column).filter(|_| !text.trim().is_empty());
            if let Some(count) = count {
                *count += 1;
            }
        }
        let mut statistics = BTreeMap::<(usize, usize), Statistics>::new();
        let mut last = None;
        for candidate in candidates {
            let Some(column) = candidate.fills else { continue };
            // Two shapes of one kind in one cell are one number.
            if last.replace((candidate.start, candidate.kind))
                == Some((candidate.start, candidate.kind))
            {
                continue;
            }
            let own = statistics.entry((column, candidate.kind)).or_default();
            own.fitting += 1;
            match candidate.read.digits {
                Digits::Hold => own.holding += 1,
                Digits::Fail => own.failing += 1,
                Digits::Silent => {}
            }
        }
        Columns { labels, cells, statistics }
    }

    /// What a column says of a number that fills one of its cells.
    fn speak(
        &self,
        column: usize,
        candidate: &Candidate,
        (points, is_named): (i32, bool),
    ) -> (i32, Option<Reason>) {
        let cells = self.cells.get(column).copied().unwrap_or(0);
        let own = self.statistics.get(&(column, candidate.kind)).copied().unwrap_or_default();
        let checked = own.holding + own.failing;
        let holding =
            |percent: u32| own.holding.saturating_mul(100) >= checked.saturating_mul(percent);
        // Whoever names a column knows better than chance: numbers that were all given anew have no check digits either.
        if !is_named && checked >= CHECKS_LEAST && !holding(CHANCE_PERCENT) {
            return (-CHANCE_POINTS, Some(Reason::ColumnOfChance(own.holding, checked)));
        }
        let share = own.fitting.saturating_mul(100) / cells.max(1);
        if points <= 0 || cells < CELLS_LEAST || share < COLUMN_PERCENT {
            return (0, None);
        }
        let is_meant = checked >= CHECKS_LEAST && holding(MEANT_PERCENT);
        let points = if is_meant { points * 2 } else { points };
        (points, Some(Reason::Column(share.min(100))))
    }
}

/// The column whose cell a candidate fills, white space aside.
fn filled(document: &Document, start: usize, end: usize) -> Option<usize> {
    let cell = document.cell(start)?;
    let blank = |from: usize, to: usize| {
        document.text.get(from..to).is_some_and(|text| text.trim().is_empty())
    };
    (blank(cell.start, start) && end <= cell.end && blank(end, cell.end)).then_some(cell.column)
}

/// Whether what begins there is not the rest of a longer number: `1234-900101-…`, `3.900101`.
fn begins(bytes: &[u8], start: usize) -> bool {
    let sign = |back: usize| start.checked_sub(back).and_then(|at| bytes.get(at)).copied();
    match sign(1) {
        Some(b'-' | b'.' | b'+') => !sign(2).is_some_and(|byte| byte.is_ascii_alphanumeric()),
        _ => true,
    }
}

/// Whether what ends there is not the beginning of a longer number.
fn ends(bytes: &[u8], end: usize) -> bool {
    match bytes.get(end) {
        Some(b'-') => !bytes.get(end + 1).is_some_and(u8::is_ascii_alphanumeric),
        Some(b'.') => !bytes.get(end + 1).is_some_and(u8::is_ascii_digit),
        Some(byte) => !byte.is_ascii_alphanumeric(),
        None => true,
    }
}
