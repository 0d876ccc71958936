//! The printing room: a certificate or a decision becomes a PDF, and a payload becomes a QR code.
//! Everything here is pure. Nothing here reads a clock, a file or an installed font, knows a
//! database, or evaluates a reader's text as markup: the same paper always gives the same bytes.

mod attachment;
mod pieces;
mod press;
mod qr;
mod seal;
mod sheet;

pub use attachment::{Attachment, attachment_of};
pub use qr::qr_svg;

use anyhow::Result;

/// What is printed. All texts are already in the reader's language and formatted.
#[derive(Clone, Debug, Default)]
pub struct Paper {
    /// The language of the texts as a BCP 47 tag, such as `ko` or `pt-BR`.
    pub lang: String,
    /// What kind of paper this is, such as "Certificate"; stands at the top.
    pub kind: String,
    pub title: String,
    pub number: String,
    pub country: String,
    pub rows: Vec<Row>,
    pub sections: Vec<Section>,
    /// The sentence before the signature, such as "We certify that the above is true."
    pub closing: String,
    /// The day of issue as it is printed.
    pub issued_on: String,
    /// The same day for the metadata of the file: year (1 to 9999), month, day.
    pub issued_day: (i16, i8, i8),
    /// The authority that signs.
    pub signed_by: String,
    /// What the square red seal says; empty means no seal.
    pub seal_text: String,
    /// What the QR code says: the address where the paper is verified.
    pub qr: String,
    /// Lines beside the QR code that say how to verify.
    pub verify: Vec<String>,
    /// A word across each page, such as "SAMPLE", when the paper has no legal effect.
    pub not_valid: Option<String>,
}

/// A row of the table of facts.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub label: String,
    pub lines: Vec<String>,
}

/// A part of a letter: reasons, the trace of a rule, how to appeal.
#[derive(Clone, Debug, Default)]
pub struct Section {
    pub heading: String,
    pub paragraphs: Vec<String>,
    /// Numbered steps after the paragraphs.
    pub steps: Vec<String>,
}

/// Prints the paper as PDF/A-2a, or as PDF/A-3a when an attachment (the same content for machines)
/// is embedded in it as an associated file; both are tagged and declare PDF/UA-1.
///
/// Any text can be printed: a character outside the fonts becomes a box with its code point.
///
/// # Errors
/// When the language tag is malformed, the day does not exist, a limit of `sheet.rs` is passed, the
/// payload of the QR code is too long, or the attachment has a name or a type that a PDF cannot hold.
pub fn render(paper: &Paper, attachment: Option<&Attachment>) -> Result<Vec<u8>> {
    press::print(&sheet::sheet(paper, attachment)?)
}
