//! A new service: a small complete folder that `check` accepts, for its writer to change.
//!
//! The only place of this crate that writes, and it never writes over anything.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use vocabulary::{Mistake, Span};

use crate::check::is_slug;
use crate::service::{Agency, Desk};
use crate::shelf::Shelf;

/// Longer ids make addresses that nobody reads.
const ID_MAX: usize = 60;

/// Writes `services/<id>` with its five files and returns them. Refuses an id that is none and a folder that is there.
///
/// The service gives a certificate of the applicant's name at once. It takes its agency, desk, purpose and register from
/// what the country has, and says which of them is missing when there is none.
pub fn new_service(dir: &Path, id: &str) -> Result<Vec<PathBuf>, Mistake> {
    let folder = format!("services/{id}");
    if !is_slug(id) || id.len() > ID_MAX {
        let hint = "small letters a to z, digits and hyphens, such as `move-in-report`";
        return Err(Mistake::new("services", 0, format!("`{id}` is no id for a service"), hint));
    }
    if dir.join(&folder).exists() {
        return Err(Mistake::new(
            &folder,
            0,
            "is there already",
            "take another id, or remove the folder",
        ));
    }
    let files = Ground::of(dir, id)?.files();
    let failed = |path: &Path, e: std::io::Error| {
        let name = path.strip_prefix(dir).unwrap_or(path).display().to_string();
        Mistake::new(&name, 0, format!("cannot be written: {}", e.kind()), "")
    };
    let target = dir.join(&folder);
    fs::create_dir_all(dir.join("services")).map_err(|e| failed(&dir.join("services"), e))?;
    // Fails when somebody else was faster, so that no file of theirs is touched.
    fs::create_dir(&target).map_err(|e| failed(&target, e))?;
    let mut written = Vec::new();
    for (name, text) in files {
        let path = target.join(name);
        let file = fs::OpenOptions::new().write(true).create_new(true).open(&path);
        file.and_then(|mut f| f.write_all(text.as_bytes())).map_err(|e| failed(&path, e))?;
        written.push(path);
    }
    Ok(written)
}

/// What the new service stands on.
struct Ground {
    id: String,
    prefix: String,
    code: String,
    languages: Vec<String>,
    agency: String,
    desk: String,
    purpose: String,
}

impl Ground {
    fn of(dir: &Path, id: &str) -> Result<Ground, Mistake> {
        let shelf = Shelf::read(dir);
        let lists = &shelf.lists;
        let missing = |file: &str, what: &str, hint: &str| Mistake::new(file, 0, what, hint);
        let file = lists.file.as_ref().ok_or_else(|| {
            let first = shelf.mistakes.first().cloned();
            first.unwrap_or_else(|| missing("country.toml", "is missing", "start with a country"))
        })?;
        // In a country with demo people a case must reach somebody.
        let is_manned = |d: &&Desk| {
            lists.people.is_empty() || lists.people.iter().any(|p| p.desks.contains(&d.id))
        };
        let desk = |a: &Agency| {
            a.desks.iter().find(is_manned).map(|d: &Desk| (a.id.clone(), d.id.clone()))
        };
        let (agency, desk) = lists.agencies.iter().find_map(desk).ok_or_else(|| {
            missing("agencies.toml", "no agency has a desk", "add an agency with [[agency.desk]]")
        })?;
        let kept = |span: Span| span.months != 0 || span.days != 0;
        let purpose = lists.purposes.iter().find(|p| kept(p.retention)).ok_or_else(|| {
            missing(
                "purposes.toml",
                "there is no purpose",
                "add a [[purpose]] with basis and retention",
            )
        })?;
        let residents = lists.registers.iter().find(|r| r.id == "residents" && !r.many);
        if !residents.is_some_and(|r| r.fields.iter().any(|f| f.id == "name")) {
            let hint = "add a register of residents with a field `name`";
            return Err(missing(
                "registers/residents.toml",
                "there is no register with names",
                hint,
            ));
        }
        let taken: Vec<&str> = lists.services.iter().map(|s| s.prefix.as_str()).collect();
        Ok(Ground {
            id: id.into(),
            prefix: prefix_of(id, &taken)?,
            code: file.code.clone(),
            languages: file.languages.clone(),
            agency,
            desk,
            purpose: purpose.id.clone(),
        })
    }

    /// One text in every language of the country: Korean where it is asked for, English everywhere else, to be translated.
    fn text(&self, korean: &str, english: &str) -> String {
        let words = |l: &String| format!("{l} = \"{}\"", if l == "ko" { korean } else { english });
        format!("{{ {} }}", self.languages.iter().map(words).collect::<Vec<_>>().join(", "))
    }

    fn title(&self) -> String {
        let words = self.id.replace('-', " ");
        let mut letters = words.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        let title: String = first.into_iter().chain(letters).collect();
        self.text(&title, &title)
    }

    fn files(&self) -> [(&'static str, String); 5] {
        [
            ("service.toml", self.service()),
            ("form.toml", self.form()),
            ("decision.toml", self.decision()),
            ("letter.toml", self.letter()),
            ("cases.toml", self.cases()),
        ]
    }

    fn service(&self) -> String {
        format!(
            r#"# What the catalogue says of the service. `madang check` names every mistake with its line.
id = "{id}"
prefix = "{prefix}"
title = {title}
summary = {summary}
description = {description}
agency = "{agency}"
desk = "{desk}"
processing_time = "PT10M"

[[output]]
id = "certificate"
title = {title}

[[channel]]
id = "online"
kind = "online"
title = {online}

[[cost]]
id = "free"
minor = 0
channel = "online"
"#,
            id = self.id,
            prefix = self.prefix,
            title = self.title(),
            summary = self.text(
                "한 문장으로 무엇을 받는지 쓰세요.",
                "Say in one sentence what the person gets."
            ),
            description = self.text("누가 왜 필요한지 쓰세요.", "Say who needs it and why."),
            agency = self.agency,
            desk = self.desk,
            online = self.text("온라인", "Online"),
        )
    }

    fn form(&self) -> String {
        format!(
            r#"# One thing a page. What the state knows is filled in and not asked again.
version = 1

[[step]]
id = "you"
title = {you}

[[step.field]]
id = "name"
kind = "text"
label = {name}
personal = "general"
prefill = "applicant.residents.name"
locked = true
autocomplete = "name"

[[step]]
id = "use"
title = {use_title}

[[step.field]]
id = "use"
kind = "long-text"
label = {use_label}
personal = "none"

[example]
name = "{example}"
use = "{example}"
"#,
            you = self.text("본인 확인", "Who you are"),
            name = self.text("성명", "Name"),
            use_title = self.text("어디에 쓰시나요?", "What is it for?"),
            use_label = self.text("용도", "Purpose"),
            example = "Example",
        )
    }

    fn decision(&self) -> String {
        format!(
            r#"# Whoever is in the register gets it at once. by = "rule" asks a table of law/, by = "officer" a person.
by = "at-once"
purpose = "{purpose}"
registers = ["residents"]

[may_apply]
when = "applicant.residents.name != null"
if_not = {if_not}

[deadline]
count = 0
unit = "at-once"
article = "{article}"

[[grant]]
id = "registered"
text = {registered}
article = "{article}"

[appeal]
days = 90
desk = "{desk}"
article = "{article}"
how = {how}

[appeal.then]
days = 90
article = "{article}"
how = {then}

[credential]
vct = "urn:madang:{code}:{id}"
"#,
            purpose = self.purpose,
            if_not = self.text(
                "등록된 사람만 신청할 수 있습니다.",
                "Only people in the register may apply."
            ),
            article = "Name the article",
            registered = self.text("등록되어 있습니다.", "The person is in the register."),
            desk = self.desk,
            how = self
                .text("90일 이내에 이의를 신청할 수 있습니다.", "You may appeal within 90 days."),
            then = self.text(
                "그 뒤 90일 이내에 소송을 낼 수 있습니다.",
                "After that, a court within 90 days."
            ),
            code = self.code,
            id = self.id,
        )
    }

    fn letter(&self) -> String {
        format!(
            r#"# The paper and its machine-readable twin.
title = {title}
closing = {closing}

[[row]]
id = "name"
label = {name}
value = "applicant.residents.name"
public = true

[[row]]
id = "use"
label = {use_label}
value = "answers.use"

[[row]]
id = "issued_on"
label = {issued}
value = "today"
public = true
"#,
            title = self.title(),
            closing = self.text("위와 같이 증명합니다.", "It is certified that the above is true."),
            name = self.text("성명", "Name"),
            use_label = self.text("용도", "Purpose"),
            issued = self.text("발급일", "Issued on"),
        )
    }

    fn cases(&self) -> String {
        format!(
            r#"# Given, when, then: rows that must hold. `madang check` tries each of them.

[[case]]
title = {registered}
today = "2026-03-02"
answers = {{ use = "Example" }}
then = {{ outcome = "grant" }}

[case.given.residents]
name = "Example"

[[case]]
title = {stranger}
today = "2026-03-02"
answers = {{ use = "Example" }}
then = {{ outcome = "may-not-apply" }}
"#,
            registered = self.text("등록된 사람", "Someone in the register"),
            stranger = self.text("등록되지 않은 사람", "Someone who is not in the register"),
        )
    }
}

/// Two or three capital letters that no other service has: the first letters of the words, else the next free ones.
fn prefix_of(id: &str, taken: &[&str]) -> Result<String, Mistake> {
    let letters = |text: &str| -> Vec<char> {
        text.chars().filter(char::is_ascii_lowercase).map(|c| c.to_ascii_uppercase()).collect()
    };
    let firsts: String =
        id.split('-').filter_map(|w| letters(w).first().copied()).take(3).collect();
    let all = letters(id);
    let first = all.first().copied().unwrap_or('X');
    let pairs = all.iter().skip(1).map(|second| format!("{first}{second}"));
    let rest = ('A'..='Z').flat_map(|a| ('A'..='Z').map(move |b| format!("{first}{a}{b}")));
    let mut all = std::iter::once(firsts).chain(pairs).chain(rest);
    let free = all.find(|p| p.len() > 1 && !taken.contains(&p.as_str()));
    free.ok_or_else(|| {
        Mistake::new("services", 0, "no prefix is free", "begin the id with another letter")
    })
}

#[cfg(test)]
mod tests {
    use super::prefix_of;

    #[test]
    fn a_prefix_is_the_first_letters_or_the_next_free_ones() {
        assert_eq!(prefix_of("move-in-report", &[]).unwrap(), "MIR");
        assert_eq!(prefix_of("move-in-report", &["MIR"]).unwrap(), "MO");
        assert_eq!(prefix_of("visa", &[]).unwrap(), "VI");
        assert_eq!(prefix_of("a-1", &["XA"]).unwrap(), "AAA");
        assert_eq!(prefix_of("1-2", &[]).unwrap(), "XAA");
    }
}
