//! A mistake in a text that a person wrote (a country's file, a table, an expression): where it is and how to mend it.

use std::fmt;

use crate::sentence::Sentence;

/// One mistake, as `madang check` prints it: `services/x/form.toml:12:3 what is wrong` and a hint.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file, from the root of the country's folder.
    pub file: String,
    /// From 1; 0 when the mistake is the whole file, or that there is none.
    pub line: usize,
    /// From 1; 0 when the mistake is the whole line.
    pub column: usize,
    pub message: String,
    /// What to write instead.
    pub hint: String,
    /// The same by the keys of the texts, where it can be said in other languages than English.
    pub said: Option<Box<Sentence>>,
}

impl Mistake {
    pub fn new(
        file: &str,
        line: usize,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Mistake::at(file, (line, 0), message, hint)
    }

    /// The same with a column.
    pub fn at(
        file: &str,
        (line, column): (usize, usize),
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Mistake {
        let (file, message, hint) = (file.into(), message.into(), hint.into());
        Mistake { file, line, column, message, hint, said: None }
    }

    /// What is wrong and what to write instead, in the language whose texts are looked up; in English where they are none.
    pub fn told<'t>(&self, find: &dyn Fn(&str) -> Option<&'t str>) -> (String, String) {
        let said = self.said.as_deref();
        let message = said.and_then(|said| said.told(find));
        let hint = said.and_then(|said| said.told_hint(find));
        (message.unwrap_or_else(|| self.message.clone()), hint.unwrap_or_else(|| self.hint.clone()))
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        write!(f, " {}", self.message)?;
        if !self.hint.is_empty() {
            write!(f, "\n    hint: {}", self.hint)?;
        }
        Ok(())
    }
}
