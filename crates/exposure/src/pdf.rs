//! PDF files: the text of each page as it is drawn, visible or not, and the notes, fields and titles beside it.
//!
//! What may not happen here: a broken file that takes others down. The reader of PDF is foreign code and is called behind a wall.

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::{Dict, Object};
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect};

use crate::document::{At, Document, END, Part, Writer};
use crate::source::Unreadable;

/// Pages of a file.
const PAGES_MAX: usize = 5_000;
/// Signs of a file.
const SIGNS_MAX: usize = 20_000_000;
/// Objects of a file whose notes and fields are read, and bytes of one of them.
const OBJECTS_MAX: usize = 500_000;
const FIELD_BYTES_MAX: usize = 64 << 10;
/// A thousandth of the height of letters: what fonts are measured in.
const EM: f64 = 1000.0;
/// Parts of that height: a step to another line, a gap that is a space, one that is another column.
const LINE_STEP: f64 = 0.4;
const SPACE_GAP: f64 = 0.18;
const COLUMN_GAP: f64 = 2.5;
/// Of a hundred signs so many without letters make a page that was not read.
const UNREAD_PERCENT: usize = 20;

const BROKEN: &str = "is a PDF file that is broken";

pub(crate) fn read(bytes: Vec<u8>) -> Result<Document, Unreadable> {
    // What fails within the foreign reader is a broken file like any other.
    catch_unwind(AssertUnwindSafe(|| read_pages(bytes))).unwrap_or(Err(Unreadable::Pdf(BROKEN)))
}

fn read_pages(bytes: Vec<u8>) -> Result<Document, Unreadable> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(_) => Unreadable::Pdf("is a PDF file that needs a password"),
        LoadPdfError::Invalid => Unreadable::Pdf(BROKEN),
    })?;
    let pages = pdf.pages();
    let mut reader = Reader::default();
    let mut notes = Vec::new();
    if pages.len() > PAGES_MAX {
        notes.push(format!("only the first {PAGES_MAX} of its {} pages were read", pages.len()));
    }
    let cache = InterpreterCache::new();
    for (number, page) in (1..).zip(pages.iter().take(PAGES_MAX)) {
        reader.begin(number);
        let bounds = Rect::new(0.0, 0.0, 1.0, 1.0);
        let settings = InterpreterSettings::default();
        let mut context = Context::new(Affine::IDENTITY, bounds, &cache, page.xref(), settings);
        interpret_page(page, &mut context, &mut reader);
        if reader.unread * 100 > reader.signs * UNREAD_PERCENT {
            notes.push(format!(
                "page {number}: {} of {} signs have no letters, look at it yourself",
                reader.unread, reader.signs
            ));
        }
        // A page that was scanned has a picture of its signs: who hears nothing of it would take it for clean.
        if reader.signs == 0 && reader.pictures > 0 {
            notes.push(format!("page {number}: only pictures, look at it yourself"));
        }
        if reader.writer.len() > SIGNS_MAX {
            notes.push(format!("only pages 1 to {number} were read: they have too many signs"));
            break;
        }
    }
    let mut document = reader.writer.document;
    document.notes = notes;
    document.append(fields(&pdf));
    Ok(document)
}

/// Takes the signs of a page as they are drawn, and finds lines and spaces again by where they stand.
#[derive(Default)]
struct Reader {
    writer: Writer,
    at: At,
    /// Where the sign before ended, and how high it was.
    last: Option<(Point, f64)>,
    signs: usize,
    unread: usize,
    pictures: usize,
}

impl Reader {
    fn begin(&mut self, page: u32) {
        self.writer.add('\n');
        self.writer.add(END);
        self.writer.add('\n');
        self.at = At { page, line: 1, column: 1 };
        (self.last, self.signs, self.unread, self.pictures) = (None, 0, 0, 0);
    }

    fn sign(&mut self, start: Point, end: Point, height: f64, signs: &str) {
        if let Some((last, last_height)) = self.last {
            let em = height.max(last_height).max(0.01);
            let along = start - last;
            if along.y.abs() > em * LINE_STEP || along.x < -em {
                self.writer.add('\n');
                self.at.pass('\n');
            } else if along.x > em * COLUMN_GAP {
                self.writer.add('\t');
            } else if along.x > em * SPACE_GAP && !self.writer.document.text.ends_with(' ') {
                self.writer.add(' ');
            }
        }
        for sign in signs.chars() {
            self.writer.put(sign, self.at);
            self.at.pass(sign);
        }
        self.last = Some((end, height));
    }
}

impl Device<'_> for Reader {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'_>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'_>,
        _: &GlyphDrawMode,
    ) {
        // What a page draws beyond the limit is not kept; the loop over the pages ends soon.
        if self.writer.len() > SIGNS_MAX * 2 {
            return;
        }
        let whole = transform * glyph_transform;
        let start = whole * Point::ZERO;
        let height = (whole * Point::new(0.0, EM) - start).hypot();
        let width = match glyph {
            Glyph::Outline(outline) => outline.advance_width().map_or(EM / 2.0, f64::from),
            Glyph::Type3(_) => EM / 2.0,
        };
        let end = whole * Point::new(width, 0.0);
        self.signs += 1;
        match glyph.as_unicode() {
            Some(BfString::Char(sign)) => {
                let mut bytes = [0; 4];
                self.sign(start, end, height, sign.encode_utf8(&mut bytes));
            }
            Some(BfString::String(signs)) => self.sign(start, end, height, &signs),
            None => {
                self.unread += 1;
                self.sign(start, end, height, "\u{fffd}");
            }
        }
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'_>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {
        self.pictures += 1;
    }

    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// What stands in a file beside its pages: titles, the contents of notes, names and values of a form's fields.
fn fields(pdf: &Pdf) -> Document {
    let mut writer = Writer::of(Part::Field);
    let mut at = At::default();
    let metadata = pdf.metadata();
    let titles = [&metadata.title, &metadata.author, &metadata.subject, &metadata.keywords];
    for title in titles.into_iter().flatten() {
        write_field(&mut writer, &mut at, title);
    }
    for object in pdf.objects().into_iter().take(OBJECTS_MAX) {
        let Object::Dict(dict) = object else { continue };
        // A field's name stands before its value, as a word that says what it is.
        for key in ["T", "TU", "Contents", "V"] {
            if let Some(text) = string_of(&dict, key) {
                write_field(&mut writer, &mut at, &text);
            }
        }
        if writer.len() > SIGNS_MAX {
            break;
        }
    }
    writer.document
}

fn string_of(dict: &Dict<'_>, key: &str) -> Option<Vec<u8>> {
    match dict.get::<Object<'_>>(key)? {
        Object::String(text) => Some(text.as_bytes().to_vec()),
        _ => None,
    }
}

/// A text of PDF is UTF-16 or UTF-8 with a mark, or a letter a byte.
fn write_field(writer: &mut Writer, at: &mut At, bytes: &[u8]) {
    let bytes = bytes.get(..bytes.len().min(FIELD_BYTES_MAX)).unwrap_or_default();
    let text = match bytes {
        [0xfe, 0xff, ..] => encoding_rs::UTF_16BE.decode(bytes).0.into_owned(),
        [0xef, 0xbb, 0xbf, ..] => encoding_rs::UTF_8.decode(bytes).0.into_owned(),
        _ => bytes.iter().map(|byte| char::from(*byte)).collect(),
    };
    for sign in text.chars().filter(|sign| *sign != '\n') {
        writer.put(sign, *at);
        at.pass(sign);
    }
    // Each is a line of its own, so that it is told as the first, the second.
    writer.add('\n');
    at.pass('\n');
}
