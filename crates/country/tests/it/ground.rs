//! A small good country that a test writes into a folder, after spoiling it in one way.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use country::{Country, check};
use tempfile::TempDir;
use vocabulary::{Day, Mistake};

/// The files of a country, by path.
#[derive(Clone)]
pub struct Ground {
    files: BTreeMap<String, String>,
}

const FILES: [(&str, &str); 22] = [
    ("country.toml", include_str!("ground/country.toml")),
    ("calendar.toml", include_str!("ground/calendar.toml")),
    ("agencies.toml", include_str!("ground/agencies.toml")),
    ("events.toml", include_str!("ground/events.toml")),
    ("identifiers.toml", include_str!("ground/identifiers.toml")),
    ("purposes.toml", include_str!("ground/purposes.toml")),
    ("people.toml", include_str!("ground/people.toml")),
    ("registers/residents.toml", include_str!("ground/residents.toml")),
    ("registers/children.toml", include_str!("ground/children.toml")),
    ("registers/shops.toml", include_str!("ground/shops.toml")),
    ("law/allowance.toml", include_str!("ground/allowance.toml")),
    ("law/allowance.table", include_str!("ground/allowance.table")),
    ("services/allowance/service.toml", include_str!("ground/allowance/service.toml")),
    ("services/allowance/form.toml", include_str!("ground/allowance/form.toml")),
    ("services/allowance/decision.toml", include_str!("ground/allowance/decision.toml")),
    ("services/allowance/letter.toml", include_str!("ground/allowance/letter.toml")),
    ("services/allowance/cases.toml", include_str!("ground/allowance/cases.toml")),
    ("services/shop-permit/service.toml", include_str!("ground/permit/service.toml")),
    ("services/shop-permit/form.toml", include_str!("ground/permit/form.toml")),
    ("services/shop-permit/decision.toml", include_str!("ground/permit/decision.toml")),
    ("services/shop-permit/letter.toml", include_str!("ground/permit/letter.toml")),
    ("services/bench-painting/service.toml", include_str!("ground/bench.toml")),
];

impl Ground {
    pub fn good() -> Ground {
        Ground { files: FILES.map(|(path, text)| (path.into(), text.into())).into() }
    }

    /// The same with one piece of a file changed. The piece must be there.
    pub fn with(mut self, path: &str, from: &str, to: &str) -> Ground {
        let text = self.files.get_mut(path).unwrap_or_else(|| panic!("no file {path}"));
        assert!(text.contains(from), "{path} has no {from:?}");
        *text = text.replacen(from, to, 1);
        self
    }

    /// The same with a file added or written anew.
    pub fn and(mut self, path: &str, text: &str) -> Ground {
        self.files.insert(path.into(), text.into());
        self
    }

    pub fn without(mut self, path: &str) -> Ground {
        self.files.remove(path).unwrap_or_else(|| panic!("no file {path}"));
        self
    }

    pub fn write(&self) -> TempDir {
        let dir = tempfile::tempdir().unwrap();
        for (path, text) in &self.files {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        dir
    }

    pub fn check(&self) -> Vec<Mistake> {
        check(self.write().path(), today()).mistakes
    }

    pub fn read(&self) -> Country {
        Country::read(self.write().path()).unwrap()
    }

    /// That check tells exactly one mistake: in that file, on the line with that mark, in those words.
    #[track_caller]
    pub fn is_told(&self, path: &str, mark: &str, words: &str) {
        let mistakes = self.check();
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        let told = told.join("\n");
        assert_eq!(mistakes.len(), 1, "exactly one of {words:?} was expected, but:\n{told}");
        self.has_told(&mistakes, path, mark, words);
    }

    /// That check tells this mistake, among others that follow from it.
    #[track_caller]
    pub fn is_told_among_others(&self, path: &str, mark: &str, words: &str) {
        self.has_told(&self.check(), path, mark, words);
    }

    #[track_caller]
    fn has_told(&self, mistakes: &[Mistake], path: &str, mark: &str, words: &str) {
        let text = self.files.get(path).map_or("", String::as_str);
        let line = match mark {
            "" => 0,
            mark => {
                1 + text
                    .lines()
                    .position(|l| l.contains(mark))
                    .unwrap_or_else(|| panic!("no {mark:?} in {path}"))
            }
        };
        let fits = |m: &&Mistake| {
            m.file == path && (line == 0 || m.line == line) && m.to_string().contains(words)
        };
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        assert!(
            mistakes.iter().any(|m| fits(&m)),
            "{path}:{line} {words:?} was not told, but:\n{}",
            told.join("\n")
        );
    }
}

pub fn today() -> Day {
    "2026-03-02".parse().unwrap()
}

pub fn exists(dir: &Path, path: &str) -> bool {
    dir.join(path).exists()
}
