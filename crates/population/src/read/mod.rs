//! Reads a recipe from its file: roles, kinds and variables first, then the tables that speak of them, then the fit.
//!
//! What may not happen here: a recipe with a mistake in it.

mod quantiles;
mod reader;
mod rows;
mod shape;
mod tables;

use toml_edit::{Document, Table as TomlTable};
use vocabulary::Mistake;

use self::reader::Reader;
use self::rows::Names;
use crate::fit::{Axis, CELLS_MAX, Cells, NoFit, names};
use crate::lookup::Columns;
use crate::recipe::{AGE, KIND, Kind, Of, Recipe, SIZE, Table, Use};

const KEYS: [&str; 10] = [
    "title",
    "day",
    "persons",
    "off_ppm_max",
    "carried",
    "role",
    "kind",
    "variable",
    "table",
    "quantiles",
];
/// People of a country, far above the largest.
const COUNTRY_PERSONS_MAX: i64 = 10_000_000_000;

pub(crate) fn read(file: &str, text: &str) -> Result<Recipe, Vec<Mistake>> {
    let mut reader = Reader { file, source: text, mistakes: Vec::new(), sizes: Vec::new() };
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            reader.note(at, error.message().lines().next().unwrap_or_default(), "");
            return Err(reader.mistakes);
        }
    };
    let mut recipe = reader.recipe(document.as_table());
    if reader.mistakes.is_empty()
        && let Some(recipe) = &mut recipe
    {
        reader.fit(recipe);
    }
    reader.mistakes.sort();
    match recipe {
        Some(recipe) if reader.mistakes.is_empty() => Ok(recipe),
        _ => Err(reader.mistakes),
    }
}

impl Reader<'_> {
    fn recipe(&mut self, toml: &TomlTable) -> Option<Recipe> {
        self.must_know(toml, &KEYS);
        let (title, day) = (self.title(toml), self.day(toml, "day"));
        let persons = self.whole(toml, "persons", (1, COUNTRY_PERSONS_MAX), None);
        let off_ppm_max = self.whole(toml, "off_ppm_max", (0, 1_000_000), Some(1_000));
        let roles = self.roles(toml);
        let kinds = self.kinds(toml, &roles);
        let (households, persons_have) = self.variables(toml, &roles, &kinds);
        let known = Names { households: &households, persons: &persons_have };
        let carried = self.carried(toml, &known);
        let mut tables = Vec::new();
        for table in self.tables(toml, "table") {
            tables.extend(self.table(table, &known));
        }
        for table in self.tables(toml, "quantiles") {
            tables.extend(self.quantiles(table, &known, &roles));
        }
        tables.sort_by_key(|table| table.line);
        self.must_differ(&tables);
        let recipe = Recipe {
            title,
            day: day?,
            persons: u64::try_from(persons?).ok()?,
            off_ppm_max: u64::try_from(off_ppm_max?).ok()?,
            roles,
            kinds,
            households,
            persons_have,
            tables,
            carried,
            cells: Cells::default(),
        };
        if self.mistakes.is_empty() {
            self.must_be_drawn(&recipe);
        }
        Some(recipe)
    }

    fn carried(&mut self, toml: &TomlTable, known: &Names<'_>) -> Vec<usize> {
        let Some(list) = self.list(toml, "carried", None) else { return Vec::new() };
        let mut carried = Vec::new();
        for (name, at) in self.names(list) {
            let all = known.households.iter().map(|variable| variable.id.as_str());
            carried.extend(self.known((&name, at), "variable of households", all));
        }
        carried
    }

    fn must_differ(&mut self, tables: &[Table]) {
        for (number, table) in tables.iter().enumerate() {
            let other = tables.iter().take(number).find(|other| other.id == table.id);
            if let Some(other) = other {
                let message =
                    format!("`{}` is the name of another table, in line {}", table.id, other.line);
                self.at_line(table.line, message, "give one of them another name");
            }
        }
    }

    fn at_line(&mut self, line: usize, message: String, hint: &str) {
        self.mistakes.push(Mistake::new(self.file, line, message, hint));
    }

    /// Every variable of the file has a table, and a fitted one no other.
    fn must_be_drawn(&mut self, recipe: &Recipe) {
        let is_fitted = |variable: usize| {
            recipe.tables.iter().any(|table| table.part() == Use::Fit && names(table, variable))
        };
        for (of, all) in [(Of::Households, &recipe.households), (Of::Persons, &recipe.persons_have)]
        {
            for (place, variable) in all.iter().enumerate().skip(2) {
                let drawn = recipe.drawn_by(of, place);
                let is_fitted = of == Of::Households && is_fitted(place);
                if let Some(table) = drawn.first().filter(|_| is_fitted) {
                    let message = format!("`{}` is fitted, and drawn as well", variable.id);
                    self.at_line(table.line, message, "leave out one of the tables, or its use");
                }
                if is_fitted && variable.choices.is_empty() {
                    let message = format!(
                        "`{}` is a number, and households are fitted to choices",
                        variable.id
                    );
                    self.at_line(variable.line, message, "give it `values`, such as \"15-24\"");
                }
                if drawn.is_empty() && !is_fitted && variable.otherwise.is_none() {
                    let message =
                        format!("no table has households or persons by `{}`", variable.id);
                    let hint =
                        "add a [[table]] or [[quantiles]] for it, or `otherwise` for everybody";
                    self.at_line(variable.line, message, hint);
                }
            }
        }
        if !recipe.tables.iter().any(|table| table.part() == Use::Fit && names(table, KIND)) {
            let hint = "add a [[table]] with use = \"fit\" and by = [\"kind\", \"size\"]";
            self.at_line(1, "no fitted table has households by `kind`".into(), hint);
        }
    }

    /// Fits the households, and looks whether everybody in them gets an age.
    fn fit(&mut self, recipe: &mut Recipe) {
        let axes = self.axes(recipe);
        if !self.mistakes.is_empty() {
            return;
        }
        let fitted: Vec<&Table> =
            recipe.tables.iter().filter(|table| table.part() == Use::Fit).collect();
        let cells = Cells::possible(&axes, &recipe.kinds, recipe.households.len(), &fitted)
            .and_then(|mut cells| cells.fit(&fitted, recipe.off_ppm_max).map(|()| cells));
        match cells {
            Ok(cells) => recipe.cells = cells,
            Err(why) => return self.tell(why, &fitted),
        }
        let ages: Vec<&Table> = recipe.drawn_by(Of::Persons, AGE);
        let mut without: Vec<(usize, usize)> = Vec::new();
        for cell in 0..recipe.cells.weights.len() {
            let kind = recipe.cells.columns.get(KIND).and_then(|kinds| kinds.get(cell));
            let kind_place = kind.and_then(|kind| usize::try_from(*kind).ok()).unwrap_or(0);
            let Some(kind) = recipe.kinds.get(kind_place) else { continue };
            for role in kind.roles.iter().copied().chain(kind.rest) {
                let own = [vec![i64::from(role)]];
                let household_of = [u32::try_from(cell).unwrap_or(0)];
                let columns = Columns {
                    own: &own,
                    above: &recipe.cells.columns,
                    household_of: &household_of,
                };
                let has = ages.iter().any(|table| table.row(&columns, 0).is_some());
                if !has && !without.contains(&(kind_place, usize::from(role))) {
                    without.push((kind_place, usize::from(role)));
                }
            }
        }
        for (kind, role) in without {
            let (Some(kind), Some(role)) = (recipe.kinds.get(kind), recipe.roles.get(role)) else {
                continue;
            };
            let message =
                format!("no table gives an age to every `{}` of the kind `{}`", role.id, kind.id);
            let hint = "add [[quantiles]] with draw = \"age\", by `role` and fitted variables, with a row for each";
            self.at_line(1, message, hint);
        }
    }

    /// Kind, size, then every other variable that a fitted table names, with their values.
    fn axes(&mut self, recipe: &Recipe) -> Vec<Axis> {
        let fitted = || recipe.tables.iter().filter(|table| table.part() == Use::Fit);
        let mut sizes = self.sizes.clone();
        if sizes.is_empty() {
            for kind in &recipe.kinds {
                self.must_be_fixed(kind);
                sizes.push(i64::try_from(kind.roles.len()).unwrap_or(1));
            }
        }
        sizes.sort_unstable();
        sizes.dedup();
        let all = |variable: usize| {
            let count = recipe.households.get(variable).map_or(0, |v| v.choices.len());
            (0..i64::try_from(count).unwrap_or(0)).collect()
        };
        let mut axes = vec![
            Axis { variable: KIND, values: all(KIND) },
            Axis { variable: SIZE, values: sizes },
        ];
        for variable in 2..recipe.households.len() {
            if fitted().any(|table| names(table, variable)) {
                axes.push(Axis { variable, values: all(variable) });
            }
        }
        axes
    }

    fn must_be_fixed(&mut self, kind: &Kind) {
        if kind.rest.is_some() {
            let message =
                format!("nothing says how large households of the kind `{}` are", kind.id);
            self.at_line(
                1,
                message,
                "add a [[table]] with use = \"fit\" and by = [\"kind\", \"size\"]",
            );
        }
    }

    fn tell(&mut self, why: NoFit, fitted: &[&Table]) {
        let line = |table: usize| fitted.get(table).map_or(1, |table| table.line);
        match why {
            NoFit::TooManyCells => {
                let message =
                    format!("the fitted tables together have more than {CELLS_MAX} cells");
                self.at_line(1, message, "fit fewer variables, and draw the others from tables");
            }
            NoFit::Empty(table, row) => {
                let label = fitted.get(table).and_then(|table| table.labels.get(row));
                let message = format!(
                    "there can be no household of the row `{}`",
                    label.map_or("", String::as_str)
                );
                let hint = "its kind cannot have that size, or another table has none; write 0, or mend the kind";
                self.at_line(line(table), message, hint);
            }
            NoFit::Off(table, ppm) => {
                let (whole, part) = (ppm / 10_000, ppm % 10_000 / 100);
                let message = format!(
                    "the fitted tables contradict each other: this one is off by {whole}.{part:02} %"
                );
                let hint = "tables that share a variable must have the same shares of it: mend them, or set off_ppm_max";
                self.at_line(line(table), message, hint);
            }
        }
    }
}
