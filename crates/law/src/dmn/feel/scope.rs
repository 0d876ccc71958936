//! What names stand for while an expression is evaluated. A function keeps the scope in which it was made.
//!
//! What may not happen here: a change. A scope with one more name is another scope.

use std::sync::Arc;

use super::value::Value;

#[derive(Clone, Debug, Default)]
pub(crate) struct Scope(Option<Arc<Frame>>);

#[derive(Debug)]
struct Frame {
    bound: Bound,
    outer: Scope,
}

#[derive(Debug)]
enum Bound {
    Name(Arc<str>, Value),
    /// The item of a filter: `item`, and its own entries by name.
    Item(Value),
}

impl Scope {
    pub(crate) fn with(&self, name: Arc<str>, value: Value) -> Scope {
        self.inside(Bound::Name(name, value))
    }

    pub(crate) fn with_item(&self, item: Value) -> Scope {
        self.inside(Bound::Item(item))
    }

    fn inside(&self, bound: Bound) -> Scope {
        Scope(Some(Arc::new(Frame { bound, outer: self.clone() })))
    }

    pub(crate) fn find(&self, name: &str) -> Option<Value> {
        let mut next = self;
        while let Some(frame) = &next.0 {
            let here = match &frame.bound {
                Bound::Name(known, value) if &**known == name => Some(value.clone()),
                Bound::Item(Value::Context(context)) => {
                    let entry = context.get(name).cloned();
                    entry.or_else(|| (name == "item").then(|| Value::Context(Arc::clone(context))))
                }
                Bound::Item(value) if name == "item" => Some(value.clone()),
                _ => None,
            };
            if here.is_some() {
                return here;
            }
            next = &frame.outer;
        }
        None
    }
}

impl Drop for Scope {
    /// One after the other: a chain of a thousand names, each dropping the next, would need a stack for it.
    fn drop(&mut self) {
        let mut next = self.0.take();
        while let Some(mut frame) = next.and_then(Arc::into_inner) {
            next = frame.outer.0.take();
        }
    }
}
