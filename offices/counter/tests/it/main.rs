//! The counter, tried against a house on both engines, with the real country.

mod desk;
mod pages;
mod support;
