//! What a number counts: found from the numbers that it is made of.
//!
//! What may not happen here: a unit of what mixes units.

use std::collections::BTreeMap;

use super::{Grounds, path_of};
use crate::feel::{Function, Node, Operator, What};

/// What numbers count, by name or path: `KRW`, `months`.
pub type Units = BTreeMap<String, String>;

/// A share has no unit: what is multiplied by it keeps its own.
const SHARES: [&str; 3] = ["percent", "rate", "ratio"];

impl Grounds<'_> {
    /// The units of all derived facts that have one, beside those of what is given.
    pub fn units(&self, given: &Units) -> Units {
        let mut units = given.clone();
        for (name, expression) in &self.expressions {
            if let Some(unit) = self.unit(expression.root(), &units) {
                units.insert(name.clone(), unit);
            }
        }
        units
    }

    fn unit(&self, node: &Node, units: &Units) -> Option<String> {
        let unit = |node: &Node| self.unit(node, units);
        match &node.what {
            // `….years` of a duration.
            What::Path(_, word) if matches!(word.as_str(), "years" | "months" | "days") => {
                Some(word.clone())
            }
            What::Name(_) | What::Path(..) => self.unit_of(&path_of(node)?, units),
            What::Filter(list, _) => unit(list),
            What::Negate(inner) => unit(inner),
            What::Calculate(Operator::Plus | Operator::Minus, a, b) => match (unit(a), unit(b)) {
                (Some(a), Some(b)) => (a == b).then_some(a),
                (a, b) => a.or(b),
            },
            What::Calculate(Operator::Times, a, b) => match (unit(a), unit(b)) {
                (Some(_), Some(_)) => None,
                (a, b) => a.or(b),
            },
            What::Calculate(Operator::Over, a, b) => unit(a).filter(|_| unit(b).is_none()),
            What::If(parts) => {
                let [_, yes, no] = &**parts;
                match (unit(yes), unit(no)) {
                    (Some(a), Some(b)) => (a == b).then_some(a),
                    (a, b) => a.or(b),
                }
            }
            What::Call(function, parts) if keeps_unit(*function) => parts.iter().find_map(unit),
            _ => None,
        }
    }

    fn unit_of(&self, path: &str, units: &Units) -> Option<String> {
        if let Some(known) = units.get(path) {
            return Some(known.clone());
        }
        let parameter = self.ready.law.parameter(path).ok().flatten();
        let unit = parameter.map(|(parameter, _)| parameter.unit.clone());
        unit.filter(|unit| !SHARES.contains(&unit.as_str()))
    }
}

fn keeps_unit(function: Function) -> bool {
    matches!(
        function,
        Function::Floor
            | Function::Ceiling
            | Function::RoundUp
            | Function::RoundDown
            | Function::RoundHalfUp
            | Function::RoundHalfDown
            | Function::RoundHalfEven
            | Function::Decimal
            | Function::Absolute
            | Function::Min
            | Function::Max
            | Function::Sum
    )
}
