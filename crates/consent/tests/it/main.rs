//! Consent as a lawyer would ask of it, against random choices, random notices and random JSON, and against the vocabulary.
//!
//! What may not happen here: no test passes because its data are missing without saying so.
#![cfg(test)]

mod asked;
mod children;
mod chosen;
#[path = "../../../../fuzz/mutation.rs"]
mod mutation;
mod outside;
mod random;
mod versions;
mod vocabularies;
mod world;
