//! Roles, kinds of households and variables: the words that the tables use.
//!
//! What may not happen here: two of one name, or a kind whose first member is another one than elsewhere.

use toml_edit::{Item, Table as TomlTable, TableLike, Value as Toml};
use vocabulary::Text;

use super::reader::{Reader, at, place, start};
use crate::recipe::{Choice, Kind, Of, Role, SIZE_MAX, Variable};

/// Roles, kinds, or variables.
const WORDS_MAX: usize = 200;
const CHOICES_MAX: usize = 2_000;

impl Reader<'_> {
    pub fn roles(&mut self, toml: &TomlTable) -> Vec<Role> {
        let mut roles: Vec<Role> = Vec::new();
        for table in self.some(toml, "role") {
            self.must_know(table, &["id", "title"]);
            let (id, title) = (self.id(table), self.title(table));
            self.must_be_new(table, &id, roles.iter().map(|role| role.id.as_str()));
            roles.push(Role { id, title });
        }
        roles
    }

    pub fn kinds(&mut self, toml: &TomlTable, roles: &[Role]) -> Vec<Kind> {
        let mut kinds: Vec<Kind> = Vec::new();
        for table in self.some(toml, "kind") {
            self.must_know(table, &["id", "title", "roles", "rest"]);
            let (id, title) = (self.id(table), self.title(table));
            self.must_be_new(table, &id, kinds.iter().map(|kind| kind.id.as_str()));
            let mut has = Vec::new();
            if let Some(list) = self.list(table, "roles", Some("[\"head\"]")) {
                for name in self.names(list) {
                    has.extend(self.role(&name.0, name.1, roles));
                }
                if list.is_empty() || list.len() > usize::try_from(SIZE_MAX).unwrap_or(0) {
                    let message = format!("a household has from 1 to {SIZE_MAX} members");
                    self.note(place(table, "roles"), message, "roles = [\"head\"]");
                }
            }
            let rest = table.get("rest").and_then(|rest| {
                let name = rest.as_str().unwrap_or_default();
                self.role(name, place(table, "rest"), roles)
            });
            let first = kinds.first().and_then(|kind| kind.roles.first());
            if first.is_some() && !has.is_empty() && has.first() != first {
                let hint = "the person of reference comes first in every kind";
                self.note(
                    place(table, "roles"),
                    "another role comes first here than in the first kind",
                    hint,
                );
            }
            kinds.push(Kind { id, title, roles: has, rest });
        }
        kinds
    }

    fn role(&mut self, name: &str, at: usize, roles: &[Role]) -> Option<u8> {
        let role = self.known((name, at), "role", roles.iter().map(|role| role.id.as_str()))?;
        u8::try_from(role).ok()
    }

    /// The tables of a list that must have some.
    fn some<'d>(&mut self, toml: &'d TomlTable, key: &str) -> Vec<&'d TomlTable> {
        let tables = self.tables(toml, key);
        if tables.is_empty() || tables.len() > WORDS_MAX {
            let message = format!("a recipe has from 1 to {WORDS_MAX} tables [[{key}]]");
            self.note(place(toml, key), message, format!("write [[{key}]] with id and title"));
            return Vec::new();
        }
        tables
    }

    fn must_be_new<'n>(
        &mut self,
        table: &TomlTable,
        id: &str,
        mut others: impl Iterator<Item = &'n str>,
    ) {
        if !id.is_empty() && others.any(|other| other == id) {
            let hint = "give one of them another name";
            self.note(place(table, "id"), format!("`{id}` is the name of another"), hint);
        }
    }

    /// The variables of households and of persons, with those that every recipe has.
    pub fn variables(
        &mut self,
        toml: &TomlTable,
        roles: &[Role],
        kinds: &[Kind],
    ) -> (Vec<Variable>, Vec<Variable>) {
        let roles = roles.iter().map(|role| (role.id.clone(), role.title.clone())).collect();
        let kinds = kinds.iter().map(|kind| (kind.id.clone(), kind.title.clone())).collect();
        let mut households = vec![
            built_in("kind", ("가구 유형", "Kind of household"), kinds, ""),
            built_in("size", ("가구원 수", "Persons in the household"), Vec::new(), "persons"),
        ];
        let mut persons = vec![
            built_in("role", ("가구주와의 관계", "Role in the household"), roles, ""),
            built_in("age", ("나이", "Age"), Vec::new(), "years"),
        ];
        let tables = self.tables(toml, "variable");
        if tables.len() > WORDS_MAX {
            let hint = "leave out what no law asks for";
            self.note(place(toml, "variable"), format!("more than {WORDS_MAX} variables"), hint);
        }
        for table in tables.into_iter().take(WORDS_MAX) {
            let Some((of, variable)) = self.variable(table) else { continue };
            let all = households.iter().chain(&persons).map(|other| other.id.as_str());
            self.must_be_new(table, &variable.id, all.chain(["birth", "household"]));
            match of {
                Of::Households => households.push(variable),
                Of::Persons => persons.push(variable),
            }
        }
        (households, persons)
    }

    fn variable(&mut self, table: &TomlTable) -> Option<(Of, Variable)> {
        self.must_know(table, &["id", "of", "title", "values", "unit", "otherwise"]);
        let (id, title) = (self.id(table), self.title(table));
        let of = match self.text(table, "of").as_str() {
            "households" => Some(Of::Households),
            "persons" => Some(Of::Persons),
            "" => None,
            other => {
                let hint = "of = \"households\" or of = \"persons\"";
                self.note(place(table, "of"), format!("nothing has variables of `{other}`"), hint);
                None
            }
        };
        let choices = if table.contains_key("values") { self.choices(table) } else { Vec::new() };
        let unit =
            if table.contains_key("unit") { self.text(table, "unit") } else { String::new() };
        if table.contains_key("values") == table.contains_key("unit") {
            let hint = "values = [\"...\"] for a choice; unit = \"KRW a month\" for a whole number";
            self.note(start(table), "a variable has either `values` or a `unit`", hint);
        }
        let line = self.line(start(table));
        let mut variable = Variable { id, title, choices, unit, otherwise: None, line };
        variable.otherwise = self.otherwise(table, &variable);
        Some((of?, variable))
    }

    fn otherwise(&mut self, table: &TomlTable, variable: &Variable) -> Option<i64> {
        let value = table.get("otherwise").and_then(Item::as_value)?;
        if !variable.choices.is_empty() {
            return self.choice(value, variable);
        }
        let number = value.as_integer();
        if number.is_none() {
            self.note(at(value), "`otherwise` is a whole number here", "otherwise = 0");
        }
        number
    }

    /// Choices as plain texts, or with a title in each language.
    fn choices(&mut self, table: &TomlTable) -> Vec<Choice> {
        const EXAMPLE: &str = "[{ id = \"seoul\", ko = \"서울\", en = \"Seoul\" }, ...]";
        let Some(list) = self.list(table, "values", Some(EXAMPLE)) else { return Vec::new() };
        if list.is_empty() || list.len() > CHOICES_MAX {
            let message = format!("a variable has from 1 to {CHOICES_MAX} values");
            self.note(place(table, "values"), message, format!("values = {EXAMPLE}"));
        }
        let mut choices: Vec<Choice> = Vec::new();
        for value in list.iter().take(CHOICES_MAX) {
            let choice = match value {
                Toml::String(id) => Choice { id: id.value().clone(), title: Text::default() },
                Toml::InlineTable(inline) => {
                    let inline: &dyn TableLike = inline;
                    Choice { id: self.text(inline, "id"), title: self.languages(inline, &["id"]) }
                }
                _ => Choice { id: String::new(), title: Text::default() },
            };
            let is_new = choices.iter().all(|other| other.id != choice.id);
            if choice.id.trim().is_empty() || choice.id == "*" || !is_new {
                let message = format!("`{}` cannot be one more value", choice.id);
                self.note(at(value), message, format!("values = {EXAMPLE}, each once"));
                continue;
            }
            choices.push(choice);
        }
        choices
    }
}

fn built_in(
    id: &str,
    (ko, en): (&str, &str),
    choices: Vec<(String, Text)>,
    unit: &str,
) -> Variable {
    let choices = choices.into_iter().map(|(id, title)| Choice { id, title }).collect();
    let title = Text::of("ko", ko).with("en", en);
    Variable { id: id.into(), title, choices, unit: unit.into(), otherwise: None, line: 0 }
}
