//! Types of FEEL, which values conform to them, and how a value is made to conform (DMN 1.5, 10.3.2.9).
//!
//! What may not happen here: a guess. A value that conforms in no way that the standard names is null.

use std::sync::Arc;

use super::evaluate::{Done, Evaluation};
use super::function::{Body, Callable};
use super::scope::Scope;
use super::syntax::{Constant, Node, Tests};
use super::time::{DateTime, Zone};
use super::value::{Context, Value};

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Type {
    #[default]
    Any,
    Null,
    Boolean,
    Number,
    Text,
    Date,
    Time,
    DateTime,
    Months,
    Nanos,
    List(Arc<Type>),
    Context(Arc<Vec<(Arc<str>, Type)>>),
    Range(Arc<Type>),
    Function(Arc<(Vec<Type>, Type)>),
    /// A type of which only some values are allowed.
    Constrained(Arc<(Type, Tests)>),
}

impl Type {
    /// A type that FEEL itself names.
    pub(crate) fn built_in(name: &str) -> Option<Type> {
        Some(match name {
            "Any" => Type::Any,
            "Null" => Type::Null,
            "boolean" => Type::Boolean,
            "number" => Type::Number,
            "string" => Type::Text,
            "date" => Type::Date,
            "time" => Type::Time,
            "date and time" | "dateTime" => Type::DateTime,
            "years and months duration" | "yearMonthDuration" => Type::Months,
            "days and time duration" | "dayTimeDuration" => Type::Nanos,
            "list" => Type::List(Arc::new(Type::Any)),
            "context" => Type::Context(Arc::default()),
            "function" => Type::Function(Arc::new((Vec::new(), Type::Any))),
            "range" => Type::Range(Arc::new(Type::Any)),
            _ => return None,
        })
    }

    /// The names above that have more than one word.
    pub(crate) const LONG_NAMES: [&'static str; 3] =
        ["date and time", "years and months duration", "days and time duration"];

    pub(crate) fn list_of(item: Type) -> Type {
        Type::List(Arc::new(item))
    }

    /// Whether this type's values all conform to the other: for functions, which have no values to look at.
    fn conforms_to(&self, wanted: &Type) -> bool {
        match (self, wanted) {
            (_, Type::Any) | (Type::Null, _) => true,
            (Type::Constrained(own), wanted) => own.0.conforms_to(wanted),
            (own, Type::Constrained(wanted)) => own.conforms_to(&wanted.0),
            (Type::List(a), Type::List(b)) | (Type::Range(a), Type::Range(b)) => a.conforms_to(b),
            (Type::Context(a), Type::Context(b)) => b.iter().all(|(name, wanted)| {
                a.iter().any(|(known, own)| known == name && own.conforms_to(wanted))
            }),
            (Type::Function(a), Type::Function(b)) => {
                a.0.len() == b.0.len()
                    && a.0.iter().zip(&b.0).all(|(own, wanted)| wanted.conforms_to(own))
                    // What a function gives that does not say so may be anything.
                    && (a.1 == Type::Any || a.1.conforms_to(&b.1))
            }
            (a, b) => a == b,
        }
    }

    /// Whether a value is an instance of this type. `strictly`: null is one of no type but Null.
    pub(crate) fn holds(&self, value: &Value, evaluation: &Evaluation) -> Done<bool> {
        evaluation.spend(1)?;
        Ok(match (self, value) {
            (Type::Constrained(own), value) => {
                own.0.holds(value, evaluation)? && evaluation.allowed(&own.1, value)?
            }
            (Type::Null, value) => value.is_null(),
            (_, Value::Null) => false,
            (Type::Any, _)
            | (Type::Boolean, Value::Boolean(_))
            | (Type::Number, Value::Number(_))
            | (Type::Text, Value::Text(_))
            | (Type::Date, Value::Date(_))
            | (Type::Time, Value::Time(_))
            | (Type::DateTime, Value::DateTime(_))
            | (Type::Months, Value::Months(_))
            | (Type::Nanos, Value::Nanos(_)) => true,
            (Type::List(item), Value::List(items)) => {
                for value in items.iter() {
                    if !item.holds_or_null(value, evaluation)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Type::Context(entries), Value::Context(context)) => {
                for (name, wanted) in entries.iter() {
                    let Some(value) = context.get(name) else { return Ok(false) };
                    if !wanted.holds_or_null(value, evaluation)? {
                        return Ok(false);
                    }
                }
                true
            }
            (Type::Range(end), Value::Range(range)) => {
                end.holds_or_null(&range.low, evaluation)?
                    && end.holds_or_null(&range.high, evaluation)?
            }
            (Type::Function(_), Value::Function(callable)) => callable.type_of().conforms_to(self),
            _ => false,
        })
    }

    /// Inside lists and contexts null conforms to every type.
    fn holds_or_null(&self, value: &Value, evaluation: &Evaluation) -> Done<bool> {
        Ok(value.is_null() || self.holds(value, evaluation)?)
    }

    /// The value as one of this type: itself, as a list of one, as the item of a list of one, a date as its midnight; otherwise
    /// null, with a warning.
    pub(crate) fn coerced(&self, value: Value, evaluation: &Evaluation) -> Done<Value> {
        if value.is_null() || matches!(self, Type::Any) || self.holds(&value, evaluation)? {
            return Ok(value);
        }
        let made = match (self.plain(), &value) {
            (Type::List(item), value) if !matches!(value, Value::List(_)) => {
                match item.coerced(value.clone(), evaluation)? {
                    Value::Null => Value::Null,
                    value => Value::list(vec![value]),
                }
            }
            (_, Value::List(items))
                if items.len() == 1 && !matches!(self.plain(), Type::List(_)) =>
            {
                return self.coerced(items.first().cloned().unwrap_or_default(), evaluation);
            }
            (Type::DateTime, Value::Date(date)) => {
                Value::DateTime(Arc::new(DateTime::midnight(*date, Zone::Offset(0))))
            }
            (Type::Context(entries), Value::Context(context)) => {
                self::context(entries, context, evaluation)?
                    .map_or(Value::Null, |made| Value::Context(Arc::new(made)))
            }
            (Type::List(item), Value::List(items)) => {
                let mut list = Vec::with_capacity(items.len());
                for value in items.iter() {
                    list.push(item.coerced(value.clone(), evaluation)?);
                }
                let lost =
                    list.iter().zip(items.iter()).any(|(new, old)| new.is_null() && !old.is_null());
                if lost { Value::Null } else { Value::list(list) }
            }
            _ => Value::Null,
        };
        if !made.is_null() && self.holds(&made, evaluation)? {
            return Ok(made);
        }
        evaluation.warn(|| format!("{} does not conform to its type and is null", value.kind()));
        Ok(Value::Null)
    }

    /// The type with all values allowed, here and inside: `instance of` does not ask which are.
    pub(crate) fn unconstrained(&self) -> Type {
        match self {
            Type::Constrained(own) => own.0.unconstrained(),
            Type::List(item) => Type::List(Arc::new(item.unconstrained())),
            Type::Range(end) => Type::Range(Arc::new(end.unconstrained())),
            Type::Context(entries) => {
                let entry =
                    |(name, kind): &(Arc<str>, Type)| (Arc::clone(name), kind.unconstrained());
                Type::Context(Arc::new(entries.iter().map(entry).collect()))
            }
            Type::Function(function) => {
                let parameters = function.0.iter().map(Type::unconstrained).collect();
                Type::Function(Arc::new((parameters, function.1.unconstrained())))
            }
            other => other.clone(),
        }
    }

    fn plain(&self) -> &Type {
        match self {
            Type::Constrained(own) => own.0.plain(),
            other => other,
        }
    }

    /// The type of a function. What it gives is seen where it says so, or is a literal.
    pub(crate) fn of_callable(callable: &Callable) -> Type {
        let parameters = callable.parameters.iter().map(|one| one.kind.clone()).collect();
        let result = match (&callable.result, &callable.body) {
            (Type::Any, Body::Written(written, _)) => Type::of_literal(&written.body),
            (result, _) => result.clone(),
        };
        Type::Function(Arc::new((parameters, result)))
    }

    fn of_literal(node: &Node) -> Type {
        match node {
            Node::Typed(_, kind) => kind.clone(),
            Node::Constant(Constant(value)) => match value {
                Value::Boolean(_) => Type::Boolean,
                Value::Number(_) => Type::Number,
                Value::Text(_) => Type::Text,
                Value::Date(_) => Type::Date,
                Value::Time(_) => Type::Time,
                Value::DateTime(_) => Type::DateTime,
                Value::Months(_) => Type::Months,
                Value::Nanos(_) => Type::Nanos,
                _ => Type::Any,
            },
            Node::Context(entries) => {
                let entry =
                    |(name, node): &(Arc<str>, Node)| (Arc::clone(name), Type::of_literal(node));
                Type::Context(Arc::new(entries.iter().map(entry).collect()))
            }
            _ => Type::Any,
        }
    }
}

/// The entries that the type names, each as one of its own type; none when one cannot be.
fn context(
    wanted: &[(Arc<str>, Type)],
    context: &Context,
    evaluation: &Evaluation,
) -> Done<Option<Context>> {
    let mut made = context.clone();
    for (name, kind) in wanted {
        if let Some(value) = context.get(name) {
            let one = kind.coerced(value.clone(), evaluation)?;
            if one.is_null() && !value.is_null() {
                return Ok(None);
            }
            made.put(Arc::clone(name), one);
        }
    }
    Ok(Some(made))
}

impl Evaluation {
    /// Whether a value is among those that a type allows.
    fn allowed(&self, tests: &Tests, value: &Value) -> Done<bool> {
        let scope = Scope::default().with("?".into(), value.clone());
        Ok(self.tests(tests, value, &scope)? == Some(true))
    }
}
