//! What a table of the law stands on: a drawing, and the same as a list for whoever hears the page or holds a phone.

use axum::extract::{Path, RawQuery};
use axum::response::Response;
use doors::Visit;
use doors::answer::listing;
use pages::{Html, Link, heading};
use vocabulary::{Day, Result};

use super::below_law;
use super::rules::moved;
use super::topic::{day_of, version};
use crate::picture::Picture;
use crate::shelf;

pub async fn picture(visit: Visit, Path(name): Path<String>, query: RawQuery) -> Response {
    let page = day_of(&visit, &query).and_then(|day| page(&visit, &name, day));
    visit.answer(page)
}

fn page(visit: &Visit, name: &str, day: Day) -> Result<Response> {
    let (country, table) = (visit.site.house.country(), version(visit, name, day)?);
    let mut frame = visit.frame("");
    below_law(&mut frame);
    let title = table.title.get(&visit.lang);
    frame.breadcrumbs.push(Link::new(&format!("/law/{name}?on={}", table.from), title));
    let day = day.max(table.from);
    let mut services: Vec<_> = shelf::decided_by(country, name).map(Some).collect();
    if services.is_empty() {
        services.push(None);
    }
    let mut pieces = vec![Html::paragraphs(frame.t("law.picture-about"))];
    let several = services.len() > 1;
    for service in services {
        let picture = Picture::of(country, &frame, (table, day), service);
        if let Some(service) = service.filter(|_| several) {
            pieces.push(heading(service.title.get(&visit.lang)));
        }
        pieces.push(moved(picture.title(), Html::of(&picture.diagram())));
        pieces.push(heading(frame.t("law.picture-as-text")));
        pieces.push(picture.list());
    }
    let title = frame.tf("law.picture-of", &[("table", title)]);
    listing(&mut frame, &title, pieces)
}
