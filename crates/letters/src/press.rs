//! The press: the fonts, parsed once, and the run of Typst that turns a sheet into a PDF.
//! It serves four virtual files from memory. No disk, no network, no package, no clock is reachable.

use std::io::Read;
use std::sync::LazyLock;

use anyhow::{Context as _, Result, anyhow};
use ruzstd::decoding::StreamingDecoder;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt as _, World};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::pieces::Face;
use crate::sheet::Sheet;

/// The fonts, in the order in which a letter is looked for in them. They are packed: nobody needs them before the first letter.
const FONTS: [&[u8]; 4] = [
    include_bytes!("../fonts/madang-serif.ttf.zst"),
    include_bytes!("../fonts/madang-batang.otf.zst"),
    include_bytes!("../fonts/madang-naskh.ttf.zst"),
    include_bytes!("../fonts/madang-hebrew.ttf.zst"),
];
/// No font is longer; what unpacks to more is none of ours.
const FONT_BYTES_MAX: u64 = 16 << 20;

/// Results of layout that no paper asked for during this many papers are forgotten: what all
/// papers share stays warm, and what one person's paper said does not stay in memory.
const PAPERS_REMEMBERED: usize = 4;

static PRESS: LazyLock<Option<Press>> = LazyLock::new(Press::set_up);

struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    faces: Vec<Face>,
    template: Source,
    paper: FileId,
    qr: FileId,
    attachment: FileId,
}

fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    StreamingDecoder::new(packed).ok()?.take(FONT_BYTES_MAX).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

impl Press {
    fn set_up() -> Option<Self> {
        let font = |packed: &&[u8]| Font::new(Bytes::new(unpacked(packed)?), 0);
        let fonts: Vec<Font> = FONTS.iter().filter_map(font).collect();
        // Row headers of a table can only be tagged with this feature.
        let features: Features = std::iter::once(Feature::A11yExtras).collect();
        Some(Self {
            library: LazyHash::new(Library::builder().with_features(features).build()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            faces: fonts.iter().map(|font| Face::of(font.info().coverage.iter())).collect(),
            fonts,
            template: Source::new(file("paper.typ")?, include_str!("paper.typ").to_string()),
            paper: file("paper.json")?,
            qr: file("qr.svg")?,
            attachment: file("attachment")?,
        })
    }
}

fn file(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}

/// What the fonts have; nothing only when the program was built with broken font files.
pub fn faces() -> &'static [Face] {
    PRESS.as_ref().map_or(&[], |press| press.faces.as_slice())
}

/// Prints the sheet.
///
/// # Errors
/// When the sheet cannot be laid out or the PDF would not keep its standard.
pub fn print(sheet: &Sheet) -> Result<Vec<u8>> {
    let press = PRESS.as_ref().context("the press could not be set up")?;
    let pdf = run(&Run { press, sheet });
    typst::comemo::evict(PAPERS_REMEMBERED);
    pdf
}

fn run(run: &Run) -> Result<Vec<u8>> {
    let document =
        typst::compile::<PagedDocument>(run).output.map_err(|problems| told(&problems))?;
    let archive =
        if run.sheet.attachment.is_some() { PdfStandard::A_3a } else { PdfStandard::A_2a };
    let standards = PdfStandards::new(&[archive, PdfStandard::Ua_1])
        .map_err(|problem| anyhow!("{}", problem.message()))?;
    let options = PdfOptions {
        ident: Smart::Custom(run.sheet.ident.clone()),
        creator: Smart::Custom(Some("Madang".to_string())),
        standards,
        ..PdfOptions::default()
    };
    typst_pdf::pdf(&document, &options).map_err(|problems| told(&problems))
}

fn told(problems: &[SourceDiagnostic]) -> anyhow::Error {
    let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
    anyhow!("the paper could not be printed: {}", told.join("; "))
}

/// One run of the press: what is shared and the sheet of this run.
struct Run<'a> {
    press: &'static Press,
    sheet: &'a Sheet,
}

impl World for Run<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.press.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.press.template.id() {
            Ok(self.press.template.clone())
        } else {
            Err(FileError::AccessDenied)
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let press = self.press;
        match (id, &self.sheet.attachment) {
            (id, _) if id == press.paper => Ok(self.sheet.paper.clone()),
            (id, _) if id == press.qr => Ok(self.sheet.qr.clone()),
            (id, Some(bytes)) if id == press.attachment => Ok(bytes.clone()),
            _ => Err(FileError::AccessDenied),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_fonts_can_be_read() {
        assert_eq!(faces().len(), FONTS.len());
    }
}
