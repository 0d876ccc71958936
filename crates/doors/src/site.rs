//! What every handler has at hand: the house, the texts, the search index.

use std::sync::Arc;

use anyhow::anyhow;
use catalogue::Index;
use country::{Agency, LifeEvent, Service};
use courtyard::House;
use pages::Texts;
use vocabulary::{Lang, Text};

/// A fictional person to sign in as; only the demo has any.
#[derive(Clone, Debug)]
pub struct DemoBadge {
    pub name: Text,
    pub about: Text,
    pub role: String,
    pub token: String,
}

/// The site of one country. Cloning it costs nothing.
#[derive(Clone)]
pub struct Site {
    pub house: House,
    pub texts: Arc<Texts>,
    pub index: Arc<Index>,
    /// Services in the order that the index knows them by.
    pub services: Arc<Vec<String>>,
    pub base_url: Arc<str>,
    /// Empty but in the demo.
    pub demo: Arc<Vec<DemoBadge>>,
}

impl Site {
    pub fn new(
        house: House,
        texts: Texts,
        base_url: &str,
        demo: Vec<DemoBadge>,
    ) -> anyhow::Result<Site> {
        let country = house.country();
        let services: Vec<Service> = country.services.values().cloned().collect();
        let agencies: Vec<Agency> = country.agencies.values().cloned().collect();
        let events: Vec<LifeEvent> = country.events.values().cloned().collect();
        let index =
            Index::build(&services, &agencies, &events).map_err(|error| anyhow!("{error}"))?;
        Ok(Site {
            index: Arc::new(index),
            services: Arc::new(services.into_iter().map(|service| service.id).collect()),
            house,
            texts: Arc::new(texts),
            base_url: base_url.into(),
            demo: Arc::new(demo),
        })
    }

    /// Whether cookies may travel only over TLS: everywhere but on a machine's own demo.
    pub fn is_secure(&self) -> bool {
        self.base_url.starts_with("https://")
    }

    /// The languages that a page can be read in: the country's own, and English beside them.
    pub fn languages(&self) -> Vec<Lang> {
        let mut all = self.house.country().languages().to_vec();
        let english = Lang::new("en");
        if !all.contains(&english) {
            all.push(english);
        }
        all
    }
}
