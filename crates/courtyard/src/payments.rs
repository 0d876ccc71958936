//! Payments: what a case costs, and that it was paid. The till itself is outside; only its word is written here.

use vocabulary::{Money, Result};

use crate::cases::Case;
use crate::schema::PAYMENTS;
use crate::tx::Tx;

/// Writes down that a till took the fee of a case.
pub fn take(tx: &mut Tx<'_>, case: &Case, amount: &Money, till: &str) -> Result<()> {
    let row = vec![
        tx.new_id()?.into(),
        case.number.as_str().into(),
        amount.minor.into(),
        amount.currency.as_str().into(),
        till.into(),
        "taken".into(),
        tx.now().into(),
    ];
    tx.enter(&PAYMENTS, row)?;
    tx.happened("fee.paid");
    Ok(())
}
