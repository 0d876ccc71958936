//! Words behind which recipients and items hide: "and partners", "등".
//!
//! What may not happen here: no law. These are words of languages; a name that merely contains one of them is no mistake.

use vocabulary::Text;

/// Words that stand alone in a name and leave it open who or what is meant.
const ALONE: &[&str] = &[
    "partners",
    "affiliates",
    "subsidiaries",
    "others",
    "etc",
    "various",
    "등",
    "등의",
    "기타",
    "외",
    "관련사",
];

/// Words that leave it open wherever they stand in a word.
const WITHIN: &[&str] =
    &["제휴사", "제휴업체", "협력사", "협력업체", "파트너사", "관계사", "계열사", "제3자"];

/// Phrases that leave it open.
const PHRASES: &[&str] =
    &["third parties", "and so on", "among others", "such as", "selected companies"];

/// The first word of a text that leaves open who or what is meant.
pub(crate) fn vague_word(text: &Text) -> Option<&'static str> {
    text.0.values().find_map(|said| {
        let words: Vec<String> = said
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_string)
            .collect();
        let said = format!(" {} ", words.join(" "));
        let is_said = |phrase: &&&str| said.contains(&format!(" {phrase} "));
        let alone = ALONE.iter().chain(PHRASES).find(is_said);
        alone.or_else(|| WITHIN.iter().find(|word| said.contains(**word))).copied()
    })
}
