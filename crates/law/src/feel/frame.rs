//! What names stand for inside `for`, `some`, filters, contexts and cells.

use std::collections::BTreeMap;

use crate::value::Value;

/// What names stand for inside `for`, `some`, filters and contexts, from the inside out.
pub(crate) struct Frame<'f> {
    bound: Bound<'f>,
    outer: Option<&'f Frame<'f>>,
}

pub(super) enum Bound<'f> {
    Nothing,
    Name(&'f str, &'f Value),
    /// The item of a filter: `item`, and its own entries by name.
    Item(&'f Value),
    Entries(&'f BTreeMap<String, Value>),
    /// `?`
    Input(&'f Value),
}

impl<'f> Frame<'f> {
    pub(crate) const OUTERMOST: Frame<'static> = Frame { bound: Bound::Nothing, outer: None };

    pub(crate) fn input(value: &'f Value) -> Frame<'f> {
        Frame { bound: Bound::Input(value), outer: None }
    }

    /// Names that are seen from everywhere inside.
    pub(crate) fn entries(entries: &'f BTreeMap<String, Value>) -> Frame<'f> {
        Frame { bound: Bound::Entries(entries), outer: None }
    }

    pub(super) fn within(bound: Bound<'f>, outer: &'f Frame<'f>) -> Frame<'f> {
        Frame { bound, outer: Some(outer) }
    }

    pub(super) fn find(&self, name: &str) -> Option<&'f Value> {
        let here = match &self.bound {
            Bound::Name(bound, value) if *bound == name => Some(*value),
            Bound::Item(value) if name == "item" => Some(*value),
            Bound::Item(Value::Record(entries)) => entries.get(name),
            Bound::Entries(entries) => entries.get(name),
            _ => None,
        };
        here.or_else(|| self.outer?.find(name))
    }

    pub(super) fn found_input(&self) -> Option<&'f Value> {
        match &self.bound {
            Bound::Input(value) => Some(value),
            _ => self.outer?.found_input(),
        }
    }
}
