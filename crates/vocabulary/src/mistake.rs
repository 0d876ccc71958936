//! A mistake in a text that a person wrote (a country's file, a table, an expression): where it is and how to mend it.

use std::fmt;

/// One mistake, as `madang check` prints it: `services/x/form.toml:12:3 what is wrong` and a hint.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
}

impl Mistake {
    pub fn new(
        file: &str,
        line: usize,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) -> Self {
        Mistake { file: file.into(), line, column: 0, message: message.into(), hint: hint.into() }
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
