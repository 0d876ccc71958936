//! Languages: the writing of their tags, the codes by which the European authority table names them,
//! and a guess for texts that do not say in which language they are.
//!
//! What may not happen here: no guess is silent; whoever asks for one reports it.

/// BCP 47 tag, code of the EU language authority table (ISO 639-3), name in English.
const LANGUAGES: [(&str, &str, &str); 34] = [
    ("ar", "ARA", "Arabic"),
    ("bg", "BUL", "Bulgarian"),
    ("cs", "CES", "Czech"),
    ("da", "DAN", "Danish"),
    ("de", "DEU", "German"),
    ("el", "ELL", "Greek"),
    ("en", "ENG", "English"),
    ("es", "SPA", "Spanish"),
    ("et", "EST", "Estonian"),
    ("fi", "FIN", "Finnish"),
    ("fr", "FRA", "French"),
    ("ga", "GLE", "Irish"),
    ("hr", "HRV", "Croatian"),
    ("hu", "HUN", "Hungarian"),
    ("is", "ISL", "Icelandic"),
    ("it", "ITA", "Italian"),
    ("ja", "JPN", "Japanese"),
    ("ko", "KOR", "Korean"),
    ("lt", "LIT", "Lithuanian"),
    ("lv", "LAV", "Latvian"),
    ("mt", "MLT", "Maltese"),
    ("nl", "NLD", "Dutch"),
    ("no", "NOR", "Norwegian"),
    ("pl", "POL", "Polish"),
    ("pt", "POR", "Portuguese"),
    ("ro", "RON", "Romanian"),
    ("ru", "RUS", "Russian"),
    ("sk", "SLK", "Slovak"),
    ("sl", "SLV", "Slovenian"),
    ("sv", "SWE", "Swedish"),
    ("tr", "TUR", "Turkish"),
    ("uk", "UKR", "Ukrainian"),
    ("vi", "VIE", "Vietnamese"),
    ("zh", "ZHO", "Chinese"),
];

/// The tag of a language that is given as a tag, as a code of three letters or by its English name.
pub(crate) fn tag_of(word: &str) -> Option<String> {
    let known = LANGUAGES.iter().find(|(tag, code, name)| {
        word.eq_ignore_ascii_case(tag)
            || word.eq_ignore_ascii_case(code)
            || word.eq_ignore_ascii_case(name)
    });
    if let Some((tag, _, _)) = known {
        return Some((*tag).to_string());
    }
    is_tag(word).then(|| canonical(word))
}

/// The authority code of a tag, when the tag is one of the table's as it stands.
pub(crate) fn code_of(tag: &str) -> Option<&'static str> {
    LANGUAGES.iter().find(|(known, _, _)| *known == tag).map(|(_, code, _)| *code)
}

/// Could this be a BCP 47 tag? A primary language of two or three letters, then subtags of up to eight.
fn is_tag(word: &str) -> bool {
    let mut parts = word.split('-');
    let primary = parts
        .next()
        .is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    primary
        && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// A tag in the case that RFC 5646, section 2.1.1, recommends: `pt-BR`, `zh-Hant-TW`.
/// RDF parsers hand out small letters only.
pub(crate) fn canonical(tag: &str) -> String {
    let mut parts = Vec::new();
    let mut after_single = false;
    for (place, part) in tag.split('-').enumerate() {
        let small = part.to_ascii_lowercase();
        let written = match (place, small.len()) {
            (0, _) => small,
            (_, 2) if !after_single => small.to_ascii_uppercase(),
            (_, 4) if !after_single => {
                let mut letters = small.chars();
                letters.next().map_or_else(String::new, |first| {
                    format!("{}{}", first.to_ascii_uppercase(), letters.as_str())
                })
            }
            _ => small,
        };
        after_single = written.len() == 1;
        parts.push(written);
    }
    parts.join("-")
}

/// Small words by which a language shows itself in running text.
const SMALL_WORDS: [(&str, [&str; 10]); 7] = [
    ("en", ["the", "of", "and", "for", "to", "is", "with", "be", "by", "are"]),
    ("pt", ["de", "do", "da", "para", "dos", "em", "que", "não", "com", "uma"]),
    ("es", ["de", "del", "la", "para", "los", "en", "que", "no", "con", "una"]),
    ("fr", ["le", "les", "des", "pour", "du", "est", "et", "une", "dans", "aux"]),
    ("de", ["der", "die", "und", "das", "für", "den", "mit", "ist", "von", "zu"]),
    ("et", ["ja", "on", "või", "kui", "ning", "mis", "isiku", "saab", "tuleb", "ei"]),
    ("fi", ["ja", "on", "tai", "kun", "sekä", "joka", "voi", "että", "ovat", "ei"]),
];

/// The likeliest language of a running text; English when nothing speaks for another.
pub(crate) fn guess(text: &str) -> &'static str {
    let hangul = text.chars().filter(|c| ('\u{AC00}'..='\u{D7A3}').contains(c)).count();
    if hangul * 5 > text.chars().count() {
        return "ko";
    }
    let mut best = ("en", 0);
    for (tag, words) in SMALL_WORDS {
        let seen = text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| words.iter().any(|small| small.eq_ignore_ascii_case(word)))
            .count();
        if seen > best.1 {
            best = (tag, seen);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_written_as_the_standard_recommends() {
        assert_eq!(canonical("pt-br"), "pt-BR");
        assert_eq!(canonical("ZH-hant-tw"), "zh-Hant-TW");
        assert_eq!(canonical("en-x-ab"), "en-x-ab");
        assert_eq!(tag_of("FIN").as_deref(), Some("fi"));
        assert_eq!(tag_of("English").as_deref(), Some("en"));
        assert_eq!(tag_of("pt-br").as_deref(), Some("pt-BR"));
        assert_eq!(tag_of("no such language"), None);
    }

    #[test]
    fn running_text_tells_its_language() {
        assert_eq!(guess("The application is made by the parents of the child."), "en");
        assert_eq!(guess("O pedido é feito pelos pais da criança, em nome do menor."), "pt");
        assert_eq!(guess("주민등록표 초본을 발급합니다"), "ko");
        assert_eq!(guess(""), "en");
    }
}
