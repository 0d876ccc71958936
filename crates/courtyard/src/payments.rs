//! Payments: what a case costs, and what became of it. The till itself is outside; only its word is written here.
//!
//! A ledger: rows are entered and never changed. An order is a row `intended`, entered before anybody is sent to the till;
//! each thing that the till says of it is a row of its own, whose id is the order's number and that word. So one word about
//! one order stands here once, however often and on however many nodes it arrives.
//!
//! What may not happen here: a fee that counts as paid because somebody came back from the till.

use vocabulary::{Error, Moment, Money, Result};

use crate::cases::Case;
use crate::database::Row;
use crate::schema::PAYMENTS;
use crate::tx::Tx;
use crate::view::View;

/// How often a person may begin anew after the till said no.
const TRIES_MAX: usize = 50;
/// Rows of one case: each try has at most five.
const ROWS_MAX: i64 = 300;
/// Overpaid cases that a desk is shown at a time.
const OVERPAID_MAX: i64 = 50;

/// What became of an order. The later word of two is the one that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stand {
    /// The person was sent to the till.
    Intended,
    /// The till took nothing.
    Failed,
    /// The fee is paid by it.
    Paid,
    /// The till took money that was not due (any more): it has to be given back.
    Overpaid,
    /// The money went back.
    Refunded,
}

impl Stand {
    const ALL: [Stand; 5] =
        [Stand::Intended, Stand::Failed, Stand::Paid, Stand::Overpaid, Stand::Refunded];

    pub fn as_str(self) -> &'static str {
        match self {
            Stand::Intended => "intended",
            Stand::Failed => "failed",
            Stand::Paid => "paid",
            Stand::Overpaid => "overpaid",
            Stand::Refunded => "refunded",
        }
    }

    // What the journal calls it.
    fn event(self) -> &'static str {
        match self {
            Stand::Intended => "fee.intended",
            Stand::Failed => "fee.failed",
            Stand::Paid => "fee.paid",
            Stand::Overpaid => "fee.overpaid",
            Stand::Refunded => "fee.refunded",
        }
    }
}

/// A row of the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct Payment {
    pub id: String,
    pub case: String,
    pub amount: Money,
    pub till: String,
    /// `None` for what was paid without an order, at the demo's own till.
    pub stand: Option<Stand>,
    pub at: Moment,
}

impl Payment {
    /// The number under which the till knows the order.
    pub fn order(&self) -> &str {
        self.id.split('.').next().unwrap_or("")
    }
}

const COLUMNS: &str = "id, case_id, amount_minor, currency, till, state, at";

fn read(row: &Row) -> Result<Payment> {
    let state = row.text(5)?;
    Ok(Payment {
        id: row.text(0)?.to_string(),
        case: row.text(1)?.to_string(),
        amount: Money::new(row.int(2)?, row.text(3)?),
        till: row.text(4)?.to_string(),
        stand: Stand::ALL.into_iter().find(|stand| stand.as_str() == state),
        at: Moment(row.int(6)?),
    })
}

/// Writes down that the demo's own till took the fee of a case: no order, no provider.
pub fn take(tx: &mut Tx<'_>, case: &Case, amount: &Money, till: &str) -> Result<()> {
    let id = tx.new_id()?;
    enter(tx, id, &case.number, amount, (till, "taken"))?;
    tx.happened("fee.paid");
    Ok(())
}

/// Writes down that the fee of a case is about to be paid at a till. As long as the till has not said that it failed, it is
/// the same order, however often the person goes there: so nobody pays twice.
pub fn intend(tx: &mut Tx<'_>, case: &Case, amount: &Money, till: &str) -> Result<Payment> {
    let rows = all_of(tx, &case.number)?;
    let failed = rows.iter().filter(|row| row.stand == Some(Stand::Failed)).count();
    if failed >= TRIES_MAX {
        return Err(Error::refused("pay.too-often"));
    }
    // The number tells the till nothing about the case, and two devices that begin at the same moment get the same one.
    let id = tx.ground.keys.lookup("order", &format!("{} {failed}", case.number));
    if let Some(order) = rows.into_iter().find(|row| row.id == id) {
        return Ok(order);
    }
    enter(tx, id.clone(), &case.number, amount, (till, Stand::Intended.as_str()))?;
    tx.happened(Stand::Intended.event());
    Ok(Payment {
        id,
        case: case.number.clone(),
        amount: amount.clone(),
        till: till.to_string(),
        stand: Some(Stand::Intended),
        at: tx.now(),
    })
}

/// Writes down what the till says of an order; a conflict when it stands there already.
pub fn note(tx: &mut Tx<'_>, order: &Payment, stand: Stand) -> Result<()> {
    let id = format!("{}.{}", order.order(), stand.as_str());
    enter(tx, id, &order.case, &order.amount, (&order.till, stand.as_str()))?;
    tx.happened(stand.event());
    Ok(())
}

fn enter(
    tx: &mut Tx<'_>,
    id: String,
    case: &str,
    amount: &Money,
    (till, state): (&str, &str),
) -> Result<()> {
    let row = vec![
        id.into(),
        case.into(),
        amount.minor.into(),
        amount.currency.as_str().into(),
        till.into(),
        state.into(),
        tx.now().into(),
    ];
    tx.enter(&PAYMENTS, row)?;
    tx.about(case);
    Ok(())
}

fn by_case() -> String {
    format!("SELECT {COLUMNS} FROM payments WHERE case_id = ? ORDER BY at, id LIMIT ?")
}

/// The ledger of a case, oldest first. It says nothing about a person.
pub fn all_of(tx: &mut Tx<'_>, case: &str) -> Result<Vec<Payment>> {
    tx.all(&by_case(), &[case.into(), ROWS_MAX.into()])?.iter().map(read).collect()
}

/// The same for a reader who was shown the case.
pub fn of_case(view: &mut View<'_>, case: &Case) -> Result<Vec<Payment>> {
    let cells = [case.number.as_str().into(), ROWS_MAX.into()];
    view.all(&by_case(), &cells)?.iter().map(read).collect()
}

/// An order, by the number that the till knows.
pub fn order(view: &mut View<'_>, number: &str) -> Result<Payment> {
    let sql = format!("SELECT {COLUMNS} FROM payments WHERE id = ? AND state = 'intended'");
    let row = view.one(&sql, &[number.into()])?.ok_or(Error::NotFound)?;
    read(&row)
}

/// How an order stands: what was said of it last.
pub fn stand(rows: &[Payment], number: &str) -> Option<Stand> {
    rows.iter().filter(|row| row.order() == number).filter_map(|row| row.stand).max()
}

/// The orders of a ledger that were overpaid and have not been given back.
pub fn overpaid(rows: &[Payment]) -> impl Iterator<Item = &Payment> {
    rows.iter()
        .filter(|row| row.stand == Some(Stand::Overpaid) && stand(rows, row.order()) == row.stand)
}

/// Cases of a desk with money that has to be given back, by their numbers.
pub fn overpaid_at(view: &mut View<'_>, desk: &str) -> Result<Vec<String>> {
    if !view.actor.sits_at(desk) {
        return Err(Error::NotYours);
    }
    let sql = "SELECT DISTINCT p.case_id FROM payments p JOIN cases c ON c.id = p.case_id
               WHERE p.state = 'overpaid' AND c.desk = ?
               AND NOT EXISTS (SELECT 1 FROM payments r WHERE r.case_id = p.case_id AND r.state = 'refunded'
                               AND r.id = replace(p.id, '.overpaid', '.refunded'))
               ORDER BY p.case_id LIMIT ?";
    let rows = view.all(sql, &[desk.into(), OVERPAID_MAX.into()])?;
    rows.iter().map(|row| Ok(row.text(0)?.to_string())).collect()
}
