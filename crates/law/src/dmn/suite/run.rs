//! Running cases on a model.
//!
//! What may not happen here: a clock. What `now()` says is given.

use std::collections::BTreeMap;
use std::sync::Arc;

use vocabulary::{Mistake, Moment};

use super::cases::{self, Case, Cases, Wanted};
use super::compare::same;
use crate::dmn::compile::Compiled;
use crate::dmn::decide::Run;
use crate::dmn::feel::evaluate::{Done, Evaluation, on_own_stack};
use crate::dmn::feel::time::DateTime;
use crate::dmn::feel::value::Value;
use crate::dmn::{no_stack, read};

/// The cases of one file and the models that they ask.
#[derive(Debug)]
pub struct Suite {
    cases: Cases,
    /// The model, or why there is none.
    asked: Result<Asked, Mistake>,
}

/// The model that cases ask, with those that it imports.
#[derive(Debug)]
struct Asked {
    namespace: String,
    compiled: Arc<Compiled>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Passed,
    Failed,
    /// It asks for what this program does not do: a function in Java, another expression language.
    Unsupported,
}

/// What became of a case.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub case: String,
    pub verdict: Verdict,
    pub failures: Vec<Failure>,
}

/// A result that was not the expected one.
#[derive(Clone, Debug)]
pub struct Failure {
    pub node: String,
    pub expected: String,
    pub got: String,
    /// What the evaluation had to say.
    pub warnings: Vec<String>,
}

impl Suite {
    /// Reads a file of cases. `models` are all models of its folder, by file name and text. A model that cannot be read fails the
    /// cases that ask it, and no others.
    pub fn read(file: &str, text: &str, models: &[(String, String)]) -> Result<Suite, Mistake> {
        let cases = cases::read(file, text)?;
        let is_asked = |name: &str| {
            name == cases.model || name.ends_with(&format!("/{}", cases.model)) || models.len() == 1
        };
        let (mut definitions, mut asked) = (Vec::new(), None);
        for (name, text) in models {
            match read::definitions(name, text) {
                Ok(model) => {
                    if is_asked(name) {
                        asked = Some(Ok(model.namespace.clone()));
                    }
                    definitions.push(model);
                }
                Err(mistake) if is_asked(name) => asked = Some(Err(mistake)),
                Err(_) => {}
            }
        }
        let missing = || {
            Err(Mistake::new(
                file,
                0,
                format!("the model `{}` is not in this folder", cases.model),
                "",
            ))
        };
        let asked = asked.unwrap_or_else(missing).and_then(|namespace| {
            let compiled = on_own_stack(|| Compiled::of(&definitions)).ok_or_else(no_stack)?;
            Ok(Asked { namespace, compiled: Arc::new(compiled) })
        });
        Ok(Suite { cases, asked })
    }

    /// The file name of the model.
    pub fn model(&self) -> &str {
        &self.cases.model
    }

    pub fn len(&self) -> usize {
        self.cases.cases.len()
    }

    pub fn is_empty(&self) -> bool {
        self.cases.cases.is_empty()
    }

    /// Mistakes of the models: expressions that cannot be read, references to nothing.
    pub fn mistakes(&self) -> &[Mistake] {
        match &self.asked {
            Ok(asked) => &asked.compiled.mistakes,
            Err(mistake) => std::slice::from_ref(mistake),
        }
    }

    /// Runs every case at that moment.
    pub fn run(&self, now: Moment) -> Vec<Outcome> {
        let cases = &self.cases.cases;
        let failed = |why: &Mistake| cases.iter().map(|case| failed(case, why)).collect();
        match &self.asked {
            Err(mistake) => failed(mistake),
            Ok(asked) => {
                on_own_stack(|| cases.iter().map(|case| asked.outcome(case, now)).collect())
                    .unwrap_or_else(|| failed(&no_stack()))
            }
        }
    }
}

/// A case that could not be run.
fn failed(case: &Case, why: &Mistake) -> Outcome {
    let failure = |wanted: &Wanted| Failure {
        node: wanted.name.clone(),
        expected: wanted.value.to_string(),
        got: "nothing".into(),
        warnings: vec![why.to_string()],
    };
    let failures = case.results.iter().map(failure).collect();
    Outcome { case: case.id.clone(), verdict: Verdict::Failed, failures }
}

impl Asked {
    fn outcome(&self, case: &Case, now: Moment) -> Outcome {
        let evaluation = Evaluation::new(DateTime::of_instant(now.0).unwrap_or(DateTime::EPOCH));
        let mut failures = Vec::new();
        let results = self.results(case, &evaluation);
        for (wanted, got) in case.results.iter().zip(&results) {
            let is_same = got.as_ref().is_ok_and(|got| same(&wanted.value, got));
            if !is_same {
                failures.push(failure(wanted, got, &evaluation));
            }
        }
        let verdict = match (failures.is_empty(), evaluation.unsupported()) {
            // What is not done is not passed, even where null was expected.
            (_, Some(_)) => Verdict::Unsupported,
            (true, None) => Verdict::Passed,
            (false, None) => Verdict::Failed,
        };
        Outcome { case: case.id.clone(), verdict, failures }
    }

    fn place(&self, namespace: Option<&String>, name: &str) -> Option<usize> {
        self.compiled.named(namespace.unwrap_or(&self.namespace), name)
    }

    fn results(&self, case: &Case, evaluation: &Evaluation) -> Vec<Done<Value>> {
        match &case.called {
            Some(called) => {
                let value = self.called(called, case, evaluation);
                let several = case.results.len() > 1;
                case.results
                    .iter()
                    .map(|wanted| {
                        value
                            .clone()
                            .map(|value| if several { entry(&value, &wanted.name) } else { value })
                    })
                    .collect()
            }
            None => {
                let given = case.inputs.iter().filter_map(|input| {
                    Some((self.place(input.namespace.as_ref(), &input.name)?, input.value.clone()))
                });
                let run = Run::with(&self.compiled, evaluation, given.collect());
                let one = |wanted: &Wanted| {
                    let run = run.as_ref().map_err(Clone::clone)?;
                    match self.place(wanted.namespace.as_ref(), &wanted.name) {
                        Some(place) => run.value(place),
                        None => {
                            evaluation.warn(|| format!("the model has no `{}`", wanted.name));
                            Ok(Value::Null)
                        }
                    }
                };
                case.results.iter().map(one).collect()
            }
        }
    }

    /// Calls a function or a decision service with the inputs by name.
    fn called(&self, called: &str, case: &Case, evaluation: &Evaluation) -> Done<Value> {
        let run = Run::new(&self.compiled, evaluation, BTreeMap::new());
        let function = match self.place(None, called) {
            Some(place) => run.value(place)?,
            None => Value::Null,
        };
        let Value::Function(callable) = function else {
            evaluation.warn(|| format!("the model has no function `{called}`"));
            return Ok(Value::Null);
        };
        let named =
            case.inputs.iter().map(|input| (input.name.as_str().into(), input.value.clone()));
        evaluation.call_named(&callable, named.collect())
    }
}

fn entry(value: &Value, name: &str) -> Value {
    match value {
        Value::Context(context) => context.get(name).cloned().unwrap_or_default(),
        _ => Value::Null,
    }
}

fn failure(wanted: &Wanted, got: &Done<Value>, evaluation: &Evaluation) -> Failure {
    let got = match got {
        Ok(value) => value.shown(),
        Err(stop) => format!("stopped: {}", stop.0),
    };
    Failure {
        node: wanted.name.clone(),
        expected: wanted.value.to_string(),
        got,
        warnings: evaluation.warnings(),
    }
}
