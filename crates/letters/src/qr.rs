//! QR codes as vector drawings, for pages and for print. No pixels and no colours but black here.

use std::fmt::Write as _;

use anyhow::{Context as _, Result, ensure};
use qrcode::{Color, EcLevel, QrCode};

/// Longer payloads give modules too small for a phone to read from paper, in bytes.
const PAYLOAD_BYTES_MAX: usize = 800;
/// Light modules around the code (ISO/IEC 18004, 6.3.8).
const QUIET_MODULES: usize = 4;

/// A QR code of the payload as an SVG without a fixed size, black on white with its quiet zone.
///
/// # Errors
/// When the payload is longer than 800 bytes.
pub fn qr_svg(payload: &str) -> Result<String> {
    ensure!(payload.len() <= PAYLOAD_BYTES_MAX, "the payload of a QR code is at most 800 bytes");
    let code = QrCode::with_error_correction_level(payload, EcLevel::M)
        .context("the payload does not fit a QR code")?;
    let side = code.width() + 2 * QUIET_MODULES;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/>\
         <path fill=\"#000\" d=\""
    );
    // All dark runs are one path: a viewer that smooths edges then leaves no seams between rows.
    for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
        for (x, length) in dark_runs(row) {
            let (x, y) = (x + QUIET_MODULES, y + QUIET_MODULES);
            write!(svg, "M{x} {y}h{length}v1h-{length}z")?;
        }
    }
    svg.push_str("\"/></svg>");
    Ok(svg)
}

/// Start and length of each run of dark modules of a row.
fn dark_runs(row: &[Color]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = 0;
    for run in row.chunk_by(|a, b| a == b) {
        if run.first() == Some(&Color::Dark) {
            runs.push((start, run.len()));
        }
        start += run.len();
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dark_modules_become_runs() {
        use Color::{Dark, Light};
        assert_eq!(dark_runs(&[Dark, Dark, Light, Dark]), [(0, 2), (3, 1)]);
    }

    #[test]
    fn a_payload_too_long_to_be_read_from_paper_is_refused() {
        assert!(qr_svg(&"a".repeat(801)).is_err());
        assert!(qr_svg(&"a".repeat(800)).is_ok());
    }
}
