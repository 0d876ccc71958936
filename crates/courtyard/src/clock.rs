//! Time and chance, given to the house once: of the system, or frozen and seeded for tests and replays.
//!
//! What may not happen here: a rule reading either. Rules get a day as a parameter.

use std::cell::RefCell;
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

/// So many bytes are asked of the system at once: an act wants some twenty times a few.
const POOL_BYTES: usize = 1024;

thread_local! {
    static POOL: RefCell<Pool> = const { RefCell::new(Pool { bytes: [0; POOL_BYTES], left: 0 }) };
}

/// Bytes from the system that nobody has had yet. What is given out is wiped here.
struct Pool {
    bytes: [u8; POOL_BYTES],
    left: usize,
}

impl Pool {
    fn draw(&mut self, out: &mut [u8]) -> anyhow::Result<()> {
        for byte in out {
            if self.left == 0 {
                getrandom::fill(&mut self.bytes)
                    .map_err(|why| anyhow::anyhow!("the system gives no randomness: {why}"))?;
                self.left = POOL_BYTES;
            }
            self.left -= 1;
            *byte = self.bytes.get_mut(self.left).map(std::mem::take).unwrap_or_default();
        }
        Ok(())
    }
}

impl Chance {
    pub fn seeded(seed: u64) -> Chance {
        Chance::Seeded { seed, drawn: Arc::default() }
    }

    pub fn bytes<const N: usize>(&self) -> anyhow::Result<[u8; N]> {
        let mut out = [0; N];
        match self {
            Chance::System => POOL.with_borrow_mut(|pool| pool.draw(&mut out))?,
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
