//! The law, tried from outside: expressions, files, decisions, checks, and properties that hold whatever the input.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on must fail")]
#![expect(clippy::print_stderr, reason = "a test that is skipped says so loudly")]

mod agreement;
mod amendments;
mod bad_input;
mod checks;
mod decisions;
mod dmn_feel;
mod dmn_hostile;
mod dmn_tables;
mod explanations;
mod expressions;
mod files;
mod functions;
mod grounds;
mod kinds;
mod manuscripts;
#[path = "../../../../fuzz/mutation.rs"]
mod mutation;
mod properties;
mod random_tables;
mod rules;
mod suite;
mod template;

use law::{Facts, Law, Value};

/// A law of one file.
fn law(path: &str, text: &str) -> Law {
    Law::read([(path.to_string(), text.to_string())]).unwrap_or_else(|mistakes| {
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        panic!("{}", told.join("\n"))
    })
}

/// Facts by name, each an expression.
fn facts(pairs: &[(&str, &str)]) -> Facts {
    let value = |text: &str| {
        let nothing = std::collections::BTreeMap::new();
        law::Expression::parse(text).unwrap().evaluate(&law::Scope::of(&nothing))
    };
    let values: std::collections::BTreeMap<String, Value> =
        pairs.iter().map(|(name, text)| (name.to_string(), value(text))).collect();
    Facts::from(values)
}
