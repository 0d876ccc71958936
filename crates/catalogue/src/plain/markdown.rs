//! Markdown as words: links keep their address, lists their bullets, emphasis goes.
//!
//! What may not happen here: no character inside a web address is touched.

pub(super) fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split('\n') {
        put_line(line, &mut out);
        out.push('\n');
    }
    out
}

fn put_line(line: &str, out: &mut String) {
    let body = line.trim();
    let rule = body.len() >= 3
        && ["-", "*", "_", "="]
            .iter()
            .any(|mark| body.trim_matches(|c| mark.contains(c)).is_empty());
    if rule {
        return;
    }
    let body = body.strip_prefix("> ").unwrap_or(body);
    let marks = body.bytes().take_while(|b| *b == b'#').count();
    if (1..=6).contains(&marks) {
        let heading = body.get(marks..).unwrap_or_default();
        if heading.starts_with(' ') {
            put_words(heading.trim().trim_end_matches('#').trim_end(), out);
            return;
        }
    }
    // The Brazilian letters use a diaeresis as a bullet.
    for bullet in ["* ", "+ ", "• ", "¨ ", "· ", "- "] {
        if let Some(item) = body.strip_prefix(bullet) {
            out.push_str("- ");
            put_words(item.trim_start(), out);
            return;
        }
    }
    put_words(body.strip_prefix('¨').unwrap_or(body), out);
}

fn put_words(text: &str, out: &mut String) {
    let mut rest = text;
    let mut before = ' ';
    while let Some(letter) = rest.chars().next() {
        let taken = take_piece(rest, before, out);
        if taken == 0 {
            out.push(letter);
            before = letter;
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        } else {
            let piece = rest.get(..taken).unwrap_or_default();
            before = piece.chars().next_back().unwrap_or(' ');
            rest = rest.get(taken..).unwrap_or_default();
        }
    }
}

/// Writes what a mark at the start of this text stands for, and says how many bytes it took; 0 where there is no mark.
fn take_piece(rest: &str, before: char, out: &mut String) -> usize {
    if rest.starts_with("http://") || rest.starts_with("https://") {
        let end =
            rest.find(|c: char| c.is_whitespace() || matches!(c, ')' | ']')).unwrap_or(rest.len());
        let address = rest.get(..end).unwrap_or_default().trim_end_matches('*');
        out.push_str(address);
        return address.len();
    }
    if rest.starts_with("![") {
        return 1;
    }
    if let Some((words, address, length)) = link_at(rest) {
        let mut inner = String::new();
        put_words(words, &mut inner);
        put_link(inner.trim(), address, out);
        return length;
    }
    if let Some(escaped) = rest.strip_prefix('\\').and_then(|r| r.chars().next())
        && escaped.is_ascii_punctuation()
    {
        out.push(escaped);
        return 2;
    }
    if rest.starts_with("**") {
        return rest.bytes().take_while(|b| *b == b'*').count();
    }
    if rest.starts_with('`') {
        return 1;
    }
    if rest.starts_with("](") {
        // Half a link: its other bracket is missing or is another sign.
        out.push_str(" (");
        return 2;
    }
    if rest.starts_with("__") && (!before.is_alphanumeric() || !next_is_word(rest, 2)) {
        return 2;
    }
    for mark in ['*', '_'] {
        if let Some(length) = emphasis_at(rest, before, mark) {
            put_words(rest.get(1..length - 1).unwrap_or_default(), out);
            return length;
        }
    }
    0
}

fn next_is_word(rest: &str, skip: usize) -> bool {
    rest.get(skip..).and_then(|r| r.chars().next()).is_some_and(char::is_alphanumeric)
}

/// `*words*` on one line, both marks touching the words and not inside a word.
fn emphasis_at(rest: &str, before: char, mark: char) -> Option<usize> {
    let inner = rest.strip_prefix(mark)?;
    if before.is_alphanumeric() || inner.starts_with(|c: char| c.is_whitespace() || c == mark) {
        return None;
    }
    let mut last = mark;
    for (place, letter) in inner.char_indices() {
        if letter == mark && !last.is_whitespace() && last != mark {
            let after = inner.get(place + 1..).and_then(|r| r.chars().next());
            if !after.is_some_and(|c| c.is_alphanumeric() || c == mark) {
                return Some(place + 2);
            }
        }
        last = letter;
    }
    None
}

/// `[words](address "title")`: the words, the address, the length of it all.
fn link_at(rest: &str) -> Option<(&str, &str, usize)> {
    let inner = rest.strip_prefix('[')?;
    let middle = inner.find("](")?;
    let words = inner.get(..middle)?;
    if words.contains(['[', '\n']) || words.len() > 1_000 {
        return None;
    }
    let target = inner.get(middle + 2..)?;
    let mut depth = 0_u32;
    for (place, letter) in target.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' if depth > 0 => depth -= 1,
            ')' => {
                let address = target.get(..place)?.trim();
                let address = address.split(" \"").next().unwrap_or_default().trim();
                return Some((words, address, middle + place + 4));
            }
            _ => {}
        }
    }
    None
}

fn put_link(words: &str, address: &str, out: &mut String) {
    let address = address.trim_matches(['<', '>', ' ']);
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    if words.is_empty() || words == address {
        out.push_str(if address.is_empty() { words } else { address });
    } else if address.is_empty() || words.contains(address) {
        out.push_str(words);
    } else {
        out.push_str(&format!("{words} ({address})"));
    }
}
