//! What every handler has at hand: the house, the texts, the search index.

use std::sync::Arc;

use anyhow::anyhow;
use catalogue::Index;
use country::{Agency, LifeEvent, Service};
use courtyard::House;
use courtyard::till::Till;
use pages::Texts;
use vocabulary::{Lang, Text};

use crate::provider::Provider;
use crate::scanner::Scanner;

/// A fictional person to sign in as; only the demo has any.
#[derive(Clone, Debug)]
pub struct DemoBadge {
    pub name: Text,
    pub about: Text,
    pub role: String,
    pub token: String,
}

/// Where fees are paid.
#[derive(Clone, Debug)]
pub enum Checkout {
    /// Nowhere: no till is set.
    Closed,
    /// At the demo's own till, where no money moves.
    Demo,
    Till(Arc<Till>),
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
    /// Where people say who they are; absent in the demo, and in an installation where nobody signs in.
    pub provider: Option<Arc<Provider>>,
    /// Files are shown to it before they are kept, where one is set.
    pub scanner: Option<Arc<Scanner>>,
    pub checkout: Checkout,
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
            // Whoever can sign in as a made-up person pays with made-up money, and nobody else does.
            checkout: if demo.is_empty() { Checkout::Closed } else { Checkout::Demo },
            demo: Arc::new(demo),
            provider: None,
            scanner: None,
        })
    }

    /// The same site, with people who sign in at that provider.
    pub fn with_provider(self, provider: Option<Provider>) -> Site {
        Site { provider: provider.map(Arc::new), ..self }
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
