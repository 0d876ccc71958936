//! A list of members or months folded to one value for each group: a count, a sum, the least, whether one is true.
//!
//! What may not happen here: another value than FEEL's functions give. What they would make null is left to the single case.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::{Computed, Stop};
use super::situation::{Group, NOWHERE};
use crate::fault::Fault;
use crate::people::{Series, Values};
use crate::value::Value;

/// What becomes of a list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    Count,
    Sum,
    Min,
    Max,
    /// Whether one is true; whether all are.
    Any,
    All,
}

/// What of each member is gathered.
pub(super) struct Item {
    pub keep: Option<Arc<Series>>,
    pub values: Option<Arc<Series>>,
    pub faults: BTreeMap<usize, Fault>,
}

/// A list as it is gathered, for each group.
pub(super) struct Folded {
    fold: Fold,
    /// The sum, the least, the count, or 1 for true.
    units: Vec<i64>,
    /// So many were taken.
    taken: Vec<u32>,
    scale: Option<u32>,
    faults: BTreeMap<usize, Fault>,
    and: Option<Value>,
}

impl Folded {
    pub(super) fn new(fold: Fold, and: Option<&Value>, count: usize) -> Folded {
        let start = match fold {
            Fold::All => 1,
            // The number behind the list is counted with it.
            Fold::Count => i64::from(and.is_some()),
            Fold::Sum | Fold::Min | Fold::Max | Fold::Any => 0,
        };
        Folded {
            fold,
            units: vec![start; count],
            taken: vec![0; count],
            scale: None,
            faults: BTreeMap::new(),
            and: and.cloned(),
        }
    }

    pub(super) fn must_be_alike(&mut self, item: &Item) -> Result<(), Stop> {
        let Some(Values::Numbers { scale, .. }) = item.values.as_ref().map(|s| &s.values) else {
            return Ok(());
        };
        match self.scale.replace(*scale) {
            Some(before) if before != *scale => Err(Stop::Here),
            _ => Ok(()),
        }
    }

    /// Takes what every person of a role has.
    pub(super) fn take_all(
        &mut self,
        group: &Group,
        role: Option<usize>,
        item: &Item,
    ) -> Result<(), Stop> {
        let role = role.map(|role| u8::try_from(role).unwrap_or(u8::MAX));
        if self.take_plain(group, role, item)? {
            return Ok(());
        }
        let persons = group.of.iter().zip(&group.role).enumerate();
        for (person, (of, own)) in persons {
            if *of != NOWHERE && role.is_none_or(|role| *own == role) {
                self.take(*of as usize, person, item)?;
            }
        }
        Ok(())
    }

    /// Where nobody is left out and nothing is missing, there is nothing to ask of each. Says whether that is so.
    fn take_plain(&mut self, group: &Group, role: Option<u8>, item: &Item) -> Result<bool, Stop> {
        if item.keep.is_some() || !item.faults.is_empty() {
            return Ok(false);
        }
        let values = item.values.as_deref().filter(|values| values.known.is_none());
        let values = values.filter(|values| values.count() == group.of.len());
        match (self.fold, values.map(|series| &series.values)) {
            (Fold::Count, _) if item.values.is_none() => {
                into_groups(&mut self.units, group, role, std::iter::repeat(()), |units, ()| {
                    *units += 1;
                });
            }
            (Fold::Any, Some(Values::Truths(all))) => {
                into_groups(&mut self.units, group, role, all, |units, own| {
                    *units |= i64::from(*own);
                });
            }
            (Fold::All, Some(Values::Truths(all))) => {
                into_groups(&mut self.units, group, role, all, |units, own| {
                    *units &= i64::from(*own);
                });
            }
            (Fold::Sum, Some(Values::Numbers { units: all, .. })) => {
                let mut too_large = false;
                into_groups(&mut self.units, group, role, all, |units, own| {
                    let (sum, over) = units.overflowing_add(*own);
                    (*units, too_large) = (sum, too_large | over);
                });
                if too_large {
                    return Err(Stop::Here);
                }
                let one_by_one = std::iter::repeat(());
                into_groups(&mut self.taken, group, role, one_by_one, |taken, ()| *taken += 1);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Takes what one member has.
    pub(super) fn take(&mut self, group: usize, member: usize, item: &Item) -> Result<(), Stop> {
        if !item.faults.is_empty()
            && let Some(fault) = item.faults.get(&member)
        {
            self.faults.entry(group).or_insert_with(|| fault.clone());
            return Ok(());
        }
        if let Some(keep) = &item.keep {
            let Values::Truths(truths) = &keep.values else {
                return super::gather::no_column("a filter that is neither true nor false");
            };
            if truths.get(member) != Some(&true) || !keep.is_known(member) {
                return Ok(());
            }
        }
        let (Some(units), Some(taken)) = (self.units.get_mut(group), self.taken.get_mut(group))
        else {
            return Err(Stop::Here);
        };
        *taken += 1;
        if self.fold == Fold::Count {
            *units += 1;
            return Ok(());
        }
        let values = item.values.as_ref().ok_or(Stop::Here)?;
        if !values.is_known(member) {
            return Err(Stop::Here);
        }
        match (&values.values, self.fold) {
            (Values::Numbers { units: all, .. }, Fold::Sum | Fold::Min | Fold::Max) => {
                let own = *all.get(member).ok_or(Stop::Here)?;
                *units = match (self.fold, *taken) {
                    (_, 1) => own,
                    (Fold::Sum, _) => units.checked_add(own).ok_or(Stop::Here)?,
                    (Fold::Min, _) => own.min(*units),
                    _ => own.max(*units),
                };
            }
            (Values::Truths(all), Fold::Any | Fold::All) => {
                let own = i64::from(*all.get(member).ok_or(Stop::Here)?);
                *units = if self.fold == Fold::Any { own | *units } else { own & *units };
            }
            _ => return super::gather::no_column("it gathers what are no numbers and no truths"),
        }
        Ok(())
    }

    pub(super) fn finish(mut self, item: &Item) -> Result<Computed, Stop> {
        let values = match self.fold {
            Fold::Any | Fold::All => Values::Truths(self.units.iter().map(|n| *n != 0).collect()),
            Fold::Count => Values::Numbers { units: self.units, scale: 0 },
            Fold::Sum | Fold::Min | Fold::Max => {
                let scale = match item.values.as_ref().map(|series| &series.values) {
                    Some(Values::Numbers { scale, .. }) => *scale,
                    _ => return super::gather::no_column("it adds what are no numbers"),
                };
                self.add_one_more(scale)?;
                let known: Vec<bool> = self.taken.iter().map(|taken| *taken > 0).collect();
                let known = known.contains(&false).then_some(known);
                let values = Values::Numbers { units: self.units, scale };
                let series = Arc::new(Series { values, known });
                return Ok(Computed { series, faults: self.faults, why_single: None });
            }
        };
        Ok(Computed { series: Arc::new(values.into()), faults: self.faults, why_single: None })
    }

    /// The number that stands behind the list.
    fn add_one_more(&mut self, scale: u32) -> Result<(), Stop> {
        let Some(Value::Number(number)) = &self.and else { return Ok(()) };
        let (own, true) = number.floor_units(scale) else { return Err(Stop::Here) };
        if self.fold == Fold::Sum && own == 0 {
            // It changes no sum, and no list is empty any more.
            self.taken.fill(1);
            return Ok(());
        }
        for (units, taken) in self.units.iter_mut().zip(&mut self.taken) {
            *units = match (self.fold, *taken) {
                (_, 0) => own,
                (Fold::Sum, _) => units.checked_add(own).ok_or(Stop::Here)?,
                (Fold::Min, _) => own.min(*units),
                _ => own.max(*units),
            };
            *taken += 1;
        }
        Ok(())
    }
}

/// Changes what each group has, person after person of a role, by what the person has.
fn into_groups<G, T>(
    groups: &mut [G],
    group: &Group,
    role: Option<u8>,
    own: impl IntoIterator<Item = T>,
    mut change: impl FnMut(&mut G, T),
) {
    for ((of, own_role), own) in group.of.iter().zip(&group.role).zip(own) {
        // Who is in no group has no place among them.
        if let (true, Some(groups)) =
            (role.is_none_or(|role| *own_role == role), groups.get_mut(*of as usize))
        {
            change(groups, own);
        }
    }
}
