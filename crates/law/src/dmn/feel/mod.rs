//! FEEL, whole, as DMN 1.5 has it: for models that come from elsewhere and for the public test suite.
//!
//! The law's own files use the stricter language of `crate::feel`, whose expressions are checked before anybody is decided on. This
//! one is dynamic, as the standard is: what cannot be calculated is null. What may not happen here: a clock, a float, work or depth
//! without a limit.

pub(crate) mod decimal;
pub(crate) mod evaluate;
pub(crate) mod function;
mod functions;
mod iterate;
mod lexer;
pub(crate) mod literal;
pub(crate) mod names;
mod operands;
mod operators;
pub(crate) mod parser;
mod regex;
mod roots;
pub(crate) mod scope;
pub(crate) mod syntax;
pub(crate) mod time;
pub(crate) mod types;
pub(crate) mod value;

/// The sum of two values, as `+` gives it.
pub(crate) fn sum(
    evaluation: &evaluate::Evaluation,
    one: &value::Value,
    other: &value::Value,
) -> evaluate::Done<value::Value> {
    operators::calculate(evaluation, syntax::Operator::Plus, one, other)
}
