//! What a decision stands on, in words and as a diagram: registers and answers, facts, amounts, the table, the outcome.
//!
//! What may not happen here: a line that the expressions do not say. What feeds what is read by `country::feeds`.

use askama::Template;
use country::{Country, Feed, FeedKind, Service, feeds};
use law::Table;
use pages::components::{Diagram, Look, Node};
use pages::{Frame, Html};
use vocabulary::Day;

use crate::pages::amount;
use crate::shelf;

/// A decision of a service, told twice: drawn, and as a list.
pub struct Picture {
    nodes: Vec<Node>,
    id: String,
    title: String,
}

/// The same as a list: everything with what it is made of, from the outcome back to what is given.
#[derive(Template)]
#[template(
    source = "<ul id=\"{{ id }}\">{% for item in items %}<li>{{ item.0 }}{% if !item.1.is_empty() %}<ul>{% for source in item.1 %}<li>{{ source }}</li>{% endfor %}</ul>{% endif %}</li>{% endfor %}</ul>",
    ext = "html"
)]
struct List {
    id: String,
    items: Vec<(String, Vec<String>)>,
}

impl Picture {
    /// Of a version of a table on a day, in the words of a service that it decides, if there is one.
    pub fn of(
        country: &Country,
        frame: &Frame,
        (table, day): (&Table, Day),
        service: Option<&Service>,
    ) -> Picture {
        let id = service.map_or(table.id.as_str(), |service| service.id.as_str());
        let words = Words { country, frame, table, day, service };
        let nodes = feeds(country, table, id).iter().map(|feed| words.node(feed)).collect();
        let title = frame.tf("law.picture-of", &[("table", table.title.get(&frame.lang))]);
        Picture { nodes, id: format!("picture-{id}"), title }
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    pub fn diagram(&self) -> Diagram {
        Diagram::new(&self.id, &self.title, &self.id_of_list(), &self.nodes)
    }

    fn id_of_list(&self) -> String {
        format!("{}-list", self.id)
    }

    pub fn list(&self) -> Html {
        let told = |node: &Node| match node.notes.as_str() {
            "" => format!("{}: {}", node.kind, node.name),
            notes => format!("{}: {} ({notes})", node.kind, node.name),
        };
        let named =
            |place: &usize| self.nodes.get(*place).map(|n| format!("{}: {}", n.kind, n.name));
        let mut order: Vec<&Node> = self.nodes.iter().collect();
        // What is made of something comes first; the last steps before the first.
        order.sort_by_key(|node| (node.sources.is_empty(), std::cmp::Reverse(node.column)));
        let item = |node: &Node| (told(node), node.sources.iter().filter_map(named).collect());
        let items = order.into_iter().map(item).collect();
        Html::of(&List { id: self.id_of_list(), items })
    }
}

struct Words<'a> {
    country: &'a Country,
    frame: &'a Frame,
    table: &'a Table,
    day: Day,
    service: Option<&'a Service>,
}

impl Words<'_> {
    fn node(&self, feed: &Feed) -> Node {
        let (kind, look) = match feed.kind {
            FeedKind::Register => ("feed.register", Look::Given),
            FeedKind::Answers => ("feed.answers", Look::Given),
            FeedKind::Today => ("feed.day", Look::Given),
            FeedKind::Parameter => ("feed.parameter", Look::Above),
            FeedKind::Scale => ("feed.scale", Look::Above),
            FeedKind::Fact => ("feed.fact", Look::Plain),
            FeedKind::Table => ("feed.table", Look::Strong),
            FeedKind::Outcome => ("feed.outcome", Look::Strong),
        };
        let (name, notes) = self.name(feed);
        let kind = self.frame.t(kind).to_string();
        Node { kind, name, notes, look, column: feed.level, sources: feed.sources.clone() }
    }

    /// What people call it, and what is to be said about it.
    fn name(&self, feed: &Feed) -> (String, String) {
        let (law, lang) = (self.country.law(), &self.frame.lang);
        let fields = |title: &dyn Fn(&str) -> Option<String>| {
            let titles = feed.fields.iter().map(|id| title(id).unwrap_or_else(|| plain(id)));
            titles.collect::<Vec<String>>().join(", ")
        };
        match feed.kind {
            FeedKind::Register => {
                let register = self.country.register(&feed.id);
                let title = |id: &str| {
                    let field = register?.fields.iter().find(|field| field.id == id)?;
                    Some(field.title.get(lang).to_string())
                };
                let name = register.map(|register| register.title.get(lang).to_string());
                (name.unwrap_or_else(|| plain(&feed.id)), fields(&title))
            }
            FeedKind::Answers => {
                let steps = || self.service.iter().flat_map(|s| &s.form).flat_map(|f| &f.steps);
                let title = |id: &str| {
                    let field = steps().flat_map(|step| &step.fields).find(|f| f.id == id)?;
                    Some(field.label.get(lang).to_string())
                };
                (self.frame.t("feed.form").to_string(), fields(&title))
            }
            FeedKind::Today => (self.frame.t("feed.today").to_string(), String::new()),
            FeedKind::Parameter => law.parameter(&feed.id).map_or_else(
                || (plain(&feed.id), String::new()),
                |parameter| {
                    let value = parameter.on(self.day);
                    let value = value.map(|v| amount(self.frame, &parameter.unit, &v.value));
                    let notes = [value.unwrap_or_default(), parameter.article.clone()];
                    (parameter.title.get(lang).to_string(), joined(&notes))
                },
            ),
            FeedKind::Scale => law.scale(&feed.id).map_or_else(
                || (plain(&feed.id), String::new()),
                |scale| (scale.title.get(lang).to_string(), scale.article.clone()),
            ),
            FeedKind::Fact => {
                let titles = shelf::column_titles(self.country, &self.table.id);
                (shelf::column_title(&titles, &feed.id, lang), String::new())
            }
            FeedKind::Table => {
                let from =
                    self.frame.tf("law.from-day", &[("day", &self.frame.day(self.table.from))]);
                (
                    self.table.title.get(lang).to_string(),
                    joined(&[from, self.table.article.clone()]),
                )
            }
            FeedKind::Outcome => {
                let title = |id: &str| match id {
                    "amount" | "outcome" | "reason" => {
                        Some(self.frame.t(&format!("feed.{id}")).to_string())
                    }
                    _ => None,
                };
                (self.frame.t("feed.decision").to_string(), fields(&title))
            }
        }
    }
}

fn plain(id: &str) -> String {
    id.replace('_', " ")
}

fn joined(notes: &[String]) -> String {
    let said = notes.iter().map(String::as_str).filter(|note| !note.is_empty());
    said.collect::<Vec<&str>>().join(" · ")
}
