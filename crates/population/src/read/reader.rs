//! What a file has at a place, or a mistake there. All mistakes are kept.
//!
//! What may not happen here: a number goes through a float.

use law::{nearest, position};
use toml_edit::{Array, Item, Table, TableLike, Value as Toml};
use vocabulary::{Day, Mistake, Text};

pub(super) struct Reader<'t> {
    pub file: &'t str,
    pub source: &'t str,
    pub mistakes: Vec<Mistake>,
    /// The sizes of households that fitted tables speak of.
    pub sizes: Vec<i64>,
}

/// Where a table begins: at its first key.
pub(super) fn start(table: &dyn TableLike) -> usize {
    let keys = table.iter().filter_map(|(key, _)| table.key(key)?.span());
    keys.map(|span| span.start).min().unwrap_or(0)
}

/// Where the value of a key stands.
pub(super) fn place(table: &dyn TableLike, key: &str) -> usize {
    let span = table.get(key).and_then(Item::span);
    let named = || table.key(key).and_then(toml_edit::Key::span);
    span.or_else(named).map_or_else(|| start(table), |span| span.start)
}

pub(super) fn at(value: &Toml) -> usize {
    value.span().map_or(0, |span| span.start)
}

impl Reader<'_> {
    pub fn note(&mut self, at: usize, message: impl Into<String>, hint: impl Into<String>) {
        self.mistakes.push(Mistake::at(self.file, position(self.source, at), message, hint));
    }

    pub fn line(&self, at: usize) -> usize {
        position(self.source, at).0
    }

    pub fn must_know(&mut self, table: &dyn TableLike, known: &[&str]) {
        for (key, _) in table.iter().filter(|(key, _)| !known.contains(key)) {
            let at = table.key(key).and_then(toml_edit::Key::span).map_or(0, |span| span.start);
            let near = nearest(key, known.iter().copied());
            let all = || format!("known here: {}", known.join(", "));
            let hint = if near.is_empty() { all() } else { near };
            self.note(at, format!("`{key}` is not known here"), hint);
        }
    }

    /// The tables `[[key]]`.
    pub fn tables<'d>(&mut self, table: &'d dyn TableLike, key: &str) -> Vec<&'d Table> {
        let Some(item) = table.get(key) else { return Vec::new() };
        match item.as_array_of_tables() {
            Some(tables) => tables.iter().collect(),
            None => {
                self.note(
                    place(table, key),
                    format!("`{key}` is a list of tables"),
                    format!("write [[{key}]]"),
                );
                Vec::new()
            }
        }
    }

    pub fn missing(&mut self, table: &dyn TableLike, key: &str, example: &str) {
        self.note(start(table), format!("`{key}` is missing"), format!("add {key} = {example}"));
    }

    /// A text that must be there and not be empty.
    pub fn text(&mut self, table: &dyn TableLike, key: &str) -> String {
        match table.get(key).map(|item| item.as_str()) {
            Some(Some(text)) if !text.trim().is_empty() => text.to_string(),
            Some(_) => {
                self.note(
                    place(table, key),
                    format!("`{key}` must be a text"),
                    format!("{key} = \"...\""),
                );
                String::new()
            }
            None => {
                self.missing(table, key, "\"...\"");
                String::new()
            }
        }
    }

    /// Names of our own: small letters, digits and underscores, not beginning with a digit.
    pub fn id(&mut self, table: &dyn TableLike) -> String {
        let id = self.text(table, "id");
        let mut signs = id.chars();
        let is_name = signs.next().is_none_or(|c| c.is_ascii_lowercase())
            && signs.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
            && id.len() <= 64;
        if !is_name {
            let hint = "small letters a to z, digits and underscores";
            self.note(place(table, "id"), format!("`{id}` cannot be a name"), hint);
        }
        id
    }

    /// A text in each language.
    pub fn title(&mut self, table: &dyn TableLike) -> Text {
        const EXAMPLE: &str = "{ ko = \"...\", en = \"...\" }";
        let languages = table.get("title").and_then(Item::as_table_like);
        let Some(languages) = languages else {
            if table.contains_key("title") {
                let hint = format!("title = {EXAMPLE}");
                self.note(place(table, "title"), "`title` is a text in each language", hint);
            } else {
                self.missing(table, "title", EXAMPLE);
            }
            return Text::default();
        };
        self.languages(languages, &[])
    }

    /// The texts of a table by language, leaving out its other keys.
    pub fn languages(&mut self, table: &dyn TableLike, other: &[&str]) -> Text {
        let mut text = Text::default();
        for (language, item) in table.iter().filter(|(key, _)| !other.contains(key)) {
            match item.as_str() {
                Some(said) => text = text.with(language, said),
                None => {
                    let hint = format!("{language} = \"...\"");
                    self.note(place(table, language), format!("`{language}` is no text"), hint);
                }
            }
        }
        text
    }

    pub fn day(&mut self, table: &dyn TableLike, key: &str) -> Option<Day> {
        let Some(item) = table.get(key) else {
            self.missing(table, key, "\"2026-01-01\"");
            return None;
        };
        let text = match item {
            Item::Value(Toml::String(text)) => text.value().clone(),
            Item::Value(Toml::Datetime(day)) => day.value().to_string(),
            _ => String::new(),
        };
        let day = text.parse().ok();
        if day.is_none() {
            let hint = format!("{key} = \"2026-01-01\"");
            self.note(place(table, key), format!("`{key}` is no day of the calendar"), hint);
        }
        day
    }

    /// A whole number within limits. One that is missing is a mistake unless there is another value for it.
    pub fn whole(
        &mut self,
        table: &dyn TableLike,
        key: &str,
        (least, most): (i64, i64),
        absent: Option<i64>,
    ) -> Option<i64> {
        let Some(item) = table.get(key) else {
            if absent.is_none() {
                self.missing(table, key, &least.max(1).to_string());
            }
            return absent;
        };
        match item.as_integer() {
            Some(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                let message = format!("`{key}` must be a whole number from {least} to {most}");
                self.note(place(table, key), message, format!("{key} = {}", least.max(1)));
                None
            }
        }
    }

    /// A list. None when it is missing, which is a mistake where an example says how to write it.
    pub fn list<'d>(
        &mut self,
        table: &'d dyn TableLike,
        key: &str,
        example: Option<&str>,
    ) -> Option<&'d Array> {
        let Some(item) = table.get(key) else {
            if let Some(example) = example {
                self.missing(table, key, example);
            }
            return None;
        };
        let list = item.as_array();
        if list.is_none() {
            let hint = format!("{key} = {}", example.unwrap_or("[\"...\"]"));
            self.note(place(table, key), format!("`{key}` is a list"), hint);
        }
        list
    }

    /// The texts of a list with their places.
    pub fn names(&mut self, list: &Array) -> Vec<(String, usize)> {
        let mut names = Vec::new();
        for value in list {
            match value.as_str() {
                Some(name) => names.push((name.to_string(), at(value))),
                None => self.note(at(value), "a name is a text", "put it in quotes"),
            }
        }
        names
    }

    /// The place of a name among the known ones.
    pub fn known<'n>(
        &mut self,
        (name, at): (&str, usize),
        what: &str,
        known: impl Iterator<Item = &'n str> + Clone,
    ) -> Option<usize> {
        let found = known.clone().position(|one| one == name);
        if found.is_none() {
            let near = nearest(name, known.clone());
            let all: Vec<&str> = known.take(20).collect();
            let hint =
                if near.is_empty() { format!("there are: {}", all.join(", ")) } else { near };
            self.note(at, format!("there is no {what} `{name}`"), hint);
        }
        found
    }
}
