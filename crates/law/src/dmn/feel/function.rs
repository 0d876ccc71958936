//! Functions as values: those that FEEL has, and those that a model's author wrote.
//!
//! What may not happen here: their work. `functions` and `evaluate` do it.

use std::fmt;
use std::sync::Arc;

use super::evaluate::{Done, Evaluation};
use super::scope::Scope;
use super::syntax::Written;
use super::types::Type;
use super::value::Value;

pub(crate) use super::functions::Built;

#[derive(Debug)]
pub(crate) struct Callable {
    pub parameters: Vec<Parameter>,
    pub result: Type,
    pub body: Body,
    /// The entry of a context that it is, when nothing else has the name: it may call itself by it.
    pub own_name: Option<Arc<str>>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Parameter {
    pub name: Arc<str>,
    pub kind: Type,
}

#[derive(Debug)]
pub(crate) enum Body {
    Built(Built),
    /// What was written, and what its names stand for where it was.
    Written(Arc<Written>, Scope),
    /// What a model adds, such as a decision service.
    Added(Added),
}

/// A function that is neither FEEL's own nor written in FEEL.
pub(crate) struct Added(pub Work);

type Work = Arc<dyn Fn(&Evaluation, Vec<Value>) -> Done<Value> + Send + Sync>;

impl fmt::Debug for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("added")
    }
}

impl Callable {
    pub(crate) fn new(parameters: Vec<Parameter>, result: Type, body: Body) -> Callable {
        Callable { parameters, result, body, own_name: None }
    }

    pub(crate) fn built(built: Built) -> Callable {
        let parameters = built.parameters().into_iter();
        let named = |name: &'static str| Parameter { name: name.into(), kind: Type::Any };
        Callable::new(parameters.map(named).collect(), Type::Any, Body::Built(built))
    }

    pub(crate) fn written(written: &Arc<Written>, scope: &Scope) -> Callable {
        let body = Body::Written(Arc::clone(written), scope.clone());
        Callable::new(written.parameters.clone(), written.result.clone(), body)
    }

    pub(crate) fn type_of(&self) -> Type {
        Type::of_callable(self)
    }
}

impl fmt::Display for Callable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.parameters.iter().map(|one| &*one.name).collect();
        write!(f, "function({})", names.join(", "))
    }
}
