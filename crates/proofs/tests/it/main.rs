//! The tests of the proofs, in one binary. What may not happen here: a test that asks the network or
//! the clock; what nobody here wrote is asked where it is installed, and missed aloud where not.

#[cfg(test)]
mod inclusion;
#[cfg(test)]
mod interop;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod merkle;
#[cfg(test)]
mod mutated;
#[cfg(test)]
#[path = "../../../../fuzz/mutation.rs"]
mod mutation;
#[cfg(test)]
mod note;
#[cfg(test)]
mod receipt;
#[cfg(test)]
mod sdjwt;
#[cfg(test)]
mod tiles;
#[cfg(test)]
mod trees;
