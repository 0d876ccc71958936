//! The files of a population: persons and households, as CSV or Parquet, and what they are.
//!
//! What may not happen here: a file that was there is replaced, or one that is not whole has its name.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use columns::{Column, Parquet, RowGroup, csv_head, csv_rows};
use law::{Series, Values};
use population::{Block, Population};

use super::Format;

/// The end of the name of a file that is not whole yet.
const HALF: &str = "half";

/// The rows of one block, ready to be written.
pub struct Encoded {
    persons: Rows,
    households: Rows,
}

enum Rows {
    Csv(Vec<u8>),
    Parquet(RowGroup),
}

/// Both files while they are written.
pub struct Files {
    dir: PathBuf,
    persons: Sheet,
    households: Sheet,
}

enum Sheet {
    Csv(BufWriter<File>),
    Parquet(Parquet<BufWriter<File>>),
}

/// Names and series of one of the files.
type Named = Vec<(String, Series)>;

/// Persons: the number of the household and the role, then what they have.
fn persons(people: &Population<'_>, block: &Block) -> Named {
    let households = block.household_of.iter();
    let units = households.map(|household| number(block.first_household, (*household).into()));
    let units = units.collect();
    let words = people.recipe.roles().iter().map(|role| role.id.clone()).collect();
    let places = block.role_of.iter().map(|role| u32::from(*role)).collect();
    let mut named = vec![
        ("household".to_string(), Values::Numbers { units, scale: 0 }.into()),
        ("role".to_string(), Values::Texts { places, words }.into()),
    ];
    named.extend(block.persons.iter().cloned());
    named
}

fn households(block: &Block) -> Named {
    let count = block.households.first().map_or(0, |(_, series)| series.count() as u64);
    let units = (0..count).map(|household| number(block.first_household, household)).collect();
    let mut named = vec![("household".to_string(), Values::Numbers { units, scale: 0 }.into())];
    named.extend(block.households.iter().cloned());
    named
}

/// Households are numbered from 1 for people.
fn number(first: u64, household: u64) -> i64 {
    i64::try_from(first + household + 1).unwrap_or(i64::MAX)
}

/// The columns of the files. A later block may miss a value that the first one has.
fn columns(named: &Named) -> Vec<Column> {
    named.iter().filter_map(|(name, series)| Column::of(name, series)).collect()
}

fn rows(named: &Named, format: Format) -> anyhow::Result<Rows> {
    let (columns, series) = (columns(named), named.iter().map(|(_, series)| series));
    let series: Vec<&Series> = series.collect();
    Ok(match format {
        Format::Csv => Rows::Csv(csv_rows(&columns, &series)?),
        Format::Parquet => Rows::Parquet(RowGroup::new(&columns, &series)?),
    })
}

pub fn encoded(people: &Population<'_>, block: &Block, format: Format) -> anyhow::Result<Encoded> {
    let persons = rows(&persons(people, block), format)?;
    Ok(Encoded { persons, households: rows(&households(block), format)? })
}

impl Files {
    pub fn begin(dir: &Path, people: &Population<'_>, format: Format) -> anyhow::Result<Files> {
        fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))?;
        for name in names(format) {
            if dir.join(&name).exists() {
                bail!(
                    "{} is there already; give another folder with --out",
                    dir.join(name).display()
                );
            }
        }
        // A block that there is not has no people, but all columns.
        let empty = people.block(people.block_count());
        let [persons_name, households_name, _] = names(format);
        let persons =
            Sheet::begin(&dir.join(persons_name), columns(&persons(people, &empty)), format)?;
        let households =
            Sheet::begin(&dir.join(households_name), columns(&households(&empty)), format)?;
        Ok(Files { dir: dir.to_path_buf(), persons, households })
    }

    pub fn append(&mut self, encoded: &Encoded) -> anyhow::Result<()> {
        self.persons.append(&encoded.persons)?;
        self.households.append(&encoded.households)
    }

    /// Writes what the files are beside them, and gives all three their names.
    pub fn finish(self, about: &serde_json::Value) -> anyhow::Result<()> {
        let format = match self.persons {
            Sheet::Csv(_) => Format::Csv,
            Sheet::Parquet(_) => Format::Parquet,
        };
        self.persons.finish()?;
        self.households.finish()?;
        let [persons, households, told] = names(format);
        fs::write(half(&self.dir.join(&told)), format!("{about:#}\n"))?;
        for name in [persons, households, told] {
            let path = self.dir.join(name);
            fs::rename(half(&path), &path)
                .with_context(|| format!("cannot make {}", path.display()))?;
        }
        Ok(())
    }
}

fn names(format: Format) -> [String; 3] {
    let ending = if format == Format::Csv { "csv" } else { "parquet" };
    [format!("persons.{ending}"), format!("households.{ending}"), "population.json".into()]
}

fn half(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(HALF);
    name.into()
}

impl Sheet {
    fn begin(path: &Path, columns: Vec<Column>, format: Format) -> anyhow::Result<Sheet> {
        let path = half(path);
        let file =
            File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
        let mut file = BufWriter::with_capacity(1 << 20, file);
        Ok(match format {
            Format::Csv => {
                file.write_all(csv_head(&columns).as_bytes())?;
                Sheet::Csv(file)
            }
            Format::Parquet => Sheet::Parquet(Parquet::begin(file, columns)?),
        })
    }

    fn append(&mut self, rows: &Rows) -> anyhow::Result<()> {
        match (self, rows) {
            (Sheet::Csv(file), Rows::Csv(lines)) => file.write_all(lines)?,
            (Sheet::Parquet(file), Rows::Parquet(group)) => file.append(group)?,
            _ => bail!("rows of another format"),
        }
        Ok(())
    }

    fn finish(self) -> anyhow::Result<()> {
        let file = match self {
            Sheet::Csv(file) => file,
            Sheet::Parquet(file) => file.finish()?,
        };
        file.into_inner()?.sync_all()?;
        Ok(())
    }
}
