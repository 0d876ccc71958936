//! The catalogue of public services: finding one, taking foreign catalogues in, giving our own out.
//!
//! - `search`: an index in memory over the services of a country, in any script.
//! - `import`: the Brazilian service letters, the Korean list of gov.kr, CPSV-AP as JSON-LD, Turtle and RDF/XML.
//! - `write`: what was imported, as the files of a country's folder.
//! - `export`: CPSV-AP 3.2 as JSON-LD and Turtle; importing an export gives the same catalogue.
//!
//! What may not happen here: no database, no clock, no network, no reading or writing of files. Bytes and
//! values come in, values go out; the command that calls this opens the files.

mod export;
mod import;
mod language;
mod plain;
mod search;
mod slug;
mod terms;
mod write;

pub use export::{to_jsonld, to_turtle};
pub use import::{CountryWords, Imported, Line, Severity, read};
pub use plain::plain;
pub use search::{Facets, Found, Index, Query};
pub use slug::{is_id, slug};
pub use write::files_of;
