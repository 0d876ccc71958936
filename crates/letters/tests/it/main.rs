//! The tests of the printing room from outside: only its public acts are used here.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails where it stands")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

mod attached;
#[path = "../../../../fuzz/mutation.rs"]
mod mutation;
mod papers;
mod printed;
mod programs;
