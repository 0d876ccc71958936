//! How a tree is stored and served: tiles of 256 hashes and bundles of 256 entries, named and laid
//! out as C2SP tlog-tiles says, so that any client of tiled logs can read the journal. What may not
//! happen here: reading or writing files; the caller stores bytes under a path.

use std::fmt;

use crate::{Wrong, merkle::Hash, text::number};

mod edge;

pub(crate) use edge::stored;
pub use edge::{Edge, Grown, Tile, append};

/// Hashes in a full tile, and entries in a full bundle: tiles are 8 levels of the tree high.
pub const WIDTH_MAX: u16 = 256;

/// An entry's length is written in two bytes.
pub const ENTRY_BYTES_MAX: usize = 65_535;

/// The longest path that is read: 7 groups of an index hold every 64-bit number.
const PATH_CHARS_MAX: usize = 64;

/// Reads the bytes of a stored tile. A wider tile than asked for will do: a full tile replaces the
/// partial ones that came before it.
pub type Read<'a> = &'a dyn Fn(TileId) -> Option<Vec<u8>>;

/// A tile of hashes. Level 0 holds leaf hashes; each hash above is the root of a full tile below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TileId {
    pub level: u8,
    pub index: u64,
    /// Hashes: 256 for a full tile, 1 to 255 for a partial one.
    pub width: u16,
}

/// A bundle of log entries, beside the tile of level 0 that has their hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BundleId {
    pub index: u64,
    /// Entries: 256 for a full bundle, 1 to 255 for a partial one.
    pub width: u16,
}

/// What a path under the journal's prefix names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Tile(TileId),
    Bundle(BundleId),
}

impl TileId {
    /// Whether a tree of this size has the tile: only then may it be served.
    pub fn is_within(self, size: u64) -> bool {
        let complete = shifted(size, self.level);
        is_filled(self.index, self.width, complete)
    }
}

impl BundleId {
    /// Whether a journal of this size has the bundle: only then may it be served.
    pub fn is_within(self, size: u64) -> bool {
        is_filled(self.index, self.width, size)
    }

    /// The numbers of the entries in it, from and up to but without.
    pub fn entries(self) -> std::ops::Range<u64> {
        let first = self.index.saturating_mul(u64::from(WIDTH_MAX));
        first..first.saturating_add(u64::from(self.width))
    }
}

/// The bundles that change when a journal grows from one size to another, in order; each has all its entries.
pub fn changed_bundles(old_size: u64, new_size: u64) -> impl Iterator<Item = BundleId> {
    let width = u64::from(WIDTH_MAX);
    let last = if new_size > old_size { new_size.div_ceil(width) } else { 0 };
    (old_size / width..last).map(move |index| BundleId { index, width: width_at(index, new_size) })
}

/// How many of `complete` nodes fall into the tile of this index; 0 when it begins behind them.
fn width_at(index: u64, complete: u64) -> u16 {
    let first = index.saturating_mul(u64::from(WIDTH_MAX));
    u16::try_from(complete.saturating_sub(first)).map_or(WIDTH_MAX, |w| w.min(WIDTH_MAX))
}

fn is_filled(index: u64, width: u16, complete: u64) -> bool {
    (1..=WIDTH_MAX).contains(&width) && width <= width_at(index, complete)
}

/// How many nodes of a tile level a tree of this size has complete: `size / 256^level`.
fn shifted(size: u64, level: u8) -> u64 {
    size.checked_shr(8 * u32::from(level)).unwrap_or(0)
}

impl TileId {
    /// The tile that has the node, as wide as a tree of this size fills it; `None` when it does not.
    pub(crate) fn holding(level: u8, node: u64, size: u64) -> Option<TileId> {
        let index = node / u64::from(WIDTH_MAX);
        let width = width_at(index, shifted(size, level));
        (width > 0).then_some(TileId { level, index, width })
    }
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tile/{}/", self.level)?;
        write_place(f, self.index, self.width)
    }
}

impl fmt::Display for BundleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("tile/entries/")?;
        write_place(f, self.index, self.width)
    }
}

fn write_place(f: &mut fmt::Formatter<'_>, index: u64, width: u16) -> fmt::Result {
    // A directory and a file never share a name, because all groups but the last begin with x.
    let groups = index.checked_ilog(1000).unwrap_or(0);
    for group in (1..=groups).rev() {
        write!(f, "x{:03}/", index / 1000_u64.pow(group) % 1000)?;
    }
    write!(f, "{:03}", index % 1000)?;
    if width < WIDTH_MAX { write!(f, ".p/{width}") } else { Ok(()) }
}

/// Reads a path such as `tile/0/x001/x234/067.p/8` or `tile/entries/003`, in its one form only.
///
/// # Errors
/// [`Wrong::Malformed`] for anything that tlog-tiles would not write.
pub fn parse_path(path: &str) -> Result<Place, Wrong> {
    if path.len() > PATH_CHARS_MAX {
        return Err(Wrong::TooMuch("tile path"));
    }
    let rest = path.strip_prefix("tile/").ok_or(Wrong::Malformed("tile path"))?;
    let (level, rest) = rest.split_once('/').ok_or(Wrong::Malformed("tile path"))?;
    let (groups, width) = match rest.split_once(".p/") {
        Some((groups, width)) => (groups, partial_width(width)?),
        None => (rest, WIDTH_MAX),
    };
    let index = parse_index(groups)?;
    if level == "entries" {
        return Ok(Place::Bundle(BundleId { index, width }));
    }
    match u8::try_from(number(level, "tile level")?) {
        Ok(level) if level < 64 => Ok(Place::Tile(TileId { level, index, width })),
        _ => Err(Wrong::Malformed("tile level")),
    }
}

fn partial_width(text: &str) -> Result<u16, Wrong> {
    match u16::try_from(number(text, "tile width")?) {
        Ok(width) if (1..WIDTH_MAX).contains(&width) => Ok(width),
        _ => Err(Wrong::Malformed("tile width")),
    }
}

fn parse_index(groups: &str) -> Result<u64, Wrong> {
    let (front, last) = groups.rsplit_once('/').map_or((None, groups), |(f, l)| (Some(f), l));
    let mut index = 0;
    for group in front.into_iter().flat_map(|front| front.split('/')) {
        let group = group.strip_prefix('x').ok_or(Wrong::Malformed("tile index"))?;
        index = with_group(index, group)?;
        // A first group of zeros would be a second name of the same tile.
        if index == 0 {
            return Err(Wrong::Malformed("tile index"));
        }
    }
    with_group(index, last)
}

fn with_group(index: u64, group: &str) -> Result<u64, Wrong> {
    let digits = group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    let value = if digits { group.parse::<u64>().ok() } else { None };
    let grown = value.and_then(|value| index.checked_mul(1000)?.checked_add(value));
    grown.ok_or(Wrong::Malformed("tile index"))
}

/// The hashes in the bytes of a tile.
///
/// # Errors
/// [`Wrong::Malformed`] when it is not 1 to 256 whole hashes.
pub fn hashes_of(bytes: &[u8]) -> Result<Vec<Hash>, Wrong> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    let fits = (1..=usize::from(WIDTH_MAX)).contains(&hashes.len()) && rest.is_empty();
    if fits { Ok(hashes.to_vec()) } else { Err(Wrong::Malformed("tile")) }
}

/// The bytes of a bundle: each entry after its length in two bytes, the high one first.
///
/// # Errors
/// [`Wrong::TooMuch`] over 256 entries or over 65,535 bytes in one, [`Wrong::Malformed`] for none.
pub fn bundle<E: AsRef<[u8]>>(entries: &[E]) -> Result<Vec<u8>, Wrong> {
    if entries.is_empty() {
        return Err(Wrong::Malformed("entry bundle"));
    }
    if entries.len() > usize::from(WIDTH_MAX) {
        return Err(Wrong::TooMuch("entries in a bundle"));
    }
    let mut bytes = Vec::new();
    for entry in entries.iter().map(E::as_ref) {
        let length = u16::try_from(entry.len()).map_err(|_| Wrong::TooMuch("entry bytes"))?;
        bytes.extend_from_slice(&length.to_be_bytes());
        bytes.extend_from_slice(entry);
    }
    Ok(bytes)
}

/// The entries in the bytes of a bundle.
///
/// # Errors
/// [`Wrong::Malformed`] when it ends within an entry or has none, [`Wrong::TooMuch`] over 256 entries.
pub fn entries_of(mut bytes: &[u8]) -> Result<Vec<&[u8]>, Wrong> {
    let mut entries = Vec::new();
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        if entries.len() == usize::from(WIDTH_MAX) {
            return Err(Wrong::TooMuch("entries in a bundle"));
        }
        let length = usize::from(u16::from_be_bytes(*length));
        let (entry, rest) =
            rest.split_at_checked(length).ok_or(Wrong::Malformed("entry bundle"))?;
        entries.push(entry);
        bytes = rest;
    }
    if bytes.is_empty() && !entries.is_empty() {
        Ok(entries)
    } else {
        Err(Wrong::Malformed("entry bundle"))
    }
}
