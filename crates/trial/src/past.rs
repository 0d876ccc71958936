//! A service's past cases decided again under two laws of one day: what they got is compared with what they would get.
//!
//! What may not happen here: a case that can be told from the answer. Only sums leave, and no group of fewer than five.

use std::collections::BTreeMap;

use law::{Expression, Facts, Fault, Kind, Law, Outcome, Value};
use vocabulary::Day;

use crate::effect::{Effect, PLACES};
use crate::report::{Cell, Group, Report};

/// Two laws on one day, and how a service derives its facts.
#[derive(Debug)]
pub struct Past<'t> {
    pub now: &'t Law,
    pub proposed: &'t Law,
    /// The day whose laws are compared.
    pub day: Day,
    pub service: &'t str,
    /// The facts that the service derives, in their order, and the table that decides.
    pub facts: &'t [(String, Expression)],
    pub table: &'t str,
    count: Count,
}

/// What is known of a past case: what was answered, and what the registers said then.
pub type PastCase = BTreeMap<String, Value>;

/// What a law says of a case.
struct Ruled {
    reason: String,
    outcome: String,
    amount: i128,
}

#[derive(Debug, Default)]
struct Count {
    total: Effect,
    /// By what is told apart, and its values.
    groups: BTreeMap<String, BTreeMap<String, Effect>>,
    faults: u64,
    first_fault: Option<String>,
}

impl<'t> Past<'t> {
    pub fn new(
        (now, proposed): (&'t Law, &'t Law),
        day: Day,
        service: &'t str,
        (facts, table): (&'t [(String, Expression)], &'t str),
    ) -> Past<'t> {
        Past { now, proposed, day, service, facts, table, count: Count::default() }
    }

    /// Decides one case under both laws and counts it.
    pub fn add(&mut self, case: &PastCase) {
        match (self.decide(self.now, case), self.decide(self.proposed, case)) {
            (Ok((before, inputs)), Ok((after, _))) => {
                self.count.total.add(before.amount, after.amount, false);
                let turn = match before.outcome == after.outcome && before.reason == after.reason {
                    true => after.reason.clone(),
                    false => format!("{} -> {}", before.reason, after.reason),
                };
                let inputs = inputs.into_iter().chain([("reason".to_string(), turn)]);
                for (name, value) in inputs {
                    let cells = self.count.groups.entry(name).or_default();
                    cells.entry(value).or_default().add(before.amount, after.amount, false);
                }
            }
            (Err(fault), _) | (_, Err(fault)) => {
                self.count.faults += 1;
                // The least of their sentences, so that the order of the cases does not matter.
                let told = fault.to_string();
                let first = self.count.first_fault.take().map_or(told.clone(), |own| own.min(told));
                self.count.first_fault = Some(first);
            }
        }
    }

    fn decide(&self, law: &Law, case: &PastCase) -> Result<(Ruled, Vec<(String, String)>), Fault> {
        let law = law.on(self.day);
        let facts = Facts::compute(self.facts, case.clone(), law)?;
        let outcome = law.decide(self.table, &facts)?;
        let table = law.table(self.table)?;
        let columns = table.inputs.iter().zip(&outcome.trace.inputs);
        // Truths alone: a number or a name could tell who somebody is.
        let truths = columns.filter(|(column, _)| column.kind == Kind::Boolean);
        let inputs = truths.map(|(column, value)| (column.name.clone(), value.to_string()));
        Ok((Ruled::of(&outcome), inputs.collect()))
    }

    /// What was counted, without small groups.
    pub fn report(self) -> Report {
        let groups = self.count.groups.into_iter().map(|(variable, cells)| Group {
            variable,
            cells: cells.into_iter().map(|(value, effect)| Cell { value, effect }).collect(),
        });
        let report = Report {
            question: self.service.into(),
            period: self.day.to_string(),
            variable: "amount".into(),
            of: "case".into(),
            unit: String::new(),
            persons: 0,
            seed: 0,
            weight: (1, 1),
            total: self.count.total,
            groups: groups.collect(),
            faults: self.count.faults,
            first_fault: self.count.first_fault,
        };
        report.without_small_groups()
    }
}

impl Ruled {
    fn of(outcome: &Outcome) -> Ruled {
        let text = |name: &str| match outcome.outputs.get(name) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let amount = match outcome.outputs.get("amount") {
            Some(Value::Number(amount)) => amount.whole().map_or(0, i128::from),
            _ => 0,
        };
        Ruled {
            reason: text("reason"),
            outcome: text("outcome"),
            amount: amount * 10_i128.pow(PLACES),
        }
    }
}
