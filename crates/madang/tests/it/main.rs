//! The whole house in one test binary: its walls, its words, its documents.
//!
//! What may not happen here: a test of one room. Those are in the room's own crate.
#![cfg(test)]

mod again;
mod browser;
mod docs;
mod rules;
mod source;
mod stage;
mod walls;
mod webdriver;
mod words;
