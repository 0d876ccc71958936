//! Foreign texts as plain text: HTML, Markdown and entities become words and paragraphs.
//!
//! What may not happen here: no tag survives, and no word that a reader saw is lost but by a limit that the
//! caller sets. The address of a link stays beside its words.

mod entities;
mod markdown;

/// A text without markup. An empty line separates paragraphs; a single line break stays one.
pub fn plain(source: &str) -> String {
    let text = cleaned(source);
    let text = if text.contains('<') { without_tags(&text) } else { text };
    let text = if text.contains('&') { entities::resolved(&text) } else { text };
    tidy(&guarded(&markdown::without_marks(&text)))
}

/// A text without markup on one line.
pub(crate) fn plain_line(source: &str) -> String {
    plain(source).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first sentence, for lists of results; empty when it is longer than a list can show.
pub(crate) fn first_sentence(text: &str) -> String {
    const LONGEST: usize = 240;
    let paragraph = text.split("\n\n").next().unwrap_or_default().replace('\n', " ");
    let mut end = paragraph.len();
    for (place, letter) in paragraph.char_indices() {
        let rest = paragraph.get(place + letter.len_utf8()..).unwrap_or_default();
        let ends = matches!(letter, '.' | '!' | '?' | '。')
            && (rest.is_empty()
                || rest.starts_with(' ') && rest.trim_start().starts_with(char::is_uppercase));
        // An abbreviation such as `Nº.` or `Dr.` is no end: what stands before it is too short for a sentence.
        if ends && place > 24 {
            end = place + letter.len_utf8();
            break;
        }
    }
    let sentence = paragraph.get(..end).unwrap_or_default().trim();
    if sentence.chars().count() > LONGEST { String::new() } else { sentence.to_string() }
}

/// Web addresses in a text, in their order, each once.
pub(crate) fn addresses(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut rest = text;
    while let Some(start) =
        [rest.find("http://"), rest.find("https://")].into_iter().flatten().min()
    {
        let tail = rest.get(start..).unwrap_or_default();
        let end = tail
            .find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | ')' | ']' | '|'))
            .unwrap_or(tail.len());
        let (address, after) = tail.split_at(end);
        let address = address.trim_end_matches(['.', ',', ';', ':', '*', '\'', '!', '?']);
        if is_web_address(address) && !found.iter().any(|known| known == address) {
            found.push(address.to_string());
        }
        rest = after;
    }
    found
}

/// Is this a whole address of the web that an RDF file may carry as it is? Dot segments would be
/// resolved away by a reader, so an address that has them is not.
pub(crate) fn is_web_address(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")) else {
        return false;
    };
    let has_host = rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    let dots = text.contains("/./")
        || text.contains("/../")
        || text.ends_with("/..")
        || text.ends_with("/.");
    has_host && !dots && text.len() <= 2_000 && oxrdf::NamedNode::new(text).is_ok()
}

/// Could a browser open this? Not every such address may stand in RDF as it is.
pub(crate) fn is_page(text: &str) -> bool {
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    let odd = |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"');
    text.len() <= 2_000
        && rest.is_some_and(|rest| rest.starts_with(char::is_alphanumeric) && !rest.contains(odd))
}

/// Line breaks of one kind; no control or invisible characters.
fn cleaned(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let mut letters = source.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\r' => {
                if letters.peek() != Some(&'\n') {
                    text.push('\n');
                }
            }
            '\n' => text.push('\n'),
            '\u{2028}' | '\u{2029}' | '\u{85}' => text.push('\n'),
            '\u{FEFF}' | '\u{200B}' | '\u{2060}' | '\u{AD}' => {}
            letter if letter.is_control() || letter == '\u{A0}' => text.push(' '),
            letter => text.push(letter),
        }
    }
    text
}

/// Every element name of HTML that the sources use or might; other words in angle brackets are words.
const ELEMENTS: [&str; 82] = [
    "a",
    "abbr",
    "acronym",
    "address",
    "article",
    "aside",
    "audio",
    "b",
    "big",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "embed",
    "fieldset",
    "figcaption",
    "figure",
    "font",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "label",
    "li",
    "link",
    "main",
    "mark",
    "meta",
    "nav",
    "noscript",
    "object",
    "ol",
    "option",
    "p",
    "param",
    "pre",
    "q",
    "s",
    "script",
    "section",
    "select",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "th",
    "title",
    "tr",
];
const MORE_ELEMENTS: [&str; 9] =
    ["u", "ul", "video", "source", "textarea", "tfoot", "thead", "tt", "var"];

/// The longest tag that is looked for: past it, a `<` is a sign like any other.
const TAG_MAX: usize = 4_000;

struct Tag<'a> {
    name: String,
    closes: bool,
    inside: &'a str,
    /// How many bytes it takes, from `<` to `>`.
    length: usize,
}

/// The tag that begins at the start of this text, if one does.
fn tag_at(text: &str) -> Option<Tag<'_>> {
    let window = text.get(1..).unwrap_or_default();
    let closes = window.starts_with('/');
    let after = window.strip_prefix('/').unwrap_or(window);
    if !after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!' || c == '?') {
        return None;
    }
    let mut quote = None;
    let mut end = None;
    for (place, letter) in window.char_indices().take(TAG_MAX) {
        match (quote, letter) {
            (None, '>') => {
                end = Some(place);
                break;
            }
            (None, '"') => quote = Some('"'),
            (Some(open), letter) if open == letter => quote = None,
            _ => {}
        }
    }
    // A quote that never ends is a slip of the author: the next `>` ends the tag then.
    let end = end.or_else(|| window.find('>').filter(|end| *end < TAG_MAX))?;
    let inside = window.get(..end)?.trim_start_matches('/');
    if inside.contains('@') && !inside.contains([' ', '=']) {
        // An address of mail in brackets.
        return Some(Tag { name: String::new(), closes: false, inside, length: end + 2 });
    }
    let name: String = inside.chars().take_while(|c| c.is_ascii_alphanumeric()).collect();
    Some(Tag { name: name.to_ascii_lowercase(), closes, inside, length: end + 2 })
}

fn without_tags(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut links: Vec<(usize, String)> = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let (before, tail) = rest.split_at(start);
        out.push_str(before);
        let Some(tag) = tag_at(tail) else {
            out.push('<');
            rest = tail.get(1..).unwrap_or_default();
            continue;
        };
        rest = tail.get(tag.length..).unwrap_or_default();
        let known =
            ELEMENTS.contains(&tag.name.as_str()) || MORE_ELEMENTS.contains(&tag.name.as_str());
        if tag.inside.starts_with(['!', '?']) {
            // A comment or an instruction: no reader saw it.
        } else if !known {
            out.push_str(tag.inside);
        } else if matches!(tag.name.as_str(), "script" | "style") && !tag.closes {
            rest = after_closing(rest, &tag.name);
        } else {
            put_element(&tag, &mut out, &mut links);
        }
    }
    out.push_str(rest);
    out
}

fn after_closing<'a>(rest: &'a str, name: &str) -> &'a str {
    let closing = format!("</{name}");
    let small = rest.to_ascii_lowercase();
    let Some(start) = small.find(&closing) else { return "" };
    let tail = rest.get(start..).unwrap_or_default();
    tail.split_once('>').map_or("", |(_, after)| after)
}

fn put_element(tag: &Tag<'_>, out: &mut String, links: &mut Vec<(usize, String)>) {
    match tag.name.as_str() {
        "br" => out.push('\n'),
        "li" if !tag.closes => out.push_str("\n- "),
        "td" | "th" if tag.closes => out.push_str(" | "),
        "tr" | "dt" | "dd" | "option" => out.push('\n'),
        "p" | "div" | "ul" | "ol" | "table" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "hr"
        | "blockquote" | "pre" | "section" | "article" | "form" | "dl" | "center" => {
            out.push_str("\n\n");
        }
        "a" if !tag.closes => links.push((out.len(), attribute(tag.inside, "href"))),
        "a" => {
            if let Some((start, address)) = links.pop() {
                put_address(out, start, &address);
            }
        }
        "img" => out.push_str(&attribute(tag.inside, "alt")),
        "iframe" | "embed" | "video" | "audio" | "source" if !tag.closes => {
            let address = attribute(tag.inside, "src");
            if !address.is_empty() {
                out.push_str(&format!(" {address} "));
            }
        }
        _ => {}
    }
}

/// The address of a link, after its words, unless the words are the address.
fn put_address(out: &mut String, start: usize, address: &str) {
    let address = address.trim();
    let address =
        address.strip_prefix("mailto:").or(address.strip_prefix("tel:")).unwrap_or(address);
    let words = out.get(start..).unwrap_or_default().trim();
    let useless =
        address.is_empty() || address.starts_with('#') || address.starts_with("javascript:");
    if useless || words.contains(address) {
        return;
    }
    if words.is_empty() {
        out.push_str(address);
    } else {
        out.push_str(&format!(" ({address})"));
    }
}

/// The value of an attribute, quoted or not; spaces around `=` and inside the quotes are met in the data.
fn attribute(inside: &str, name: &str) -> String {
    let small = inside.to_ascii_lowercase();
    let mut from = 0;
    while let Some(found) = small.get(from..).and_then(|s| s.find(name)) {
        let start = from + found;
        from = start + name.len();
        let begins = inside
            .get(..start)
            .unwrap_or_default()
            .ends_with(|c: char| c.is_whitespace() || c == '"');
        let after = inside.get(from..).unwrap_or_default().trim_start();
        let Some(value) = after.strip_prefix('=').filter(|_| begins) else { continue };
        let value = value.trim_start();
        for quote in ['"', '\''] {
            if let Some(quoted) = value.strip_prefix(quote) {
                return quoted.split(quote).next().unwrap_or_default().trim().to_string();
            }
        }
        return value.split_whitespace().next().unwrap_or_default().to_string();
    }
    String::new()
}

/// Entities may have spelled a tag: what still looks like one loses its bracket. Read from the end, so that
/// what comes after a bracket is known to stay.
fn guarded(text: &str) -> String {
    let mut kept: Vec<char> = Vec::with_capacity(text.len());
    for letter in text.chars().rev() {
        let opens =
            kept.last().is_some_and(|c| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'));
        if letter != '<' || !opens {
            kept.push(letter);
        }
    }
    kept.into_iter().rev().collect()
}

/// Single spaces, no spaces at the ends of lines, at most one empty line between paragraphs.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = false;
    for line in text.split('\n') {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.is_empty() || words == ["-"] || words == ["|"] {
            empty = true;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty { "\n\n" } else { "\n" });
        }
        out.push_str(words.join(" ").trim_end_matches(" |"));
        empty = false;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_becomes_words_and_paragraphs() {
        assert_eq!(plain("<p style=\"a>b\">Um</p><p>Dois<br>três</p>"), "Um\n\nDois\ntrês");
        assert_eq!(plain("<ul><li>a</li><li>b</li></ul>fim"), "- a\n- b\n\nfim");
        assert_eq!(
            plain("veja <a href=\"http://x.br/y\" target=_blank>aqui</a>."),
            "veja aqui (http://x.br/y)."
        );
        assert_eq!(plain("<a href='mailto:a@b.br'>a@b.br</a>"), "a@b.br");
        assert_eq!(plain("a&nbsp;b &amp; c &#233; &lt;b&gt;x&lt;/b&gt;"), "a b & c é b>x/b>");
        assert_eq!(plain("1 < 2 e <nome do órgão>"), "1 < 2 e nome do órgão");
        assert_eq!(plain("<script>alert(1)</script>ok<!-- não -->"), "ok");
        assert_eq!(plain("<b unfinished"), "b unfinished");
    }

    #[test]
    fn links_and_marks_become_words() {
        assert_eq!(
            plain("**Telefones:** [site](http://x.br \"x\")"),
            "Telefones: site (http://x.br)"
        );
        assert_eq!(plain("[<img src = \" http://i/p.png \">](https://play/x)"), "https://play/x");
        assert_eq!(plain("[http://x.br](http://x.br)"), "http://x.br");
        assert_eq!(plain("* um\n* dois\n¨ três"), "- um\n- dois\n- três");
        assert_eq!(
            plain("# Título\ntexto __forte__ e *leve* 5 * 3"),
            "Título\ntexto forte e leve 5 * 3"
        );
        assert_eq!(plain("http://x/a_b_c?d=__e"), "http://x/a_b_c?d=__e");
        assert_eq!(plain("a\\_b\r\n\r\n\r\n\u{FEFF}c\td"), "a_b\n\nc d");
        assert_eq!(plain("<http://x.br/a> e <a@b.br>"), "http://x.br/a e a@b.br");
    }

    #[test]
    fn addresses_are_found_without_what_stands_around_them() {
        assert_eq!(
            addresses("(http://a.b/c), https://d.e. http://a.b/c"),
            ["http://a.b/c", "https://d.e"]
        );
        assert!(!is_web_address("http://a/../b") && !is_web_address("www.x.br"));
    }

    #[test]
    fn the_first_sentence_ends_where_the_next_begins() {
        let text = "O serviço permite pedir a segunda via. Depois vem outra frase.";
        assert_eq!(first_sentence(text), "O serviço permite pedir a segunda via.");
        assert_eq!(first_sentence(&"palavra ".repeat(80)), "");
    }
}
