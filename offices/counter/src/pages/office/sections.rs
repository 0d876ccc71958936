//! The parts of a case's page at the desk: where it stands, what the person said, what was written and decided.
//!
//! What may not happen here: reading anything. The page hands in what was opened.

use std::collections::BTreeMap;

use country::{Field, FieldKind, Service};
use courtyard::decisions::{Decision, Outcome};
use courtyard::documents::Document;
use courtyard::journal::CaseEvent;
use courtyard::messages::Message;
use doors::Visit;
use pages::components::{Happening, Inset, NoticeBox, SummaryList, SummaryRow, Timeline};
use pages::{Frame, Html, Tone};
use serde_json::Value;
use vocabulary::{Money, Text};

use super::case::Whole;
use super::forms::{self, Typed};
use super::pieces::{self, Quiet, Strip};
use crate::acts::{Dossier, Given, Side, Source};
use crate::grounds::{About, account};
use crate::pages::decided::grounds;
use crate::pages::{heading, paragraph, pay, waiting};
use crate::ruling::Ruling;
use crate::words;

/// Everything that the parts are made of.
pub struct Sections<'s> {
    pub visit: &'s Visit,
    pub frame: &'s Frame,
    pub service: &'s Service,
    pub whole: &'s Whole,
    pub typed: Option<&'s Typed>,
}

impl Sections<'_> {
    pub fn dossier(&self) -> &Dossier {
        &self.whole.dossier
    }

    /// That the person sees this, what was refused, and where the case stands.
    pub fn top(&self) -> Vec<Html> {
        let mut pieces = Vec::new();
        pieces.extend(self.typed.map(|typed| forms::summary(self.frame, typed)));
        pieces.push(self.facts());
        let why = waiting::why(self.visit, self.frame, &self.dossier().case, &self.dossier().waits);
        if !why.is_empty() {
            pieces.push(Html::of(&Inset { body: Html::paragraphs(&why.join("\n\n")) }));
        }
        pieces.extend(pay::overpaid(self.frame, &self.dossier().payments, "office.overpaid"));
        pieces.push(Html::of(&Inset { body: Html::text(self.frame.t("desk.looked")) }));
        pieces
    }

    fn facts(&self) -> Html {
        let (frame, case) = (self.frame, &self.dossier().case);
        let country = self.visit.site.house.country();
        let fact = |key: &str, value: Html| (frame.t(key).to_string(), value);
        let mut facts = vec![fact("case.number", Html::text(&case.number))];
        if let Some(name) = &self.dossier().name {
            facts.push(fact("desk.applicant", frame.say(name)));
        }
        facts.extend([
            fact("case.state", pieces::state_of(frame, case, &self.dossier().waits)),
            fact("desk.received", Html::text(&frame.day(country.zone().day_of(case.opened_at)))),
        ]);
        match self.dossier().side {
            Side::Desk => {
                let waits = &self.dossier().waits;
                facts.push(fact("desk.deadline", pieces::deadline(self.visit, frame, case, waits)));
                if case.state.is_open() {
                    let holder = match &self.dossier().holder {
                        Some(name) => frame.say(name),
                        None => Html::text(pieces::holder(frame, self.visit, case)),
                    };
                    facts.push(fact("office.held-by.label", holder));
                }
            }
            Side::Asked => {
                let asker = country
                    .desk(&case.desk)
                    .map_or("", |(agency, _)| agency.title.get(&frame.lang));
                facts.push(fact("office.asked-by", Html::text(asker)));
                let until = pieces::until(self.visit, frame, self.dossier().due);
                facts.push(fact("office.answer-until", until));
            }
        }
        Html::of(&Strip { facts })
    }

    /// What there is to know.
    pub fn matter(&self) -> Vec<Html> {
        let mut pieces = vec![heading(self.frame.t("office.answers")), self.answers()];
        pieces.extend(self.other_documents());
        pieces.extend(self.conversation());
        pieces.extend(self.decided());
        pieces.extend(
            self.dossier().advice.as_ref().map(|advice| self.advised(advice)).unwrap_or_default(),
        );
        pieces
    }

    fn answers(&self) -> Html {
        let fields: Vec<&Field> =
            self.service.form.iter().flat_map(|f| &f.steps).flat_map(|s| &s.fields).collect();
        let row = |given: &Given| {
            let field = fields.iter().find(|field| field.id == given.field)?;
            let mut row =
                SummaryRow::new(field.label.get(&self.frame.lang), self.value(field, &given.value));
            row.lang = self.frame.foreign(&field.label);
            row.provenance = Some(self.provenance(&given.source));
            Some(row)
        };
        let rows: Vec<SummaryRow> = self.dossier().answers.iter().filter_map(row).collect();
        if rows.is_empty() {
            return paragraph(self.frame.t("office.no-answers"));
        }
        Html::of(&SummaryList { frame: self.frame, rows })
    }

    fn value(&self, field: &Field, value: &Value) -> Html {
        let document = value.as_str().filter(|_| field.kind == FieldKind::Document);
        let document = document
            .and_then(|id| self.dossier().documents.iter().find(|document| document.id == id));
        match document {
            Some(document) => self.document(document),
            None => Html::text(&words::answer(
                self.frame,
                self.visit.site.house.country(),
                field,
                value,
                &self.dossier().entries,
            )),
        }
    }

    fn document(&self, document: &Document) -> Html {
        let href =
            format!("/office/cases/{}/documents/{}", self.dossier().case.number, document.id);
        let size = self.frame.size(document.size_bytes.unsigned_abs());
        let name =
            if document.name.is_empty() { self.frame.t("office.document") } else { &document.name };
        Html::link(&href, &format!("{name} ({}, {size})", document.kind.to_uppercase()))
    }

    // The register's word is as of the day of the application: what it says since then is not what was applied with.
    fn provenance(&self, source: &Source) -> String {
        match source {
            Source::Register(register) => {
                let register = self.visit.site.house.country().register(register);
                let title = register.map_or("", |register| register.title.get(&self.frame.lang));
                self.frame.from_register(title, self.dossier().case.law_day)
            }
            Source::Person => self.frame.t("office.from-person").to_string(),
            Source::Document => self.frame.t("office.from-document").to_string(),
        }
    }

    // Documents that no answer points to.
    fn other_documents(&self) -> Vec<Html> {
        let answers = &self.dossier().answers;
        let is_answer = |id: &str| answers.iter().any(|given| given.value.as_str() == Some(id));
        let others = self.dossier().documents.iter().filter(|document| !is_answer(&document.id));
        let rows: Vec<SummaryRow> = others
            .map(|document| {
                SummaryRow::new(self.frame.t("office.document"), self.document(document))
            })
            .collect();
        if rows.is_empty() {
            return Vec::new();
        }
        vec![
            heading(self.frame.t("office.documents")),
            Html::of(&SummaryList { frame: self.frame, rows }),
        ]
    }

    fn conversation(&self) -> Vec<Html> {
        let messages = &self.dossier().messages;
        if messages.is_empty() {
            return Vec::new();
        }
        let happenings = messages.iter().map(|message| self.message(message)).collect();
        vec![
            heading(self.frame.t("case.messages")),
            Html::of(&Timeline { frame: self.frame, happenings }),
        ]
    }

    fn message(&self, message: &Message) -> Happening {
        let (frame, country) = (self.frame, self.visit.site.house.country());
        let agency =
            country.desk(&message.author_desk).map(|(agency, _)| agency.title.get(&frame.lang));
        let author = agency.unwrap_or_else(|| frame.t("desk.applicant"));
        // What another agency is asked stands in every language of the service.
        let plain = message.text.get("text").and_then(Value::as_str).map(str::to_string);
        let text = match plain.or_else(|| words::law_moved(frame, message)) {
            Some(text) => text,
            None => serde_json::from_value::<Text>(message.text.clone())
                .unwrap_or_default()
                .get(&frame.lang)
                .to_string(),
        };
        let favourable = message.text.get("favourable").and_then(Value::as_bool);
        let tone = match favourable {
            Some(true) => Tone::Good,
            Some(false) => Tone::Bad,
            None => Tone::Neutral,
        };
        let verdict = favourable.map(|yes| {
            frame.t(if yes { "office.opinion-favourable" } else { "office.opinion-against" })
        });
        let text = verdict.map_or_else(|| text.clone(), |verdict| format!("{verdict}\n\n{text}"));
        Happening {
            title: format!("{} · {author}", frame.t(&format!("office.message.{}", message.kind))),
            when: frame.moment(message.written_at, country.zone()),
            datetime: message.written_at.to_rfc3339(),
            body: Html::paragraphs(&text),
            tone,
            ..Happening::default()
        }
    }

    // Proposals and decisions, oldest first: the proposal that waits is the last.
    fn decided(&self) -> Vec<Html> {
        let decisions = &self.dossier().decisions;
        if decisions.is_empty() {
            return Vec::new();
        }
        let mut pieces = vec![heading(self.frame.t("office.decisions"))];
        for made in decisions {
            pieces.push(self.decision(made));
            if made.stage != "proposal" {
                let (country, case) = (self.visit.site.house.country(), &self.dossier().case);
                let (subject, registers) = ((self.service, case), self.registers());
                let about = About::made(self.frame, country, subject, made, registers);
                pieces.extend(grounds(self.frame, &account(&about)));
            }
        }
        pieces
    }

    fn registers(&self) -> BTreeMap<String, String> {
        let register = |given: &Given| match &given.source {
            Source::Register(register) => Some((given.field.clone(), register.clone())),
            Source::Person | Source::Document => None,
        };
        self.dossier().answers.iter().filter_map(register).collect()
    }

    fn decision(&self, made: &Decision) -> Html {
        let frame = self.frame;
        let (key, tone) = match (made.stage.as_str(), made.outcome) {
            ("proposal", Outcome::Granted) => ("office.proposed-grant", Tone::Info),
            ("proposal", Outcome::Refused) => ("office.proposed-refusal", Tone::Info),
            (_, Outcome::Granted) => ("office.granted", Tone::Good),
            (_, Outcome::Refused) => ("office.refused", Tone::Bad),
        };
        let who = match made.decider_kind.as_str() {
            "rule" => frame.t("office.by-rule"),
            _ if made.decider == self.visit.actor.id => frame.t("office.by-you"),
            _ => frame.t("office.by-officer"),
        };
        let when = frame.moment(made.decided_at, self.visit.site.house.country().zone());
        let stage = if made.stage == "appeal" { frame.t("decision.on-appeal") } else { "" };
        let mut body = vec![Html::paragraphs(stage), self.reasons(&made.reasons)];
        if let Some(note) = made.record.get("note").and_then(Value::as_str) {
            body.push(Html::paragraphs(note));
        }
        if let Some(until) = made.appeal_until {
            let key =
                if made.stage == "appeal" { "office.remedy-until" } else { "office.appeal-until" };
            body.push(paragraph(&frame.tf(key, &[("day", &frame.day(until))])));
        }
        body.push(Html::of(&Quiet { text: &format!("{who}, {when}") }));
        Html::of(&NoticeBox { tone, title: frame.t(key).to_string(), body: Html::all(body) })
    }

    fn reasons(&self, ids: &[String]) -> Html {
        let reasons = words::reasons(self.service, ids, &self.frame.lang);
        let lines: Vec<String> =
            reasons.iter().map(|(text, article)| format!("{text}\n({article})")).collect();
        Html::paragraphs(&lines.join("\n\n"))
    }

    // What the law's table says. It advises: the officer decides.
    fn advised(&self, advice: &Ruling) -> Vec<Html> {
        let frame = self.frame;
        let country = self.visit.site.house.country();
        let key = match advice.outcome {
            Outcome::Granted => "office.advice-grant",
            Outcome::Refused => "office.advice-refuse",
        };
        let mut body = vec![self.reasons(&advice.reasons)];
        if let Some(amount) = advice.amount_minor.filter(|amount| *amount > 0) {
            let amount = frame.money(&Money::new(amount, &country.file.currency));
            body.push(paragraph(&format!("{}: {amount}", frame.t("decision.amount"))));
        }
        let title = frame.t(key).to_string();
        let mut pieces = vec![heading(frame.t("desk.advice"))];
        pieces.push(Html::of(&NoticeBox { tone: Tone::Info, title, body: Html::all(body) }));
        let record = advice.record().ok().and_then(|text| serde_json::from_str(&text).ok());
        if let Some(record) = record {
            let about = About {
                frame,
                country,
                service: self.service,
                case: &self.dossier().case,
                record: &record,
                read_on: self.visit.site.house.today(),
                registers: self.registers(),
                verdict: None,
            };
            pieces.extend(grounds(frame, &account(&about)));
        }
        pieces
    }

    /// What happened in the case, said to those who deal with it.
    pub fn timeline(&self) -> Vec<Html> {
        let happenings: Vec<Happening> =
            self.whole.events.iter().filter_map(|event| self.happening(event)).collect();
        if happenings.is_empty() {
            return Vec::new();
        }
        vec![
            heading(self.frame.t("case.happened")),
            Html::of(&Timeline { frame: self.frame, happenings }),
        ]
    }

    fn happening(&self, event: &CaseEvent) -> Option<Happening> {
        let (frame, country) = (self.frame, self.visit.site.house.country());
        // Some events are said to the person as "you"; for those the desk has words of its own.
        let title = |what: &String| {
            let own = frame.texts.find(&frame.lang, &format!("office.event.{what}"));
            own.map_or_else(|| frame.t(&format!("event.{what}")).to_string(), str::to_string)
        };
        let titles: Vec<String> =
            event.what.iter().filter(|what| *what != "record.read").map(title).collect();
        if titles.is_empty() {
            return None;
        }
        let agency =
            country.agency(&event.agency).map_or("", |agency| agency.title.get(&frame.lang));
        Some(Happening {
            title: titles.join(" · "),
            when: frame.moment(event.at, country.zone()),
            datetime: event.at.to_rfc3339(),
            body: Html::text(agency),
            tone: if event.what.iter().any(|what| what == "deadline.passed") {
                Tone::Warning
            } else {
                Tone::Neutral
            },
            ..Happening::default()
        })
    }
}
