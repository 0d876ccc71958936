//! Exporting: that a desk's cases left the house as a list is written down before they do.

use courtyard::Tx;
use vocabulary::{Error, Result};

/// Lets an officer of the desk export its cases.
pub fn export(tx: &mut Tx<'_>, desk: &str) -> Result<()> {
    if !tx.actor.sits_at(desk) {
        return Err(Error::NotYours);
    }
    tx.happened("export.made");
    Ok(())
}
