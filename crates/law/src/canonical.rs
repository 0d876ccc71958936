//! The law of a day as one text that is the same wherever it is made: what a version of the law is hashed from.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::fault::Fault;
use crate::law::LawOfDay;
use crate::table::Table;
use crate::trace::brackets;

impl LawOfDay<'_> {
    /// Everything that applies on the day: tables, parameters and scales, by name. Two days with the same text have the same law.
    pub fn canonical_text(self) -> String {
        let mut text = String::new();
        for table in self.law.tables() {
            if self.table(&table.id).is_ok_and(|current| current.from == table.from) {
                write_table(&mut text, table);
            }
        }
        let parameters = self.law.parameters().map(|parameter| parameter.id.as_str());
        let scales = self.law.scales().map(|scale| scale.id.as_str());
        self.write_amounts(&mut text, parameters, scales);
        text
    }

    /// One table that applies on the day, with the parameters and scales that it reads itself.
    pub fn canonical_text_of(self, table: &str) -> Result<String, Fault> {
        let table = self.table(table)?;
        let mut text = String::new();
        write_table(&mut text, table);
        let names: BTreeSet<String> =
            table.names().into_iter().flat_map(|reference| reference.paths).collect();
        let scales = table.scales();
        self.write_amounts(
            &mut text,
            names.iter().map(String::as_str),
            scales.iter().map(String::as_str),
        );
        Ok(text)
    }

    fn write_amounts<'n>(
        self,
        text: &mut String,
        parameters: impl Iterator<Item = &'n str>,
        scales: impl Iterator<Item = &'n str>,
    ) {
        for id in parameters {
            if let Ok(Some((parameter, dated))) = self.parameter(id) {
                line(
                    text,
                    "parameter",
                    &[id, &dated.from.to_string(), &parameter.unit, &dated.value.to_string()],
                );
            }
        }
        for id in scales {
            if let Ok(Some((scale, dated))) = self.scale(id) {
                let kind = format!("{:?}", scale.kind).to_lowercase();
                line(
                    text,
                    "scale",
                    &[id, &dated.from.to_string(), &kind, &brackets(scale, dated).to_string()],
                );
            }
        }
    }
}

fn write_table(text: &mut String, table: &Table) {
    line(
        text,
        "table",
        &[&table.id, &table.from.to_string(), &table.hit.to_string(), &table.article],
    );
    for (word, columns) in [("in", &table.inputs), ("out", &table.outputs)] {
        for column in columns {
            let reads = column.reads.as_ref().map_or("", |expression| expression.text());
            line(text, word, &[&column.name, &column.kind.to_string(), column.allowed(), reads]);
        }
    }
    for row in &table.rows {
        let cells = row.cells.iter().map(|placed| placed.cell.text.as_str());
        let outputs = row.outputs.iter().map(|placed| placed.expression.text());
        let parts: Vec<&str> = [row.label.as_str(), row.article.as_str()]
            .into_iter()
            .chain(cells)
            .chain(outputs)
            .collect();
        line(text, "row", &parts);
    }
}

/// A line of parts, each with its length before it, so that no two laws can be written alike.
fn line(text: &mut String, word: &str, parts: &[&str]) {
    text.push_str(word);
    for part in parts {
        // Writing into a String cannot fail.
        let _ = write!(text, " {}:{part}", part.len());
    }
    text.push('\n');
}
