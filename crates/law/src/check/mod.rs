//! What is wrong in the law before anybody is decided on: exact where cells are plain, silent where it cannot know.
//!
//! What may not happen here: no false alarm. What cannot be checked is said to be unchecked.

mod cover;
mod grid;
mod rows;

use std::collections::BTreeSet;

use vocabulary::{Day, Mistake, Sentence};

use crate::feel::{Expression, Kind, Kinds, Reference};
use crate::law::Law;
use crate::parameters::{DatedValue, Parameter};
use crate::position::{moved, said_nearest};
use crate::sentences;
use crate::table::{Column, Table};
use crate::value::Value;

/// What was found, and what could not be looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    pub mistakes: Vec<Mistake>,
    /// Tables, by file and line, that were not checked for gaps and overlaps, and why.
    pub not_checked: Vec<Mistake>,
}

impl Law {
    /// Every mistake in the law itself: names, kinds, days, rows that can never match, cases that no row covers.
    pub fn check(&self) -> Vec<Mistake> {
        self.findings().mistakes
    }

    /// The same, with what could not be checked.
    pub fn findings(&self) -> Findings {
        self.with_rules(self.findings_of(&|_| true, &|_| true))
    }

    /// What is found in the tables, parameters and scales of these names, and in the tables that read one of them: what a change
    /// of them may touch is checked, and nothing else is waited for.
    pub fn findings_about(&self, names: &BTreeSet<&str>) -> Findings {
        let reads = |table: &Table| table.reads().iter().any(|name| names.contains(name.as_str()));
        let touched = |table: &Table| names.contains(table.id.as_str()) || reads(table);
        self.with_rules(self.findings_of(&|id| names.contains(id), &touched))
    }

    /// With what is wrong in the rules and their examples: they may read any table and amount.
    fn with_rules(&self, mut findings: Findings) -> Findings {
        findings.mistakes.extend(self.rule_mistakes());
        findings.mistakes.sort();
        findings.mistakes.dedup();
        findings
    }

    fn findings_of(
        &self,
        amounts: &dyn Fn(&str) -> bool,
        tables: &dyn Fn(&Table) -> bool,
    ) -> Findings {
        let mut findings = Findings::default();
        for parameter in self.parameters().filter(|parameter| amounts(&parameter.id)) {
            findings.mistakes.extend(mixed_kinds(parameter));
            for value in &parameter.values {
                let dated = Dated {
                    from: value.from,
                    promulgated: value.promulgated,
                    retroactive: value.retroactive,
                };
                findings.mistakes.extend(dated.check(&parameter.id, &parameter.file, value.line));
            }
        }
        for scale in self.scales().filter(|scale| amounts(&scale.id)) {
            for value in &scale.values {
                let dated = Dated {
                    from: value.from,
                    promulgated: value.promulgated,
                    retroactive: value.retroactive,
                };
                findings.mistakes.extend(dated.check(&scale.id, &scale.file, value.line));
            }
        }
        let tables = self.tables().filter(|table| tables(table));
        tables.for_each(|table| self.table_findings(table, &mut findings));
        findings.mistakes.sort();
        findings.mistakes.dedup();
        findings.not_checked.sort();
        findings
    }

    fn table_findings(&self, table: &Table, findings: &mut Findings) {
        let mut others = self.versions(&table.id).iter().map(|other| other.from);
        let until = others.find(|from| *from > table.from);
        let mistakes = TableCheck::new(self, table).run();
        // What does not fit its column would only be found a second time as a row that never matches.
        if mistakes.is_empty() {
            rows::check(self, table, until, findings);
        }
        findings.mistakes.extend(mistakes);
    }

    /// Parameters and scales that neither a table nor one of these names (of the services' own expressions) uses, and tables
    /// that none of these names.
    pub fn unused(&self, used: &BTreeSet<String>) -> Vec<Mistake> {
        let mut names: BTreeSet<String> = used.clone();
        names.extend(self.names_in_rules());
        for table in self.tables() {
            names.extend(table.names().into_iter().flat_map(|reference| reference.paths));
            names.extend(table.scales());
        }
        let parameters = self.parameters().map(|p| (&p.id, &p.file, p.line));
        let scales = self.scales().map(|s| (&s.id, &s.file, s.line));
        let mut tables: Vec<&Table> = self.tables().collect();
        tables.dedup_by(|later, first| later.id == first.id);
        let tables = tables.into_iter().map(|t| (&t.id, &t.file, t.line));
        let all = parameters.chain(scales).chain(tables);
        let unused = all.filter(|(id, ..)| !names.contains(*id));
        let told = |(id, file, line): (&String, &String, usize)| {
            let said = Sentence::new("mistake.unused").with("name", id);
            sentences::mistake(file, (line, 0), said)
        };
        unused.map(told).collect()
    }
}

/// A value of another kind than the first: a list where there was a number.
fn mixed_kinds(parameter: &Parameter) -> Option<Mistake> {
    let first = Kind::of(&parameter.values.first()?.value);
    let of_another = |value: &&DatedValue| !Kind::of(&value.value).fits(&first);
    let value = parameter.values.iter().find(of_another)?;
    let said = Sentence::new("mistake.mixed-kinds").with("name", &parameter.id);
    let said = said.with("kind", &Kind::of(&value.value)).with("wanted", &first);
    Some(sentences::mistake(&parameter.file, (value.line, 0), said))
}

/// From when something applies, and when it was promulgated.
pub(crate) struct Dated {
    pub from: Day,
    pub promulgated: Option<Day>,
    pub retroactive: bool,
}

impl Dated {
    pub(crate) fn check(&self, id: &str, file: &str, line: usize) -> Option<Mistake> {
        let promulgated = self.promulgated.filter(|day| *day > self.from && !self.retroactive)?;
        let said = Sentence::new("mistake.before-promulgation").with("name", id);
        let said = said.with("from", self.from.to_string());
        let said = said.with("promulgated", promulgated.to_string());
        Some(sentences::mistake(file, (line, 0), said))
    }
}

struct TableCheck<'l> {
    law: &'l Law,
    table: &'l Table,
    kinds: Kinds,
    mistakes: Vec<Mistake>,
}

impl<'l> TableCheck<'l> {
    fn new(law: &'l Law, table: &'l Table) -> TableCheck<'l> {
        let mut kinds: Kinds = law
            .parameters()
            .filter_map(|parameter| {
                Some((parameter.id.clone(), Kind::of(&parameter.values.first()?.value)))
            })
            .collect();
        kinds.extend(table.uses.clone());
        kinds.extend(table.inputs.iter().map(|column| (column.name.clone(), column.kind.clone())));
        TableCheck { law, table, kinds, mistakes: Vec::new() }
    }

    fn run(mut self) -> Vec<Mistake> {
        let table = self.table;
        let dated = Dated {
            from: table.from,
            promulgated: table.promulgated,
            retroactive: table.retroactive,
        };
        self.mistakes.extend(dated.check(&table.id, &table.file, table.line));
        for column in table.inputs.iter().chain(&table.outputs) {
            self.column(column);
        }
        for row in &table.rows {
            for (placed, column) in row.cells.iter().zip(&table.inputs) {
                let at = (row.line, placed.column);
                let known = self.names(placed.cell.references(), at);
                self.scales(placed.cell.scales(), at);
                if known {
                    let found = placed.cell.check(&self.kinds, &column.kind);
                    self.mistakes
                        .extend(found.into_iter().map(|m| moved(m, &table.file, at.0, at.1)));
                }
            }
            for (placed, column) in row.outputs.iter().zip(&table.outputs) {
                let at = (row.line, placed.column);
                let known = self.names(placed.expression.names(), at);
                self.scales(placed.expression.scales(), at);
                if known {
                    self.output(&placed.expression, column, at);
                }
            }
        }
        self.mistakes
    }

    fn note(&mut self, at: (usize, usize), said: impl Into<Sentence>) {
        self.mistakes.push(sentences::mistake(&self.table.file, at, said));
    }

    fn column(&mut self, column: &Column) {
        let file = &self.table.file;
        if let Some(allowed) = &column.allowed {
            let at = (column.line, column.allowed_at);
            self.scales(allowed.scales(), at);
            if self.names(allowed.references(), at) {
                let found = allowed.check(&self.kinds, &column.kind).into_iter();
                self.mistakes.extend(found.map(|m| moved(m, file, at.0, at.1)));
            }
        }
        if let Some(expression) = &column.reads {
            let at = (column.line, column.reads_at);
            self.scales(expression.scales(), at);
            if !self.names(expression.names(), at) || !self.is_no_circle(column, expression) {
                return;
            }
            let (kind, found) = expression.check(&self.kinds);
            self.mistakes.extend(found.into_iter().map(|m| moved(m, file, at.0, at.1)));
            if !kind.fits(&column.kind) {
                let said = Sentence::new("mistake.column-kind").with("name", &column.name);
                let said = said.with("wanted", &column.kind).with("kind", &kind);
                self.note(at, said);
            }
        }
    }

    /// What a column reads are facts: what another column calculates is not known yet. The fact of its own name is.
    fn is_no_circle(&mut self, column: &Column, expression: &Expression) -> bool {
        for reference in expression.names() {
            let roots = reference.paths.iter().map(|path| path.split('.').next().unwrap_or(path));
            let calculated = |name: &str| {
                name != column.name && self.table.input(name).is_some_and(|c| c.reads.is_some())
            };
            let Some(other) = roots.into_iter().find(|name| calculated(name)) else { continue };
            let said = Sentence::new("mistake.calculated").with("name", &column.name);
            let said = said.with("other", other);
            self.note((column.line, column.reads_at + reference.column - 1), said);
            return false;
        }
        true
    }

    /// Whether all names are known; a mistake for each that is not.
    fn names(&mut self, references: Vec<Reference>, at: (usize, usize)) -> bool {
        let mut all_known = true;
        for reference in references {
            let root = |path: &String| path.split('.').next().unwrap_or_default().to_string();
            let known = reference.paths.iter().any(|path| self.kinds.contains_key(&root(path)));
            if !known && !reference.may_be_local {
                all_known = false;
                let name = reference.paths.last().map(root).unwrap_or_default();
                let near = said_nearest(&name, self.kinds.keys().map(String::as_str));
                let said = Sentence::new("mistake.unknown-name").with("name", &name);
                let hint = near.or(Some(Sentence::new("hint.use").with("name", name)));
                self.note((at.0, at.1 + reference.column - 1), said.hint(hint));
            }
            for path in &reference.paths {
                self.must_be_in_force(path, at);
            }
        }
        all_known
    }

    /// A parameter that begins after the table leaves days on which the table cannot decide.
    fn must_be_in_force(&mut self, name: &str, at: (usize, usize)) {
        if self.table.uses.contains_key(name) || self.table.input(name).is_some() {
            return;
        }
        let first = self.law.parameter(name).and_then(|parameter| parameter.values.first());
        if let Some(first) = first.filter(|value| value.from > self.table.from) {
            let said = Sentence::new("mistake.no-value-yet").with("name", name);
            let said = said.with("first", first.from.to_string());
            self.note(at, said.with("from", self.table.from.to_string()));
        }
    }

    fn scales(&mut self, scales: Vec<String>, at: (usize, usize)) {
        for scale in scales {
            let Some(found) = self.law.scale(&scale) else {
                let near = said_nearest(&scale, self.law.scales().map(|s| s.id.as_str()));
                let said = Sentence::new("mistake.no-scale").with("name", scale);
                self.note(at, said.hint(near));
                continue;
            };
            if let Some(first) = found.values.first().filter(|value| value.from > self.table.from) {
                let said = Sentence::new("mistake.no-brackets-yet").with("name", scale);
                let said = said.with("first", first.from.to_string());
                self.note(at, said.with("from", self.table.from.to_string()));
            }
        }
    }

    fn output(&mut self, expression: &Expression, column: &Column, at: (usize, usize)) {
        let (kind, found) = expression.check(&self.kinds);
        let clean = found.is_empty();
        self.mistakes.extend(found.into_iter().map(|m| moved(m, &self.table.file, at.0, at.1)));
        if clean && !kind.fits(&column.kind) {
            let said = Sentence::new("mistake.output-kind").with("name", &column.name);
            self.note(at, said.with("wanted", &column.kind).with("kind", &kind));
            return;
        }
        let (Some(value), Some(allowed)) = (expression.constant(), &column.allowed) else { return };
        let pieces = allowed.pieces.as_deref().unwrap_or_default();
        let holds = pieces.iter().any(|piece| piece.holds(value) == Some(true));
        let plain = !pieces.iter().any(|piece| matches!(piece, crate::feel::Piece::Other(_)));
        if *value != Value::Nothing && plain && holds == allowed.negated {
            let words = column.values().into_iter().map(Value::plain).collect::<Vec<_>>();
            let near = said_nearest(&value.plain(), words.iter().map(String::as_str));
            let hint = near.or(Some(Sentence::new("hint.values").with("values", &allowed.text)));
            let said = Sentence::new("mistake.no-value-of").with("value", value.to_string());
            self.note(at, said.with("name", &column.name).hint(hint));
        }
    }
}
