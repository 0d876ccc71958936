//! The types that a model defines, by the names under which expressions know them.
//!
//! What may not happen here: a type that is defined by itself without an end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::feel::names::{Known, tidy};
use super::feel::parser;
use super::feel::syntax::Tests;
use super::feel::types::Type;
use super::source::{Definitions, Item, Text, TypeRef};

/// How deep definitions may refer to one another; what lies deeper is any value.
const REFERENCES_MAX: usize = 32;

/// All models that belong together, to look up what they define.
pub(super) struct Items<'m> {
    pub models: &'m [Definitions],
}

impl Items<'_> {
    fn model(&self, namespace: &str) -> Option<&Definitions> {
        self.models.iter().find(|model| model.namespace == namespace)
    }

    /// Every type that expressions of the model may name: its own, and those of its imports behind their names.
    pub(super) fn names(&self, model: &Definitions) -> BTreeMap<String, Type> {
        let mut names = BTreeMap::new();
        for item in &model.items {
            names.insert(tidy(&item.name).to_string(), self.item(model, item, 0));
        }
        for import in &model.imports {
            let Some(other) = self.model(&import.namespace) else { continue };
            for item in &other.items {
                let name = match import.name.as_str() {
                    "" => item.name.clone(),
                    prefix => format!("{prefix}.{}", item.name),
                };
                names.entry(tidy(&name).to_string()).or_insert_with(|| self.item(other, item, 0));
            }
        }
        names
    }

    /// The type that a reference in the model means; any where there is none, or none of that name.
    pub(super) fn named(&self, model: &Definitions, wanted: Option<&TypeRef>) -> Type {
        wanted.and_then(|wanted| self.find(model, wanted, 0)).unwrap_or_default()
    }

    fn find(&self, model: &Definitions, wanted: &TypeRef, depth: usize) -> Option<Type> {
        if depth > REFERENCES_MAX {
            return None;
        }
        if let Some(namespace) = &wanted.namespace {
            if let Some(other) = self.model(namespace) {
                let item = other.items.iter().find(|item| item.name == wanted.name)?;
                return Some(self.item(other, item, depth + 1));
            }
            return Type::built_in(&wanted.name);
        }
        if let Some(item) = model.items.iter().find(|item| item.name == wanted.name) {
            return Some(self.item(model, item, depth + 1));
        }
        if let Some(kind) = Type::built_in(&wanted.name) {
            return Some(kind);
        }
        model.imports.iter().find_map(|import| {
            let inner = match import.name.as_str() {
                "" => wanted.name.as_str(),
                prefix => wanted.name.strip_prefix(prefix)?.strip_prefix('.')?,
            };
            let other = self.model(&import.namespace)?;
            let item = other.items.iter().find(|item| item.name == inner)?;
            Some(self.item(other, item, depth + 1))
        })
    }

    fn item(&self, model: &Definitions, item: &Item, depth: usize) -> Type {
        if depth > REFERENCES_MAX {
            return Type::Any;
        }
        let of = |wanted: Option<&TypeRef>| {
            wanted.and_then(|wanted| self.find(model, wanted, depth + 1)).unwrap_or_default()
        };
        let mut kind = if let Some((parameters, result)) = &item.function {
            let parameters = parameters.iter().map(|one| of(one.kind.as_ref())).collect();
            Type::Function(Arc::new((parameters, of(result.as_ref()))))
        } else if item.entries.is_empty() {
            of(item.kind.as_ref())
        } else {
            let entry = |entry: &Item| (tidy(&entry.name), self.item(model, entry, depth + 1));
            Type::Context(Arc::new(item.entries.iter().map(entry).collect()))
        };
        kind = constrained(kind, item.allowed.as_ref());
        if item.is_collection {
            kind = Type::list_of(kind);
        }
        constrained(kind, item.constraint.as_ref())
    }
}

/// The type with only the values that the tests allow. Tests that cannot be read allow nothing.
fn constrained(kind: Type, text: Option<&Text>) -> Type {
    let Some(text) = text.filter(|text| !text.text.trim().is_empty()) else { return kind };
    let known = Known::new(BTreeSet::new(), Arc::default());
    let tests = parser::tests(&text.text, &known)
        .unwrap_or_else(|_| Tests { negated: false, tests: Some(Vec::new()) });
    Type::Constrained(Arc::new((kind, tests)))
}
