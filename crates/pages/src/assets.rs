//! Style sheet, script, marks and manifest: inside the binary, each under an address that carries its hash.
//!
//! What may not happen here: an address outside the house, a file that changes under an unchanged address.

use std::fmt::Write as _;
use std::sync::OnceLock;

use sha2::{Digest, Sha256};

/// For every asset: its address changes with its content, so it may be kept for a year (RFC 8246).
pub const CACHE_CONTROL: &str = "public, max-age=31536000, immutable";

/// For every page: nothing but what the house itself serves, and no script or style inside a page.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
     font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// A file of the house.
#[derive(Debug)]
pub struct Asset {
    /// `/assets/madang-1a2b3c4d5e6f.css`.
    pub path: String,
    /// The hash in quotation marks, as the `ETag` header wants it.
    pub etag: String,
    pub content_type: &'static str,
    pub bytes: &'static [u8],
}

impl Asset {
    fn new(name: &str, ending: &str, content_type: &'static str, bytes: &'static [u8]) -> Asset {
        let mut hash = String::new();
        for byte in Sha256::digest(bytes).iter().take(6) {
            // Writing to a String does not fail.
            let _ = write!(hash, "{byte:02x}");
        }
        let path = format!("/assets/{name}-{hash}.{ending}");
        Asset { path, etag: format!("\"{hash}\""), content_type, bytes }
    }
}

static CSS: OnceLock<Asset> = OnceLock::new();
static SCRIPT: OnceLock<Asset> = OnceLock::new();
static ICON: OnceLock<Asset> = OnceLock::new();

pub fn css() -> &'static Asset {
    let bytes = include_bytes!("../assets/madang.css");
    CSS.get_or_init(|| Asset::new("madang", "css", "text/css; charset=utf-8", bytes))
}

pub fn script() -> &'static Asset {
    let bytes = include_bytes!("../assets/madang.js");
    SCRIPT.get_or_init(|| Asset::new("madang", "js", "text/javascript; charset=utf-8", bytes))
}

/// The courtyard: four walls around an open square.
pub fn icon() -> &'static Asset {
    let bytes = include_bytes!("../assets/icon.svg");
    ICON.get_or_init(|| Asset::new("icon", "svg", "image/svg+xml", bytes))
}

/// The asset at that path, if there is one.
pub fn find(path: &str) -> Option<&'static Asset> {
    [css(), script(), icon()].into_iter().find(|asset| asset.path == path)
}

/// The web app manifest, at `/manifest.webmanifest?lang=…`: it names the house in the language of the page.
/// `application/manifest+json`; not immutable, its address carries no hash.
pub fn manifest(name: &str, lang: &str) -> String {
    let icon = |purpose: &str| serde_json::json!({ "src": self::icon().path, "sizes": "any", "type": "image/svg+xml", "purpose": purpose });
    serde_json::json!({
        "id": "/",
        "name": name,
        "short_name": name,
        "lang": lang,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#063a74",
        "icons": [icon("any"), icon("maskable")],
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(asset: &Asset) -> &'static str {
        std::str::from_utf8(asset.bytes).unwrap()
    }

    #[test]
    fn an_asset_is_found_under_its_own_address_only() {
        for asset in [css(), script(), icon()] {
            assert_eq!(find(&asset.path).unwrap().bytes, asset.bytes);
        }
        assert!(find("/assets/madang-000000000000.css").is_none());
        assert!(find("/assets/../Cargo.toml").is_none());
    }

    #[test]
    fn assets_keep_to_their_weight() {
        assert!(css().bytes.len() < 25_000, "{}", css().bytes.len());
        assert!(script().bytes.len() < 4_000, "{}", script().bytes.len());
        assert!(icon().bytes.len() < 1_000, "{}", icon().bytes.len());
    }

    #[test]
    fn nothing_is_asked_of_another_house() {
        for asset in [css(), script()] {
            for outside in ["http:", "https:", "@import", "url("] {
                assert!(!text(asset).contains(outside), "{} has {outside}", asset.path);
            }
        }
    }

    #[test]
    fn the_style_sheet_uses_no_name_it_does_not_define() {
        let css = text(css());
        for used in css.split("var(--").skip(1) {
            let name = used.split([')', ',']).next().unwrap();
            assert!(css.contains(&format!("--{name}:")), "--{name} is not defined");
        }
    }

    #[test]
    fn the_manifest_names_the_house() {
        let manifest: serde_json::Value = serde_json::from_str(&manifest("마당", "ko")).unwrap();
        assert_eq!(manifest["name"], "마당");
        assert_eq!(manifest["icons"][0]["src"], icon().path);
    }
}
