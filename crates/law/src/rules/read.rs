//! Reads entities and variables from `law/<topic>.toml`. All mistakes of a file are found, each with its line.
//!
//! What may not happen here: a default that the file does not say.

use toml_edit::{Item, TableLike, Value as Toml};
use vocabulary::Day;

use super::model::{DatedFormula, Entity, How, Role, Source, Variable};
use super::period::Every;
use crate::feel::{Cell, Expression, Kind};
use crate::position::{moved, position};
use crate::read_toml::{Reader, is_name, number, start};
use crate::value::Value;

impl Reader<'_> {
    pub(crate) fn entity(&mut self, table: &dyn TableLike) -> Option<Entity> {
        self.must_know(table, &["id", "title", "role"]);
        let mistakes = self.mistakes.len();
        let (id, title) = (self.id(table), self.title(table));
        let mut roles: Vec<Role> = Vec::new();
        for role in self.tables(table, "role").into_iter().flatten() {
            self.must_know(role, &["id", "title", "most"]);
            let most = match role.get("most") {
                None => None,
                Some(item) => match item.as_integer().and_then(|n| usize::try_from(n).ok()) {
                    Some(most) if most > 0 => Some(most),
                    _ => {
                        let at = item.span().map_or(0, |span| span.start);
                        self.note(at, "`most` is how many persons have the role", "most = 1");
                        None
                    }
                },
            };
            roles.push(Role { id: self.id(role), title: self.title(role), most });
        }
        let (file, line) = (self.file.to_string(), self.line(start(table)));
        (self.mistakes.len() == mistakes).then_some(Entity { id, title, roles, file, line })
    }

    pub(crate) fn variable(&mut self, table: &dyn TableLike) -> Option<Variable> {
        const KNOWN: [&str; 12] = [
            "id",
            "title",
            "of",
            "every",
            "kind",
            "allowed",
            "unit",
            "source",
            "otherwise",
            "article",
            "link",
            "formula",
        ];
        self.must_know(table, &KNOWN);
        let mistakes = self.mistakes.len();
        let (id, title) = (self.id(table), self.title(table));
        let of = self.text(table, "of", true);
        let every = self.named(table, "every", Every::named, "ever, year, month or day");
        let kind = self.named(table, "kind", Kind::named, &Kind::NAMES.join(", "));
        let allowed = self.allowed(table);
        let source = self.source(table);
        let otherwise = kind.as_ref().and_then(|kind| self.otherwise(table, kind));
        // What is only asked rests on no article of its own.
        let article = self.text(table, "article", source == Source::Computed);
        let (unit, link) = (self.text(table, "unit", false), self.text(table, "link", false));
        let mut formulas: Vec<DatedFormula> = Vec::new();
        for formula in self.tables(table, "formula").into_iter().flatten() {
            formulas.extend(self.formula(formula));
        }
        formulas.sort_by_key(|formula| formula.from);
        let (file, line) = (self.file.to_string(), self.line(start(table)));
        if self.mistakes.len() > mistakes {
            return None;
        }
        let (every, kind) = (every?, kind?);
        Some(Variable {
            id,
            title,
            of,
            every,
            kind,
            allowed,
            unit,
            source,
            otherwise,
            article,
            link,
            formulas,
            file,
            line,
        })
    }

    fn named<T>(
        &mut self,
        table: &dyn TableLike,
        key: &str,
        named: fn(&str) -> Option<T>,
        known: &str,
    ) -> Option<T> {
        let word = self.text(table, key, true);
        let found = named(&word);
        if found.is_none() && !word.is_empty() {
            let at = table.get(key).and_then(Item::span).map_or(0, |span| span.start);
            self.note(at, format!("`{key}` cannot be `{word}`"), known);
        }
        found
    }

    fn allowed(&mut self, table: &dyn TableLike) -> Option<Cell> {
        let text = self.text(table, "allowed", false);
        if text.is_empty() {
            return None;
        }
        match Cell::parse(&text) {
            Ok(cell) => Some(cell),
            Err(mistake) => {
                let (line, column) = self.place(table, "allowed");
                self.mistakes.push(moved(mistake, self.file, line, column));
                None
            }
        }
    }

    /// Where the text of a key begins.
    fn place(&self, table: &dyn TableLike, key: &str) -> (usize, usize) {
        let at = table.get(key).and_then(Item::span).map_or(0, |span| span.start);
        let rest = self.text.get(at..).unwrap_or_default();
        let quotes = if rest.starts_with("\"\"\"") || rest.starts_with("'''") { 3 } else { 1 };
        position(self.text, at + quotes)
    }

    fn source(&mut self, table: &dyn TableLike) -> Source {
        match self.text(table, "source", false).as_str() {
            "" => Source::Computed,
            "asked" => Source::Asked,
            path => match path.split_once('.') {
                Some((register, field)) if is_name(register) && is_name(field) => {
                    Source::Register(path.into())
                }
                _ => {
                    let at = table.get("source").and_then(Item::span).map_or(0, |s| s.start);
                    let hint = "\"asked\", or a field of a register: \"residents.birth_day\"";
                    self.note(at, format!("`source` cannot be `{path}`"), hint);
                    Source::Asked
                }
            },
        }
    }

    fn otherwise(&mut self, table: &dyn TableLike, kind: &Kind) -> Option<Value> {
        let item = table.get("otherwise")?;
        let at = item.span().map_or(0, |span| span.start);
        let value = item.as_value().and_then(|toml| value_of(self.text, toml, kind));
        if value.is_none() {
            self.note(at, format!("`otherwise` is no value: it must be {kind}"), "");
        }
        value
    }

    fn formula(&mut self, table: &dyn TableLike) -> Option<DatedFormula> {
        let known = ["from", "promulgated", "retroactive", "article", "is", "table", "output"];
        self.must_know(table, &known);
        let from = self.day(table, "from", true);
        let promulgated = self.day(table, "promulgated", false);
        let retroactive = self.truth(table, "retroactive");
        let article = self.text(table, "article", false);
        let decided = self.text(table, "table", false);
        let at = start(table);
        let (line, column) = match table.contains_key("is") {
            true => self.place(table, "is"),
            false => (self.line(at), 1),
        };
        let how = match (table.contains_key("is"), decided.is_empty()) {
            (true, true) => {
                let text = self.text(table, "is", true);
                match Expression::parse(&text) {
                    Ok(expression) => How::Expression(expression),
                    Err(mistake) => {
                        self.mistakes.push(moved(mistake, self.file, line, column));
                        return None;
                    }
                }
            }
            (false, false) => {
                How::Table { table: decided, output: self.text(table, "output", true) }
            }
            _ => {
                let hint = "is = \"...\", or table = \"...\" and output = \"...\"";
                self.note(at, "a formula is an expression or an output of a table", hint);
                return None;
            }
        };
        Some(DatedFormula { from: from?, promulgated, retroactive, article, how, line, column })
    }
}

/// A value of a kind as a file writes it: numbers by their digits, days as texts or as TOML has them.
fn value_of(text: &str, toml: &Toml, kind: &Kind) -> Option<Value> {
    match (kind, toml) {
        (Kind::Number | Kind::Integer, toml) => number(text, toml).map(Value::Number),
        (Kind::Boolean, Toml::Boolean(truth)) => Some(Value::Truth(*truth.value())),
        (Kind::Text, Toml::String(text)) => Some(Value::Text(text.value().clone())),
        (Kind::Day, Toml::String(text)) => text.value().parse::<Day>().ok().map(Value::Day),
        (Kind::Day, Toml::Datetime(day)) => day.value().to_string().parse().ok().map(Value::Day),
        _ => None,
    }
}
