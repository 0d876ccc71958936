//! DMN 1.5: models as XML, read, evaluated and written, and the public test suite run on them.
//!
//! * `xml`, `read`, `read_logic`, `source`: a file as it is written.
//! * `items`, `compile`, `compile_logic`: its types and expressions, ready to be evaluated.
//! * `feel`: the expression language, whole.
//! * `table`, `decide`: decision tables, and decisions with what they need.
//! * `write`, `export`, `bring`: a model as XML, a table of the law as a model, and back.
//! * `suite`: the cases of the DMN Technology Compatibility Kit.
//!
//! What may not happen here: a panic on any input, work without a limit, a clock, a float.

mod bring;
mod compile;
mod compile_logic;
mod decide;
mod export;
pub(crate) mod feel;
mod items;
mod read;
mod read_logic;
pub(crate) mod source;
pub mod suite;
pub(crate) mod table;
mod write;
mod xml;

use std::sync::Arc;

use vocabulary::{Mistake, Moment};

use crate::fault::Fault;
use crate::law::LawOfDay;

pub use bring::About;
use compile::Compiled;
use feel::evaluate::{Evaluation, on_own_stack};
use feel::scope::Scope;
use feel::time::DateTime;

/// Every mistake of models that belong together, by file name and text: a file that cannot be read ends the list, an expression
/// that cannot be read does not.
pub fn check(models: &[(String, String)]) -> Result<Vec<Mistake>, Mistake> {
    let read = models.iter().map(|(file, text)| read::definitions(file, text));
    let definitions = read.collect::<Result<Vec<_>, _>>()?;
    on_own_stack(|| Compiled::of(&definitions).mistakes).ok_or_else(no_stack)
}

/// The value of an expression of FEEL without names of its own, as FEEL writes it. What asks for too much is a mistake, too.
pub fn value_of(text: &str, now: Moment) -> Result<String, Mistake> {
    let known = feel::names::Known::new(std::collections::BTreeSet::new(), Arc::default());
    let node = feel::parser::expression(text, &known)?;
    let evaluated = on_own_stack(|| {
        let evaluation = Evaluation::new(DateTime::of_instant(now.0).unwrap_or(DateTime::EPOCH));
        evaluation.value(&node, &Scope::default()).map(|value| value.shown())
    });
    match evaluated {
        Some(Ok(shown)) => Ok(shown),
        Some(Err(stop)) => Err(crate::position::mistake_at(text, 0, stop.0, "")),
        None => Err(no_stack()),
    }
}

/// The machine gave no stack for an evaluation.
fn no_stack() -> Mistake {
    Mistake::new("", 0, "there is no memory for the stack of an evaluation", "")
}

/// The version of a table that applies on the day, as XML of DMN 1.5, with the parameters and scales that it reads.
pub fn export(law: LawOfDay<'_>, table: &str) -> Result<String, Fault> {
    Ok(write::definitions(&export::model(law, law.table(table)?)?))
}

/// The tables of a model as text for a `.table` file. What comes of it is read with `Law::read`, which finds what does not fit.
pub fn import(file: &str, text: &str, about: Option<&About>) -> Result<String, Vec<Mistake>> {
    let model = read::definitions(file, text).map_err(|mistake| vec![mistake])?;
    bring::text(&model, about)
}

/// The model as this program writes it.
pub fn rewritten(file: &str, text: &str) -> Result<String, Mistake> {
    read::definitions(file, text).map(|model| write::definitions(&model))
}
