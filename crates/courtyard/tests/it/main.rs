//! The courtyard through its doors, on both engines: every test here runs on SQLite and on PostgreSQL.

#![cfg(test)]

mod acts;
mod ahead;
mod destruction;
mod identities;
mod journal;
mod proposals;
mod registers;
mod support;
