//! The cases of the DMN Technology Compatibility Kit: read, run on their models, compared.
//!
//! What may not happen here: a case counts as passed that was not run, or a file is opened. Whoever has the files gives their texts.

mod cases;
mod compare;
mod run;

pub use run::{Failure, Outcome, Suite, Verdict};
