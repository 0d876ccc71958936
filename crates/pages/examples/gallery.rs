//! Writes the gallery into a folder, with its assets, so that a browser can open it:
//! `cargo run -p pages --example gallery -- FOLDER`.
//!
//! What may not happen here: anything beyond writing those files.

use std::path::PathBuf;

use pages::{Mode, assets, gallery};

fn main() -> anyhow::Result<()> {
    let folder = std::env::args().nth(1).map(PathBuf::from);
    let folder = folder.ok_or_else(|| anyhow::anyhow!("name a folder to write to"))?;
    std::fs::create_dir_all(folder.join("assets"))?;
    for asset in [assets::css(), assets::script(), assets::icon()] {
        std::fs::write(folder.join(asset.path.trim_start_matches('/')), asset.bytes)?;
    }
    std::fs::write(folder.join("manifest.webmanifest"), assets::manifest("마당", "ko"))?;
    for lang in gallery::LANGUAGES {
        for mode in Mode::ALL {
            let pages =
                gallery::pages(lang, mode).map_err(|mistake| anyhow::anyhow!("{mistake}"))?;
            for (name, page) in pages {
                std::fs::write(folder.join(format!("{name}-{lang}-{}.html", mode.as_str())), page)?;
            }
        }
    }
    Ok(())
}
