//! What a complete service computes: its expressions, parsed once when the country is read. Pure.

use std::collections::{BTreeMap, BTreeSet};

use law::{Expression, Law};
use vocabulary::Mistake;

use crate::form::{Field, Step};
use crate::register::Register;
use crate::service::{Decision, Effect, Service, expressions};

/// The expressions of a service, in the order of its files. An expression that the files leave out is `None`.
#[derive(Debug, Default)]
pub struct Plan {
    pub steps: Vec<PlannedStep>,
    /// By name, in the order in which they are computed: a fact may use those before it.
    pub facts: Vec<(String, Expression)>,
    pub may_apply: Option<Expression>,
    pub effects: Vec<PlannedEffect>,
    /// The values of the letter's rows, in their order.
    pub rows: Vec<Expression>,
    /// The registers that are read for the applicant: those the decision names and those its expressions and fields use.
    pub registers: BTreeSet<String>,
    /// The fields of each register that the expressions name. A register whose entries are only counted or chosen has none here.
    pub reads: BTreeMap<String, BTreeSet<String>>,
    /// The law's parameters and scales that the expressions use. What its table uses the law itself knows.
    pub parameters: BTreeSet<String>,
}

#[derive(Debug, Default)]
pub struct PlannedStep {
    pub when: Option<Expression>,
    pub fields: Vec<PlannedField>,
}

#[derive(Debug, Default)]
pub struct PlannedField {
    pub prefill: Option<Expression>,
    pub when: Option<Expression>,
    pub only: Option<Expression>,
    pub earliest: Option<Expression>,
    pub latest: Option<Expression>,
}

#[derive(Debug, Default)]
pub struct PlannedEffect {
    pub entry: Option<Expression>,
    pub fields: Vec<(String, Expression)>,
}

/// Told of each expression that does not parse: the file, the path in it, and the mistake with its place in the expression.
type Note<'a> = &'a mut dyn FnMut(&str, &str, Mistake);

impl Plan {
    pub(crate) fn of(
        service: &Service,
        registers: &[Register],
        law: Option<&Law>,
        note: Note<'_>,
    ) -> Plan {
        let mut reader = Reader {
            note,
            registers,
            plan: Plan::default(),
            names: BTreeSet::new(),
            aliases: BTreeMap::new(),
        };
        for (n, step) in service.form.iter().flat_map(|f| &f.steps).enumerate() {
            let planned = reader.step(n, step);
            reader.plan.steps.push(planned);
        }
        if let Some(decision) = &service.decision {
            reader.decision(decision);
        }
        for (n, row) in service.letter.iter().flat_map(|l| &l.rows).enumerate() {
            let row = reader.read("letter.toml", &format!("row.{n}.value"), &row.value);
            reader.plan.rows.extend(row);
        }
        let Reader { mut plan, names, .. } = reader;
        let is_parameter = |name: &String| {
            law.is_some_and(|l| l.parameter(name).is_some() || l.scale(name).is_some())
        };
        plan.parameters = names.into_iter().filter(is_parameter).collect();
        plan.registers.extend(plan.reads.keys().cloned());
        plan
    }
}

struct Reader<'a> {
    note: Note<'a>,
    registers: &'a [Register],
    plan: Plan,
    /// Every first part of a path that is not `applicant`.
    names: BTreeSet<String>,
    /// Facts that are an entry of a register, or a list of them, and the paths they can stand for.
    aliases: BTreeMap<String, Vec<String>>,
}

impl Reader<'_> {
    fn decision(&mut self, decision: &Decision) {
        let file = "decision.toml";
        for (name, text) in expressions(&decision.facts) {
            let Some(fact) = self.read(file, &format!("facts.{name}"), text) else { continue };
            let paths = fact.stands_for();
            let alias: Vec<String> =
                paths.iter().flat_map(|path| self.register_paths(path)).collect();
            self.aliases.insert(name.to_string(), alias);
            self.plan.facts.push((name.to_string(), fact));
        }
        if let Some(may_apply) = &decision.may_apply {
            self.plan.may_apply = self.read(file, "may_apply.when", &may_apply.when);
        }
        for (n, effect) in decision.effects.iter().enumerate() {
            let effect = self.effect(n, effect);
            self.plan.effects.push(effect);
        }
        self.plan.registers.extend(decision.registers.iter().cloned());
    }

    /// An expression, with what it reads noted. Empty text is none.
    fn read(&mut self, file: &str, path: &str, text: &str) -> Option<Expression> {
        let expression = self.parse(file, path, text)?;
        for path in expression.names().iter().flat_map(|reference| &reference.paths) {
            self.reads(path);
        }
        self.names.extend(expression.scales());
        Some(expression)
    }

    fn parse(&mut self, file: &str, path: &str, text: &str) -> Option<Expression> {
        if text.trim().is_empty() {
            return None;
        }
        Expression::parse(text).map_err(|mistake| (self.note)(file, path, mistake)).ok()
    }

    /// Notes a path that is read: `applicant.residents.name`, `child.name` where `child` is an entry, `allowance_age`.
    fn reads(&mut self, path: &str) {
        let paths = self.register_paths(path);
        if paths.is_empty() {
            self.names.extend(path.split('.').next().map(str::to_string));
        }
        for path in paths {
            let mut parts = path.split('.').skip(1);
            match (parts.next(), parts.next()) {
                (Some(register), field) => self.reads_field(register, field),
                (None, _) => self.names.extend(["applicant".to_string()]),
            }
        }
    }

    /// Inside a filter a name may be a field of the entry or stand outside: only what the register has is read of it.
    fn reads_field(&mut self, register: &str, field: Option<&str>) {
        let fields = self.plan.reads.entry(register.into()).or_default();
        let known = self.registers.iter().filter(|r| r.id == register).flat_map(|r| &r.fields);
        fields.extend(known.map(|f| &f.id).filter(|id| Some(id.as_str()) == field).cloned());
    }

    /// The paths from `applicant` on, when the path leads into a register, or into one of several.
    fn register_paths(&self, path: &str) -> Vec<String> {
        let (first, rest) = path.split_once('.').map_or((path, ""), |(first, rest)| (first, rest));
        if first == "applicant" {
            return vec![path.into()];
        }
        let stands_for = self.aliases.get(first).into_iter().flatten();
        let whole = |path: &String| match rest {
            "" => path.clone(),
            rest => format!("{path}.{rest}"),
        };
        stands_for.map(whole).collect()
    }

    fn step(&mut self, n: usize, step: &Step) -> PlannedStep {
        let when = self.read("form.toml", &format!("step.{n}.when"), &step.when);
        let fields = step.fields.iter().enumerate();
        let fields =
            fields.map(|(m, field)| self.field(&format!("step.{n}.field.{m}"), field)).collect();
        PlannedStep { when, fields }
    }

    fn field(&mut self, path: &str, field: &Field) -> PlannedField {
        let file = "form.toml";
        // `only` speaks of the fields of an entry, not of the applicant.
        let only = self.parse(file, &format!("{path}.only"), &field.only);
        if !field.register.is_empty() {
            self.reads_field(&field.register, Some(&field.shows));
            for name in
                only.iter().flat_map(Expression::names).flat_map(|reference| reference.paths)
            {
                self.reads_field(&field.register, name.split('.').next());
            }
        }
        PlannedField {
            prefill: self.read(file, &format!("{path}.prefill"), &field.prefill),
            when: self.read(file, &format!("{path}.when"), &field.when),
            only,
            earliest: self.read(file, &format!("{path}.earliest"), &field.earliest),
            latest: self.read(file, &format!("{path}.latest"), &field.latest),
        }
    }

    fn effect(&mut self, n: usize, effect: &Effect) -> PlannedEffect {
        let file = "decision.toml";
        let entry = self.read(file, &format!("effect.{n}.entry"), &effect.entry);
        let mut fields = Vec::new();
        for (name, text) in expressions(&effect.fields) {
            let value = self.read(file, &format!("effect.{n}.fields.{name}"), text);
            fields.extend(value.map(|v| (name.to_string(), v)));
        }
        PlannedEffect { entry, fields }
    }
}
