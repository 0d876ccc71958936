//! What of the law stands under one address: a topic is a table, a file of parameters, or both under one name.
//!
//! What may not happen here: HTML. A topic is what the country's law says, sorted.

use std::collections::{BTreeMap, BTreeSet};

use country::{Country, Service};
use law::{Law, Parameter, Scale, Table};
use vocabulary::{Day, Lang, Text};

/// Everything that is read together.
pub struct Topic<'l> {
    /// The versions of the table by their day; empty where there are only parameters.
    pub versions: &'l [Table],
    /// Those of the topic's own file first, then those of other files that the table names.
    pub parameters: Vec<&'l Parameter>,
    pub scales: Vec<&'l Scale>,
}

/// The topic that a file of parameters belongs to: its name without folder and ending.
pub fn topic_of(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".toml").unwrap_or(name)
}

impl Topic<'_> {
    /// The text of the topic's own file of parameters and scales, with all their values; empty where there are none.
    pub fn written(&self, name: &str) -> String {
        let own = |file: &str| topic_of(file) == name;
        let parameters = self.parameters.iter().filter(|parameter| own(&parameter.file));
        let parameters = parameters.map(|parameter| parameter.written(&parameter.values));
        let scales = self.scales.iter().map(|scale| scale.written(&scale.values));
        parameters.chain(scales).collect::<Vec<_>>().join("\n")
    }
}

/// The topic of that name.
pub fn topic<'l>(law: &'l Law, name: &str) -> Option<Topic<'l>> {
    let versions = law.versions(name);
    let named: BTreeSet<String> = versions.iter().flat_map(names).collect();
    let belongs = |file: &str| topic_of(file) == name;
    let mut parameters: Vec<&Parameter> =
        law.parameters().filter(|p| belongs(&p.file) || named.contains(&p.id)).collect();
    parameters.sort_by_key(|parameter| (!belongs(&parameter.file), parameter.line));
    let scales: Vec<&Scale> = law.scales().filter(|scale| belongs(&scale.file)).collect();
    let is_there = !versions.is_empty()
        || parameters.iter().any(|parameter| belongs(&parameter.file))
        || !scales.is_empty();
    is_there.then_some(Topic { versions, parameters, scales })
}

fn names(table: &Table) -> impl Iterator<Item = String> {
    let paths = table.names().into_iter().flat_map(|reference| reference.paths);
    paths.map(|path| path.split('.').next().unwrap_or_default().to_string())
}

/// The version of a table that applies on a day; its first one where none does yet.
pub fn version_on(versions: &[Table], day: Day) -> Option<&Table> {
    versions.iter().rfind(|table| table.from <= day).or(versions.first())
}

/// The services that a table decides.
pub fn decided_by<'c>(country: &'c Country, table: &'c str) -> impl Iterator<Item = &'c Service> {
    let by = move |service: &&Service| {
        service.decision.as_ref().is_some_and(|decision| decision.table == table)
    };
    country.services.values().filter(by)
}

/// What people call the columns of a table: the words of the services that it decides, else the name.
pub fn column_titles(country: &Country, table: &str) -> BTreeMap<String, Text> {
    let decisions = decided_by(country, table).filter_map(|service| service.decision.as_ref());
    decisions.flat_map(|decision| decision.titles.clone()).collect()
}

/// One column in the reader's language.
pub fn column_title(titles: &BTreeMap<String, Text>, name: &str, lang: &Lang) -> String {
    titles.get(name).map_or_else(|| name.replace('_', " "), |title| title.get(lang).to_string())
}
