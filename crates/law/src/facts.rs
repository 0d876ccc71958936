//! What is known of a case: given values, and facts derived from them by the expressions of a service.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::feel::{Evaluation, Expression, Scope};
use crate::law::LawOfDay;
use crate::trace::UsedParameter;
use crate::value::Value;

/// How many facts one service may derive.
const FACTS_MAX: usize = 1_000;
/// How deep lists and contexts may be nested in a fact.
const DEPTH_MAX: usize = 200;

/// Everything that expressions and tables may read, by name.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    pub values: BTreeMap<String, Value>,
    /// Where the derived ones come from, in the order in which they were derived.
    pub derived: Vec<Derived>,
}

/// A fact that an expression gave.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Derived {
    pub id: String,
    pub expression: Arc<str>,
    /// The names and paths that the expression reads.
    pub reads: Arc<[String]>,
    pub value: Value,
    pub parameters: Vec<UsedParameter>,
}

impl From<BTreeMap<String, Value>> for Facts {
    /// Facts that are given, none of them derived.
    fn from(values: BTreeMap<String, Value>) -> Facts {
        Facts { values, derived: Vec::new() }
    }
}

impl Facts {
    /// Derives the named facts in their order; each may read the given ones and those before it.
    pub fn compute(
        expressions: &[(String, Expression)],
        base: BTreeMap<String, Value>,
        law: LawOfDay<'_>,
    ) -> Result<Facts, Fault> {
        if expressions.len() > FACTS_MAX {
            return Err(Fault::TooMuch { what: format!("more than {FACTS_MAX} facts") });
        }
        let mut facts = Facts::from(base);
        for (id, expression) in expressions {
            let derived = facts.derive(id, expression, law)?;
            facts.values.insert(id.clone(), derived.value.clone());
            facts.derived.push(derived);
        }
        Ok(facts)
    }

    pub(crate) fn derive(
        &self,
        id: &str,
        expression: &Expression,
        law: LawOfDay<'_>,
    ) -> Result<Derived, Fault> {
        let scope = Scope::of(&self.values).with(law);
        let evaluation = Evaluation::new(&scope);
        let value = evaluation.value_of(expression)?;
        if !is_shallow(&value, DEPTH_MAX) {
            return Err(Fault::TooMuch {
                what: format!("`{id}` is nested deeper than {DEPTH_MAX} levels"),
            });
        }
        let (text, reads) = expression.told();
        let parameters = evaluation.used.take().into_values().collect();
        Ok(Derived { id: id.into(), expression: text, reads, value, parameters })
    }
}

fn is_shallow(value: &Value, depth: usize) -> bool {
    match value {
        Value::List(items) => depth > 0 && items.iter().all(|item| is_shallow(item, depth - 1)),
        Value::Record(entries) => {
            depth > 0 && entries.values().all(|entry| is_shallow(entry, depth - 1))
        }
        _ => true,
    }
}
