//! Which names and paths an expression reads, without evaluating it: for checks, and to read no more of a register than needed.

use super::syntax::{Domain, Node, Test, What};
use crate::position::position;

/// A name or path that an expression reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Dotted paths in the order in which they are looked for; the first that exists is meant. There are several only inside
    /// filters, where `id` may be a field of the item or a name outside. Steps through lists and filters are left out:
    /// `applicant.family[1].name` is `applicant.family.name`. A path may end in a property of a day or duration: `.year`.
    pub paths: Vec<String>,
    /// Whether the value itself is used. A list that is only walked or filtered is not: its fields that are read are named.
    pub whole: bool,
    /// It may as well be a field of an item whose list has no name: no mistake when the paths are unknown.
    pub may_be_local: bool,
    /// Where it stands in the text, both from 1.
    pub line: usize,
    pub column: usize,
}

/// More possible meanings of one name than any law has.
const MEANINGS_MAX: usize = 16;

/// All references of a node, by their place in the text.
pub(crate) fn references(root: &Node, text: &str) -> Vec<Reference> {
    let mut reader = Reader { text, found: Vec::new() };
    reader.node(root, &[], true);
    reader.found
}

/// All references of the unary tests of a cell.
pub(crate) fn references_of_tests(tests: &[Test], text: &str) -> Vec<Reference> {
    let mut reader = Reader { text, found: Vec::new() };
    for node in tests.iter().flat_map(Test::parts) {
        reader.node(node, &[], true);
    }
    reader.found
}

pub(crate) fn plain_paths(root: &Node) -> Vec<String> {
    match &root.what {
        What::If(parts) => parts.iter().skip(1).flat_map(plain_paths).collect(),
        _ => {
            let first = meaning(root, &[]).and_then(|meaning| meaning.paths.into_iter().next());
            first.into_iter().collect()
        }
    }
}

pub(crate) fn scales(node: &Node) -> Vec<String> {
    let mut found: Vec<String> = node.parts().into_iter().flat_map(scales).collect();
    if let What::Scale(scale, _) = &node.what {
        found.push(scale.clone());
    }
    found
}

/// What a name inside the expression stands for.
enum Bound<'a> {
    /// A variable of `for`, `some`, `every`, with the paths of the list that it goes through.
    Variable(&'a str, Meaning),
    /// The item of a filter.
    Item(Meaning),
    /// A key of the context around.
    Key(&'a str),
}

#[derive(Clone, Default)]
struct Meaning {
    paths: Vec<String>,
    may_be_local: bool,
}

impl Meaning {
    fn unknown() -> Meaning {
        Meaning { paths: Vec::new(), may_be_local: true }
    }

    fn step(mut self, name: &str) -> Meaning {
        for path in &mut self.paths {
            path.push('.');
            path.push_str(name);
        }
        self
    }

    fn add(&mut self, other: Meaning) {
        self.may_be_local |= other.may_be_local;
        self.paths.extend(other.paths);
        self.paths.truncate(MEANINGS_MAX);
    }
}

/// What paths a name, path or filter stands for; none for what is calculated.
fn meaning(node: &Node, bound: &[&Bound<'_>]) -> Option<Meaning> {
    match &node.what {
        What::Name(name) => Some(name_meaning(name, bound)),
        What::Path(inner, name) => meaning(inner, bound).map(|inner| inner.step(name)),
        What::Filter(list, _) => meaning(list, bound),
        _ => None,
    }
}

fn name_meaning(name: &str, bound: &[&Bound<'_>]) -> Meaning {
    let mut meaning = Meaning::default();
    for bound in bound.iter().rev() {
        match bound {
            Bound::Variable(variable, paths) if *variable == name => {
                meaning.add(paths.clone());
                return meaning;
            }
            Bound::Key(key) if *key == name => {
                meaning.may_be_local = true;
                return meaning;
            }
            Bound::Item(item) if name == "item" => {
                meaning.add(item.clone());
                return meaning;
            }
            Bound::Item(item) => meaning.add(item.clone().step(name)),
            Bound::Variable(..) | Bound::Key(_) => {}
        }
    }
    meaning.add(Meaning { paths: vec![name.to_string()], may_be_local: false });
    meaning
}

struct Reader<'t> {
    text: &'t str,
    found: Vec<Reference>,
}

impl Reader<'_> {
    fn node(&mut self, node: &Node, bound: &[&Bound<'_>], whole: bool) {
        match &node.what {
            What::Name(_) | What::Path(..) | What::Filter(..) => {
                match meaning(node, bound) {
                    Some(meaning) => self.note(node, meaning, whole),
                    None => self.base(node, bound),
                }
                self.conditions(node, bound);
            }
            What::For(domains, inner)
            | What::Some(domains, inner)
            | What::Every(domains, inner) => {
                self.iteration(domains, inner, bound);
            }
            What::Context(entries) => {
                let keys: Vec<Bound<'_>> = entries.iter().map(|(key, _)| Bound::Key(key)).collect();
                for (n, (_, entry)) in entries.iter().enumerate() {
                    let inside: Vec<&Bound<'_>> =
                        bound.iter().copied().chain(keys.iter().take(n)).collect();
                    self.node(entry, &inside, true);
                }
            }
            _ => {
                for part in node.parts() {
                    self.node(part, bound, true);
                }
            }
        }
    }

    fn note(&mut self, node: &Node, meaning: Meaning, whole: bool) {
        if meaning.paths.is_empty() {
            return;
        }
        let (line, column) = position(self.text, node.at);
        let Meaning { paths, may_be_local } = meaning;
        self.found.push(Reference { paths, whole, may_be_local, line, column });
    }

    /// What a path or filter begins with, when that is calculated.
    fn base(&mut self, node: &Node, bound: &[&Bound<'_>]) {
        match &node.what {
            What::Path(inner, _) | What::Filter(inner, _) => self.base(inner, bound),
            _ => self.node(node, bound, true),
        }
    }

    /// The conditions of the filters along a path.
    fn conditions(&mut self, node: &Node, bound: &[&Bound<'_>]) {
        match &node.what {
            What::Path(inner, _) => self.conditions(inner, bound),
            What::Filter(list, condition) => {
                self.conditions(list, bound);
                let item = Bound::Item(meaning(list, bound).unwrap_or_else(Meaning::unknown));
                let inside: Vec<&Bound<'_>> = bound.iter().copied().chain([&item]).collect();
                self.node(condition, &inside, true);
            }
            _ => {}
        }
    }

    fn iteration(&mut self, domains: &[(String, Domain)], inner: &Node, bound: &[&Bound<'_>]) {
        let Some(((name, domain), rest)) = domains.split_first() else {
            self.node(inner, bound, true);
            return;
        };
        let paths = match domain {
            Domain::Each(list) => {
                self.node(list, bound, false);
                meaning(list, bound).unwrap_or_else(Meaning::unknown)
            }
            Domain::Range(from, to) => {
                self.node(from, bound, true);
                self.node(to, bound, true);
                Meaning::unknown()
            }
        };
        let variable = Bound::Variable(name, paths);
        let inside: Vec<&Bound<'_>> = bound.iter().copied().chain([&variable]).collect();
        self.iteration(rest, inner, &inside);
    }
}
