//! `[[quantiles]]`: amounts and ages by percentile.
//!
//! What may not happen here: an amount that falls while its percentile rises.

use toml_edit::Table as TomlTable;

use super::reader::{Reader, at, place};
use super::rows::Names;
use super::tables::{AMOUNT_MAX, Row};
use crate::draw::{PERCENT, Quantiles};
use crate::lookup::Source;
use crate::recipe::{AGE, Of, Part, QuantileRow, Role, SIZE, Table};

const KEYS: [&str; 11] = [
    "id",
    "title",
    "source",
    "year",
    "draw",
    "by",
    "when",
    "counted_from",
    "percentiles",
    "round",
    "rows",
];

impl Reader<'_> {
    pub fn quantiles(
        &mut self,
        toml: &TomlTable,
        names: &Names<'_>,
        roles: &[Role],
    ) -> Option<Table> {
        self.must_know(toml, &KEYS);
        let name = self.text(toml, "draw");
        if name.is_empty() {
            return None;
        }
        let persons = names.persons.iter().position(|variable| variable.id == name);
        let households = names.households.iter().position(|variable| variable.id == name);
        let (of, variable) = match (persons, households) {
            (Some(place), _) => (Of::Persons, place),
            (None, Some(place)) => (Of::Households, place),
            (None, None) => {
                self.known((&name, place(toml, "draw")), "variable", names.all(Of::Persons));
                return None;
            }
        };
        let is_number = names
            .variable(of, Source::Own(variable))
            .is_some_and(|variable| variable.choices.is_empty());
        if !is_number || (of == Of::Households && variable == SIZE) {
            let hint = "draw a choice with [[table]] and use = \"draw\"; households are fitted to their sizes";
            self.note(place(toml, "draw"), format!("`{name}` is not drawn from percentiles"), hint);
            return None;
        }
        let percentiles = self.percentiles(toml);
        let round = self.whole(toml, "round", (1, AMOUNT_MAX), Some(1)).unwrap_or(1);
        let counted_from = self.counted_from(toml, (of, variable) == (Of::Persons, AGE), roles);
        let by = self.by(toml, of, names);
        let rows = self.rows(toml, &by, (of, names), (percentiles.len(), i64::MIN));
        self.finish(toml, of, names, (by, rows), |reader, rows| Part::Quantiles {
            variable,
            rows: reader.quantile_rows(rows, &percentiles),
            counted_from,
            round,
        })
    }

    fn quantile_rows(&mut self, rows: &[Row<'_>], percentiles: &[u64]) -> Vec<QuantileRow> {
        for row in rows {
            let falls = row.numbers.windows(2).position(|pair| pair[0] > pair[1]);
            if let Some(place) = falls {
                let first = row.array.len() - row.numbers.len();
                let at = row.array.get(first + place + 1).map_or(0, at);
                let hint = "amounts rise from percentile to percentile, or stay";
                self.note(at, "an amount below that of the percentile before", hint);
            }
        }
        let row = |row: &Row<'_>| QuantileRow {
            points: percentiles.iter().copied().zip(row.numbers.iter().copied()).collect(),
            quantiles: Quantiles::new(percentiles, &row.numbers),
        };
        rows.iter().map(row).collect()
    }

    /// Percentiles in thousandths of a percent.
    fn percentiles(&mut self, toml: &TomlTable) -> Vec<u64> {
        const EXAMPLE: &str = "[0, 10, 25, 50, 75, 90, 99, 100]";
        let Some(list) = self.list(toml, "percentiles", Some(EXAMPLE)) else { return Vec::new() };
        let mut percentiles: Vec<u64> = Vec::new();
        for value in list {
            let digits = value.span().and_then(|span| self.source.get(span));
            let found = digits.and_then(thousandths);
            let rises = |found: &u64| percentiles.last().is_none_or(|last| last < found);
            match found.filter(|found| *found <= 100 * PERCENT).filter(rises) {
                Some(found) => percentiles.push(found),
                None => {
                    let message = "percentiles rise from 0 to 100, with at most three places";
                    self.note(at(value), message, format!("percentiles = {EXAMPLE}"));
                    return Vec::new();
                }
            }
        }
        if percentiles.first() != Some(&0) || percentiles.last() != Some(&(100 * PERCENT)) {
            let message = "the first percentile is 0, the last one 100: the least and the most that anybody has";
            self.note(place(toml, "percentiles"), message, format!("percentiles = {EXAMPLE}"));
        }
        percentiles
    }

    fn counted_from(&mut self, toml: &TomlTable, is_age: bool, roles: &[Role]) -> Option<u8> {
        let name = toml.get("counted_from")?.as_str().unwrap_or_default().to_string();
        let at = place(toml, "counted_from");
        if !is_age {
            self.note(at, "only ages are counted from somebody", "take `counted_from` out");
            return None;
        }
        let role = self.known((&name, at), "role", roles.iter().map(|role| role.id.as_str()))?;
        u8::try_from(role).ok()
    }
}

/// `50` and `99.9` by their digits.
fn thousandths(text: &str) -> Option<u64> {
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    let is_plain = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    if !is_plain(whole) || !is_plain(places) || places.len() > 3 {
        return None;
    }
    let part: u64 = format!("{places:0<3}").parse().ok()?;
    whole.parse::<u64>().ok()?.checked_mul(PERCENT)?.checked_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_read_by_their_digits() {
        assert_eq!(thousandths("99.9"), Some(99_900));
        assert_eq!(thousandths("5"), Some(5_000));
        for wrong in ["", "-1", "1.2345", ".5", "5.", "1e2"] {
            assert_eq!(thousandths(wrong), None, "{wrong}");
        }
    }
}
