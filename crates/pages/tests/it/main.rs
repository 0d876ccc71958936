//! The pages as a reader meets them: every page of the gallery in every language and mode.
//!
//! What may not happen here: a browser. What only a browser can say is tested with the whole house.

#[cfg(test)]
mod markup;
#[cfg(test)]
mod pages_of_the_gallery;
#[cfg(test)]
mod weight;
