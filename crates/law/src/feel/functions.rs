//! The built-in functions by name, with what they take and give.

/// A built-in function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    Not,
    // Numbers
    Number,
    Decimal,
    Floor,
    Ceiling,
    RoundUp,
    RoundDown,
    RoundHalfUp,
    RoundHalfDown,
    RoundHalfEven,
    Absolute,
    Modulo,
    Even,
    Odd,
    // Texts
    String,
    StringLength,
    Substring,
    SubstringBefore,
    SubstringAfter,
    UpperCase,
    LowerCase,
    StartsWith,
    EndsWith,
    Contains,
    StringJoin,
    // Lists
    Count,
    Sum,
    Product,
    Min,
    Max,
    Mean,
    Median,
    All,
    Any,
    ListContains,
    Append,
    Concatenate,
    DistinctValues,
    IndexOf,
    Reverse,
    Sublist,
    Flatten,
    // Records
    GetValue,
    // Days
    Date,
    Duration,
    YearsAndMonthsDuration,
    DayOfWeek,
    MonthsBetween,
    YearsBetween,
    DaysBetween,
    LastDayOfMonth,
}

/// A function by its FEEL name.
///
/// `takes` has a letter an argument: `n` number, `t` text, `b` boolean, `d` day, `s` duration, `l` list, `r` record,
/// `a` anything; a capital letter may be left out; `*` means that the argument before it may be repeated. `gives` is one such letter.
pub(crate) struct Entry {
    pub name: &'static str,
    pub function: Function,
    pub takes: &'static str,
    pub gives: char,
}

const fn entry(name: &'static str, function: Function, takes: &'static str, gives: char) -> Entry {
    Entry { name, function, takes, gives }
}

pub(crate) const FUNCTIONS: [Entry; 51] = [
    entry("not", Function::Not, "b", 'b'),
    entry("number", Function::Number, "tTT", 'n'),
    entry("decimal", Function::Decimal, "nn", 'n'),
    entry("floor", Function::Floor, "nN", 'n'),
    entry("ceiling", Function::Ceiling, "nN", 'n'),
    entry("round up", Function::RoundUp, "nn", 'n'),
    entry("round down", Function::RoundDown, "nn", 'n'),
    entry("round half up", Function::RoundHalfUp, "nn", 'n'),
    entry("round half down", Function::RoundHalfDown, "nn", 'n'),
    entry("round half even", Function::RoundHalfEven, "nn", 'n'),
    entry("abs", Function::Absolute, "a", 'a'),
    entry("modulo", Function::Modulo, "nn", 'n'),
    entry("even", Function::Even, "n", 'b'),
    entry("odd", Function::Odd, "n", 'b'),
    entry("string", Function::String, "a", 't'),
    entry("string length", Function::StringLength, "t", 'n'),
    entry("substring", Function::Substring, "tnN", 't'),
    entry("substring before", Function::SubstringBefore, "tt", 't'),
    entry("substring after", Function::SubstringAfter, "tt", 't'),
    entry("upper case", Function::UpperCase, "t", 't'),
    entry("lower case", Function::LowerCase, "t", 't'),
    entry("starts with", Function::StartsWith, "tt", 'b'),
    entry("ends with", Function::EndsWith, "tt", 'b'),
    entry("contains", Function::Contains, "tt", 'b'),
    entry("string join", Function::StringJoin, "lT", 't'),
    entry("count", Function::Count, "a", 'n'),
    entry("sum", Function::Sum, "a*", 'a'),
    entry("product", Function::Product, "a*", 'n'),
    entry("min", Function::Min, "a*", 'a'),
    entry("max", Function::Max, "a*", 'a'),
    entry("mean", Function::Mean, "a*", 'n'),
    entry("median", Function::Median, "a*", 'n'),
    entry("all", Function::All, "a*", 'b'),
    entry("any", Function::Any, "a*", 'b'),
    entry("list contains", Function::ListContains, "aa", 'b'),
    entry("append", Function::Append, "aa*", 'l'),
    entry("concatenate", Function::Concatenate, "a*", 'l'),
    entry("distinct values", Function::DistinctValues, "a", 'l'),
    entry("index of", Function::IndexOf, "aa", 'l'),
    entry("reverse", Function::Reverse, "a", 'l'),
    entry("sublist", Function::Sublist, "anN", 'l'),
    entry("flatten", Function::Flatten, "a", 'l'),
    entry("get value", Function::GetValue, "rt", 'a'),
    entry("date", Function::Date, "aNN", 'd'),
    entry("duration", Function::Duration, "t", 's'),
    entry("years and months duration", Function::YearsAndMonthsDuration, "dd", 's'),
    entry("day of week", Function::DayOfWeek, "d", 't'),
    entry("months between", Function::MonthsBetween, "dd", 'n'),
    entry("years between", Function::YearsBetween, "dd", 'n'),
    entry("days between", Function::DaysBetween, "dd", 'n'),
    entry("last day of month", Function::LastDayOfMonth, "d", 'd'),
];

/// Names that the parser knows as functions but that are no plain calls.
pub(crate) const SPECIAL: [&str; 2] = ["is defined", "scale"];

impl Entry {
    pub(crate) fn takes_so_many(&self, count: usize) -> bool {
        let letters = self.takes.trim_end_matches('*');
        let least = letters.chars().filter(char::is_ascii_lowercase).count();
        count >= least && (count <= letters.len() || self.takes.ends_with('*'))
    }

    /// What the argument at that place must be.
    pub(crate) fn letter(&self, place: usize) -> char {
        let letters = self.takes.trim_end_matches('*');
        let letter = letters.chars().nth(place).or_else(|| letters.chars().last());
        letter.unwrap_or('a').to_ascii_lowercase()
    }

    /// How the function is written, for hints.
    pub(crate) fn usage(&self) -> String {
        let letters = self.takes.trim_end_matches('*').chars();
        let names: Vec<String> = letters
            .map(|letter| {
                let name = kind_name(letter.to_ascii_lowercase());
                if letter.is_ascii_uppercase() { format!("{name}?") } else { name.to_string() }
            })
            .collect();
        let more = if self.takes.ends_with('*') { ", ..." } else { "" };
        format!("{}({}{more})", self.name, names.join(", "))
    }
}

fn kind_name(letter: char) -> &'static str {
    match letter {
        'n' => "number",
        't' => "text",
        'b' => "boolean",
        'd' => "day",
        's' => "duration",
        'l' => "list",
        'r' => "context",
        _ => "value",
    }
}

pub(crate) fn entry_of(function: Function) -> Option<&'static Entry> {
    FUNCTIONS.iter().find(|entry| entry.function == function)
}

pub(crate) fn named(name: &str) -> Option<&'static Entry> {
    FUNCTIONS.iter().find(|entry| entry.name == name)
}
