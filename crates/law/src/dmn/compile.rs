//! From models as they are written to elements that can be evaluated: every expression read, every requirement found.
//!
//! What may not happen here: a mistake in one decision makes the others unusable. It is kept where it belongs, and listed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use vocabulary::Mistake;

use super::compile_logic::Logic;
use super::feel::names::{Known, is_long, tidy};
use super::feel::syntax::{Node, Written};
use super::feel::types::Type;
use super::items::Items;
use super::source::{Boxed, Definitions, Reference, Variable, What};

/// The most elements of all models together.
const ELEMENTS_MAX: usize = 20_000;

/// All models that belong together, ready to be evaluated.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub elements: Vec<Element>,
    places: BTreeMap<(String, String), usize>,
    names: BTreeMap<(String, String), usize>,
    pub mistakes: Vec<Mistake>,
}

/// An input, a decision, a function or a decision service.
#[derive(Debug)]
pub(crate) struct Element {
    pub name: Arc<str>,
    pub kind: Type,
    pub work: Work,
    pub needs: Vec<Need>,
}

/// What an element needs to know, and under which name: that of its import before its own.
#[derive(Clone, Debug)]
pub(crate) struct Need {
    pub element: usize,
    pub prefix: Option<Arc<str>>,
}

#[derive(Debug)]
pub(crate) enum Work {
    Input,
    Decision(Node),
    Knowledge(Arc<Written>),
    /// A decision service: its parameters, and the decisions that it gives.
    Bundle {
        parameters: Vec<usize>,
        outputs: Vec<usize>,
    },
}

/// Where an element is written.
#[derive(Clone, Copy)]
enum Source<'m> {
    Input(&'m super::source::Input),
    Decision(&'m super::source::Decision),
    Knowledge(&'m super::source::Knowledge),
    Bundle(&'m super::source::Bundle),
}

impl Compiled {
    /// Compiles twice where the first time shows keys of several words in literal contexts: they may follow a dot anywhere.
    pub(crate) fn of(models: &[Definitions]) -> Compiled {
        let mut fields = fields(models);
        let compiled = Compiled::knowing(models, &fields);
        let keys = compiled.keys();
        if keys.is_subset(&fields) {
            return compiled;
        }
        fields.extend(keys);
        Compiled::knowing(models, &fields)
    }

    fn knowing(models: &[Definitions], fields: &BTreeSet<Arc<str>>) -> Compiled {
        let mut compiled = Compiled::default();
        let sources = compiled.place(models);
        let items = Items { models };
        let types: Vec<Arc<BTreeMap<String, Type>>> =
            models.iter().map(|model| Arc::new(items.names(model))).collect();
        for (place, (model, source)) in sources.iter().enumerate() {
            let Some(definitions) = models.get(*model) else { continue };
            let known = Known::new(fields.clone(), types.get(*model).cloned().unwrap_or_default());
            compiled.element(place, definitions, *source, (&items, known));
        }
        compiled
    }

    /// The keys of several words in all contexts.
    fn keys(&self) -> BTreeSet<Arc<str>> {
        let mut keys = BTreeSet::new();
        for element in &self.elements {
            match &element.work {
                Work::Decision(node) => keys_of(node, &mut keys),
                Work::Knowledge(written) => keys_of(&written.body, &mut keys),
                Work::Input | Work::Bundle { .. } => {}
            }
        }
        keys
    }

    /// Gives every element its place, so that requirements can go in any direction.
    fn place<'m>(&mut self, models: &'m [Definitions]) -> Vec<(usize, Source<'m>)> {
        let mut sources = Vec::new();
        for (number, model) in models.iter().enumerate() {
            let inputs =
                model.inputs.iter().map(|one| (&one.id, &one.variable, Source::Input(one)));
            let decisions =
                model.decisions.iter().map(|one| (&one.id, &one.variable, Source::Decision(one)));
            let knowledge =
                model.knowledge.iter().map(|one| (&one.id, &one.variable, Source::Knowledge(one)));
            let bundles =
                model.bundles.iter().map(|one| (&one.id, &one.variable, Source::Bundle(one)));
            for (id, variable, source) in inputs.chain(decisions).chain(knowledge).chain(bundles) {
                if sources.len() >= ELEMENTS_MAX {
                    self.note(
                        model,
                        format!("more than {ELEMENTS_MAX} elements: the rest is left out"),
                    );
                    return sources;
                }
                let name = tidy(&variable.name);
                self.places.insert((model.namespace.clone(), id.clone()), sources.len());
                self.names
                    .entry((model.namespace.clone(), name.to_string()))
                    .or_insert(sources.len());
                let (kind, work) = (Type::Any, Work::Input);
                self.elements.push(Element { name, kind, work, needs: Vec::new() });
                sources.push((number, source));
            }
        }
        sources
    }

    pub(super) fn note(&mut self, model: &Definitions, message: String) {
        self.mistakes.push(Mistake::new(&model.file, 0, message, ""));
    }

    /// The element of that name in the namespace, or the only one of that name in any.
    pub(crate) fn named(&self, namespace: &str, name: &str) -> Option<usize> {
        let name = tidy(name).to_string();
        self.names.get(&(namespace.to_string(), name.clone())).copied().or_else(|| {
            let mut others = self.names.iter().filter(|((_, known), _)| *known == name);
            others.next().map(|(_, place)| *place).filter(|_| others.next().is_none())
        })
    }

    fn referred(&mut self, model: &Definitions, reference: &Reference) -> Option<usize> {
        let namespace = reference.namespace.clone().unwrap_or_else(|| model.namespace.clone());
        let found = self.places.get(&(namespace, reference.id.clone())).copied();
        if found.is_none() {
            self.note(
                model,
                format!("`{}` refers to `{}`, which is not there", reference.role, reference.id),
            );
        }
        found
    }

    /// What the references need, with the names of their imports.
    fn needs(&mut self, model: &Definitions, references: &[Reference]) -> Vec<Need> {
        let mut needs = Vec::new();
        for reference in references {
            let Some(element) = self.referred(model, reference) else { continue };
            let foreign =
                reference.namespace.as_ref().filter(|namespace| **namespace != model.namespace);
            let import = model.imports.iter().find(|import| Some(&import.namespace) == foreign);
            let prefix = import.map(|import| tidy(&import.name)).filter(|name| !name.is_empty());
            needs.push(Need { element, prefix });
        }
        needs
    }

    fn element(
        &mut self,
        place: usize,
        model: &Definitions,
        source: Source<'_>,
        (items, mut known): (&Items<'_>, Known),
    ) {
        let references = match source {
            Source::Decision(decision) => decision.requires.as_slice(),
            Source::Knowledge(knowledge) => knowledge.requires.as_slice(),
            Source::Input(_) | Source::Bundle(_) => &[],
        };
        let needs = self.needs(model, references);
        for need in &needs {
            match (&need.prefix, self.elements.get(need.element)) {
                (Some(prefix), _) => known.add(prefix),
                (None, Some(element)) => known.add(&element.name),
                (None, None) => {}
            }
        }
        let mut kind = items.named(model, variable(source).kind.as_ref());
        let mut logic = Logic { items, model, known, mistakes: Vec::new() };
        let work = match source {
            Source::Input(_) => Work::Input,
            Source::Decision(decision) => Work::Decision(logic.optional(decision.logic.as_ref())),
            Source::Knowledge(knowledge) => {
                let written = logic.knowledge(knowledge.logic.as_ref(), &kind);
                kind = Type::Any;
                Work::Knowledge(Arc::new(written))
            }
            Source::Bundle(bundle) => {
                let parameters = bundle.inputs.iter().chain(&bundle.input_decisions);
                let parameters = parameters.filter_map(|one| self.referred(model, one)).collect();
                let outputs = bundle.outputs.iter().filter_map(|one| self.referred(model, one));
                Work::Bundle { parameters, outputs: outputs.collect() }
            }
        };
        self.mistakes.append(&mut logic.mistakes);
        if let Some(element) = self.elements.get_mut(place) {
            (element.kind, element.work, element.needs) = (kind, work, needs);
        }
    }
}

fn variable(source: Source<'_>) -> &Variable {
    match source {
        Source::Input(one) => &one.variable,
        Source::Decision(one) => &one.variable,
        Source::Knowledge(one) => &one.variable,
        Source::Bundle(one) => &one.variable,
    }
}

/// Every name that an entry of some value may have: what may follow a dot.
fn fields(models: &[Definitions]) -> BTreeSet<Arc<str>> {
    let mut fields = BTreeSet::new();
    for model in models {
        model.items.iter().for_each(|item| item_fields(item, &mut fields));
        let inputs = model.inputs.iter().map(|one| &one.variable);
        let decisions = model.decisions.iter().map(|one| &one.variable);
        let knowledge = model.knowledge.iter().map(|one| &one.variable);
        let bundles = model.bundles.iter().map(|one| &one.variable);
        let variables = inputs.chain(decisions).chain(knowledge).chain(bundles);
        fields.extend(variables.map(|variable| tidy(&variable.name)));
        let logics = model.decisions.iter().map(|one| &one.logic);
        for logic in logics.chain(model.knowledge.iter().map(|one| &one.logic)).flatten() {
            boxed_fields(logic, &mut fields);
        }
    }
    fields
}

fn keys_of(node: &Node, keys: &mut BTreeSet<Arc<str>>) {
    if let Node::Context(entries) = node {
        keys.extend(entries.iter().map(|(name, _)| Arc::clone(name)).filter(|name| is_long(name)));
    }
    node.each_part(&mut |part| keys_of(part, keys));
}

fn item_fields(item: &super::source::Item, fields: &mut BTreeSet<Arc<str>>) {
    for entry in &item.entries {
        fields.insert(tidy(&entry.name));
        item_fields(entry, fields);
    }
}

fn boxed_fields(boxed: &Boxed, fields: &mut BTreeSet<Arc<str>>) {
    match &boxed.what {
        What::Table(table) => fields.extend(table.outputs.iter().map(|output| tidy(&output.name))),
        What::Context(entries) => {
            let named = entries.iter().filter_map(|(variable, _)| variable.as_ref());
            fields.extend(named.map(|variable| tidy(&variable.name)));
        }
        What::Relation(columns, _) => fields.extend(columns.iter().map(|column| tidy(column))),
        _ => {}
    }
    boxed.each_part(&mut |part| boxed_fields(part, fields));
}
