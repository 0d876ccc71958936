//! A line of a JSON list: its fields are taken one by one, and what nobody took is reported.
//!
//! What may not happen here: no field is read without being taken, no line is read past the limits.

use serde_json::{Map, Value};

use super::Progress;
use super::report::Report;

/// The longest line, in bytes.
const LINE_MAX: usize = 1 << 20;
/// How deep brackets may nest. The real lists go five deep.
const DEPTH_MAX: usize = 32;
/// The longest text of one value, in characters; the rest is cut and reported.
const TEXT_MAX: usize = 20_000;
/// How many things one list may hold.
const LIST_MAX: usize = 500;

/// The object on one line, or why there is none.
pub(super) fn object(line: &[u8]) -> Result<Map<String, Value>, String> {
    if line.len() > LINE_MAX {
        return Err(format!("longer than {} KiB, which is the limit for a line", LINE_MAX >> 10));
    }
    let text = std::str::from_utf8(line)
        .map_err(|e| format!("no UTF-8 after byte {}", e.valid_up_to()))?;
    if depth(line) > DEPTH_MAX {
        return Err(format!("nested deeper than {DEPTH_MAX}"));
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(map)) => Ok(map),
        Ok(_) => Err("no JSON object".into()),
        Err(error) => Err(format!("broken JSON at column {}", error.column())),
    }
}

/// How deep the brackets nest, without reading the values.
pub(super) fn depth(bytes: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0_usize);
    let (mut quoted, mut escaped) = (false, false);
    for byte in bytes {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b'}' | b']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// Every line of a list, with its number from 1; a line that is no object is reported and passed over.
pub(super) fn each(
    bytes: &[u8],
    report: &mut Report,
    progress: Progress<'_>,
    take: &mut dyn FnMut(Row, &mut Report),
) {
    let total =
        bytes.iter().filter(|b| **b == b'\n').count() + usize::from(!bytes.ends_with(b"\n"));
    for (place, line) in bytes.split(|b| *b == b'\n').enumerate() {
        let line = line.trim_ascii();
        if !line.is_empty() {
            match object(line) {
                Ok(map) => take(Row { map, line: place + 1, within: String::new() }, report),
                Err(why) => report.left_out_service(place + 1, "the whole line", &why),
            }
        }
        if place % 64 == 0 {
            progress(place.min(total), total);
        }
    }
    progress(total, total);
}

/// An object of which the fields are taken away until none is left.
pub(super) struct Row {
    map: Map<String, Value>,
    pub(super) line: usize,
    /// Where it stands in its line: `steps[2].`.
    within: String,
}

impl Row {
    #[cfg(test)]
    pub(super) fn of(map: Map<String, Value>, line: usize) -> Row {
        Row { map, line, within: String::new() }
    }

    /// The name of a field of this object, from the line's beginning.
    pub(super) fn name(&self, key: &str) -> String {
        format!("{}{key}", self.within)
    }

    /// A text; empty when it is missing. A number is read as its digits.
    pub(super) fn text(&mut self, key: &str, report: &mut Report) -> String {
        let text = match self.map.remove(key) {
            None | Some(Value::Null) => return String::new(),
            Some(Value::String(text)) => text,
            Some(Value::Number(number)) => number.to_string(),
            Some(other) => {
                report.left_out(self.line, &format!("{}: {other}", self.name(key)), "no text");
                return String::new();
            }
        };
        if text.chars().count() <= TEXT_MAX {
            return text.trim().to_string();
        }
        let why = format!("longer than {TEXT_MAX} characters; the rest is cut off");
        report.left_out(self.line, &self.name(key), &why);
        text.chars().take(TEXT_MAX).collect::<String>().trim().to_string()
    }

    /// Yes, no, or nothing said.
    pub(super) fn flag(&mut self, key: &str, report: &mut Report) -> Option<bool> {
        match self.map.remove(key) {
            None | Some(Value::Null) => None,
            Some(Value::Bool(flag)) => Some(flag),
            Some(Value::String(text)) if text == "true" || text == "false" => Some(text == "true"),
            Some(Value::String(text)) if text.is_empty() => None,
            Some(other) => {
                let what = format!("{}: {other}", self.name(key));
                report.left_out(self.line, &what, "neither true nor false");
                None
            }
        }
    }

    /// The texts of a list, without the empty ones.
    pub(super) fn texts(&mut self, key: &str, report: &mut Report) -> Vec<String> {
        let mut texts = Vec::new();
        for (place, value) in self.list(key, report).into_iter().enumerate() {
            let name = format!("{key}[{place}]");
            self.map.insert(name.clone(), value);
            let text = self.text(&name, report);
            if !text.is_empty() {
                texts.push(text);
            }
        }
        texts
    }

    /// The objects of a list.
    pub(super) fn rows(&mut self, key: &str, report: &mut Report) -> Vec<Row> {
        let mut rows = Vec::new();
        for (place, value) in self.list(key, report).into_iter().enumerate() {
            let within = format!("{}[{place}].", self.name(key));
            match value {
                Value::Object(map) => rows.push(Row { map, line: self.line, within }),
                other => report.left_out(self.line, &format!("{within} {other}"), "no object"),
            }
        }
        rows
    }

    /// One object.
    pub(super) fn row(&mut self, key: &str, report: &mut Report) -> Option<Row> {
        match self.map.remove(key) {
            None | Some(Value::Null) => None,
            Some(Value::Object(map)) => {
                Some(Row { map, line: self.line, within: format!("{}.", self.name(key)) })
            }
            Some(other) => {
                report.left_out(self.line, &format!("{}: {other}", self.name(key)), "no object");
                None
            }
        }
    }

    fn list(&mut self, key: &str, report: &mut Report) -> Vec<Value> {
        match self.map.remove(key) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(mut values)) => {
                if values.len() > LIST_MAX {
                    let why = format!("more than {LIST_MAX} in one list; the rest is left out");
                    report.left_out(self.line, &self.name(key), &why);
                    values.truncate(LIST_MAX);
                }
                values
            }
            Some(other) => {
                report.left_out(self.line, &format!("{}: {other}", self.name(key)), "no list");
                Vec::new()
            }
        }
    }

    /// Reports what nobody took.
    pub(super) fn finish(self, report: &mut Report) {
        for (key, value) in self.map {
            let empty = value.is_null()
                || value.as_str().is_some_and(str::is_empty)
                || value.as_array().is_some_and(Vec::is_empty)
                || value.as_object().is_some_and(Map::is_empty);
            if !empty {
                let what = format!("{}{key}: {value}", self.within);
                report.left_out(self.line, &what, "a field that this list is not known to have");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_is_named_and_passed_over() {
        let mut lines = b"{\"a\":1}\n\xff\xfe\n{\"a\":\n".to_vec();
        lines.extend(format!("{}{}\n", "[".repeat(100), "]".repeat(100)).bytes());
        lines.extend(format!("{{\"a\":\"{}\"}}\n\n{{\"a\":2}}", "x".repeat(LINE_MAX)).bytes());
        let mut report = Report::default();
        let mut seen = Vec::new();
        each(&lines, &mut report, &mut |_, _| {}, &mut |mut row, report| {
            seen.push((row.line, row.text("a", report)));
            row.finish(report);
        });
        assert_eq!(seen, [(1, "1".to_string()), (7, "2".to_string())]);
        let said: Vec<usize> = report.finished().iter().map(|line| line.line).collect();
        assert_eq!(said, [2, 3, 4, 5]);
    }

    #[test]
    fn what_nobody_took_is_reported() {
        let map = object(br#"{"a":"1","b":["x",2,{}],"c":{"d":1},"e":"","f":[]}"#).unwrap();
        let mut row = Row { map, line: 9, within: String::new() };
        let mut report = Report::default();
        assert_eq!(row.texts("b", &mut report), ["x", "2"]);
        row.finish(&mut report);
        let said: Vec<String> = report.finished().into_iter().map(|line| line.what).collect();
        assert_eq!(said, ["b[2]: {}", "a: \"1\"", "c: {\"d\":1}"]);
    }
}
