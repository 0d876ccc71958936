//! Time and chance, given to the house once: of the system, or frozen and seeded for tests and replays.
//!
//! What may not happen here: a rule reading either. Rules get a day as a parameter.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use sha2::{Digest, Sha256};
use vocabulary::Moment;

/// Where the time comes from.
#[derive(Clone)]
pub enum Clock {
    System,
    Frozen(Arc<AtomicI64>),
}

impl Clock {
    pub fn frozen(at: Moment) -> Clock {
        Clock::Frozen(Arc::new(AtomicI64::new(at.0)))
    }

    pub fn now(&self) -> Moment {
        match self {
            Clock::Frozen(at) => Moment(at.load(Ordering::SeqCst)),
            Clock::System => system_now(),
        }
    }

    /// Moves a frozen clock; the system's is not ours to move.
    pub fn advance_seconds(&self, seconds: i64) {
        if let Clock::Frozen(at) = self {
            at.fetch_add(seconds * 1000, Ordering::SeqCst);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place where the house reads the clock")]
fn system_now() -> Moment {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Moment(since.map_or(0, |time| i64::try_from(time.as_millis()).unwrap_or(i64::MAX)))
}

/// Where randomness comes from.
#[derive(Clone)]
pub enum Chance {
    System,
    /// The same numbers each time, for tests and replays.
    Seeded {
        seed: u64,
        drawn: Arc<AtomicU64>,
    },
}

impl Chance {
    pub fn seeded(seed: u64) -> Chance {
        Chance::Seeded { seed, drawn: Arc::default() }
    }

    pub fn bytes<const N: usize>(&self) -> anyhow::Result<[u8; N]> {
        let mut out = [0; N];
        match self {
            Chance::System => getrandom::fill(&mut out)
                .map_err(|why| anyhow::anyhow!("the system gives no randomness: {why}"))?,
            Chance::Seeded { seed, drawn } => {
                for chunk in out.chunks_mut(32) {
                    let place = drawn.fetch_add(1, Ordering::SeqCst);
                    let block = Sha256::digest([seed.to_le_bytes(), place.to_le_bytes()].concat());
                    chunk.copy_from_slice(&block[..chunk.len()]);
                }
            }
        }
        Ok(out)
    }
}
