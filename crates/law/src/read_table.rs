//! Reads `law/<name>.table`: the plain format of decision tables, made to be read in a diff.
//!
//! A file holds one table or several versions of it, each beginning with `table:`. See the README of this crate.

use std::collections::BTreeSet;
use std::sync::Arc;

use vocabulary::{Day, Mistake, Sentence, Text};

use crate::compiled::Forms;
use crate::feel::{Cell, Expression, Kind, Kinds, is_keyword};
use crate::position::nearest;
use crate::read_toml::is_name;
use crate::sentences;
use crate::table::{COLUMNS_MAX, Column, Hit, PlacedCell, PlacedExpression, ROWS_MAX, Row, Table};
use crate::table_line::{Line, Part, equals_sign, parts};
use crate::trace::{Face, FaceRow};

/// The words that may stand before a colon.
const HEADERS: [&str; 11] = [
    "table",
    "title",
    "article",
    "link",
    "promulgated",
    "from",
    "retroactive",
    "hit",
    "in",
    "out",
    "use",
];

/// All tables of a file, and its mistakes. A table with a mistake is not among them.
pub(crate) fn read(file: &str, text: &str) -> (Vec<Table>, Vec<Mistake>) {
    let mut tables = Vec::new();
    let mut mistakes = Vec::new();
    let mut block: Option<Block<'_>> = None;
    for (n, line) in text.lines().enumerate() {
        let line = Line { file, number: n + 1, text: line.trim_end() };
        if line.text.is_empty() || line.text.starts_with('#') {
            continue;
        }
        if line.text.starts_with("table:") {
            if let Some(block) = block.take() {
                tables.extend(block.finish(&mut mistakes));
            }
            block = Some(Block::new(file, line.number));
        }
        match &mut block {
            Some(block) => block.line(&line, &mut mistakes),
            None => {
                mistakes.push(line.wrong(1, "a file of tables begins with `table: <name>`", ""));
                return (tables, mistakes);
            }
        }
    }
    match block {
        Some(block) => tables.extend(block.finish(&mut mistakes)),
        None => {
            mistakes.push(Mistake::new(file, 0, "holds no table", "begin with `table: <name>`"))
        }
    }
    (tables, mistakes)
}

/// A table that is being read.
struct Block<'t> {
    file: &'t str,
    line: usize,
    id: String,
    title: Text,
    article: String,
    link: String,
    promulgated: Option<Day>,
    from: Option<Day>,
    retroactive: bool,
    hit: Option<Hit>,
    inputs: Vec<Column>,
    outputs: Vec<Column>,
    uses: Kinds,
    rows: Vec<Row>,
    labels: BTreeSet<String>,
    /// Whether the last column holds articles; none before the head of the rows was read.
    articles: Option<bool>,
    columns_are_wrong: bool,
    mistakes: usize,
    seen: Vec<String>,
}

impl<'t> Block<'t> {
    fn new(file: &'t str, line: usize) -> Block<'t> {
        Block {
            file,
            line,
            id: String::new(),
            title: Text::default(),
            article: String::new(),
            link: String::new(),
            promulgated: None,
            from: None,
            retroactive: false,
            hit: None,
            inputs: Vec::new(),
            outputs: Vec::new(),
            uses: Kinds::new(),
            rows: Vec::new(),
            labels: BTreeSet::new(),
            articles: None,
            columns_are_wrong: false,
            mistakes: 0,
            seen: Vec::new(),
        }
    }

    fn line(&mut self, line: &Line<'_>, mistakes: &mut Vec<Mistake>) {
        let before = mistakes.len();
        let is_row = line.text.starts_with('|');
        // Below a column or a head that cannot be read, every row would be wrong as well.
        let read = match (is_row, self.columns_are_wrong) {
            (true, true) => Ok(()),
            (true, false) => self.row(line, mistakes),
            (false, _) => self.header(line),
        };
        if let Err(mistake) = read {
            mistakes.push(mistake);
        }
        self.mistakes += mistakes.len() - before;
    }

    fn header(&mut self, line: &Line<'_>) -> Result<(), Mistake> {
        let Some((key, value)) = line.text.split_once(':') else {
            let hint = "headers are `word: text`, rows begin with `|`, comments with `#`";
            return Err(line.wrong(1, "this is neither a header nor a row", hint));
        };
        let column =
            1 + key.chars().count() + 1 + value.chars().take_while(|c| c.is_whitespace()).count();
        let (key, value) = (key.trim(), value.trim());
        let known = key.split('.').next().unwrap_or_default();
        if !HEADERS.contains(&known) || (known != key && known != "title") {
            let near = nearest(key, HEADERS.into_iter());
            let hint =
                if near.is_empty() { format!("known here: {}", HEADERS.join(", ")) } else { near };
            return Err(line.wrong(1, format!("`{key}` is not known here"), hint));
        }
        if self.articles.is_some() {
            return Err(line.wrong(
                1,
                "a header below the rows",
                "headers come first; a new version begins with `table:`",
            ));
        }
        if value.is_empty() {
            return Err(line.wrong(1, format!("`{key}` says nothing"), ""));
        }
        if !["in", "out", "use"].contains(&key) {
            if self.seen.iter().any(|seen| seen == key) {
                return Err(line.wrong(1, format!("`{key}` stands here twice"), ""));
            }
            self.seen.push(key.into());
        }
        self.set(line, key, value, column)
    }

    fn set(
        &mut self,
        line: &Line<'_>,
        key: &str,
        value: &str,
        column: usize,
    ) -> Result<(), Mistake> {
        match key {
            "table" => {
                self.id = value.into();
                if !is_name(value) {
                    let hint = "small letters a to z, digits and underscores";
                    return Err(line.wrong(column, format!("`{value}` cannot be a name"), hint));
                }
            }
            "article" => self.article = value.into(),
            "link" => self.link = value.into(),
            "promulgated" => self.promulgated = Some(day(line, value, column)?),
            "from" => self.from = Some(day(line, value, column)?),
            "retroactive" => {
                self.retroactive = value == "yes";
                if value != "yes" {
                    return Err(line.wrong(column, "`retroactive` is yes, or is left away", ""));
                }
            }
            "hit" => match Hit::named(value) {
                Some(hit) => self.hit = Some(hit),
                None => {
                    let names: Vec<&str> = Hit::NAMES.iter().map(|(name, _)| *name).collect();
                    let message = format!("there is no hit policy `{value}`");
                    return Err(line.wrong(column, message, names.join(", ")));
                }
            },
            "in" | "out" | "use" => {
                let read = self.column(line, value, column);
                self.columns_are_wrong |= read.is_err();
                let read = read?;
                match key {
                    "in" => self.inputs.push(read),
                    "out" if read.reads.is_some() => {
                        return Err(line.wrong(
                            column,
                            "an output reads nothing",
                            "take `= ...` away",
                        ));
                    }
                    "out" => self.outputs.push(read),
                    _ => {
                        self.uses.insert(read.name, read.kind);
                    }
                }
            }
            _ => {
                let language = key.strip_prefix("title.").unwrap_or("en");
                self.title = std::mem::take(&mut self.title).with(language, value);
            }
        }
        Ok(())
    }

    /// `name kind`, then the allowed values, then `= expression`.
    fn column(&self, line: &Line<'_>, value: &str, at: usize) -> Result<Column, Mistake> {
        let (name, rest) = value.split_once(char::is_whitespace).unwrap_or((value, ""));
        if !is_name(name) {
            let hint =
                "small letters a to z, digits and underscores, then its kind: `in: age number`";
            return Err(line.wrong(at, format!("`{name}` cannot be a name"), hint));
        }
        if is_keyword(name) {
            return Err(line.said(at, Sentence::new("mistake.keyword").with("name", name)));
        }
        let taken = self.inputs.iter().chain(&self.outputs).any(|column| column.name == name);
        if taken || self.uses.contains_key(name) {
            return Err(line.wrong(at, format!("there are two columns `{name}`"), ""));
        }
        if self.inputs.len() + self.outputs.len() >= COLUMNS_MAX {
            return Err(line.wrong(
                at,
                format!("more than {COLUMNS_MAX} columns"),
                "divide the table",
            ));
        }
        let after_name = rest.trim_start();
        let kind_at = at + value.chars().count() - after_name.chars().count();
        let (word, rest) = after_name.split_once(char::is_whitespace).unwrap_or((after_name, ""));
        let kind = Kind::named(word).ok_or_else(|| {
            let message = format!("there is no kind `{word}`");
            line.wrong(kind_at, message, Kind::NAMES.join(", "))
        })?;
        let rest_at = at + value.chars().count() - rest.trim_start().chars().count();
        let (allowed, reads) = match equals_sign(rest) {
            Some(place) => (rest.get(..place).unwrap_or_default().trim(), rest.get(place + 1..)),
            None => (rest.trim(), None),
        };
        let allowed = match allowed {
            "" => None,
            some => Some(Cell::parse(some).map_err(|mistake| line.moved(mistake, rest_at))?),
        };
        let reads_at =
            at + value.chars().count() - reads.map_or(0, |text| text.trim_start().chars().count());
        let reads = reads.map(|text| Expression::parse(text.trim())).transpose();
        let reads = reads.map_err(|mistake| line.moved(mistake, reads_at))?;
        let (name, line) = (name.into(), line.number);
        Ok(Column { name, kind, allowed, reads, line, allowed_at: rest_at, reads_at })
    }

    fn row(&mut self, line: &Line<'_>, mistakes: &mut Vec<Mistake>) -> Result<(), Mistake> {
        let parts = parts(line.text);
        if parts
            .iter()
            .all(|part| !part.text.is_empty() && part.text.chars().all(|c| c == '-' || c == ':'))
            && parts.len() > 1
        {
            // `|---|---|`: but a row of nothing but `-` has a label.
            return Ok(());
        }
        let Some(articles) = self.articles else { return self.head(line, &parts) };
        let wanted = 1 + self.inputs.len() + self.outputs.len() + usize::from(articles);
        if parts.len() != wanted {
            let message = format!("this row has {} cells, and the head has {wanted}", parts.len());
            return Err(line.wrong(
                1,
                message,
                "each cell stands between `|`; texts stand in double quotes",
            ));
        }
        if self.rows.len() >= ROWS_MAX {
            return Err(line.wrong(1, format!("more than {ROWS_MAX} rows"), "divide the table"));
        }
        self.must_divide(line, &parts)?;
        if let Some(empty) = parts
            .iter()
            .take(1 + self.inputs.len() + self.outputs.len())
            .find(|part| part.text.is_empty())
        {
            return Err(line.said(empty.column, "mistake.empty-cell"));
        }
        let mut parts = parts.into_iter();
        let label = parts.next().map(|part| part.text.to_string()).unwrap_or_default();
        if !self.labels.insert(label.clone()) {
            return Err(line.wrong(
                2,
                "a row needs a number of its own",
                "1, 2, 3, ... in the column `#`",
            ));
        }
        let mut row = Row {
            label,
            line: line.number,
            article: String::new(),
            cells: Vec::new(),
            outputs: Vec::new(),
        };
        for part in parts.by_ref().take(self.inputs.len()) {
            match Cell::parse(part.text) {
                Ok(cell) => row.cells.push(PlacedCell { cell, column: part.column }),
                Err(mistake) => mistakes.push(line.moved(mistake, part.column)),
            }
        }
        for part in parts.by_ref().take(self.outputs.len()) {
            match Expression::parse(part.text) {
                Ok(expression) => {
                    row.outputs.push(PlacedExpression { expression, column: part.column })
                }
                Err(mistake) => mistakes.push(line.moved(mistake, part.column)),
            }
        }
        row.article =
            parts.next().map(|part| part.text.trim_matches('"').to_string()).unwrap_or_default();
        self.rows.push(row);
        Ok(())
    }

    /// `| # | input | ... || output | ... | article |`
    fn head(&mut self, line: &Line<'_>, parts: &[Part<'_>]) -> Result<(), Mistake> {
        let names = std::iter::once("#")
            .chain(self.inputs.iter().map(|column| column.name.as_str()))
            .chain(self.outputs.iter().map(|column| column.name.as_str()));
        let names: Vec<&str> = names.collect();
        let said: Vec<&str> = parts.iter().map(|part| part.text).collect();
        let articles = said.len() == names.len() + 1 && said.last() == Some(&"article");
        let columns = said.get(..names.len()).unwrap_or_default();
        if columns != names.as_slice() || (said.len() != names.len() && !articles) {
            let (inputs, outputs) = names.split_at(1 + self.inputs.len());
            let hint = format!("| {} || {} |", inputs.join(" | "), outputs.join(" | "));
            let message =
                "the head of the rows does not name the columns `in:` and `out:` in their order";
            self.columns_are_wrong = true;
            return Err(line.wrong(1, message, hint));
        }
        self.articles = Some(articles);
        self.must_divide(line, parts)
    }

    /// `||` stands before the first output, and nowhere else.
    fn must_divide(&self, line: &Line<'_>, parts: &[Part<'_>]) -> Result<(), Mistake> {
        let first_output = 1 + self.inputs.len();
        for (n, part) in parts.iter().enumerate() {
            if part.after_double != (n == first_output) {
                let message = "`||` stands between the inputs and the outputs";
                return Err(line.wrong(part.column, message, ""));
            }
        }
        Ok(())
    }

    fn finish(self, mistakes: &mut Vec<Mistake>) -> Option<Table> {
        let before = mistakes.len();
        let mut missing = |is_missing: bool, message: &str, hint: &str| {
            if is_missing {
                mistakes.push(Mistake::new(self.file, self.line, message, hint));
            }
        };
        missing(self.title.is_empty(), "a table without a title", "add `title.en: ...`");
        missing(self.from.is_none(), "a table without a first day", "add `from: 2026-01-01`");
        missing(self.hit.is_none(), "a table without a hit policy", "add `hit: unique`");
        missing(self.inputs.is_empty(), "a table without an input", "add `in: <fact> <kind>`");
        missing(self.outputs.is_empty(), "a table without an output", "add `out: <name> <kind>`");
        missing(self.rows.is_empty() && self.mistakes == 0, "a table without rows", "");
        let hit = self.hit.unwrap_or(Hit::Unique);
        let no_order = |column: &Column| column.values().is_empty();
        missing(
            hit.needs_order() && self.outputs.iter().all(no_order),
            "no output says which of its values comes first",
            "list them: `out: risk text \"high\", \"low\"`",
        );
        let aggregates =
            matches!(hit, Hit::CollectSum | Hit::CollectMin | Hit::CollectMax | Hit::CollectCount);
        missing(
            aggregates && self.outputs.len() > 1,
            "what is collected into one value has one output",
            "",
        );
        if self.article.is_empty() {
            let at = (self.line, 0);
            mistakes.push(sentences::mistake(self.file, at, "mistake.without-article"));
        }
        if mistakes.len() > before || self.mistakes > 0 {
            return None;
        }
        let from = self.from?;
        Some(self.table(hit, from))
    }

    fn table(self, hit: Hit, from: Day) -> Table {
        let face = Face {
            table: self.id.clone(),
            title: self.title.clone(),
            from,
            promulgated: self.promulgated,
            article: self.article.clone(),
            link: self.link.clone(),
            hit,
            inputs: self.inputs.iter().map(|column| column.name.clone()).collect(),
            outputs: self.outputs.iter().map(|column| column.name.clone()).collect(),
            rows: self.rows.iter().map(face_row).collect(),
        };
        Table {
            id: self.id,
            title: self.title,
            article: self.article,
            link: self.link,
            promulgated: self.promulgated,
            from,
            retroactive: self.retroactive,
            hit,
            inputs: self.inputs,
            outputs: self.outputs,
            uses: self.uses,
            file: self.file.into(),
            line: self.line,
            rows: self.rows,
            face: Arc::new(face),
            forms: Forms::default(),
        }
    }
}

fn face_row(row: &Row) -> FaceRow {
    FaceRow {
        row: row.label.clone(),
        article: row.article.clone(),
        cells: row.cells.iter().map(|placed| placed.cell.text.clone()).collect(),
        outputs: row.outputs.iter().map(|placed| placed.expression.text().into()).collect(),
    }
}

fn day(line: &Line<'_>, value: &str, column: usize) -> Result<Day, Mistake> {
    value.parse().map_err(|wrong: String| line.wrong(column, wrong, "as 2026-01-01"))
}
