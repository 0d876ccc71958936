//! The stages of a Brazilian service: what each asks for, by which channels, at what cost.
//!
//! What may not happen here: a paper or a channel that several stages name is listed once, and every stage
//! still says that it needs it.

use country::{Channel, Cost, Evidence, Service, Stage};
use vocabulary::Text;

use super::{CURRENCY, page_of, text, titled};
use crate::import::amount::brazilian;
use crate::import::report::Report;
use crate::import::row::Row;
use crate::plain::{addresses, plain};
use crate::slug::Ids;

pub(super) fn read(row: &mut Row, service: &mut Service, report: &mut Report) {
    let free = row.flag("free", report);
    let digital = row.flag("digital", report);
    service.page = page_of(row, "digitalUrl", report);
    let mut channel_ids = Ids::default();
    let stages = row.rows("steps", report);
    if stages.is_empty() {
        report.mended(row.line, "steps", "it has none; the service is taken without stages");
    }
    for (place, mut step) in stages.into_iter().enumerate() {
        let stage = stage(&mut step, service, &mut channel_ids, report);
        step.finish(report);
        let mut stage = stage;
        stage.id = format!("stage-{}", place + 1);
        if stage.title.is_empty() {
            let title = format!("Etapa {}", place + 1);
            report.mended(
                row.line,
                &format!("steps[{place}].title"),
                &format!("it is empty; called {title}"),
            );
            stage.title = text(&title);
        }
        service.stages.push(stage);
    }
    if digital == Some(true) && !service.channels.iter().any(|channel| channel.kind == "online") {
        let link = service.page.clone();
        let id = channel_ids.number("online");
        let title = Text::default();
        service.channels.push(Channel {
            id,
            kind: "online".into(),
            title,
            hours: Text::default(),
            link,
        });
    }
    price(row.line, free, service, report);
}

/// What `gratuito` says, set against the costs that are listed.
fn price(line: usize, free: Option<bool>, service: &mut Service, report: &mut Report) {
    let listed = service.costs.len();
    let cost = |id: &str, minor: Option<i64>, description: Text| Cost {
        id: id.into(),
        minor,
        currency: CURRENCY.into(),
        channel: String::new(),
        description,
    };
    match (free, listed) {
        (Some(true), 0) => service.costs.push(cost("free", Some(0), Text::default())),
        (Some(true), _) => {
            let why =
                format!("it says that it is free, yet lists {listed} costs; the costs are kept");
            report.mended(line, "free: true", &why);
        }
        (Some(false), 0) => {
            let words = text("Serviço pago; a fonte não informa o valor.");
            service.costs.push(cost("fee", None, words));
            let why = "it says that it is not free, yet lists no cost; a cost without an amount stands for it";
            report.mended(line, "free: false", why);
        }
        _ => {}
    }
}

fn stage(step: &mut Row, service: &mut Service, ids: &mut Ids, report: &mut Report) -> Stage {
    let words = plain(&step.text("title", report));
    let more = plain(&step.text("description", report));
    let (title, description) =
        if words.is_empty() { (String::new(), more) } else { titled(&words, &more) };
    let mut stage = Stage {
        id: String::new(),
        title: text(&title),
        description: text(&description),
        evidence: Vec::new(),
        channels: Vec::new(),
        costs: Vec::new(),
    };
    for row in step.rows("evidence", report) {
        put(&mut stage.evidence, evidence(row, service, report));
    }
    for row in step.rows("channels", report) {
        put(&mut stage.channels, channel(row, service, ids, report));
    }
    for row in step.rows("costs", report) {
        put(&mut stage.costs, cost(row, service, report));
    }
    stage
}

fn put(ids: &mut Vec<String>, id: Option<String>) {
    if let Some(id) = id.filter(|id| !ids.contains(id)) {
        ids.push(id);
    }
}

/// Words that say that nothing is needed.
const NOTHING: [&str; 8] = [
    "nenhum",
    "nenhuma",
    "nenhum documento",
    "não há",
    "não se aplica",
    "nada",
    "n/a",
    "nenhum documento é necessário",
];

fn evidence(mut row: Row, service: &mut Service, report: &mut Report) -> Option<String> {
    let source = row.text("text", report);
    let words = plain(&source);
    let case = plain(&row.text("case", report));
    let (line, name) = (row.line, row.name("text"));
    row.finish(report);
    let bare = words.trim_matches(['.', ' ', '-', '(', ')']).to_lowercase();
    if bare.is_empty() || NOTHING.contains(&bare.as_str()) {
        if !source.is_empty() {
            report.left_out(
                line,
                &format!("{name}: {source}"),
                "it says that nothing is asked for",
            );
        }
        return None;
    }
    let (title, description) = titled(&words, &case);
    let evidence = Evidence {
        id: format!("evidence-{}", service.evidence.len() + 1),
        title: text(&title),
        description: text(&description),
        held_in: String::new(),
    };
    let same = |known: &&Evidence| {
        known.title == evidence.title && known.description == evidence.description
    };
    if let Some(known) = service.evidence.iter().find(same) {
        return Some(known.id.clone());
    }
    let id = evidence.id.clone();
    service.evidence.push(evidence);
    Some(id)
}

/// The kinds of the schema in our words. The finer kinds of the web, as `web-agendar`, stay as they are:
/// they say what the page is for.
fn kind_of(word: &str) -> Option<&str> {
    Some(match word {
        "presencial" => "counter",
        "web" => "online",
        "postal" => "post",
        "telefone" => "telephone",
        "e-mail" => "email",
        "aplicativo-movel" => "app",
        "fax"
        | "sms"
        | "web-acompanhar"
        | "web-agendar"
        | "web-calcular-taxas"
        | "web-consultar"
        | "web-declarar"
        | "web-emitir"
        | "web-inscrever-se"
        | "web-postos-de-atendimento"
        | "web-preencher"
        | "web-simular" => word,
        _ => return None,
    })
}

fn channel(
    mut row: Row,
    service: &mut Service,
    ids: &mut Ids,
    report: &mut Report,
) -> Option<String> {
    let word = row.text("type", report);
    let words = plain(&row.text("description", report));
    let case = plain(&row.text("case", report));
    let (line, name) = (row.line, row.name("type"));
    row.finish(report);
    let kind = kind_of(&word).unwrap_or_else(|| {
        report.mended(
            line,
            &format!("{name}: {word}"),
            "a kind that the schema does not have; kept as a word",
        );
        &word
    });
    let link = match addresses(&words).as_slice() {
        [only] => only.clone(),
        _ => String::new(),
    };
    let words = if words == link { "" } else { words.as_str() };
    let parts: Vec<&str> = [case.as_str(), words].into_iter().filter(|p| !p.is_empty()).collect();
    let title = text(&parts.join(": "));
    let same = |c: &&Channel| c.kind == kind && c.title == title && c.link == link;
    if let Some(known) = service.channels.iter().find(same) {
        return Some(known.id.clone());
    }
    let wanted = crate::slug::slug(kind);
    let id = ids.number(if wanted.is_empty() { "channel" } else { &wanted });
    let channel =
        Channel { id: id.clone(), kind: kind.into(), title, hours: Text::default(), link };
    service.channels.push(channel);
    Some(id)
}

fn cost(mut row: Row, service: &mut Service, report: &mut Report) -> Option<String> {
    let amount = row.text("value", report);
    let sign = row.text("currency", report);
    let mut words = plain(&row.text("description", report));
    let case = plain(&row.text("case", report));
    let (line, name) = (row.line, row.name("value"));
    row.finish(report);
    let currency = currency_of(&sign).unwrap_or_else(|| {
        let why = "no currency that is known here; the amount is kept in words";
        report.mended(line, &format!("{}: {sign}", name.replace("value", "currency")), why);
        String::new()
    });
    let minor = if currency.is_empty() { None } else { brazilian(&amount, &currency) };
    if minor.is_none() && !amount.is_empty() {
        if !currency.is_empty() {
            let why = "it can be read in two ways, or in none; the amount is kept in words";
            report.mended(line, &format!("{name}: {amount}"), why);
        }
        words = format!("{words}: {sign} {amount}").trim_start_matches(": ").to_string();
    }
    let parts: Vec<&str> =
        [case.as_str(), words.as_str()].into_iter().filter(|p| !p.is_empty()).collect();
    let description = text(&parts.join(": "));
    if minor.is_none() && description.is_empty() {
        return None;
    }
    let same =
        |c: &&Cost| c.minor == minor && c.currency == currency && c.description == description;
    if let Some(known) = service.costs.iter().find(same) {
        return Some(known.id.clone());
    }
    let id = format!("cost-{}", service.costs.len() + 1);
    service.costs.push(Cost {
        id: id.clone(),
        minor,
        currency,
        channel: String::new(),
        description,
    });
    Some(id)
}

/// ISO 4217 of what the letters write.
fn currency_of(sign: &str) -> Option<String> {
    let code = match sign.trim() {
        "" | "R$" | "Real" | "Reais" | "reais" => CURRENCY,
        "US$" | "Dólar" | "Dólares" | "dólares" => "USD",
        "€" | "Euro" | "Euros" | "euros" => "EUR",
        code if code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()) => code,
        _ => return None,
    };
    Some(code.to_string())
}
