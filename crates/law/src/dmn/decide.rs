//! Evaluation of a model: a decision asks for what it needs, each once, and its value conforms to its type.
//!
//! What may not happen here: a decision that sees more than it says it needs, or one that waits for itself.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::compile::{Compiled, Need, Work};
use super::feel::evaluate::{Done, Evaluation};
use super::feel::function::{Added, Body, Callable, Parameter};
use super::feel::scope::Scope;
use super::feel::types::Type;
use super::feel::value::{Context, Value};

/// One run through a model, with the values that are known.
pub(crate) struct Run<'r> {
    compiled: &'r Arc<Compiled>,
    evaluation: &'r Evaluation,
    known: RefCell<BTreeMap<usize, Value>>,
    open: RefCell<BTreeSet<usize>>,
}

impl<'r> Run<'r> {
    pub(crate) fn new(
        compiled: &'r Arc<Compiled>,
        evaluation: &'r Evaluation,
        known: BTreeMap<usize, Value>,
    ) -> Run<'r> {
        Run { compiled, evaluation, known: RefCell::new(known), open: RefCell::default() }
    }

    /// A run that knows these values for these elements, each as one of its element's type.
    pub(crate) fn with(
        compiled: &'r Arc<Compiled>,
        evaluation: &'r Evaluation,
        given: Vec<(usize, Value)>,
    ) -> Done<Run<'r>> {
        let mut known = BTreeMap::new();
        for (place, value) in given {
            let kind =
                compiled.elements.get(place).map_or(Type::Any, |element| element.kind.clone());
            known.insert(place, kind.coerced(value, evaluation)?);
        }
        Ok(Run::new(compiled, evaluation, known))
    }

    /// The value of an element: what is known, what is decided, or a function.
    pub(crate) fn value(&self, place: usize) -> Done<Value> {
        if let Some(value) = self.known.borrow().get(&place) {
            return Ok(value.clone());
        }
        let Some(element) = self.compiled.elements.get(place) else { return Ok(Value::Null) };
        if !self.open.borrow_mut().insert(place) {
            self.evaluation.warn(|| format!("`{}` needs itself", element.name));
            return Ok(Value::Null);
        }
        let value = match &element.work {
            Work::Input => Value::Null,
            Work::Decision(node) => {
                let scope = self.scope(&element.needs)?;
                element.kind.coerced(self.evaluation.value(node, &scope)?, self.evaluation)?
            }
            Work::Knowledge(written) => {
                let parameters = written.parameters.clone();
                self.function(place, parameters, written.result.clone())
            }
            Work::Bundle { parameters, .. } => {
                let named =
                    parameters.iter().filter_map(|place| self.compiled.elements.get(*place));
                let parameter = |one: &super::compile::Element| Parameter {
                    name: Arc::clone(&one.name),
                    kind: one.kind.clone(),
                };
                self.function(place, named.map(parameter).collect(), element.kind.clone())
            }
        };
        self.open.borrow_mut().remove(&place);
        self.known.borrow_mut().insert(place, value.clone());
        Ok(value)
    }

    fn function(&self, place: usize, parameters: Vec<Parameter>, result: Type) -> Value {
        let compiled = Arc::clone(self.compiled);
        let work = move |evaluation: &Evaluation, values: Vec<Value>| {
            call(&compiled, evaluation, place, values)
        };
        Value::Function(Arc::new(Callable::new(
            parameters,
            result,
            Body::Added(Added(Arc::new(work))),
        )))
    }

    /// The names that an element knows.
    fn scope(&self, needs: &[Need]) -> Done<Scope> {
        let mut scope = Scope::default();
        let mut imported: BTreeMap<Arc<str>, Context> = BTreeMap::new();
        for need in needs {
            let Some(element) = self.compiled.elements.get(need.element) else { continue };
            let value = self.value(need.element)?;
            match &need.prefix {
                None => scope = scope.with(Arc::clone(&element.name), value),
                Some(prefix) => {
                    imported
                        .entry(Arc::clone(prefix))
                        .or_default()
                        .put(Arc::clone(&element.name), value);
                }
            }
        }
        for (prefix, context) in imported {
            scope = scope.with(prefix, Value::Context(Arc::new(context)));
        }
        Ok(scope)
    }
}

/// Calls a business knowledge model or a decision service. It knows nothing of the run that calls it but its arguments.
fn call(
    compiled: &Arc<Compiled>,
    evaluation: &Evaluation,
    place: usize,
    values: Vec<Value>,
) -> Done<Value> {
    let Some(element) = compiled.elements.get(place) else { return Ok(Value::Null) };
    match &element.work {
        Work::Knowledge(written) => {
            let run = Run::new(compiled, evaluation, BTreeMap::new());
            let mut scope = run.scope(&element.needs)?;
            // A function knows itself, so that it can call itself.
            scope = scope.with(Arc::clone(&element.name), run.value(place)?);
            for (parameter, value) in written.parameters.iter().zip(values) {
                scope = scope.with(Arc::clone(&parameter.name), value);
            }
            evaluation.value(&written.body, &scope)
        }
        Work::Bundle { parameters, outputs } => {
            let given = parameters.iter().copied().zip(values).collect();
            let run = Run::with(compiled, evaluation, given)?;
            let mut context = Context::default();
            for output in outputs {
                let name = compiled
                    .elements
                    .get(*output)
                    .map_or_else(|| "".into(), |one| Arc::clone(&one.name));
                context.put(name, run.value(*output)?);
            }
            Ok(match context.entries.as_slice() {
                [(_, only)] => only.clone(),
                _ => Value::Context(Arc::new(context)),
            })
        }
        _ => Ok(Value::Null),
    }
}
