//! The tables whose rows the journal vouches for, and the migrations that make them.
//!
//! A table whose rows may change ends in `rev`, which counts the changes of each row: the journal vouches for the row with
//! the highest, whatever the order in which concurrent acts reached the tree.
//!
//! What may not happen here: a table that holds something of a person, and is not in `KEPT`.

use crate::database::Kind::{Blob, Int, Text};
use crate::database::Table;
use crate::database::migrate::Migration;

pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "courtyard/0001", sql: include_str!("../migrations/0001_courtyard.sql") },
    Migration { name: "courtyard/0002", sql: include_str!("../migrations/0002_uploads.sql") },
    Migration { name: "courtyard/0003", sql: include_str!("../migrations/0003_till.sql") },
    Migration { name: "courtyard/0004", sql: include_str!("../migrations/0004_waits.sql") },
    Migration { name: "courtyard/0005", sql: include_str!("../migrations/0005_destructions.sql") },
    Migration { name: "courtyard/0006", sql: include_str!("../migrations/0006_lists.sql") },
    Migration { name: "courtyard/0007", sql: include_str!("../migrations/0007_sign_in.sql") },
    Migration { name: "courtyard/0008", sql: include_str!("../migrations/0008_open_cases.sql") },
    Migration { name: "courtyard/0009", sql: include_str!("../migrations/0009_law.sql") },
    Migration { name: "courtyard/0010", sql: include_str!("../migrations/0010_law_subjects.sql") },
    Migration { name: "courtyard/0011", sql: include_str!("../migrations/0011_law_trials.sql") },
];

pub const PEOPLE: Table = Table {
    name: "people",
    columns: &[("id", Text), ("kind", Text), ("sealed", Blob), ("entered_at", Int)],
};

pub const POSITIONS: Table = Table {
    name: "positions",
    columns: &[
        ("id", Text),
        ("person", Text),
        ("role", Text),
        ("agency", Text),
        ("desks", Text),
        ("since_at", Int),
        ("until_at", Int),
        ("rev", Int),
    ],
};

pub const MANDATES: Table = Table {
    name: "mandates",
    columns: &[
        ("id", Text),
        ("person", Text),
        ("organisation", Text),
        ("since_at", Int),
        ("until_at", Int),
        ("rev", Int),
    ],
};

pub const IDENTITIES: Table = Table {
    name: "identities",
    columns: &[
        ("id", Text),
        ("lookup", Text),
        ("kind", Text),
        ("person", Text),
        ("since_at", Int),
        ("rev", Int),
    ],
};

pub const REGISTER_ENTRIES: Table = Table {
    name: "register_entries",
    columns: &[
        ("id", Text),
        ("entry", Text),
        ("version", Int),
        ("register", Text),
        ("holder", Text),
        ("lookup", Text),
        ("sealed", Blob),
        ("case_id", Text),
        ("entered_at", Int),
        ("until_at", Int),
        ("rev", Int),
    ],
};

pub const CASES: Table = Table {
    name: "cases",
    columns: &[
        ("id", Text),
        ("service", Text),
        ("desk", Text),
        ("applicant", Text),
        ("filed_by", Text),
        ("state", Text),
        ("channel", Text),
        ("fee_minor", Int),
        ("opened_at", Int),
        ("law_day", Text),
        ("due", Text),
        ("claimed_by", Text),
        ("closed_at", Int),
        ("form_version", Int),
        ("answers", Blob),
        ("once", Text),
        ("rev", Int),
    ],
};

pub const WAITS: Table = Table {
    name: "waits",
    columns: &[
        ("id", Text),
        ("case_id", Text),
        ("waits_for", Text),
        ("begun_on", Text),
        ("answer_by", Text),
        ("due_before", Text),
        ("ended_on", Text),
        ("answered", Int),
        ("moved_days", Int),
        ("rev", Int),
    ],
};

pub const DECISIONS: Table = Table {
    name: "decisions",
    columns: &[
        ("id", Text),
        ("case_id", Text),
        ("stage", Text),
        ("outcome", Text),
        ("decider", Text),
        ("decider_kind", Text),
        ("law", Text),
        ("basis", Text),
        ("reasons", Text),
        ("amount_minor", Int),
        ("sealed", Blob),
        ("day", Text),
        ("appeal_until", Text),
        ("decided_at", Int),
    ],
};

pub const MESSAGES: Table = Table {
    name: "messages",
    columns: &[
        ("id", Text),
        ("case_id", Text),
        ("kind", Text),
        ("author", Text),
        ("author_desk", Text),
        ("to_desk", Text),
        ("sealed", Blob),
        ("due", Text),
        ("written_at", Int),
    ],
};

pub const DOCUMENTS: Table = Table {
    name: "documents",
    columns: &[
        ("id", Text),
        ("owner", Text),
        ("case_id", Text),
        ("kind", Text),
        ("size_bytes", Int),
        ("sha256", Text),
        ("sealed", Blob),
        ("stored_at", Int),
        ("rev", Int),
    ],
};

pub const INFECTIONS: Table = Table {
    name: "infections",
    columns: &[
        ("id", Text),
        ("owner", Text),
        ("found", Text),
        ("size_bytes", Int),
        ("sha256", Text),
        ("found_at", Int),
    ],
};

pub const CREDENTIALS: Table = Table {
    name: "credentials",
    columns: &[
        ("id", Text),
        ("case_id", Text),
        ("service", Text),
        ("holder", Text),
        ("sealed", Blob),
        ("issued_at", Int),
        ("issued_on", Text),
        ("valid_until", Text),
        ("revoked_at", Int),
        ("revoked_for", Text),
        ("rev", Int),
    ],
};

pub const DISCLOSURES: Table = Table {
    name: "disclosures",
    columns: &[
        ("id", Text),
        ("subject", Text),
        ("actor", Text),
        ("actor_kind", Text),
        ("agency", Text),
        ("purpose", Text),
        ("case_id", Text),
        ("fields", Text),
        ("looked_at", Int),
    ],
};

pub const PAYMENTS: Table = Table {
    name: "payments",
    columns: &[
        ("id", Text),
        ("case_id", Text),
        ("amount_minor", Int),
        ("currency", Text),
        ("till", Text),
        ("state", Text),
        ("at", Int),
    ],
};

pub const NOTICES: Table = Table {
    name: "notices",
    columns: &[("id", Text), ("person", Text), ("case_id", Text), ("what", Text), ("sent_at", Int)],
};

pub const DESTRUCTIONS: Table = Table {
    name: "destructions",
    columns: &[("id", Text), ("basis", Text), ("ground", Text), ("destroyed_at", Int)],
};

pub const LAW_PROPOSALS: Table = Table {
    name: "law_proposals",
    columns: &[
        ("id", Text),
        ("subject", Text),
        ("base_from", Text),
        ("from_day", Text),
        ("written", Text),
        ("ground", Text),
        ("state", Text),
        ("author", Text),
        ("drafted_at", Int),
        ("submitted_at", Int),
        ("rev", Int),
    ],
};

pub const LAW_REVIEWS: Table = Table {
    name: "law_reviews",
    columns: &[
        ("id", Text),
        ("proposal", Text),
        ("outcome", Text),
        ("words", Text),
        ("reviewer", Text),
        ("reviewed_at", Int),
    ],
};

pub const LAW_VERSIONS: Table = Table {
    name: "law_versions",
    columns: &[
        ("id", Text),
        ("subject", Text),
        ("from_day", Text),
        ("written", Text),
        ("proposal", Text),
        ("published_at", Int),
    ],
};

pub const LAW_TRIALS: Table = Table {
    name: "law_trials",
    columns: &[
        ("id", Text),
        ("proposal", Text),
        ("written_sha256", Text),
        ("over_whom", Text),
        ("asked", Text),
        ("at_period", Text),
        ("persons", Int),
        ("seed", Int),
        ("asker", Text),
        ("begun_at", Int),
        ("state", Text),
        ("answer", Text),
        ("ended_at", Int),
        ("rev", Int),
    ],
};

/// Every table that the journal vouches for: `madang journal verify` reads each of their rows.
pub const KEPT: &[&Table] = &[
    &PEOPLE,
    &POSITIONS,
    &MANDATES,
    &IDENTITIES,
    &REGISTER_ENTRIES,
    &CASES,
    &WAITS,
    &DECISIONS,
    &MESSAGES,
    &DOCUMENTS,
    &INFECTIONS,
    &CREDENTIALS,
    &DISCLOSURES,
    &PAYMENTS,
    &NOTICES,
    &DESTRUCTIONS,
    &LAW_PROPOSALS,
    &LAW_REVIEWS,
    &LAW_VERSIONS,
    &LAW_TRIALS,
];

pub(crate) const PERSON_KEYS: Table =
    Table { name: "person_keys", columns: &[("id", Text), ("wrapped", Blob)] };

pub(crate) const JOURNAL_BATCHES: Table = Table {
    name: "journal_batches",
    columns: &[
        ("id", Text),
        ("at", Int),
        ("leaves", Blob),
        ("signature", Blob),
        ("first_index", Int),
    ],
};

pub(crate) const JOURNAL_ENTRIES: Table = Table {
    name: "journal_entries",
    columns: &[
        ("id", Text),
        ("batch", Text),
        ("place", Int),
        ("at", Int),
        ("actor", Text),
        ("actor_kind", Text),
        ("agency", Text),
        ("purpose", Text),
        ("case_id", Text),
        ("what", Text),
        ("salt", Blob),
        ("rows", Text),
        ("body", Text),
    ],
};
