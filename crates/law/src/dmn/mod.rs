//! DMN 1.5: models as XML, read, evaluated and written, and the public test suite run on them.
//!
//! * `xml`, `read`, `read_logic`, `source`: a file as it is written.
//! * `items`, `compile`, `compile_logic`: its types and expressions, ready to be evaluated.
//! * `feel`: the expression language, whole.
//! * `table`, `decide`: decision tables, and decisions with what they need.
//! * `suite`: the cases of the DMN Technology Compatibility Kit.
//!
//! What may not happen here: a panic on any input, work without a limit, a clock, a float.

mod compile;
mod compile_logic;
mod decide;
pub(crate) mod feel;
mod items;
mod read;
mod read_logic;
pub(crate) mod source;
pub mod suite;
pub(crate) mod table;
mod xml;
