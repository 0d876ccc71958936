//! Reads `law/<topic>.toml`: parameters and scales. All mistakes of a file are found, each with its line.
//!
//! What may not happen here: no number goes through a float; the digits of the file are what counts.

use toml_edit::{Array, ArrayOfTables, Document, InlineTable, Item, TableLike, Value as Toml};
use vocabulary::{Day, Mistake, Sentence, Text};

use crate::feel::is_keyword;
use crate::number::Number;
use crate::parameters::{
    Bracket, BracketKind, DatedBrackets, DatedValue, Parameter, Scale, is_currency,
};
use crate::position::{nearest, position};
use crate::rules::{Entity, Example, Variable};
use crate::sentences;
use crate::value::Value;

/// What a file of parameters holds.
#[derive(Default)]
pub(crate) struct Topic {
    pub parameters: Vec<Parameter>,
    pub scales: Vec<Scale>,
    pub entities: Vec<Entity>,
    pub variables: Vec<Variable>,
    pub examples: Vec<Example>,
    pub mistakes: Vec<Mistake>,
}

pub(crate) fn read(file: &str, text: &str) -> Topic {
    let mut reader = Reader { file, text, mistakes: Vec::new() };
    let mut topic = Topic::default();
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let (line, column) = error.span().map_or((0, 0), |span| position(text, span.start));
            let message = error.message().lines().next().unwrap_or_default().to_string();
            let mistake = Mistake::at(file, (line, column), message, "");
            return Topic { mistakes: vec![mistake], ..topic };
        }
    };
    reader.must_know(document.as_table(), &["parameter", "scale", "entity", "variable", "example"]);
    for table in reader.tables(document.as_table(), "parameter").into_iter().flatten() {
        topic.parameters.extend(reader.parameter(table));
    }
    for table in reader.tables(document.as_table(), "scale").into_iter().flatten() {
        topic.scales.extend(reader.scale(table));
    }
    for table in reader.tables(document.as_table(), "entity").into_iter().flatten() {
        topic.entities.extend(reader.entity(table));
    }
    for table in reader.tables(document.as_table(), "variable").into_iter().flatten() {
        topic.variables.extend(reader.variable(table));
    }
    for table in reader.tables(document.as_table(), "example").into_iter().flatten() {
        topic.examples.extend(reader.example(table));
    }
    topic.mistakes = reader.mistakes;
    topic
}

pub(crate) struct Reader<'t> {
    pub file: &'t str,
    pub text: &'t str,
    pub mistakes: Vec<Mistake>,
}

/// The line and column of a table's or value's begin; its first key's where the table itself has no place.
pub(crate) fn start(table: &dyn TableLike) -> usize {
    let keys = table.iter().filter_map(|(key, _)| table.key(key)?.span());
    keys.map(|span| span.start).min().unwrap_or(0)
}

impl Reader<'_> {
    pub(crate) fn note(&mut self, at: usize, message: impl Into<String>, hint: impl Into<String>) {
        self.mistakes.push(Mistake::at(self.file, position(self.text, at), message, hint));
    }

    pub(crate) fn line(&self, at: usize) -> usize {
        position(self.text, at).0
    }

    pub(crate) fn must_know(&mut self, table: &dyn TableLike, known: &[&str]) {
        let unknown: Vec<(String, usize)> = table
            .iter()
            .filter(|(key, _)| !known.contains(key))
            .map(|(key, _)| {
                (
                    key.to_string(),
                    table.key(key).and_then(toml_edit::Key::span).map_or(0, |s| s.start),
                )
            })
            .collect();
        for (key, at) in unknown {
            let near = nearest(&key, known.iter().copied());
            let hint =
                if near.is_empty() { format!("known here: {}", known.join(", ")) } else { near };
            self.note(at, format!("`{key}` is not known here"), hint);
        }
    }

    pub(crate) fn tables<'d>(
        &mut self,
        table: &'d dyn TableLike,
        key: &str,
    ) -> Option<&'d ArrayOfTables> {
        let item = table.get(key)?;
        if item.as_array_of_tables().is_none() {
            let at = table.key(key).and_then(toml_edit::Key::span).map_or(0, |s| s.start);
            self.note(at, format!("`{key}` is a list of tables"), format!("write [[{key}]]"));
        }
        item.as_array_of_tables()
    }

    /// A text of the table; the empty text, with a mistake, when it must be there and is not.
    pub(crate) fn text(&mut self, table: &dyn TableLike, key: &str, needed: bool) -> String {
        match table.get(key) {
            Some(Item::Value(Toml::String(text))) if !needed || !text.value().trim().is_empty() => {
                text.value().clone()
            }
            Some(item) => {
                let at = item.span().map_or(start(table), |s| s.start);
                self.note(at, format!("`{key}` must be a text"), format!("{key} = \"...\""));
                String::new()
            }
            None if needed => {
                self.note(
                    start(table),
                    format!("`{key}` is missing"),
                    format!("add {key} = \"...\""),
                );
                String::new()
            }
            None => String::new(),
        }
    }

    /// A text by language, or one text for all.
    pub(crate) fn title(&mut self, table: &dyn TableLike) -> Text {
        let mut title = Text::default();
        let Some(item) = table.get("title") else {
            self.note(
                start(table),
                "`title` is missing",
                "add title = { ko = \"...\", en = \"...\" }",
            );
            return title;
        };
        let at = item.span().map_or(start(table), |s| s.start);
        let Some(languages) = item.as_table_like() else {
            self.note(
                at,
                "`title` is a text in each language",
                "title = { ko = \"...\", en = \"...\" }",
            );
            return title;
        };
        for (language, text) in languages.iter() {
            match text.as_str() {
                Some(text) => title = title.with(language, text),
                None => self.note(at, format!("`title` in `{language}` is no text"), ""),
            }
        }
        title
    }

    pub(crate) fn day(&mut self, table: &dyn TableLike, key: &str, needed: bool) -> Option<Day> {
        let Some(item) = table.get(key) else {
            if needed {
                self.note(
                    start(table),
                    format!("`{key}` is missing"),
                    format!("add {key} = \"2026-01-01\""),
                );
            }
            return None;
        };
        let text = match item {
            Item::Value(Toml::String(text)) => text.value().clone(),
            Item::Value(Toml::Datetime(day)) => day.value().to_string(),
            _ => String::new(),
        };
        let day = text.parse().ok();
        if day.is_none() {
            let at = item.span().map_or(start(table), |s| s.start);
            self.note(
                at,
                format!("`{key}` is no day of the calendar"),
                format!("{key} = \"2026-01-01\""),
            );
        }
        day
    }

    pub(crate) fn truth(&mut self, table: &dyn TableLike, key: &str) -> bool {
        let Some(item) = table.get(key) else { return false };
        let truth = item.as_bool();
        if truth.is_none() {
            let at = item.span().map_or(start(table), |s| s.start);
            self.note(at, format!("`{key}` must be true or false"), "");
        }
        truth.unwrap_or(false)
    }

    pub(crate) fn id(&mut self, table: &dyn TableLike) -> String {
        let id = self.text(table, "id", true);
        if !id.is_empty() && !is_name(&id) {
            let at = table.get("id").and_then(Item::span).map_or(0, |s| s.start);
            self.note(
                at,
                format!("`{id}` cannot be a name"),
                "small letters a to z, digits and underscores",
            );
        } else if is_keyword(&id) {
            let at = table.get("id").and_then(Item::span).map_or(0, |s| s.start);
            let said = Sentence::new("mistake.keyword").with("name", &id);
            self.mistakes.push(sentences::mistake(self.file, position(self.text, at), said));
        }
        id
    }

    fn parameter(&mut self, table: &dyn TableLike) -> Option<Parameter> {
        self.must_know(table, &["id", "title", "unit", "article", "link", "value"]);
        let mistakes = self.mistakes.len();
        let id = self.id(table);
        let title = self.title(table);
        let unit = self.text(table, "unit", true);
        let article = self.text(table, "article", true);
        let link = self.text(table, "link", false);
        let mut values: Vec<DatedValue> = Vec::new();
        for dated in self.tables(table, "value").into_iter().flatten() {
            values.extend(self.dated_value(dated, &unit));
        }
        if values.is_empty() && self.mistakes.len() == mistakes {
            let hint = "add [[parameter.value]] with from, promulgated and value";
            self.note(start(table), format!("the parameter `{id}` has no value"), hint);
        }
        values.sort_by_key(|value| value.from);
        let (file, line) = (self.file.to_string(), self.line(start(table)));
        (self.mistakes.len() == mistakes).then_some(Parameter {
            id,
            title,
            unit,
            article,
            link,
            values,
            file,
            line,
        })
    }

    fn dated_value(&mut self, table: &dyn TableLike, unit: &str) -> Option<DatedValue> {
        self.must_know(table, &["from", "promulgated", "retroactive", "value", "article"]);
        let from = self.day(table, "from", true);
        let promulgated = self.day(table, "promulgated", false);
        let retroactive = self.truth(table, "retroactive");
        let article = self.text(table, "article", false);
        let line = self.line(start(table));
        let Some(Item::Value(toml)) = table.get("value") else {
            self.note(start(table), "`value` is missing", "add value = ...");
            return None;
        };
        let value = self.value(toml, unit)?;
        Some(DatedValue { from: from?, promulgated, retroactive, value, article, line })
    }

    fn value(&mut self, toml: &Toml, unit: &str) -> Option<Value> {
        let at = toml.span().map_or(0, |s| s.start);
        if let Toml::Array(items) = toml {
            let values: Option<Vec<Value>> =
                items.iter().map(|item| self.value(item, unit)).collect();
            return values.map(Value::List);
        }
        let value = match (unit, toml) {
            ("text", Toml::String(text)) => Some(Value::Text(text.value().clone())),
            ("day", Toml::String(text)) => text.value().parse().ok().map(Value::Day),
            ("day", Toml::Datetime(day)) => day.value().to_string().parse().ok().map(Value::Day),
            ("boolean", Toml::Boolean(truth)) => Some(Value::Truth(*truth.value())),
            ("text" | "day" | "boolean", _) => None,
            _ => number(self.text, toml).map(Value::Number),
        };
        match &value {
            None => {
                let hint = match unit {
                    "text" => "value = \"...\"",
                    "day" => "value = \"2026-01-01\"",
                    "boolean" => "value = true",
                    _ => "a number, or a decimal in quotes: \"0.045\"",
                };
                self.note(at, format!("this is no value in the unit `{unit}`"), hint);
            }
            Some(Value::Number(number)) if is_currency(unit) && !number.is_whole() => {
                let message = format!("an amount in {unit} is counted in whole minor units");
                self.note(at, message, "write cents, won, ... without a point");
                return None;
            }
            Some(_) => {}
        }
        value
    }

    fn scale(&mut self, table: &dyn TableLike) -> Option<Scale> {
        self.must_know(table, &["id", "title", "kind", "article", "link", "value"]);
        let mistakes = self.mistakes.len();
        let id = self.id(table);
        let title = self.title(table);
        let kind = match self.text(table, "kind", true).as_str() {
            "flat" => BracketKind::Flat,
            "marginal" => BracketKind::Marginal,
            "" => BracketKind::Marginal,
            other => {
                let at = table.get("kind").and_then(Item::span).map_or(0, |s| s.start);
                self.note(at, format!("there is no kind of scale `{other}`"), "marginal or flat");
                BracketKind::Marginal
            }
        };
        let article = self.text(table, "article", true);
        let link = self.text(table, "link", false);
        let mut values: Vec<DatedBrackets> = Vec::new();
        for dated in self.tables(table, "value").into_iter().flatten() {
            values.extend(self.dated_brackets(dated, kind));
        }
        if values.is_empty() && self.mistakes.len() == mistakes {
            let hint = "add [[scale.value]] with from, promulgated and brackets";
            self.note(start(table), format!("the scale `{id}` has no brackets"), hint);
        }
        values.sort_by_key(|value| value.from);
        let (file, line) = (self.file.to_string(), self.line(start(table)));
        (self.mistakes.len() == mistakes).then_some(Scale {
            id,
            title,
            kind,
            article,
            link,
            values,
            file,
            line,
        })
    }

    fn dated_brackets(
        &mut self,
        table: &dyn TableLike,
        kind: BracketKind,
    ) -> Option<DatedBrackets> {
        self.must_know(table, &["from", "promulgated", "retroactive", "brackets", "article"]);
        let from = self.day(table, "from", true);
        let promulgated = self.day(table, "promulgated", false);
        let retroactive = self.truth(table, "retroactive");
        let article = self.text(table, "article", false);
        let line = self.line(start(table));
        let Some(list) =
            table.get("brackets").and_then(Item::as_array).filter(|list| !list.is_empty())
        else {
            self.note(
                start(table),
                "`brackets` is missing",
                "add brackets = [{ above = 0, rate = \"0.06\" }, ...]",
            );
            return None;
        };
        let brackets = self.brackets(list, kind)?;
        Some(DatedBrackets { from: from?, promulgated, retroactive, brackets, article, line })
    }

    fn brackets(&mut self, list: &Array, kind: BracketKind) -> Option<Vec<Bracket>> {
        let mut brackets: Vec<Bracket> = Vec::new();
        for item in list {
            let at = item.span().map_or(0, |s| s.start);
            let Some(table) = item.as_inline_table() else {
                self.note(at, "a bracket is a table", "{ above = 0, rate = \"0.06\" }");
                return None;
            };
            self.must_know(table, &["above", "from", "rate", "amount"]);
            let (message, hint) = match bracket(self.text, table, kind) {
                Ok(next)
                    if brackets.last().is_some_and(|last| last.threshold >= next.threshold) =>
                {
                    ("brackets must rise".into(), "each above the one before it")
                }
                Ok(next) => {
                    brackets.push(next);
                    continue;
                }
                Err(wrong) => wrong,
            };
            self.note(at, message, hint);
            return None;
        }
        Some(brackets)
    }
}

/// One bracket, or what is wrong with it and a hint.
fn bracket(
    text: &str,
    table: &InlineTable,
    kind: BracketKind,
) -> Result<Bracket, (String, &'static str)> {
    const EXAMPLE: &str = "{ above = 0, rate = \"0.06\" }";
    let of = |key: &str| table.get(key).and_then(|toml| number(text, toml));
    let keys = ["above", "from", "rate", "amount"];
    let present: Vec<&str> = keys.into_iter().filter(|key| table.contains_key(key)).collect();
    if let Some(key) = present.iter().find(|key| of(key).is_none()) {
        let hint = "a number, or a decimal in quotes: \"0.06\"";
        return Err((format!("`{key}` is no number"), hint));
    }
    let included = table.contains_key("from");
    let threshold = match (of("above"), of("from")) {
        (Some(_), Some(_)) => return Err(("`above` and `from` together".into(), "one of them")),
        (above, from) => {
            above.or(from).ok_or(("a bracket without `above`".to_string(), EXAMPLE))?
        }
    };
    if kind == BracketKind::Marginal && table.contains_key("amount") {
        return Err(("an amount in a marginal scale".into(), "kind = \"flat\""));
    }
    if present.len() < 2 {
        return Err(("a bracket without a rate".into(), EXAMPLE));
    }
    let (rate, amount) = (of("rate").unwrap_or_default(), of("amount").unwrap_or_default());
    Ok(Bracket { threshold, included, rate, amount })
}

/// A number by its digits in the file.
pub(crate) fn number(text: &str, toml: &Toml) -> Option<Number> {
    match toml {
        Toml::Integer(whole) => Some(Number::from(*whole.value())),
        Toml::Float(_) => {
            let digits = text.get(toml.span()?)?.replace('_', "");
            Number::parse(digits.strip_prefix('+').unwrap_or(&digits))
        }
        Toml::String(text) => Number::parse(text.value().trim()),
        _ => None,
    }
}

/// Names of our own: small letters, digits and underscores, not beginning with a digit.
pub(crate) fn is_name(name: &str) -> bool {
    let mut signs = name.chars();
    signs.next().is_some_and(|c| c.is_ascii_lowercase())
        && signs.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && name.len() <= 64
}
