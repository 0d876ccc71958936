//! The doors against those who want in: an identity provider of ours that lies as the test asks.
//!
//! What may not happen here: a provider that tells the truth. The real one is in the house's own tests.
#![cfg(test)]

mod liar;
mod provider;
mod token;
