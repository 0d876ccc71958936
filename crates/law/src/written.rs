//! Parameters and scales as the text of a file: as it stands in a country's folder, and as a proposal says one new value.
//!
//! What may not happen here: a value that is read again as another one.

use vocabulary::{Day, Text};

use crate::number::Number;
use crate::parameters::{Bracket, BracketKind, DatedBrackets, DatedValue, Parameter, Scale};
use crate::value::Value;

impl Parameter {
    /// The text of a file that holds this parameter with these values.
    pub fn written(&self, values: &[DatedValue]) -> String {
        let (title, unit) = (&self.title, ("unit", self.unit.as_str()));
        let mut text = head("parameter", &self.id, title, unit, (&self.article, &self.link));
        for value in values {
            let days = (value.from, value.promulgated, value.retroactive);
            text.push_str(&dated("parameter", days, &value.article));
            text.push_str(&format!("value = {}\n", said(&value.value)));
        }
        text
    }
}

impl Scale {
    /// The text of a file that holds this scale with these brackets.
    pub fn written(&self, values: &[DatedBrackets]) -> String {
        let kind = match self.kind {
            BracketKind::Flat => "flat",
            BracketKind::Marginal => "marginal",
        };
        let (title, kind) = (&self.title, ("kind", kind));
        let mut text = head("scale", &self.id, title, kind, (&self.article, &self.link));
        for value in values {
            let days = (value.from, value.promulgated, value.retroactive);
            text.push_str(&dated("scale", days, &value.article));
            let brackets: Vec<String> = value.brackets.iter().map(bracket).collect();
            text.push_str(&format!("brackets = [\n{}]\n", brackets.concat()));
        }
        text
    }
}

fn head(
    word: &str,
    id: &str,
    title: &Text,
    (key, kind): (&str, &str),
    (article, link): (&str, &str),
) -> String {
    let titles = title.0.iter().map(|(lang, title)| format!("{lang} = {}", quoted(title)));
    let titles = titles.collect::<Vec<_>>().join(", ");
    let mut text = format!("[[{word}]]\nid = {}\ntitle = {{ {titles} }}\n", quoted(id));
    for (key, value) in [(key, kind), ("article", article), ("link", link)] {
        if !value.is_empty() {
            text.push_str(&format!("{key} = {}\n", quoted(value)));
        }
    }
    text
}

fn dated(
    word: &str,
    (from, promulgated, retroactive): (Day, Option<Day>, bool),
    article: &str,
) -> String {
    let mut text = format!("\n[[{word}.value]]\nfrom = \"{from}\"\n");
    if let Some(day) = promulgated {
        text.push_str(&format!("promulgated = \"{day}\"\n"));
    }
    if retroactive {
        text.push_str("retroactive = true\n");
    }
    if !article.is_empty() {
        text.push_str(&format!("article = {}\n", quoted(article)));
    }
    text
}

fn bracket(bracket: &Bracket) -> String {
    let begins = if bracket.included { "from" } else { "above" };
    let mut line = format!("    {{ {begins} = {}", number(bracket.threshold));
    let both = [("rate", bracket.rate), ("amount", bracket.amount)];
    let gives_nothing = both.iter().all(|(_, value)| *value == Number::ZERO);
    for (key, value) in both {
        if value != Number::ZERO || (key == "rate" && gives_nothing) {
            line.push_str(&format!(", {key} = {}", number(value)));
        }
    }
    line.push_str(" },\n");
    line
}

fn said(value: &Value) -> String {
    match value {
        Value::Number(value) => number(*value),
        Value::Truth(truth) => truth.to_string(),
        Value::List(items) => {
            format!("[{}]", items.iter().map(said).collect::<Vec<_>>().join(", "))
        }
        other => quoted(&other.plain()),
    }
}

/// Whole numbers as they are, others in quotes, so that no reader takes them for floats.
fn number(number: Number) -> String {
    number.whole().map_or_else(|| quoted(&number.to_string()), |whole| whole.to_string())
}

/// On one line, whatever stands in it.
fn quoted(text: &str) -> String {
    let mut line = String::from("\"");
    for sign in text.chars() {
        match sign {
            '"' | '\\' => line.extend(['\\', sign]),
            sign if sign.is_control() => {
                line.push_str(&format!("\\u{:04X}", u32::from(sign)));
            }
            sign => line.push(sign),
        }
    }
    line.push('"');
    line
}
