//! How an answer of a trial is said: what was asked, groups as the country's files call them, amounts that can be taken in.
//!
//! What may not happen here: an id where the country has a title.

use country::Service;
use courtyard::trials::{Asked, Over};
use doors::Visit;
use law::{Every, Period};
use pages::Frame;
use population::{Of, Recipe};
use trial::Report;
use vocabulary::{Day, Money, Text};

use super::super::amounts::unit_word;
use super::super::rules::Words;
use crate::trying;

/// What was asked, in the reader's language.
pub fn asked(visit: &Visit, frame: &Frame, asked: &Asked) -> String {
    let country = visit.site.house.country();
    let title = match asked.over {
        Over::People => trying::questions(country, country.law())
            .get(&asked.id)
            .map(|question| question.title.get(&visit.lang).to_string()),
        Over::Cases => country.service(&asked.id).map(|service| {
            frame.tf("trial.cases-of", &[("service", service.title.get(&visit.lang))])
        }),
    };
    title.unwrap_or_else(|| asked.id.clone())
}

/// A period or a day as people write it.
pub fn at(frame: &Frame, at: &str) -> String {
    let Ok(period) = at.parse::<Period>() else { return at.to_string() };
    let first: Day = period.first();
    let year = first.year().to_string();
    match period.every() {
        Every::Ever => String::new(),
        Every::Year => frame.tf("trial.year", &[("year", &year)]),
        Every::Month => {
            let key = format!("month.{}", first.month());
            let month = frame.t(&key);
            frame.tf("trial.month", &[("year", &year), ("month", month)])
        }
        Every::Day => frame.day(first),
    }
}

/// The words of one answer.
pub struct Said<'a> {
    visit: &'a Visit,
    frame: &'a Frame,
    report: &'a Report,
    recipe: Option<Recipe>,
    /// Where past cases were counted: what decides them, in the words of the service.
    rules: Option<Words<'a>>,
}

impl<'a> Said<'a> {
    pub fn of(visit: &'a Visit, frame: &'a Frame, asked: &Asked, report: &'a Report) -> Said<'a> {
        let country = visit.site.house.country();
        let over_people = asked.over == Over::People;
        let table = |service: &Service| service.decision.as_ref().map(|d| d.table.clone());
        let table = country.service(&asked.id).filter(|_| !over_people).and_then(table);
        Said {
            visit,
            frame,
            report,
            recipe: if over_people { trying::recipe(country) } else { None },
            rules: table.map(|table| Words::of(visit, frame, &table)),
        }
    }

    /// Whose amounts were counted: households, persons, cases.
    pub fn members(&self) -> String {
        let entities = self.visit.site.house.country().law().rules().entities();
        let entity = entities.iter().find(|entity| entity.id == self.report.of);
        let title = entity.map(|entity| entity.title.get(&self.frame.lang));
        title.unwrap_or_else(|| self.frame.t("trial.case")).to_string()
    }

    /// What people are told apart by.
    pub fn variable(&self, id: &str) -> String {
        match (&self.rules, id) {
            (Some(_), "reason") => self.frame.t("trial.reason").to_string(),
            (Some(rules), input) => rules.input(input),
            (None, id) => {
                let variable = self.visit.site.house.country().law().rules().variable(id);
                variable.map_or(id, |variable| variable.title.get(&self.frame.lang)).to_string()
            }
        }
    }

    /// One of its values, or one band of them.
    pub fn value(&self, variable: &str, value: &str) -> String {
        if let (Some(rules), "reason") = (&self.rules, variable) {
            return match value.split_once(" -> ") {
                Some((before, after)) => {
                    format!("{} → {}", rules.reason(before), rules.reason(after))
                }
                None => rules.reason(value),
            };
        }
        if let Some(title) = self.choice(variable, value) {
            return title.get(&self.frame.lang).to_string();
        }
        match value {
            "true" => self.frame.t("word.yes").to_string(),
            "false" => self.frame.t("word.no").to_string(),
            "null" => self.frame.t("law.unknown").to_string(),
            "..." => self.frame.t("trial.small-groups").to_string(),
            band => self.band(variable, band),
        }
    }

    fn choice(&self, variable: &str, value: &str) -> Option<&Text> {
        let recipe = self.recipe.as_ref()?;
        if variable == "kind" {
            return recipe.kinds().iter().find(|kind| kind.id == value).map(|kind| &kind.title);
        }
        let all =
            [Of::Households, Of::Persons].map(|of| recipe.variables(of)).into_iter().flatten();
        let mut choices = all.filter(|own| own.id == variable).flat_map(|own| &own.choices);
        choices.find(|choice| choice.id == value).map(|choice| &choice.title)
    }

    /// `< 1`, `1 - 3`, `>= 3`, `1`, as the trial writes them.
    fn band(&self, variable: &str, band: &str) -> String {
        let said = |number: &str| match number.trim().parse() {
            Ok(number) => self.number(variable, number),
            Err(_) => number.to_string(),
        };
        if let Some(to) = band.strip_prefix("< ") {
            return self.frame.tf("trial.below", &[("to", &said(to))]);
        }
        if let Some(from) = band.strip_prefix(">= ") {
            return self.frame.tf("trial.from", &[("from", &said(from))]);
        }
        match band.split_once(" - ") {
            Some((from, to)) => {
                self.frame.tf("trial.between", &[("from", &said(from)), ("to", &said(to))])
            }
            None => said(band),
        }
    }

    fn number(&self, variable: &str, number: i64) -> String {
        let known = self.visit.site.house.country().law().rules().variable(variable);
        match known.map_or("", |known| &known.unit) {
            "" => self.frame.count(number),
            unit if is_currency(unit) => self.frame.about(&Money::new(number, unit)),
            unit => format!("{} {}", self.frame.count(number), unit_word(self.frame, unit)),
        }
    }

    fn currency(&self) -> &str {
        match self.report.unit.as_str() {
            unit if is_currency(unit) => unit,
            _ => &self.visit.site.house.country().file.currency,
        }
    }

    fn money(&self, amount: i128) -> Money {
        let most = if amount < 0 { i64::MIN } else { i64::MAX };
        Money::new(i64::try_from(amount).unwrap_or(most), self.currency())
    }

    /// To the last unit.
    pub fn exact(&self, amount: i128) -> String {
        self.frame.money(&self.money(amount))
    }

    /// In words that can be taken in: `1.2 trillion won`.
    pub fn about(&self, amount: i128) -> String {
        self.frame.about(&self.money(amount))
    }

    /// With its sign in front, also where it is a gain.
    pub fn change(&self, amount: i128) -> String {
        format!("{}{}", plus(amount), self.exact(amount))
    }

    pub fn about_change(&self, amount: i128) -> String {
        format!("{}{}", plus(amount), self.about(amount))
    }

    pub fn count(&self, count: i128) -> String {
        self.frame.count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    pub fn about_count(&self, count: i128) -> String {
        self.frame.about_count(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A part of a whole in percent, with one digit after the point.
    pub fn percent(&self, part: u64, whole: u64) -> String {
        let tenths = u128::from(part) * 1_000 / u128::from(whole.max(1));
        format!("{}{}{}%", tenths / 10, self.frame.t("number.point"), tenths % 10)
    }
}

fn plus(amount: i128) -> &'static str {
    if amount > 0 { "+" } else { "" }
}

fn is_currency(unit: &str) -> bool {
    unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase())
}
