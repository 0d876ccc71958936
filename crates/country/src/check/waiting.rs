//! The rules of waiting: that each is said once, with its article, and that a question has an end.

use super::Check;
use crate::waiting::{Wait, WaitsFor};

pub(super) fn check(check: &mut Check<'_>, file: &str, waits: &[Wait]) {
    for (n, wait) in waits.iter().enumerate() {
        let at = |path: &str| format!("wait.{n}.{path}");
        let what = wait.on.as_str();
        check.must_say((file, &at("article")), &wait.article, "name the article that says so");
        if waits.iter().take(n).any(|earlier| earlier.on == wait.on) {
            let message = format!("waiting for `{what}` is ruled twice");
            check.note(file, &at("for"), message, "one rule for each");
        }
        match (&wait.deadline, wait.on) {
            (Some(deadline), WaitsFor::Person) => {
                super::decision::deadline(check, file, &at("deadline"), deadline);
            }
            (Some(_), _) => {
                let hint = "take it away: an opinion has its own, and a fee has none";
                let message = format!("waiting for `{what}` has no deadline here");
                check.note(file, &at("deadline"), message, hint);
            }
            // A clock that stands for ever would leave the case to nobody.
            (None, WaitsFor::Person) if !wait.counts => {
                let hint = "add deadline = { count = …, unit = \"working-days\", article = … }";
                check.note(file, &at("for"), "until when may the person answer?", hint);
            }
            (None, _) => {}
        }
        if wait.first_day && wait.on == WaitsFor::Payment {
            let hint = "take it away: the time begins with the payment";
            check.note(file, &at("first_day"), "a payment has no first day", hint);
        }
    }
}
