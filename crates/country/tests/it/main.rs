//! The country from outside: a small good one is built in a folder, spoilt in one way, and read, checked or asked.

mod answers;
mod ground;
mod kr;
mod mistakes;
mod more_mistakes;
mod reading;
mod schema;
