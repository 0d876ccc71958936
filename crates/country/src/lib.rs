//! A country as data: what the files of `countries/<code>/` may say, how they are read, and how they are checked.
//!
//! What may not happen here: no database, no clock, no writing (but the scaffold of a new service). Nothing here decides a case.

mod answers;
mod calendar;
mod cases;
mod check;
mod editions;
mod feeds;
mod form;
mod identifier;
mod known;
mod nearest;
mod people;
mod plan;
mod proposed;
mod read;
mod register;
mod ruling;
mod scaffold;
mod schema;
mod service;
mod shelf;
mod source;
mod toml_json;
mod waiting;

pub use answers::{
    AnswerMistake, Answers, DayLimits, Offer, Sheet, VisibleStep, check_answers, check_step,
    prefill, sheet, visible_steps,
};
pub use calendar::{Calendar, Holiday};
pub use cases::{Case, CaseResult, Difference, run_cases};
pub use check::check;
pub use feeds::{Feed, FeedKind, feeds};
pub use form::{Choice, Field, FieldKind, Form, Personal, Step};
pub use known::scope;
pub use people::{People, read_people};
pub use plan::{Plan, PlannedEffect, PlannedField, PlannedStep};
pub use proposed::{Change, Examined, Subject, examine};
pub use read::{Country, CountryFile, LawDesk, SignIn, SignInKey};
pub use register::{
    DemoOrganisation, DemoPerson, Identifier, Purpose, Register, RegisterField, Role,
};
pub use ruling::{Asked, facts, may_apply};
pub use scaffold::new_service;
pub use schema::json_schema;
pub use service::{
    Agency, Appeal, ById, Channel, Contact, Cost, CredentialSpec, Deadline, DeadlineUnit,
    DecidedBy, Decision, Desk, Effect, EffectAct, Evidence, LegalResource, Letter, LetterRow,
    LifeEvent, MayApply, Opinion, Output, Reason, Remedy, Requirement, Service, Stage,
};
pub use shelf::SERVICES_MAX;
pub use source::FILE_BYTES_MAX;
pub use toml_json::{json, map};
pub use waiting::{Wait, WaitsFor};
