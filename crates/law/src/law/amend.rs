//! Law that is amended: further versions of tables, further values of parameters, further brackets of scales.
//!
//! What may not happen here: a change of what is there. What an amendment says of a day that has something already is a mistake.

use vocabulary::{Day, Mistake};

use super::{Law, must_differ};
use crate::parameters::{DatedBrackets, DatedValue, Parameter, Scale};
use crate::table::Table;
use crate::value::Value;
use crate::{read_table, read_toml};

impl Law {
    /// The same law with these texts, by file and text: `.toml` for values of parameters and brackets of scales that the law has,
    /// others for versions of tables. All of them or none: all mistakes are found, and what was read before is not read again.
    /// What is there already, word for word, is no mistake and changes nothing.
    pub fn with<'t>(
        &self,
        texts: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Law, Vec<Mistake>> {
        let mut law = self.clone();
        let mut mistakes = Vec::new();
        for (file, text) in texts {
            if file.ends_with(".toml") {
                let topic = read_toml::read(file, text);
                mistakes.extend(topic.mistakes);
                topic.parameters.into_iter().for_each(|p| law.add_values(p, &mut mistakes));
                topic.scales.into_iter().for_each(|s| law.add_brackets(s, &mut mistakes));
            } else {
                let (tables, found) = read_table::read(file, text);
                mistakes.extend(found);
                for table in tables {
                    if !law.has(&table) {
                        law.add_table(table, &mut mistakes);
                    }
                }
            }
        }
        law.lay_out_forms();
        mistakes.sort();
        if mistakes.is_empty() { Ok(law) } else { Err(mistakes) }
    }

    fn has(&self, table: &Table) -> bool {
        self.versions(&table.id).iter().any(|known| known.says_the_same(table))
    }

    /// The values alone are taken up: what the parameter is called, and on which article it stands, is said in its own file.
    fn add_values(&mut self, text: Parameter, mistakes: &mut Vec<Mistake>) {
        let Some(parameter) = self.parameters.get_mut(&text.id) else {
            return mistakes.push(not_there("parameter", &text.id, (&text.file, text.line)));
        };
        let is_list = |value: &DatedValue| matches!(value.value, Value::List(_));
        let mut kinds = parameter.values.iter().chain(&text.values).map(is_list);
        let first = kinds.next();
        if parameter.unit != text.unit || kinds.any(|kind| Some(kind) != first) {
            let message = format!("`{}` has values of another kind", text.id);
            let hint = format!("write values in the unit `{}`, as those before", parameter.unit);
            return mistakes.push(Mistake::new(&text.file, text.line, message, hint));
        }
        let same = |a: &DatedValue, b: &DatedValue| {
            DatedValue { line: 0, ..a.clone() } == DatedValue { line: 0, ..b.clone() }
        };
        add_dated(&mut parameter.values, text.values, |value| value.from, same);
        let days = parameter.values.iter().map(|value| (value.from, value.line));
        must_differ(&text.id, &text.file, days, mistakes);
    }

    /// As `add_values`.
    fn add_brackets(&mut self, text: Scale, mistakes: &mut Vec<Mistake>) {
        let Some(scale) = self.scales.get_mut(&text.id) else {
            return mistakes.push(not_there("scale", &text.id, (&text.file, text.line)));
        };
        if scale.kind != text.kind {
            let message = format!("`{}` is a scale of another kind", text.id);
            let hint = "its kind is said in its own file, and does not change";
            return mistakes.push(Mistake::new(&text.file, text.line, message, hint));
        }
        let same = |a: &DatedBrackets, b: &DatedBrackets| {
            DatedBrackets { line: 0, ..a.clone() } == DatedBrackets { line: 0, ..b.clone() }
        };
        add_dated(&mut scale.values, text.values, |value| value.from, same);
        let days = scale.values.iter().map(|value| (value.from, value.line));
        must_differ(&text.id, &text.file, days, mistakes);
    }
}

/// Adds what is not there yet, each at the place of its day.
fn add_dated<T>(
    all: &mut Vec<T>,
    new: Vec<T>,
    from: impl Fn(&T) -> Day,
    same: impl Fn(&T, &T) -> bool,
) {
    for one in new {
        if all.iter().all(|known| !same(known, &one)) {
            let place = all.partition_point(|known| from(known) <= from(&one));
            all.insert(place, one);
        }
    }
}

fn not_there(what: &str, id: &str, (file, line): (&str, usize)) -> Mistake {
    let hint = "a new one begins in a file of the country";
    Mistake::new(file, line, format!("there is no {what} `{id}`"), hint)
}
