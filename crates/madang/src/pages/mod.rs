//! The pages that belong to no office: the entrance, the journal, credentials, letters, the API's description, and what the house
//! says about itself.

pub mod about;
pub mod api;
pub mod credentials;
pub mod entrance;
pub mod journal;
pub mod letters;
