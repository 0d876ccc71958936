//! The characters that HTML names: `&nbsp;`, `&#233;`.
//!
//! What may not happen here: no control character comes out, and nothing that names no character is lost.

/// Named characters that the sources use. Numbers are read too.
const ENTITIES: [(&str, &str); 45] = [
    ("nbsp", " "),
    ("amp", "&"),
    ("lt", "<"),
    ("gt", ">"),
    ("quot", "\""),
    ("apos", "'"),
    ("aacute", "á"),
    ("agrave", "à"),
    ("acirc", "â"),
    ("atilde", "ã"),
    ("auml", "ä"),
    ("eacute", "é"),
    ("egrave", "è"),
    ("ecirc", "ê"),
    ("euml", "ë"),
    ("iacute", "í"),
    ("oacute", "ó"),
    ("ocirc", "ô"),
    ("otilde", "õ"),
    ("ouml", "ö"),
    ("uacute", "ú"),
    ("uuml", "ü"),
    ("ccedil", "ç"),
    ("ntilde", "ñ"),
    ("Aacute", "Á"),
    ("Eacute", "É"),
    ("Iacute", "Í"),
    ("Oacute", "Ó"),
    ("Uacute", "Ú"),
    ("Ccedil", "Ç"),
    ("Atilde", "Ã"),
    ("Otilde", "Õ"),
    ("ordm", "º"),
    ("ordf", "ª"),
    ("deg", "°"),
    ("sect", "§"),
    ("ndash", "–"),
    ("mdash", "—"),
    ("hellip", "…"),
    ("bull", "•"),
    ("middot", "·"),
    ("laquo", "«"),
    ("raquo", "»"),
    ("euro", "€"),
    ("copy", "©"),
];

/// A text in which each entity is the character that it names; what names none stays as it is.
pub(super) fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find('&') {
        let (before, tail) = rest.split_at(start);
        out.push_str(before);
        let end = tail.char_indices().take(12).find(|(_, c)| *c == ';').map(|(place, _)| place);
        let name = end.and_then(|end| tail.get(1..end)).unwrap_or_default();
        let letter =
            ENTITIES.iter().find(|(known, _)| *known == name).map(|(_, is)| (*is).to_string());
        match (letter.or_else(|| numbered(name)), end) {
            (Some(letter), Some(end)) => {
                out.push_str(&letter);
                rest = tail.get(end + 1..).unwrap_or_default();
            }
            _ => {
                out.push('&');
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

/// `#233` or `#xe9` as its character; a control character becomes a space.
fn numbered(name: &str) -> Option<String> {
    let digits = name.strip_prefix('#')?;
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16).ok()?,
        None => digits.parse().ok()?,
    };
    let letter = char::from_u32(code)?;
    let letter = if letter.is_control() || letter == '\u{A0}' { ' ' } else { letter };
    Some(letter.to_string())
}
