//! The first page, and the list of services: search, life events, filters.

use axum::extract::{Query, State};
use axum::response::Response;
use country::Service;
use courtyard::{Role, View, cases, waits};
use doors::{Site, Visit, answer};
use pages::components::{
    Chip, Chips, Hero, Paging, SearchBox, ServiceCard, ServiceCards, Tile, Tiles,
};
use pages::{Frame, Html, Link};
use serde::Deserialize;
use vocabulary::Result;

use super::{heading, listing, waiting};
use crate::pages::me::case_card;
use crate::portal;

/// Services on one page of the list.
const PAGE: usize = 20;
/// Life events on the first page.
const TILES_MAX: usize = 12;

pub async fn home(visit: Visit) -> Response {
    visit.answer(home_page(&visit).await)
}

async fn home_page(visit: &Visit) -> Result<Response> {
    let frame = visit.frame("");
    let country = visit.site.house.country();
    let often = country.services.values().filter(|service| service.form.is_some()).take(4);
    let often = often
        .map(|s| Link::new(&format!("/services/{}", s.id), s.title.get(&visit.lang)))
        .collect();
    let hero = Hero {
        frame: &frame,
        title: frame.t("home.title").to_string(),
        text: frame.t("home.text").to_string(),
        search: SearchBox { large: true, ..SearchBox::new(&frame, "/services", "") },
        often,
    };
    let mut pieces = Vec::new();
    if visit.actor.role != Role::Visitor {
        pieces.extend(my_matters(visit, &frame).await?);
    }
    let tile = |event: &country::LifeEvent| Tile {
        title: event.title.get(&visit.lang).to_string(),
        href: format!("/services?event={}", event.id),
        mark: event.id.clone(),
        lang: frame.foreign(&event.title),
    };
    let tiles: Vec<Tile> = country.events.values().take(TILES_MAX).map(tile).collect();
    if !tiles.is_empty() {
        pieces.extend([heading(frame.t("home.events")), Html::of(&Tiles { tiles })]);
    }
    let complete: Vec<&Service> = country.services.values().filter(|s| s.form.is_some()).collect();
    if !complete.is_empty() {
        pieces.extend([heading(frame.t("home.online")), cards(visit, &frame, &complete)]);
    }
    answer::page(&Home { frame: &frame, hero, pieces })
}

/// The first page: the search over its full width, and pieces below.
#[derive(askama::Template)]
#[template(path = "home.html")]
struct Home<'a> {
    frame: &'a Frame,
    hero: Hero<'a>,
    pieces: Vec<Html>,
}

async fn my_matters(visit: &Visit, frame: &Frame) -> Result<Vec<Html>> {
    let read = |view: &mut View<'_>| {
        let own = cases::all_own(view, None, 3)?;
        let waits = waits::of_cases(view, &waiting::open_numbers(&own))?;
        Ok((own, waits))
    };
    let (own, waits) = visit.site.house.view(&visit.actor, read).await?;
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let cards = own.iter().map(|case| case_card(visit, frame, case, &waits)).collect();
    let cards = pages::components::CaseCards { cards, level: 3, empty: String::new() };
    Ok(vec![heading(frame.t("me.cases")), Html::of(&cards)])
}

/// Services as cards.
fn cards(visit: &Visit, frame: &Frame, services: &[&Service]) -> Html {
    let country = visit.site.house.country();
    let card = |service: &&Service| ServiceCard {
        title: service.title.get(&visit.lang).to_string(),
        href: format!("/services/{}", service.id),
        summary: service.summary.get(&visit.lang).to_string(),
        agency: country
            .agency(&service.agency)
            .map_or("", |a| a.title.get(&visit.lang))
            .to_string(),
        lang: frame.foreign(&service.title),
        facts: portal::facts(&visit.site, service)
            .into_iter()
            .map(|key| frame.t(key).to_string())
            .collect(),
    };
    Html::of(&ServiceCards { cards: services.iter().map(card).collect(), level: 3 })
}

#[derive(Clone, Debug, Default, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    event: String,
    #[serde(default)]
    agency: String,
    #[serde(default)]
    audience: String,
    #[serde(default)]
    from: usize,
}

pub async fn services(
    visit: Visit,
    State(site): State<Site>,
    Query(asked): Query<Asked>,
) -> Response {
    let query = portal::Query {
        text: asked.q.clone(),
        event: asked.event.clone(),
        agency: asked.agency.clone(),
        audience: asked.audience.clone(),
        offset: asked.from,
        limit: PAGE,
    };
    let found = portal::search(&site, &visit.lang, &query);
    visit.answer(found.and_then(|(total, found)| list(&visit, &asked, total, &found)))
}

fn list(visit: &Visit, asked: &Asked, total: usize, found: &[&Service]) -> Result<Response> {
    let mut frame = visit.frame("");
    frame.breadcrumbs = vec![Link::new("/", frame.t("home.name"))];
    let pieces = {
        let frame = &frame;
        let mut search = SearchBox::new(frame, "/services", &asked.q);
        search.kept = asked
            .filters()
            .into_iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect();
        let count = frame.tn("services.found", i64::try_from(total).unwrap_or(i64::MAX), &[]);
        let mut pieces = vec![Html::of(&search)];
        pieces.extend(filters(visit, frame, asked));
        pieces.push(heading(&count));
        if found.is_empty() {
            pieces.push(Html::paragraphs(frame.t("services.none")));
        } else {
            pieces.push(cards(visit, frame, found));
        }
        let at = |from: usize| Some(asked.href(&[("from", &from.to_string())]));
        let paging = Paging {
            frame,
            previous: if asked.from > 0 { at(asked.from.saturating_sub(PAGE)) } else { None },
            next: if asked.from + PAGE < total { at(asked.from + PAGE) } else { None },
            shown: String::new(),
        };
        pieces.push(Html::of(&paging));
        pieces
    };
    let title = frame.t("services.title").to_string();
    listing(&mut frame, &title, pieces)
}

fn filters(visit: &Visit, frame: &Frame, asked: &Asked) -> Vec<Html> {
    let country = visit.site.house.country();
    let chip = |name: &'static str, id: &str, label: &str, on: bool| Chip {
        label: label.to_string(),
        href: asked.href(&[(name, if on { "" } else { id })]),
        on,
        count: None,
    };
    let audiences = ["resident", "family", "older", "disabled", "foreign-resident", "business"];
    let audience = audiences
        .map(|id| chip("audience", id, frame.t(&format!("audience.{id}")), asked.audience == id));
    let events = country.events.values();
    let event = events.map(|e| chip("event", &e.id, e.title.get(&visit.lang), asked.event == e.id));
    let used = |id: &str| country.services.values().any(|service| service.agency == id);
    let agencies = country.agencies.values().filter(|agency| used(&agency.id)).take(30);
    let agency =
        agencies.map(|a| chip("agency", &a.id, a.title.get(&visit.lang), asked.agency == a.id));
    let group = |key: &str, chips: Vec<Chip>| {
        let open = chips
            .iter()
            .find(|chip| chip.on)
            .map(|chip| format!(": {}", chip.label))
            .unwrap_or_default();
        let chips = Html::of(&Chips { frame, label: frame.t(key).to_string(), chips });
        let summary = format!("{}{open}", frame.t(key));
        Html::of(&pages::components::Details { summary, body: chips })
    };
    vec![
        group("filter.audience", audience.into_iter().collect()),
        group("filter.event", event.collect()),
        group("filter.agency", agency.collect()),
    ]
}

impl Asked {
    fn filters(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("event", self.event.as_str()),
            ("agency", &self.agency),
            ("audience", &self.audience),
        ];
        all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }

    /// The list with some of what was asked replaced; a new filter begins at the first page.
    fn href(&self, replaced: &[(&str, &str)]) -> String {
        let mut pairs: Vec<(&str, &str)> = vec![("q", &self.q)];
        pairs.extend(self.filters());
        pairs.retain(|(name, value)| {
            !value.is_empty() && replaced.iter().all(|(other, _)| other != name)
        });
        pairs.extend(replaced.iter().filter(|(_, value)| !value.is_empty()));
        let said: Vec<String> =
            pairs.iter().map(|(n, v)| format!("{n}={}", answer::encoded(v))).collect();
        format!("/services?{}", said.join("&"))
    }
}
