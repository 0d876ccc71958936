//! The whole house in one test binary: its walls, its words, its documents.
//!
//! What may not happen here: a test of one room. Those are in the room's own crate.
#![cfg(test)]

mod again;
mod api;
mod badinput;
mod browser;
mod destruction;
mod docs;
mod doors;
mod exposure;
mod full;
mod lawmaking;
mod letter;
mod lost;
mod names;
mod population;
mod provider;
mod rotation;
mod rules;
mod serve;
mod signin;
mod simulate;
mod source;
mod stage;
mod till;
mod walls;
mod webdriver;
mod words;
