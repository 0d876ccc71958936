//! What can be done at the counter. Pages and the API call the same acts.

mod apply;
mod decide;
mod dossier;
mod escalate;
mod export;
mod hold;
mod pay;
mod person;
mod settle;
mod waiting;

pub use apply::{Application, Applied, apply, chosen_channel, fee};
pub use decide::{Verdict, ask, ask_opinion, decide, give_opinion, revoke, scope_of};
pub use dossier::{Dossier, Given, Side, Source, document, dossier};
pub use escalate::{escalate, escalate_all};
pub use export::export;
pub use hold::{claim, give_back, take_over};
pub use pay::{hear, intend, pay};
pub use person::{answer, appeal, withdraw};
pub use settle::spec;
pub use waiting::{lapse, lapse_all};
