//! The file that shows that an entry is in the journal: its place, its path and the checkpoint that
//! the path leads to, as C2SP tlog-proof writes it. It can be checked offline and by tools nobody
//! here wrote. What may not happen here: belief in the file before the checkpoint's signature holds.

use std::fmt::{self, Write as _};

use crate::{
    Wrong,
    merkle::{self, Hash, PATH_MAX},
    note::{Checkpoint, NOTE_BYTES_MAX, Verifier},
    text::{base64, from_base64, hash_from_base64, number},
};

/// The first line of the file.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A note, a path, and room for the data that other writers may add.
const FILE_BYTES_MAX: usize = NOTE_BYTES_MAX + 16 * 1024;

/// A proof that an entry is in a journal. Its [`fmt::Display`] is the `.tlog-proof` file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion {
    /// The number of the entry, from 0.
    pub index: u64,
    /// The sibling of the leaf first.
    pub path: Vec<Hash>,
    /// The signed note, as the journal gave it out.
    pub checkpoint: String,
}

impl Inclusion {
    /// Reads the file. An `extra` line of another writer is passed over: nothing vouches for it.
    ///
    /// # Errors
    /// [`Wrong::Malformed`] or [`Wrong::TooMuch`].
    pub fn parse(file: &str) -> Result<Inclusion, Wrong> {
        if file.len() > FILE_BYTES_MAX {
            return Err(Wrong::TooMuch("proof bytes"));
        }
        let (head, checkpoint) = file.split_once("\n\n").ok_or(Wrong::Malformed("proof"))?;
        let mut lines = head.split('\n').peekable();
        if lines.next() != Some(HEADER) {
            return Err(Wrong::Malformed("proof"));
        }
        if let Some(extra) = lines.peek().and_then(|line| line.strip_prefix("extra ")) {
            from_base64(extra, "extra")?;
            lines.next();
        }
        let index = lines.next().and_then(|line| line.strip_prefix("index "));
        let index = number(index.ok_or(Wrong::Malformed("index"))?, "index")?;
        let path = lines.map(hash_from_base64).take(PATH_MAX + 1).collect::<Result<Vec<_>, _>>()?;
        if path.len() > PATH_MAX {
            return Err(Wrong::TooMuch("path"));
        }
        Ok(Inclusion { index, path, checkpoint: checkpoint.into() })
    }

    /// Checks that the leaf is in the journal of this origin, and gives the checkpoint that says so.
    ///
    /// # Errors
    /// As [`Checkpoint::open`] and [`merkle::verify_inclusion`].
    pub fn verify(
        &self,
        leaf: &Hash,
        origin: &str,
        trusted: &[Verifier],
    ) -> Result<Checkpoint, Wrong> {
        let checkpoint = Checkpoint::open(&self.checkpoint, origin, trusted)?;
        let head = checkpoint.head;
        merkle::verify_inclusion(leaf, self.index, &head, &self.path)?;
        Ok(checkpoint)
    }
}

impl fmt::Display for Inclusion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{HEADER}\nindex {}\n", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{}", base64(hash)))?;
        f.write_char('\n')?;
        f.write_str(&self.checkpoint)
    }
}
