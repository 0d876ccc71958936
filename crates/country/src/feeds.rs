//! What feeds a decision: from the registers and answers over the facts of a service to the table, and the amounts of the law
//! that go in. Read from the expressions, so that it cannot say something else than what is computed. Pure.
//!
//! What may not happen here: a picture. Who shows it gives it words and a place.

use std::collections::BTreeMap;

use law::{Expression, Reference, Table};

use crate::plan::Plan;
use crate::read::Country;

/// One thing that goes into a decision, or comes out of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    pub kind: FeedKind,
    /// The name in expressions: a register, a parameter, a fact.
    pub id: String,
    /// Which fields of a register, which answers, which outputs.
    pub fields: Vec<String>,
    /// How many steps from what is given: 0 for registers and answers; an amount stands with the first that it goes into.
    pub level: usize,
    /// What feeds it directly, by place in the list.
    pub sources: Vec<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FeedKind {
    Register,
    Answers,
    Today,
    Parameter,
    Scale,
    Fact,
    Table,
    Outcome,
}

/// Everything that feeds a version of a table in a service, and the outcome last. Without such a service the facts have no
/// sources.
pub fn feeds(country: &Country, table: &Table, service: &str) -> Vec<Feed> {
    let none = Plan::default();
    let plan = country.plan(service).unwrap_or(&none);
    let mut search = Search { country, plan, feeds: Vec::new(), places: BTreeMap::new() };
    let calculated = |name: &str| table.input(name).is_some_and(|column| column.reads_more());
    let references = table.names();
    let sources = search.sources(&references, table.scales(), plan.facts.len(), &calculated);
    let level = 1 + search.highest(&sources).max(1);
    let feed = |kind, id: &str, fields, level, sources| Feed {
        kind,
        id: id.to_string(),
        fields,
        level,
        sources,
    };
    search.feeds.push(feed(FeedKind::Table, &table.id, Vec::new(), level, sources));
    let outputs = table.outputs.iter().map(|column| column.name.clone()).collect();
    let last = search.feeds.len() - 1;
    search.feeds.push(feed(FeedKind::Outcome, "outcome", outputs, level + 1, vec![last]));
    let mut feeds = search.feeds;
    put_amounts_beside_their_first_use(&mut feeds);
    feeds
}

struct Search<'a> {
    country: &'a Country,
    plan: &'a Plan,
    feeds: Vec<Feed>,
    places: BTreeMap<(FeedKind, String), usize>,
}

impl Search<'_> {
    /// The places of all that references and scales name. A fact sees those before it, of which there are so many.
    fn sources(
        &mut self,
        references: &[Reference],
        scales: impl IntoIterator<Item = String>,
        before: usize,
        is_calculated: &dyn Fn(&str) -> bool,
    ) -> Vec<usize> {
        let mut found: Vec<usize> = Vec::new();
        for reference in references {
            // Inside a filter the first meaning that there is was meant.
            let meant = reference.paths.iter().find_map(|path| self.named(path, before));
            let unknown = || {
                let name = reference.paths.last()?.split('.').next()?.to_string();
                let is_fact = !reference.may_be_local && !is_calculated(&name);
                is_fact.then_some((FeedKind::Fact, name, None))
            };
            if let Some((kind, id, field)) = meant.or_else(unknown) {
                found.push(self.place(kind, &id, field));
            }
            reference.paths.iter().for_each(|path| self.note_field_of_entry(path));
        }
        found.extend(scales.into_iter().map(|id| self.place(FeedKind::Scale, &id, None)));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// A field of a fact that is an entry of a register is a field of that register.
    fn note_field_of_entry(&mut self, path: &str) {
        let plan = self.plan;
        let Some((first, rest)) = path.split_once('.') else { return };
        let fact = plan.facts.iter().find(|(name, _)| name == first);
        for entry in fact.into_iter().flat_map(|(_, expression)| expression.stands_for()) {
            if let Some((FeedKind::Register, id, Some(field))) =
                self.named(&format!("{entry}.{rest}"), 0)
            {
                self.place(FeedKind::Register, &id, Some(field));
            }
        }
    }

    /// What a path names, and which field of it.
    fn named(&self, path: &str, before: usize) -> Option<(FeedKind, String, Option<String>)> {
        let mut parts = path.split('.');
        let first = parts.next()?;
        if self.plan.facts.iter().take(before).any(|(name, _)| name == first) {
            return Some((FeedKind::Fact, first.to_string(), None));
        }
        match first {
            "applicant" => {
                let register = parts.next()?;
                let field = parts.next().filter(|field| *field != "id");
                let has = |field: &str| {
                    let fields = self.country.register(register).map(|r| r.fields.as_slice());
                    fields.unwrap_or_default().iter().any(|known| known.id == field)
                };
                let is_there = field.is_none_or(has);
                is_there
                    .then(|| (FeedKind::Register, register.to_string(), field.map(str::to_string)))
            }
            "answers" => {
                Some((FeedKind::Answers, "answers".into(), parts.next().map(str::to_string)))
            }
            "today" => Some((FeedKind::Today, "today".into(), None)),
            name if self.country.law().parameter(name).is_some() => {
                Some((FeedKind::Parameter, name.to_string(), None))
            }
            _ => None,
        }
    }

    /// The place of a thing in the list; a fact that is new comes with all that feeds it.
    fn place(&mut self, kind: FeedKind, id: &str, field: Option<String>) -> usize {
        let key = (kind, id.to_string());
        let place = match self.places.get(&key) {
            Some(place) => *place,
            None => {
                let feed = self.new_feed(kind, id);
                self.feeds.push(feed);
                self.places.insert(key, self.feeds.len() - 1);
                self.feeds.len() - 1
            }
        };
        if let (Some(feed), Some(field)) = (self.feeds.get_mut(place), field)
            && !feed.fields.contains(&field)
        {
            feed.fields.push(field);
            feed.fields.sort_unstable();
        }
        place
    }

    fn new_feed(&mut self, kind: FeedKind, id: &str) -> Feed {
        let (mut sources, mut level) = (Vec::new(), 0);
        let plan = self.plan;
        if kind == FeedKind::Fact {
            let known = plan.facts.iter().position(|(name, _)| name == id);
            if let Some((before, expression)) =
                known.and_then(|place| Some((place, &plan.facts.get(place)?.1)))
            {
                let references = Expression::names(expression);
                sources = self.sources(&references, expression.scales(), before, &|_| false);
            }
            level = 1 + self.highest(&sources);
        }
        Feed { kind, id: id.to_string(), fields: Vec::new(), level, sources }
    }

    fn highest(&self, sources: &[usize]) -> usize {
        let levels = sources.iter().filter_map(|place| Some(self.feeds.get(*place)?.level));
        levels.max().unwrap_or(0)
    }
}

fn put_amounts_beside_their_first_use(feeds: &mut [Feed]) {
    for place in 0..feeds.len() {
        let users = feeds.iter().filter(|feed| feed.sources.contains(&place));
        let first = users.map(|feed| feed.level).min();
        if let (Some(feed), Some(level)) = (feeds.get_mut(place), first)
            && feed.kind.is_amount()
        {
            feed.level = level;
        }
    }
}

impl FeedKind {
    /// What the law sets.
    pub fn is_amount(self) -> bool {
        matches!(self, FeedKind::Parameter | FeedKind::Scale)
    }
}
