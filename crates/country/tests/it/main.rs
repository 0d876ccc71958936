//! The country from outside: a small good one is built in a folder, spoilt in one way, and read, checked or asked.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod answers;
mod demo;
mod feeds;
mod ground;
mod mistakes;
mod more_mistakes;
#[path = "../../../../fuzz/mutation.rs"]
mod mutation;
mod new_blocks;
mod people;
mod reading;
mod schema;
