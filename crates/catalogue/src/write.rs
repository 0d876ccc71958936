//! What was imported, as the files of a country's folder.
//!
//! What may not happen here: no file is written. The command that calls this writes them into a new folder and
//! gives it its name at the end, so that nothing is ever half imported.

use country::{Agency, LifeEvent};
use serde::Serialize;
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};
use vocabulary::{Error, Result};

use crate::import::Imported;

#[derive(Serialize)]
struct Agencies<'a> {
    agency: &'a [Agency],
}

#[derive(Serialize)]
struct Events<'a> {
    event: &'a [LifeEvent],
}

/// The files by their paths below the country's folder, in the order of the paths. `country.toml` is for a
/// folder that has none yet.
pub fn files_of(imported: &Imported) -> Result<Vec<(String, String)>> {
    let mut files = vec![
        ("agencies.toml".to_string(), toml_of(&Agencies { agency: &imported.agencies })?),
        ("country.toml".to_string(), toml_of(&imported.country)?),
        ("events.toml".to_string(), toml_of(&Events { event: &imported.events })?),
    ];
    for service in &imported.services {
        files.push((format!("services/{}/service.toml", service.id), toml_of(service)?));
    }
    files.sort();
    Ok(files)
}

/// TOML as people write it here: lists of things as tables, texts by language in one line.
fn toml_of<T: Serialize>(value: &T) -> Result<String> {
    let document = toml_edit::ser::to_document(value).map_err(Error::broken)?;
    let mut written = DocumentMut::new();
    for (key, item) in document.iter() {
        written.insert(key, laid_out(item.clone()));
    }
    Ok(written.to_string())
}

/// A list of tables becomes `[[tables]]`; all else stays in its line.
fn laid_out(item: Item) -> Item {
    match item.into_value() {
        Ok(Value::Array(list)) if !list.is_empty() && list.iter().all(Value::is_inline_table) => {
            Item::ArrayOfTables(tables(&list))
        }
        Ok(value) => Item::Value(value),
        Err(item) => item,
    }
}

fn tables(list: &Array) -> ArrayOfTables {
    let mut tables = ArrayOfTables::new();
    for inline in list.iter().filter_map(Value::as_inline_table) {
        tables.push(table(inline));
    }
    tables
}

fn table(inline: &InlineTable) -> Table {
    let mut table = Table::new();
    for (key, value) in inline {
        table.insert(key, laid_out(Item::Value(value.clone())));
    }
    table
}
