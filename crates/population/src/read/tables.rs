//! `[[table]]` and `[[quantiles]]`: counts and percentiles with where they come from.
//!
//! What may not happen here: a table without its source, year and unit.

use toml_edit::{Array, Item, Table as TomlTable, Value as Toml};

use super::reader::{Reader, at, place, start};
use super::rows::{Names, label};
use crate::draw::Shares;
use crate::lookup::{COMBINATIONS_MAX, Lookup, Match, Source, TooMuch};
use crate::recipe::{Condition, DrawnRow, Of, Part, ROLE, SIZE, SIZE_MAX, Table};

/// Rows of one table.
const ROWS_MAX: usize = 20_000;
/// A count, or an amount in the smallest unit of the money.
pub(super) const AMOUNT_MAX: i64 = 1_000_000_000_000_000;
const KEYS: [&str; 11] =
    ["id", "title", "source", "year", "unit", "use", "of", "by", "across", "when", "rows"];

/// A row as it is written: what it says of the variables, and its numbers.
pub(super) struct Row<'d> {
    pub matches: Vec<Match>,
    pub label: String,
    pub numbers: Vec<i64>,
    pub array: &'d Array,
}

/// What a table counts for each row: each of some values of one more variable.
struct Across {
    source: Source,
    values: Vec<i64>,
    labels: Vec<String>,
}

impl Reader<'_> {
    pub fn table(&mut self, toml: &TomlTable, names: &Names<'_>) -> Option<Table> {
        self.must_know(toml, &KEYS);
        match self.text(toml, "use").as_str() {
            "fit" => self.counted(toml, Of::Households, names, true),
            "check" => {
                let of = self.of(toml)?;
                self.counted(toml, of, names, false)
            }
            "draw" => self.drawn(toml, names),
            "" => None,
            other => {
                let hint = "fit (households are made so), draw (a variable is drawn from it), check (compared only)";
                self.note(place(toml, "use"), format!("a table has no use `{other}`"), hint);
                None
            }
        }
    }

    /// A table of how many there are.
    fn counted(
        &mut self,
        toml: &TomlTable,
        of: Of,
        names: &Names<'_>,
        is_fitted: bool,
    ) -> Option<Table> {
        let by = self.by(toml, of, names);
        let across =
            if toml.contains_key("across") { Some(self.across(toml, of, names)?) } else { None };
        let numbers = across.as_ref().map_or(1, |across| across.values.len());
        let rows = self.rows(toml, &by, (of, names), (numbers, 0));
        let (by, rows) = match across {
            Some(across) => spread(by, rows, &across),
            None => (by, rows),
        };
        self.must_not_be_nothing(toml, &rows);
        if is_fitted {
            self.must_have_sizes(&by, &rows);
        }
        self.finish(toml, of, names, (by, rows), |_, rows| {
            let count = |row: &Row<'_>| row.numbers.first().and_then(|n| u64::try_from(*n).ok());
            let counts = rows.iter().map(|row| count(row).unwrap_or(0)).collect();
            if is_fitted { Part::Fit { counts } } else { Part::Check { counts } }
        })
    }

    /// A table of shares, from which the variable that it has across is drawn.
    fn drawn(&mut self, toml: &TomlTable, names: &Names<'_>) -> Option<Table> {
        let of = self.drawn_of(toml, names)?;
        let across = self.across(toml, of, names)?;
        let by = self.by(toml, of, names);
        let Source::Own(variable) = across.source else { return None };
        let rows = self.rows(toml, &by, (of, names), (across.values.len(), 0));
        self.finish(toml, of, names, (by, rows), |reader, rows| Part::Draw {
            variable,
            rows: reader.drawn_rows(rows, &across.values),
        })
    }

    /// What every table has, and the look-up of its rows.
    pub(super) fn finish(
        &mut self,
        toml: &TomlTable,
        of: Of,
        names: &Names<'_>,
        (by, rows): (Vec<Source>, Vec<Row<'_>>),
        part: impl FnOnce(&mut Self, &[Row<'_>]) -> Part,
    ) -> Option<Table> {
        let before = self.mistakes.len();
        let (id, title, source) = (self.id(toml), self.title(toml), self.text(toml, "source"));
        let year = self.whole(toml, "year", (1900, 2200), None).unwrap_or(0);
        let unit = if toml.contains_key("draw") { String::new() } else { self.text(toml, "unit") };
        let when = self.when(toml, of, names);
        let part = part(self, &rows);
        if let Part::Draw { variable, .. } | Part::Quantiles { variable, .. } = &part {
            let asked = by.iter().chain(when.iter().map(|condition| &condition.source));
            self.must_be_above(toml, of, *variable, names, asked);
        }
        let choices = |source: &Source| {
            names.variable(of, *source).map_or(0, |variable| variable.choices.len())
        };
        let by: Vec<(Source, usize)> = by.iter().map(|source| (*source, choices(source))).collect();
        let matches: Vec<Vec<Match>> = rows.iter().map(|row| row.matches.clone()).collect();
        let lookup = match Lookup::new(&by, &matches) {
            Ok(lookup) => lookup,
            Err(TooMuch::Combinations) => {
                let message =
                    format!("the table tells more than {COMBINATIONS_MAX} combinations apart");
                self.note(start(toml), message, "leave out a variable, or divide the table");
                return None;
            }
            Err(TooMuch::Covered(row)) => {
                let at = rows.get(row).map_or(0, |row| place_of(row.array));
                self.note(at, "the rows above say all of this already", "take one of them out");
                return None;
            }
        };
        let line = self.line(start(toml));
        let labels = rows.iter().map(|row| row.label.clone()).collect();
        (self.mistakes.len() == before).then_some(Table {
            id,
            title,
            source,
            year,
            unit,
            line,
            of,
            part,
            when,
            by: lookup,
            labels,
        })
    }

    fn of(&mut self, toml: &TomlTable) -> Option<Of> {
        match self.text(toml, "of").as_str() {
            "households" => Some(Of::Households),
            "persons" => Some(Of::Persons),
            "" => None,
            other => {
                let message = format!("nothing is told of `{other}`");
                self.note(place(toml, "of"), message, "of = \"households\" or of = \"persons\"");
                None
            }
        }
    }

    /// Whom the variable that `across` names is about.
    fn drawn_of(&mut self, toml: &TomlTable, names: &Names<'_>) -> Option<Of> {
        let across = toml.get("across").and_then(Item::as_table_like);
        let Some((name, _)) = across.and_then(|across| across.iter().next()) else {
            self.missing(toml, "across", "{ variable = [\"value\", ...] }, which is what is drawn");
            return None;
        };
        let persons = names.persons.iter().position(|variable| variable.id == name);
        let households = names.households.iter().position(|variable| variable.id == name);
        if persons.is_none_or(|place| place == ROLE) && households.is_none_or(|place| place == 0) {
            let drawn =
                names.all(Of::Persons).filter(|name| !["role", "kind", "size"].contains(name));
            self.known((name, place(toml, "across")), "variable to be drawn", drawn)?;
        }
        Some(if persons.is_some() { Of::Persons } else { Of::Households })
    }

    pub(super) fn by(&mut self, toml: &TomlTable, of: Of, names: &Names<'_>) -> Vec<Source> {
        let Some(list) = self.list(toml, "by", Some("[\"...\"]")) else { return Vec::new() };
        let mut by = Vec::new();
        for (name, at) in self.names(list) {
            match names.find(of, &name) {
                Some(source) if by.contains(&source) => {
                    self.note(at, format!("`{name}` stands twice"), "once is enough");
                }
                Some(source) => by.push(source),
                None => drop(self.known((&name, at), "variable", names.all(of))),
            }
        }
        by
    }

    fn across(&mut self, toml: &TomlTable, of: Of, names: &Names<'_>) -> Option<Across> {
        const HINT: &str = "across = { sex = [\"female\", \"male\"] }";
        let at = place(toml, "across");
        let table = toml.get("across").and_then(Item::as_table_like);
        let one = table.filter(|table| table.len() == 1).and_then(|table| table.iter().next());
        let list = one.and_then(|(name, item)| Some((name, item.as_array()?)));
        let Some((name, list)) = list.filter(|(_, list)| !list.is_empty()) else {
            self.note(at, "`across` is one variable with a list of its values", HINT);
            return None;
        };
        let Some(source) = names.find(of, name) else {
            self.known((name, at), "variable", names.all(of));
            return None;
        };
        let variable = names.variable(of, source)?;
        if variable.choices.is_empty() {
            self.note(at, format!("`{name}` is a number and has no list of values"), HINT);
            return None;
        }
        let mut values = Vec::new();
        for value in list {
            match self.choice(value, variable) {
                Some(choice) if values.contains(&choice) => {
                    self.note(
                        super::reader::at(value),
                        "this value stands twice",
                        "once is enough",
                    );
                }
                choice => values.extend(choice),
            }
        }
        let labels = list.iter().map(|value| label(&[value])).collect();
        (values.len() == list.len()).then_some(Across { source, values, labels })
    }

    fn when(&mut self, toml: &TomlTable, of: Of, names: &Names<'_>) -> Vec<Condition> {
        let Some(item) = toml.get("when") else { return Vec::new() };
        let Some(table) = item.as_table_like() else {
            let hint = "when = { role = \"spouse\", age = \"15+\" }";
            self.note(place(toml, "when"), "`when` names variables with their values", hint);
            return Vec::new();
        };
        let mut when = Vec::new();
        for (name, item) in table.iter() {
            let at = place(table, name);
            let Some(source) = names.find(of, name) else {
                self.known((name, at), "variable", names.all(of));
                continue;
            };
            let (Some(variable), Some(value)) = (names.variable(of, source), item.as_value())
            else {
                continue;
            };
            when.extend(self.matched(value, variable).map(|is| Condition { source, is }));
        }
        when
    }

    /// Each row: one value for each variable of `by`, then so many numbers.
    pub(super) fn rows<'d>(
        &mut self,
        toml: &'d TomlTable,
        by: &[Source],
        (of, names): (Of, &Names<'_>),
        (numbers, least): (usize, i64),
    ) -> Vec<Row<'d>> {
        let Some(list) = self.list(toml, "rows", Some("[[\"...\", 1], ...]")) else {
            return Vec::new();
        };
        if list.is_empty() || list.len() > ROWS_MAX {
            let message = format!("a table has from 1 to {ROWS_MAX} rows");
            self.note(place(toml, "rows"), message, "rows = [[\"...\", 1], ...]");
            return Vec::new();
        }
        let mut rows = Vec::new();
        for value in list {
            let Some(array) = value.as_array().filter(|array| array.len() == by.len() + numbers)
            else {
                let message = format!(
                    "a row here has {} and {}",
                    several(by.len(), "value"),
                    several(numbers, "number")
                );
                self.note(at(value), message, "one value for each name of `by`, then the numbers");
                continue;
            };
            let mut matches = Vec::new();
            for (source, cell) in by.iter().zip(array) {
                let variable = names.variable(of, *source);
                matches.extend(variable.and_then(|variable| self.matched(cell, variable)));
            }
            let numbers: Vec<i64> =
                array.iter().skip(by.len()).filter_map(|cell| self.number(cell, least)).collect();
            let cells: Vec<&Toml> = array.iter().take(by.len()).collect();
            if matches.len() == by.len() && numbers.len() + by.len() == array.len() {
                rows.push(Row { matches, label: label(&cells), numbers, array });
            }
        }
        rows
    }

    fn number(&mut self, value: &Toml, least: i64) -> Option<i64> {
        let number = value.as_integer().filter(|number| number.abs() <= AMOUNT_MAX);
        match number {
            None => {
                let hint = format!("a whole number up to {AMOUNT_MAX}, without a point");
                self.note(at(value), "this is no whole number that is counted with", hint);
            }
            Some(number) if number < least => {
                self.note(at(value), "a count below zero", "write 0, or how many there are");
                return None;
            }
            Some(_) => {}
        }
        number
    }

    /// Keeps the sizes that a fitted table speaks of.
    fn must_have_sizes(&mut self, by: &[Source], rows: &[Row<'_>]) {
        let Some(place) = by.iter().position(|source| *source == Source::Own(SIZE)) else { return };
        for row in rows {
            let Some(Match::Ranges(ranges)) = row.matches.get(place) else { continue };
            for (from, to) in ranges {
                if *from < 1 || *to > SIZE_MAX {
                    let message = format!("a household has from 1 to {SIZE_MAX} persons");
                    let hint =
                        "write the largest size as one number, which stands for those above it too";
                    self.note(place_of(row.array), message, hint);
                } else {
                    self.sizes.extend(*from..=*to);
                }
            }
        }
    }

    fn must_not_be_nothing(&mut self, toml: &TomlTable, rows: &[Row<'_>]) {
        let sum: i128 = rows.iter().flat_map(|row| &row.numbers).map(|n| i128::from(*n)).sum();
        if !rows.is_empty() && sum <= 0 {
            let hint = "write how many there are in at least one row";
            self.note(place(toml, "rows"), "the counts of this table sum to nothing", hint);
        }
    }

    fn drawn_rows(&mut self, rows: &[Row<'_>], values: &[i64]) -> Vec<DrawnRow> {
        let mut drawn = Vec::new();
        for row in rows {
            let counts = row.numbers.iter().map(|count| u64::try_from(*count).unwrap_or(0));
            let counts: Vec<(i64, u64)> = values.iter().copied().zip(counts).collect();
            match Shares::new(&counts) {
                Some(shares) => drawn.push(DrawnRow { counts, shares }),
                None => {
                    let hint = "write a share above 0 for at least one value";
                    self.note(place_of(row.array), "the shares of this row sum to nothing", hint);
                }
            }
        }
        drawn
    }

    /// A variable is drawn from those above it.
    fn must_be_above<'s>(
        &mut self,
        toml: &TomlTable,
        of: Of,
        variable: usize,
        names: &Names<'_>,
        mut asked: impl Iterator<Item = &'s Source>,
    ) {
        let late = asked.find(|source| matches!(source, Source::Own(place) if *place >= variable));
        if let Some(late) = late.and_then(|late| names.variable(of, *late)) {
            let message = format!("`{}` is not drawn yet when this table is asked", late.id);
            let hint = "a variable is drawn from those above it: change the order of the [[variable]] tables";
            self.note(start(toml), message, hint);
        }
    }
}

pub(super) fn place_of(array: &Array) -> usize {
    array.span().map_or(0, |span| span.start)
}

fn several(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

/// A row for each value that the table has across.
fn spread<'d>(
    mut by: Vec<Source>,
    rows: Vec<Row<'d>>,
    across: &Across,
) -> (Vec<Source>, Vec<Row<'d>>) {
    by.push(across.source);
    let mut long = Vec::new();
    for row in rows {
        for ((value, label), number) in across.values.iter().zip(&across.labels).zip(&row.numbers) {
            let mut matches = row.matches.clone();
            matches.push(Match::Choices(vec![*value]));
            let label = if row.label.is_empty() {
                label.clone()
            } else {
                format!("{} | {label}", row.label)
            };
            long.push(Row { matches, label, numbers: vec![*number], array: row.array });
        }
    }
    (by, long)
}
