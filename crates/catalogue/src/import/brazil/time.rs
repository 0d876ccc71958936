//! How long a Brazilian service takes: a duration where the unit has one, and the words always.
//!
//! What may not happen here: working days become no duration. XML Schema knows only days of the calendar.

use country::Service;

use super::text;
use crate::import::report::Report;
use crate::import::row::Row;
use crate::plain::plain;

/// A unit of the schema: its words for one and for many, and the letters around the number in a duration.
struct Unit {
    one: &'static str,
    many: &'static str,
    duration: Option<(&'static str, &'static str)>,
}

fn unit(word: &str) -> Option<Unit> {
    let unit = |one, many, duration| Some(Unit { one, many, duration });
    match word {
        "minutos" => unit("minuto", "minutos", Some(("PT", "M"))),
        "horas" => unit("hora", "horas", Some(("PT", "H"))),
        "dias-corridos" => unit("dia corrido", "dias corridos", Some(("P", "D"))),
        // `dias` alone does not say which days are meant, and `dias-uteis` are working days.
        "dias" => unit("dia", "dias", None),
        "dias-uteis" => unit("dia útil", "dias úteis", None),
        "meses" => unit("mês", "meses", Some(("P", "M"))),
        _ => None,
    }
}

pub(super) fn read(row: &mut Row, service: &mut Service, report: &mut Report) {
    let words = plain(&row.text("processingTimeText", report));
    let mut said = String::new();
    if let Some(mut time) = row.row("processingTime", report) {
        said = estimated(&mut time, service, report);
        time.finish(report);
    }
    let parts: Vec<&str> =
        [said.as_str(), words.as_str()].into_iter().filter(|p| !p.is_empty()).collect();
    service.processing_time_text = text(&parts.join("\n\n"));
}

/// The estimate in words; the duration goes into the service.
fn estimated(time: &mut Row, service: &mut Service, report: &mut Report) -> String {
    let kind = time.text("kind", report);
    let least = time.text("min", report);
    let most = time.text("max", report);
    let word = time.text("unidade", report);
    let whole = format!("processingTime: {kind} {least} {most} {word}");
    if kind == "atendimento-imediato" {
        service.processing_time = "PT0S".into();
        return "atendimento imediato".into();
    }
    let number = most.parse::<u16>();
    let (Some(unit), Ok(number)) = (unit(&word), number) else {
        if !kind.is_empty() || !most.is_empty() {
            report.left_out(time.line, &whole, "neither a number nor a unit that the schema has");
        }
        return String::new();
    };
    if number == 0 {
        report.left_out(time.line, &whole, "a time of nothing says nothing");
        return String::new();
    }
    let counted = format!("{number} {}", if number == 1 { unit.one } else { unit.many });
    let said = match (kind.as_str(), least.parse::<u16>()) {
        ("entre", Ok(least)) if least < number => format!("entre {least} e {counted}"),
        ("entre", Ok(least)) => {
            let why = format!("it begins at {least} and ends at {number}; only the end is kept");
            report.mended(time.line, &whole, &why);
            format!("até {counted}")
        }
        ("ate", _) => format!("até {counted}"),
        ("em-media", _) => format!("em média {counted}"),
        _ => {
            report.left_out(time.line, &whole, "an estimate of no kind that the schema has");
            return String::new();
        }
    };
    match unit.duration {
        Some((before, after)) => service.processing_time = format!("{before}{number}{after}"),
        None => {
            let why = "a duration counts days of the calendar, and these are not, or do not say so; \
                       the words are kept, the duration is not set";
            report.mended(time.line, &whole, why);
        }
    }
    said
}
