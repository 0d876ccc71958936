//! Paying: the fee of a case. The order is written down before the person goes to the till, and the case goes on when the
//! till says that the fee is paid.
//!
//! What may not happen here: a case that goes on twice, or because of an address that somebody came back to.

use courtyard::cases::{self, Case, State};
use courtyard::decisions::Outcome;
use courtyard::payments::{self, Payment, Stand};
use courtyard::till::{Notice, Word};
use courtyard::{Tx, notices};
use vocabulary::{Error, Money, Result};

use super::decide::scope_of;
use super::person::own;
use super::settle::{settle, spec};
use crate::ruling;

/// Writes down that the demo's own till took the fee; from here the case goes its way.
pub fn pay(tx: &mut Tx<'_>, number: &str, till: &str) -> Result<Case> {
    let case = own(tx, number)?;
    let amount = due(tx, &case)?;
    payments::take(tx, &case, &amount, till)?;
    go_on(tx, &case)
}

/// Writes down that the person is about to pay at a till.
pub fn intend(tx: &mut Tx<'_>, number: &str, till: &str) -> Result<Payment> {
    let case = own(tx, number)?;
    let amount = due(tx, &case)?;
    payments::intend(tx, &case, &amount, till)
}

fn due(tx: &Tx<'_>, case: &Case) -> Result<Money> {
    if case.state != State::WaitingPayment {
        return Err(Error::refused("fee.not-due"));
    }
    Ok(Money::new(case.fee_minor, &tx.country().file.currency))
}

/// Hears what the till says of an order, and answers how the order stands then. Heard twice, it is heard once.
pub fn hear(tx: &mut Tx<'_>, order: &Payment, notice: &Notice) -> Result<Stand> {
    if notice.amount.currency != order.amount.currency {
        return Err(Error::refused("till.wrong-currency"));
    }
    if notice.amount.minor != order.amount.minor {
        return Err(Error::refused("till.wrong-amount"));
    }
    let rows = payments::all_of(tx, &order.case)?;
    let stands = payments::stand(&rows, order.order()).unwrap_or(Stand::Intended);
    let case = cases::for_house(tx, &order.case)?;
    match (notice.says, stands) {
        // A till that said no may still say yes: the money came late.
        (Word::Paid, Stand::Intended | Stand::Failed) => paid(tx, &case, order),
        (Word::Failed, Stand::Intended) => said(tx, order, Stand::Failed),
        (Word::Refunded, Stand::Paid | Stand::Overpaid) => {
            notices::send_later(tx, &case, "notice.refunded")?;
            said(tx, order, Stand::Refunded)
        }
        (Word::Failed, Stand::Paid | Stand::Overpaid | Stand::Refunded) => {
            Err(Error::refused("till.contradicts"))
        }
        (Word::Refunded, Stand::Intended | Stand::Failed) => Err(Error::refused("till.not-paid")),
        (Word::Paid, stands) | (Word::Failed, stands) | (Word::Refunded, stands) => Ok(stands),
    }
}

fn said(tx: &mut Tx<'_>, order: &Payment, stand: Stand) -> Result<Stand> {
    payments::note(tx, order, stand)?;
    Ok(stand)
}

fn paid(tx: &mut Tx<'_>, case: &Case, order: &Payment) -> Result<Stand> {
    if case.state != State::WaitingPayment {
        // Withdrawn meanwhile, or paid by another order: the money came, and somebody has to give it back.
        notices::send_later(tx, case, "notice.overpaid")?;
        return said(tx, order, Stand::Overpaid);
    }
    payments::note(tx, order, Stand::Paid)?;
    go_on(tx, case)?;
    Ok(Stand::Paid)
}

// The fee is paid: the case goes to its desk, or the law decides it.
fn go_on(tx: &mut Tx<'_>, case: &Case) -> Result<Case> {
    let (service, decision) = spec(tx, case)?;
    if !ruling::is_decided_by_law(decision) {
        // Where waiting for the fee does not count, the desk's time begins now.
        let due = || tx.country().calendar.deadline(tx.today(), &decision.deadline);
        let due = case.due.unwrap_or_else(due);
        return cases::advance(tx, case, State::WithOfficer, &[("due", due.into())]);
    }
    let scope = scope_of(tx, case)?;
    let ruled = ruling::rule(tx.country(), service, scope, case.law_day)?;
    let to = if ruled.outcome == Outcome::Granted { State::Granted } else { State::Refused };
    let case = cases::advance(tx, case, to, &[])?;
    settle(tx, &case, ruled)?;
    Ok(case)
}
