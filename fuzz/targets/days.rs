//! Days, spans and moments as people and programs write them.
#![no_main]

use vocabulary::{Day, Moment, Span};

libfuzzer_sys::fuzz_target!(|text: &str| {
    if let Ok(day) = text.parse::<Day>() {
        assert_eq!(day.to_string(), text);
        let _ = (day.plus_days(i64::MAX), day.plus_months(i64::MIN), day.weekday());
    }
    if let (Ok(span), Some(first)) = (text.parse::<Span>(), Day::new(2026, 1, 31)) {
        assert_eq!(span.to_string().parse(), Ok(span));
        let _ = first.plus(span);
    }
    if let Some(moment) = Moment::from_rfc3339(text) {
        assert_eq!(Moment::from_rfc3339(&moment.to_rfc3339()), Some(moment));
    }
});
