//! The catalogue against the real lists of three countries, against a service with every field, and against nonsense.
//!
//! What may not happen here: no test passes because its data are missing without saying so.
#![cfg(test)]

mod brazil;
mod cpsv;
mod files;
mod hostile;
mod korea;
#[path = "../../../../fuzz/mutation.rs"]
mod mutation;
mod round;
mod search;
mod shacl;
mod world;
