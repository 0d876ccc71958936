//! The counter, tried against a house on both engines, with the real country.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "a test that cannot go on fails; one that is skipped says so"
)]

mod appeals;
mod clamd;
mod desk;
mod grounds;
mod hold;
mod numbers;
mod pages;
mod replay;
mod support;
mod till;
mod uploads;
mod waiting;
