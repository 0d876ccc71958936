//! The page of one service: what, who, cost, how long, which law, how to appeal; and the way in.

use axum::extract::Path;
use axum::response::Response;
use country::{DeadlineUnit, DecidedBy, Service};
use doors::Visit;
use pages::components::{Action, Details, Inset, SummaryList, SummaryRow};
use pages::{Frame, Html, Link};
use vocabulary::{Error, Money, Result, Text};

use super::{heading, reading};

pub async fn service(visit: Visit, Path(id): Path<String>) -> Response {
    visit.answer(page(&visit, &id))
}

fn page(visit: &Visit, id: &str) -> Result<Response> {
    let country = visit.site.house.country();
    let service = country.service(id).ok_or(Error::NotFound)?;
    let mut frame = visit.frame("");
    frame.breadcrumbs = vec![
        Link::new("/", frame.t("home.name")),
        Link::new("/services", frame.t("services.title")),
    ];
    let mut pieces = Vec::new();
    if !service.summary.is_empty() {
        pieces.push(Html::of(&Inset { body: frame.say(&service.summary) }));
    }
    if service.form.is_some() {
        let action = Action::link(&format!("/services/{id}/apply"), frame.t("service.start"));
        pieces.push(Html::of(&action));
    } else if !service.page.is_empty() {
        pieces.push(Html::of(&Action::link(&service.page, frame.t("service.elsewhere")).second()));
    } else {
        pieces.push(Html::paragraphs(frame.t("service.not-online")));
    }
    pieces.push(Html::paragraphs(service.description.get(&visit.lang)));
    pieces.push(heading(frame.t("service.at-a-glance")));
    pieces.push(Html::of(&SummaryList { frame: &frame, rows: rows(visit, &frame, service) }));
    pieces.extend(channels(&frame, service));
    let title = service.title.get(&visit.lang).to_string();
    reading(&mut frame, &title, pieces)
}

fn rows(visit: &Visit, frame: &Frame, service: &Service) -> Vec<SummaryRow> {
    let country = visit.site.house.country();
    let mut rows = Vec::new();
    let mut row = |key: &str, value: Html| {
        if !value.is_empty() {
            rows.push(SummaryRow::new(frame.t(key), value));
        }
    };
    row(
        "service.agency",
        country.agency(&service.agency).map(|a| frame.say(&a.title)).unwrap_or_default(),
    );
    row("service.who", lines(frame, service.requirements.iter().map(|r| &r.title)));
    row("service.cost", costs(visit, frame, service));
    row("service.time", Html::text(&time(frame, service)));
    row(
        "service.bring",
        lines(frame, service.evidence.iter().filter(|e| e.held_in.is_empty()).map(|e| &e.title)),
    );
    row(
        "service.known",
        lines(frame, service.evidence.iter().filter(|e| !e.held_in.is_empty()).map(|e| &e.title)),
    );
    row("service.gives", lines(frame, service.outputs.iter().map(|o| &o.title)));
    if let Some(decision) = &service.decision {
        let key = match (decision.by, decision.officers) {
            (DecidedBy::AtOnce, _) => "service.by-at-once",
            (DecidedBy::Rule, _) => "service.by-rule",
            (DecidedBy::Officer, 1) => "service.by-officer",
            (DecidedBy::Officer, _) => "service.by-two",
        };
        row("service.by", Html::text(frame.t(key)));
        if !decision.table.is_empty() {
            let path = format!("/law/{}", decision.table);
            row("service.rules", Html::link(&path, frame.t("service.rules-link")));
        }
        row("service.appeal", frame.say(&decision.appeal.how));
    }
    let law = |l: &country::LegalResource| {
        let words =
            if l.article.is_empty() { l.title.get(&frame.lang) } else { l.article.as_str() };
        let words = if l.link.starts_with("https://") {
            Html::link(&l.link, words)
        } else {
            Html::text(words)
        };
        Html::all([words, Html::text(" ")])
    };
    row("service.law", Html::all(service.laws.iter().map(law)));
    rows
}

fn lines<'t>(frame: &Frame, texts: impl Iterator<Item = &'t Text>) -> Html {
    let all: Vec<&str> = texts.map(|text| text.get(&frame.lang)).collect();
    Html::paragraphs(&all.join("\n"))
}

fn costs(visit: &Visit, frame: &Frame, service: &Service) -> Html {
    let own = &visit.site.house.country().file.currency;
    let line = |cost: &country::Cost| {
        let currency = if cost.currency.is_empty() { own } else { &cost.currency };
        let amount = match cost.minor {
            Some(0) => frame.t("fact.free").to_string(),
            Some(minor) => frame.money(&Money::new(minor, currency)),
            None => cost.description.get(&frame.lang).to_string(),
        };
        let channel = service.channels.iter().find(|channel| channel.id == cost.channel);
        match channel {
            Some(channel) => format!("{}: {amount}", channel_name(frame, channel)),
            None => amount,
        }
    };
    let lines: Vec<String> = service.costs.iter().map(line).collect();
    Html::paragraphs(&lines.join("\n"))
}

fn channel_name(frame: &Frame, channel: &country::Channel) -> String {
    if !channel.title.is_empty() {
        return channel.title.get(&frame.lang).to_string();
    }
    let kind = if channel.kind.is_empty() { &channel.id } else { &channel.kind };
    let key = format!("channel.{kind}");
    let said = frame.t(&key);
    if said == key { kind.clone() } else { said.to_string() }
}

fn time(frame: &Frame, service: &Service) -> String {
    match &service.decision {
        Some(decision) => {
            let count = i64::from(decision.deadline.count);
            match decision.deadline.unit {
                DeadlineUnit::AtOnce => frame.t("fact.at-once").to_string(),
                DeadlineUnit::WorkingDays => frame.tn("time.working-days", count, &[]),
                DeadlineUnit::Days => frame.tn("time.days", count, &[]),
            }
        }
        None if !service.processing_time_text.is_empty() => {
            service.processing_time_text.get(&frame.lang).to_string()
        }
        None => duration(frame, &service.processing_time),
    }
}

// The durations that catalogues use: P7D, PT3H. Others are left out rather than shown as code.
fn duration(frame: &Frame, text: &str) -> String {
    let days = text.parse::<vocabulary::Span>().ok().filter(|span| span.months == 0);
    match (
        days,
        text.strip_prefix("PT").and_then(|t| t.strip_suffix('H')).and_then(|t| t.parse().ok()),
    ) {
        (Some(span), _) if span.days > 0 => frame.tn("time.days", span.days, &[]),
        (_, Some(hours)) => frame.tn("time.hours", hours, &[]),
        _ if text.starts_with("PT") => frame.t("fact.at-once").to_string(),
        _ => String::new(),
    }
}

fn channels(frame: &Frame, service: &Service) -> Vec<Html> {
    let line = |channel: &country::Channel| {
        let hours = channel.hours.get(&frame.lang);
        let name = channel_name(frame, channel);
        if hours.is_empty() { name } else { format!("{name}: {hours}") }
    };
    let contact = |contact: &country::Contact| {
        [contact.telephone.as_str(), &contact.email, &contact.page]
            .into_iter()
            .filter(|t| !t.is_empty())
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let lines: Vec<String> =
        service.channels.iter().map(line).chain(service.contacts.iter().map(contact)).collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let body = Html::paragraphs(&lines.join("\n"));
    vec![Html::of(&Details { summary: frame.t("service.channels").to_string(), body })]
}
