//! Searching: a program of small steps, and a search that goes back to the last choice when it does not go on.
//!
//! What may not happen here: recursion, or a loop that matches nothing for ever.

use super::class::Set;
use super::pattern::Piece;
use crate::dmn::feel::evaluate::{Done, Evaluation, Stop};

/// The most steps of a program: counted repetitions are written out.
const PROGRAM_STEPS_MAX: usize = 50_000;
/// The most choices that are kept to go back to.
const CHOICES_MAX: usize = 1_000_000;

#[derive(Clone, Debug)]
pub(super) enum Step {
    Set(Set),
    Start,
    End,
    Save(usize),
    Again(usize, bool),
    /// Goes on at the first, and at the second when that fails.
    Split(usize, usize),
    Jump(usize),
    /// Remembers the place at the beginning of a round of a loop.
    Round(usize),
    /// Fails when the round has matched nothing.
    Moved(usize),
    Found,
}

pub(super) fn program(piece: &Piece, groups: usize) -> Option<Vec<Step>> {
    let mut writer = Writer { steps: vec![Step::Save(0)], slots: 2 * groups + 2 };
    writer.write(piece)?;
    writer.steps.push(Step::Save(1));
    writer.steps.push(Step::Found);
    Some(writer.steps)
}

struct Writer {
    steps: Vec<Step>,
    slots: usize,
}

impl Writer {
    fn add(&mut self, step: Step) -> Option<usize> {
        self.steps.push(step);
        (self.steps.len() <= PROGRAM_STEPS_MAX).then_some(self.steps.len() - 1)
    }

    fn set(&mut self, place: usize, step: Step) {
        if let Some(slot) = self.steps.get_mut(place) {
            *slot = step;
        }
    }

    fn write(&mut self, piece: &Piece) -> Option<()> {
        match piece {
            Piece::Set(set) => self.add(Step::Set(set.clone())).map(|_| ()),
            Piece::Start => self.add(Step::Start).map(|_| ()),
            Piece::End => self.add(Step::End).map(|_| ()),
            Piece::Again(group, folded) => self.add(Step::Again(*group, *folded)).map(|_| ()),
            Piece::Group(None, inner) => self.write(inner),
            Piece::Group(Some(number), inner) => {
                self.add(Step::Save(2 * number))?;
                self.write(inner)?;
                self.add(Step::Save(2 * number + 1)).map(|_| ())
            }
            Piece::Row(pieces) => pieces.iter().try_for_each(|piece| self.write(piece)),
            Piece::Choice(choices) => self.choice(choices),
            Piece::Repeat { piece, least, most, lazy } => self.repeat(piece, *least, *most, *lazy),
        }
    }

    fn choice(&mut self, choices: &[Piece]) -> Option<()> {
        let (last, before) = choices.split_last()?;
        let mut ends = Vec::new();
        for choice in before {
            let split = self.add(Step::Found)?;
            self.write(choice)?;
            ends.push(self.add(Step::Found)?);
            self.set(split, Step::Split(split + 1, self.steps.len()));
        }
        self.write(last)?;
        let end = self.steps.len();
        ends.into_iter().for_each(|place| self.set(place, Step::Jump(end)));
        Some(())
    }

    fn repeat(&mut self, piece: &Piece, least: u32, most: Option<u32>, lazy: bool) -> Option<()> {
        let split = |go: usize, leave: usize| {
            if lazy { Step::Split(leave, go) } else { Step::Split(go, leave) }
        };
        for _ in 0..least {
            self.write(piece)?;
        }
        let Some(most) = most else {
            let slot = self.slots;
            self.slots += 1;
            let start = self.add(Step::Found)?;
            self.add(Step::Round(slot))?;
            self.write(piece)?;
            self.add(Step::Moved(slot))?;
            self.add(Step::Jump(start))?;
            self.set(start, split(start + 1, self.steps.len()));
            return Some(());
        };
        let mut splits = Vec::new();
        for _ in least..most {
            splits.push(self.add(Step::Found)?);
            self.write(piece)?;
        }
        let end = self.steps.len();
        splits.into_iter().for_each(|place| self.set(place, split(place + 1, end)));
        Some(())
    }
}

/// A choice to go back to, or a place that was remembered before.
enum Back {
    Choice { step: usize, at: usize },
    Slot { slot: usize, old: Option<usize> },
}

/// Searches a match that begins exactly there.
pub(super) fn at(
    program: &[Step],
    groups: usize,
    chars: &[char],
    (start, lines): (usize, bool),
    evaluation: &Evaluation,
) -> Done<Option<Vec<Option<usize>>>> {
    let loops = program.iter().filter(|step| matches!(step, Step::Round(_))).count();
    let mut slots: Vec<Option<usize>> = vec![None; 2 * groups + 2 + loops];
    let mut backs: Vec<Back> = Vec::new();
    let (mut step, mut place) = (0, start);
    loop {
        evaluation.spend(1)?;
        let next = match program.get(step) {
            Some(Step::Found) | None => {
                slots.truncate(2 * groups + 2);
                return Ok(Some(slots));
            }
            Some(Step::Set(set)) => {
                chars.get(place).filter(|c| set.holds(**c)).map(|_| (step + 1, place + 1))
            }
            Some(Step::Start) => {
                let begins = place == 0 || (lines && chars.get(place - 1) == Some(&'\n'));
                begins.then_some((step + 1, place))
            }
            Some(Step::End) => {
                let ends = place == chars.len() || (lines && chars.get(place) == Some(&'\n'));
                ends.then_some((step + 1, place))
            }
            Some(Step::Save(slot) | Step::Round(slot)) => {
                if let Some(old) = slots.get_mut(*slot) {
                    backs.push(Back::Slot { slot: *slot, old: *old });
                    *old = Some(place);
                }
                Some((step + 1, place))
            }
            Some(Step::Moved(slot)) => {
                let moved = slots.get(*slot).copied().flatten() != Some(place);
                moved.then_some((step + 1, place))
            }
            Some(Step::Again(group, folded)) => again(chars, &slots, *group, place, *folded)
                .map(|length| (step + 1, place + length)),
            Some(Step::Split(first, second)) => {
                backs.push(Back::Choice { step: *second, at: place });
                Some((*first, place))
            }
            Some(Step::Jump(to)) => Some((*to, place)),
        };
        if backs.len() > CHOICES_MAX {
            return Err(Stop("a regular expression with too many choices".into()));
        }
        (step, place) = match next {
            Some(next) => next,
            None => match back(&mut backs, &mut slots) {
                Some(choice) => choice,
                None => return Ok(None),
            },
        };
    }
}

/// Goes back to the last choice and forgets what was remembered since.
fn back(backs: &mut Vec<Back>, slots: &mut [Option<usize>]) -> Option<(usize, usize)> {
    loop {
        match backs.pop()? {
            Back::Choice { step, at } => return Some((step, at)),
            Back::Slot { slot, old } => {
                if let Some(place) = slots.get_mut(slot) {
                    *place = old;
                }
            }
        }
    }
}

/// How long what the group matched is, when it stands there again. A group that matched nothing is the empty text.
fn again(
    chars: &[char],
    slots: &[Option<usize>],
    group: usize,
    place: usize,
    folded: bool,
) -> Option<usize> {
    let slot = |place: usize| slots.get(place).copied().flatten();
    let (Some(start), Some(end)) = (slot(2 * group), slot(2 * group + 1)) else { return Some(0) };
    let before = chars.get(start..end)?;
    let here = chars.get(place..place + before.len())?;
    let same = |(a, b): (&char, &char)| a == b || (folded && Set::range(*a, *a).folded().holds(*b));
    before.iter().zip(here).all(same).then_some(before.len())
}
