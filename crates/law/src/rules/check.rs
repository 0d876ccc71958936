//! What is wrong in entities, variables and examples: names, kinds, periods, days, circles. Exact, and no false alarm.
//!
//! What may not happen here: a variable that can never be computed and is not told.

use std::collections::{BTreeMap, BTreeSet};

use vocabulary::Mistake;

use super::model::{DatedFormula, How, Source, Variable};
use super::names::{RESERVED, Rules, Shift, Stand, Wants, Way};
use super::period::Every;
use crate::check::Dated;
use crate::feel::{Kind, Kinds, Reference};
use crate::law::Law;
use crate::position::{moved, nearest};

impl Law {
    /// Every mistake in the rules.
    pub(crate) fn rule_mistakes(&self) -> Vec<Mistake> {
        let rules = self.rules();
        let mut check = Check { law: self, rules, mistakes: Vec::new() };
        check.entities();
        for variable in &rules.variables {
            check.variable(variable);
        }
        check.circles();
        // What cannot be computed would only be told a second time by the examples.
        if check.mistakes.is_empty() {
            check.mistakes.extend(rules.examples.iter().flat_map(|example| example.check(self)));
        }
        check.mistakes
    }

    /// The names that formulas read: parameters, scales, tables.
    pub(crate) fn names_in_rules(&self) -> BTreeSet<String> {
        let formulas = self.rules().variables.iter().flat_map(|variable| &variable.formulas);
        let mut names = BTreeSet::new();
        for formula in formulas {
            match &formula.how {
                How::Expression(expression) => {
                    let references = expression.names().into_iter();
                    names.extend(references.flat_map(|reference| reference.paths));
                    names.extend(expression.scales());
                }
                How::Table { table, .. } => drop(names.insert(table.clone())),
            }
        }
        names
    }
}

struct Check<'l> {
    law: &'l Law,
    rules: &'l Rules,
    mistakes: Vec<Mistake>,
}

impl Check<'_> {
    fn note(&mut self, file: &str, line: usize, message: String, hint: impl Into<String>) {
        self.mistakes.push(Mistake::new(file, line, message, hint));
    }

    fn entities(&mut self) {
        let rules = self.rules;
        let persons = rules.entities.iter().filter(|entity| entity.is_person()).count();
        if let Some(last) = rules.entities.last()
            && persons != 1
        {
            let message = "one entity, and only one, is the persons: it has no roles";
            self.note(&last.file, last.line, message.into(), "[[entity]] with id and title");
        }
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for entity in &rules.entities {
            let names = entity.roles.iter().map(|role| role.id.as_str());
            for name in names.chain([entity.id.as_str()]) {
                let taken = self.law.parameter(name).is_some() || rules.place(name).is_some();
                if taken || RESERVED.contains(&name) || seen.insert(name, entity.line).is_some() {
                    let message = format!("`{name}` is already the name of something else");
                    self.note(&entity.file, entity.line, message, "another name");
                }
            }
        }
    }

    fn variable(&mut self, variable: &Variable) {
        let (file, line, id) = (&variable.file, variable.line, &variable.id);
        if RESERVED.contains(&id.as_str()) || self.law.parameter(id).is_some() {
            let message = format!("`{id}` is already the name of something else");
            self.note(file, line, message, "another name");
        }
        let Some(stand) = self.rules.stand(variable) else {
            let known = self.rules.entities.iter().map(|entity| entity.id.as_str());
            let message = format!("there is no entity `{}`", variable.of);
            let near = nearest(&variable.of, known);
            self.note(file, line, message, near);
            return;
        };
        if variable.source == Source::Computed && variable.formulas.is_empty() {
            let message = format!("nothing says how `{id}` is computed");
            let hint = "[[variable.formula]], or source = \"asked\", or a field of a register";
            self.note(file, line, message, hint);
        }
        if variable.every == Every::Ever && !variable.formulas.is_empty() {
            let message = format!("`{id}` is for ever, and a formula has a day");
            self.note(file, line, message, "every = \"year\", \"month\" or \"day\"");
        }
        if let Some(otherwise) = &variable.otherwise
            && super::situation::may_be(variable, otherwise.clone()).is_err()
        {
            let kind = super::situation::told_kind(variable);
            let message = format!("`{id}` cannot be {otherwise}: it must be {kind}");
            self.note(file, line, message, "");
        }
        for pair in variable.formulas.windows(2) {
            if let [one, other] = pair
                && one.from == other.from
            {
                let message = format!("`{id}` has two formulas from {}", one.from);
                self.note(file, other.line, message, "give one of them another day");
            }
        }
        for formula in &variable.formulas {
            self.formula(variable, formula, stand);
        }
    }

    fn formula(&mut self, variable: &Variable, formula: &DatedFormula, stand: Stand) {
        let dated = Dated {
            from: formula.from,
            promulgated: formula.promulgated,
            retroactive: formula.retroactive,
        };
        self.mistakes.extend(dated.check(&variable.id, &variable.file, formula.line));
        match &formula.how {
            How::Table { table, output } => {
                self.table((variable, formula), stand, (table, output));
            }
            How::Expression(expression) => {
                let at = (formula.line, formula.column);
                let references = expression.names();
                let mut all_known = true;
                for reference in &references {
                    all_known &= self.reference((variable, formula), stand, reference);
                }
                self.scales((variable, formula), expression.scales());
                if !all_known {
                    return;
                }
                let wants = self.rules.wants(stand, &formula.how, None);
                let mut kinds = self.kinds(stand, &wants);
                kinds.extend(self.law.parameters().filter_map(|parameter| {
                    Some((parameter.id.clone(), Kind::of(&parameter.values.first()?.value)))
                }));
                let (kind, found) = expression.check(&kinds);
                let moved = found.into_iter().map(|m| moved(m, &variable.file, at.0, at.1));
                self.mistakes.extend(moved);
                if !kind.fits(&variable.kind) {
                    let message =
                        format!("`{}` is {}, and this gives {kind}", variable.id, variable.kind);
                    self.note(&variable.file, formula.line, message, "");
                }
            }
        }
    }

    /// Whether a name leads to a variable or a parameter; otherwise it is told.
    fn reference(
        &mut self,
        (variable, formula): (&Variable, &DatedFormula),
        stand: Stand,
        reference: &Reference,
    ) -> bool {
        if self.rules.meant(stand, reference).is_some() {
            return true;
        }
        let root = |path: &String| path.split('.').next().unwrap_or_default().to_string();
        let parameter = reference.paths.iter().find_map(|path| self.law.parameter(&root(path)));
        if let Some(parameter) = parameter {
            let first = parameter.values.first().filter(|value| value.from > formula.from);
            if let Some(first) = first {
                let message = format!(
                    "`{}` has no value before {}, and the formula applies from {}",
                    parameter.id, first.from, formula.from
                );
                self.note(&variable.file, formula.line, message, "add the value of that time");
            }
            return true;
        }
        if reference.may_be_local {
            return true;
        }
        let path = reference.paths.last().cloned().unwrap_or_default();
        let (message, hint) = self.unknown(stand, &path);
        let at = match reference.line {
            0 | 1 => (formula.line, formula.column + reference.column - 1),
            more => (formula.line + more - 1, reference.column),
        };
        self.mistakes.push(Mistake::at(&variable.file, at, message, hint));
        false
    }

    /// Why a path leads nowhere, and what to write instead.
    fn unknown(&self, mut stand: Stand, path: &str) -> (String, String) {
        let mut before = String::new();
        for name in path.split('.') {
            let way = self.rules.way(stand, name);
            if let Some(Way::Variable(place)) = way
                && let Some(other) = self.rules.variables.get(place)
            {
                let (own, every) = (other.every.name(), stand.every.name());
                let message =
                    format!("`{name}` has a value by {own}, and here one by {every} is read");
                return (message, shifted(&before, name, stand.every, other.every));
            }
            let Some(after) = way.and_then(|way| self.rules.after(stand, way)) else { break };
            before = format!("{before}{name}.");
            stand = after;
        }
        let name = path.strip_prefix(&before).unwrap_or(path);
        let name = name.split('.').next().unwrap_or_default();
        let entity = self.rules.entities.get(stand.entity).map(|e| e.id.as_str());
        let entity = entity.unwrap_or_default();
        let own = self.rules.variables.iter().filter(|variable| variable.of == entity);
        let own = own.map(|variable| variable.id.as_str());
        let parameters = self.law.parameters().map(|parameter| parameter.id.as_str());
        let near = nearest(name, own.chain(parameters));
        let message = format!(
            "`{name}` is no variable of {entity} by {} and no parameter",
            stand.every.name()
        );
        let hint = match (self.rules.variable(name), near.is_empty()) {
            (Some(other), _) => format!("`{name}` is a variable of {}", other.of),
            (None, false) => near,
            (None, true) => "define it with [[variable]] or [[parameter]]".into(),
        };
        (message, hint)
    }

    fn scales(&mut self, (variable, formula): (&Variable, &DatedFormula), scales: Vec<String>) {
        for scale in scales {
            let Some(found) = self.law.scale(&scale) else {
                let near = nearest(&scale, self.law.scales().map(|s| s.id.as_str()));
                let message = format!("there is no scale `{scale}`");
                self.note(&variable.file, formula.line, message, near);
                continue;
            };
            if let Some(first) = found.values.first().filter(|value| value.from > formula.from) {
                let message = format!(
                    "`{scale}` has no brackets before {}, and the formula applies from {}",
                    first.from, formula.from
                );
                self.note(&variable.file, formula.line, message, "add the brackets of that time");
            }
        }
    }

    fn table(
        &mut self,
        (variable, formula): (&Variable, &DatedFormula),
        stand: Stand,
        (id, output): (&str, &str),
    ) {
        let Ok(table) = self.law.on(formula.from).table(id) else {
            let near = nearest(id, self.law.tables().map(|table| table.id.as_str()));
            let message = match self.law.versions(id).first() {
                None => format!("there is no table `{id}`"),
                Some(first) => format!(
                    "the table `{id}` applies from {}, and the formula from {}",
                    first.from, formula.from
                ),
            };
            self.note(&variable.file, formula.line, message, near);
            return;
        };
        let column = table.outputs.iter().find(|column| column.name == output);
        match column {
            None => {
                let near = nearest(output, table.outputs.iter().map(|c| c.name.as_str()));
                let message = format!("the table `{id}` has no output `{output}`");
                self.note(&variable.file, formula.line, message, near);
            }
            Some(column) if !column.kind.fits(&variable.kind) => {
                let message = format!(
                    "`{}` is {}, and `{output}` of the table is {}",
                    variable.id, variable.kind, column.kind
                );
                self.note(&variable.file, formula.line, message, "");
            }
            Some(_) => {}
        }
        for column in table.inputs.iter().filter(|column| column.reads.is_none()) {
            let reference = Reference {
                paths: vec![column.name.clone()],
                whole: true,
                may_be_local: false,
                line: 1,
                column: 1,
            };
            self.reference((variable, formula), stand, &reference);
        }
    }

    /// The kinds of everything that a tree of names leads to.
    fn kinds(&self, stand: Stand, wants: &Wants) -> Kinds {
        let kind = |(name, inner): (&String, &Wants)| {
            let way = self.rules.way(stand, name)?;
            let record = || Some(Kind::Record(self.kinds(self.rules.after(stand, way)?, inner)));
            let kind = match way {
                Way::Variable(place) => self.rules.variables.get(place)?.kind.clone(),
                Way::RoleIn(_) => Kind::Text,
                Way::Days => {
                    let day = |name: &str| (name.to_string(), Kind::Day);
                    Kind::Record([day("first"), day("last")].into())
                }
                Way::Members(_) | Way::Months => Kind::List(Box::new(record()?)),
                Way::Group(_) | Way::Member(_) | Way::Shift(_) => record()?,
            };
            Some((name.clone(), kind))
        };
        wants.0.iter().filter_map(kind).collect()
    }

    /// Variables that need themselves in the same period, and those that go back through time without an end.
    fn circles(&mut self) {
        let rules = self.rules;
        let mut edges: Vec<BTreeSet<(usize, bool)>> = Vec::new();
        for variable in &rules.variables {
            let mut own = BTreeSet::new();
            if let Some(stand) = rules.stand(variable) {
                for formula in &variable.formulas {
                    let table = match &formula.how {
                        How::Table { table, .. } => self.law.on(formula.from).table(table).ok(),
                        How::Expression(_) => None,
                    };
                    let wants = rules.wants(stand, &formula.how, table);
                    reached(rules, stand, &wants, false, &mut own);
                }
            }
            edges.push(own);
        }
        let mut told = BTreeSet::new();
        for place in 0..edges.len() {
            let Some((circle, back)) = circle(&edges, place) else { continue };
            let names: BTreeSet<usize> = circle.iter().copied().collect();
            let ends = circle
                .iter()
                .any(|place| rules.variables.get(*place).is_some_and(|v| v.otherwise.is_some()));
            if (back && ends) || !told.insert(names) {
                continue;
            }
            let Some(variable) = rules.variables.get(place) else { continue };
            let name = |place: &usize| rules.variables.get(*place).map(|v| format!("`{}`", v.id));
            let chain: Vec<String> = circle.iter().chain([&place]).filter_map(name).collect();
            let (message, hint) = match back {
                false => (
                    format!("{} need each other in one period", chain.join(" -> ")),
                    "let one of them read an earlier period, or take the circle apart",
                ),
                true => (
                    format!("{} goes back in time without an end", chain.join(" -> ")),
                    "say what it is before its first formula: otherwise = 0",
                ),
            };
            self.note(&variable.file, variable.line, message, hint);
        }
    }
}

/// The variables that a tree of names leads to, and whether through an earlier period.
fn reached(
    rules: &Rules,
    stand: Stand,
    wants: &Wants,
    back: bool,
    found: &mut BTreeSet<(usize, bool)>,
) {
    for (name, inner) in &wants.0 {
        let Some(way) = rules.way(stand, name) else { continue };
        match (way, rules.after(stand, way)) {
            (Way::Variable(place), _) => {
                found.insert((place, back));
            }
            (way, Some(after)) => {
                let back = back || way == Way::Shift(Shift::Previous);
                reached(rules, after, inner, back, found);
            }
            (_, None) => {}
        }
    }
}

/// A way from a variable back to itself, and whether every such way goes through an earlier period.
fn circle(edges: &[BTreeSet<(usize, bool)>], from: usize) -> Option<(Vec<usize>, bool)> {
    let search = |through_time: bool| {
        let mut paths = vec![vec![from]];
        let mut seen = BTreeSet::new();
        while let Some(path) = paths.pop() {
            let next = path.last().and_then(|last| edges.get(*last)).into_iter().flatten();
            for (place, _) in next.filter(|(_, back)| through_time || !back) {
                if *place == from {
                    return Some(path);
                }
                if seen.insert(*place) {
                    paths.push(path.iter().copied().chain([*place]).collect());
                }
            }
        }
        None
    };
    search(false).map(|path| (path, false)).or_else(|| search(true).map(|path| (path, true)))
}

/// How a variable of another period is read.
fn shifted(before: &str, name: &str, here: Every, own: Every) -> String {
    match (here, own) {
        (Every::Year, Every::Month) => {
            format!(
                "write `{before}months.{name}` (a list), `{before}first_month.{name}` or `{before}last_month.{name}`"
            )
        }
        (Every::Month | Every::Day, Every::Year) => format!("write `{before}year.{name}`"),
        (Every::Day, Every::Month) => format!("write `{before}month.{name}`"),
        (Every::Year | Every::Month, Every::Day) => {
            format!("write `{before}first_day.{name}` or `{before}last_day.{name}`")
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_found_from_each_of_its_variables() {
        let edges = vec![
            BTreeSet::from([(1, false)]),
            BTreeSet::from([(2, false)]),
            BTreeSet::from([(0, false), (3, true)]),
            BTreeSet::from([(3, true)]),
        ];
        assert_eq!(circle(&edges, 0), Some((vec![0, 1, 2], false)));
        assert_eq!(circle(&edges, 3), Some((vec![3], true)));
        assert_eq!(circle(&[BTreeSet::new()], 0), None);
    }
}
