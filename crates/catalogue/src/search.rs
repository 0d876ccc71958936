//! Finding a service: words in any script, filters, counts for the filters.
//!
//! What may not happen here: what a person types is never read as a query language, and no search costs more
//! than the limits allow.

mod ask;
mod collect;
mod tokens;

use std::collections::{BTreeMap, HashMap};

use country::{Agency, LifeEvent, Service};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{IndexReader, ReloadPolicy, TantivyDocument};
use vocabulary::{Error, Lang, Result, Text};

use ask::Known;
use collect::Everything;
use tokens::{Terms, folded};

/// How many characters of a query are looked at.
const TEXT_MAX: usize = 200;
/// How many hits one page may have, and how far down a page may begin.
const LIMIT_MAX: usize = 100;
const OFFSET_MAX: usize = 10_000;
/// How many filters of a kind are counted.
const FACETS_MAX: usize = 50;
/// Memory for building the index, in bytes. The least that the engine takes is 15 MB.
const HEAP: usize = 32_000_000;
/// The name under which the index knows our terms.
const TOKENIZER: &str = "terms";

/// What a person looks for. Empty fields do not filter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    pub text: String,
    /// The language in which a list without a text is put in order.
    pub lang: String,
    pub event: String,
    /// An agency with all agencies below it.
    pub agency: String,
    pub audience: String,
    pub topic: String,
    pub offset: usize,
    /// How many hits are wanted, up to 100.
    pub limit: usize,
    /// Whether the filters are to be counted over everything that was found.
    pub counted: bool,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// How many services there are, on all pages.
    pub total: usize,
    /// Places in the slice that the index was built from, best first, with their scores.
    pub hits: Vec<(usize, f32)>,
    pub facets: Facets,
}

/// How many of the found services each filter would leave, most first; at most 50 of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    pub events: Vec<(String, usize)>,
    pub agencies: Vec<(String, usize)>,
    pub audiences: Vec<(String, usize)>,
    pub topics: Vec<(String, usize)>,
}

/// What a service is filtered by, as numbers of words.
#[derive(Default)]
struct Marks {
    events: Vec<u32>,
    /// The agency and all above it.
    agencies: Vec<u32>,
    audiences: Vec<u32>,
    topics: Vec<u32>,
}

/// Words and their numbers.
#[derive(Default)]
struct Names {
    numbers: HashMap<String, u32>,
    words: Vec<String>,
}

impl Names {
    fn number(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.numbers.insert(word.to_string(), number);
        self.words.push(word.to_string());
        number
    }
}

/// The fields of a document with their weights: the title most, then keywords, summary, agency, events, description.
#[derive(Clone)]
struct Weighed {
    field: Field,
    weight: f32,
}

/// An index in memory. Built anew when the country's files change.
pub struct Index {
    reader: IndexReader,
    fields: Vec<Weighed>,
    /// Every term that any service has, in the order of the letters.
    known: Vec<Known>,
    marks: Vec<Marks>,
    names: Names,
    /// The places in the order of the titles, by language; the empty language is for all others.
    orders: BTreeMap<String, Vec<u32>>,
}

impl Index {
    /// Indexes the services with the titles of their agencies and events.
    pub fn build(services: &[Service], agencies: &[Agency], events: &[LifeEvent]) -> Result<Index> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqs);
        let options = TextOptions::default().set_indexing_options(indexing);
        let weights = [
            ("title", 8.0),
            ("keywords", 4.0),
            ("summary", 2.5),
            ("agency", 2.0),
            ("events", 1.5),
            ("description", 1.0),
        ];
        let fields: Vec<Weighed> = weights
            .iter()
            .map(|(name, weight)| Weighed {
                field: schema.add_text_field(name, options.clone()),
                weight: *weight,
            })
            .collect();
        let place = schema.add_u64_field("place", FAST);
        let index = tantivy::Index::create_in_ram(schema.build());
        index.tokenizers().register(TOKENIZER, Terms);
        let mut writer = index.writer_with_num_threads(1, HEAP).map_err(Error::broken)?;
        let around = Around::new(agencies, events);
        let mut names = Names::default();
        let mut marks = Vec::with_capacity(services.len());
        for (number, service) in services.iter().enumerate() {
            let mut document = TantivyDocument::default();
            for (weighed, text) in fields.iter().zip(around.texts(service)) {
                document.add_text(weighed.field, text);
            }
            document.add_u64(place, number as u64);
            writer.add_document(document).map_err(Error::broken)?;
            marks.push(around.marks(service, &mut names));
        }
        writer.commit().map_err(Error::broken)?;
        writer.wait_merging_threads().map_err(Error::broken)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        let reader: IndexReader = reader.map_err(Error::broken)?;
        let known = known(&reader, &fields)?;
        Ok(Index { reader, fields, known, marks, names, orders: orders(services) })
    }

    /// The services that fit, best first; without a text, all that the filters leave, in the order of their titles.
    pub fn search(&self, query: &Query) -> Result<Found> {
        let limit = query.limit.min(LIMIT_MAX);
        let offset = query.offset.min(OFFSET_MAX);
        let Some(filter) = self.filter(query) else { return Ok(Found::default()) };
        let text: String = query.text.chars().take(TEXT_MAX).collect();
        let asked = tokens::asked(&text);
        if asked.is_empty() {
            // Signs without a word find nothing; nothing typed finds everything.
            if !text.trim().is_empty() {
                return Ok(Found::default());
            }
            let order = self.orders.get(&query.lang).or_else(|| self.orders.get(""));
            let places: Vec<(u32, f32)> = order
                .into_iter()
                .flatten()
                .filter(|place| self.passes(**place, &filter))
                .map(|place| (*place, 0.0))
                .collect();
            return Ok(self.found(&places, offset, limit, query.counted));
        }
        let searcher = self.reader.searcher();
        for attempt in ask::attempts(&self.fields, &self.known, &asked) {
            let all = searcher.search(&attempt, &Everything).map_err(Error::broken)?;
            let mut places: Vec<(u32, f32)> =
                all.into_iter().filter(|(place, _)| self.passes(*place, &filter)).collect();
            if places.is_empty() {
                continue;
            }
            best_first(&mut places, offset + limit);
            return Ok(self.found(&places, offset, limit, query.counted));
        }
        Ok(Found::default())
    }

    /// The numbers that a service must have; nothing when a filter names what no service has.
    fn filter(&self, query: &Query) -> Option<[Option<u32>; 4]> {
        let number = |word: &String| match word.as_str() {
            "" => Some(None),
            word => self.names.numbers.get(word).map(|number| Some(*number)),
        };
        Some([
            number(&query.event)?,
            number(&query.agency)?,
            number(&query.audience)?,
            number(&query.topic)?,
        ])
    }

    fn passes(&self, place: u32, filter: &[Option<u32>; 4]) -> bool {
        let Some(marks) = self.marks.get(place as usize) else { return false };
        let kinds = [&marks.events, &marks.agencies, &marks.audiences, &marks.topics];
        filter
            .iter()
            .zip(kinds)
            .all(|(wanted, has)| wanted.is_none_or(|number| has.contains(&number)))
    }

    fn found(&self, places: &[(u32, f32)], offset: usize, limit: usize, counted: bool) -> Found {
        let hits = places
            .iter()
            .skip(offset)
            .take(limit)
            .map(|(place, score)| (*place as usize, *score))
            .collect();
        let facets = if counted { self.facets(places) } else { Facets::default() };
        Found { total: places.len(), hits, facets }
    }

    fn facets(&self, places: &[(u32, f32)]) -> Facets {
        let count = |kind: fn(&Marks) -> &Vec<u32>| {
            let mut counts = vec![0_usize; self.names.words.len()];
            for marks in places.iter().filter_map(|(place, _)| self.marks.get(*place as usize)) {
                for number in kind(marks) {
                    if let Some(count) = counts.get_mut(*number as usize) {
                        *count += 1;
                    }
                }
            }
            let mut counts: Vec<(&String, usize)> =
                self.names.words.iter().zip(counts).filter(|(_, count)| *count > 0).collect();
            counts.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
            counts.truncate(FACETS_MAX);
            counts.into_iter().map(|(word, count)| (word.clone(), count)).collect::<Vec<_>>()
        };
        Facets {
            events: count(|marks| &marks.events),
            agencies: count(|marks| &marks.agencies),
            audiences: count(|marks| &marks.audiences),
            topics: count(|marks| &marks.topics),
        }
    }
}

/// Puts the best in order at the front, equal ones by their place, so that every search gives the same list.
fn best_first(places: &mut [(u32, f32)], wanted: usize) {
    let better = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0));
    if wanted > 0 && wanted < places.len() {
        places.select_nth_unstable_by(wanted - 1, better);
        if let Some(front) = places.get_mut(..wanted) {
            front.sort_unstable_by(better);
        }
    } else {
        places.sort_unstable_by(better);
    }
}

/// What stands around the services.
struct Around<'a> {
    agencies: HashMap<&'a str, &'a Agency>,
    events: HashMap<&'a str, &'a LifeEvent>,
}

impl<'a> Around<'a> {
    fn new(agencies: &'a [Agency], events: &'a [LifeEvent]) -> Around<'a> {
        Around {
            agencies: agencies.iter().map(|agency| (agency.id.as_str(), agency)).collect(),
            events: events.iter().map(|event| (event.id.as_str(), event)).collect(),
        }
    }

    /// The agency and those above it. A circle of agencies ends after sixteen.
    fn above(&self, id: &str) -> Vec<&'a Agency> {
        let mut line = Vec::new();
        let mut next = self.agencies.get(id);
        while let Some(agency) = next.filter(|_| line.len() < 16) {
            line.push(*agency);
            next = self.agencies.get(agency.parent.as_str());
        }
        line
    }

    /// The texts of a service in all languages, in the order of the weights.
    fn texts(&self, service: &Service) -> [String; 6] {
        let mut topics = joined(&[&service.keywords]);
        for topic in &service.topics {
            topics.push('\n');
            topics.push_str(topic);
        }
        let agency = self.above(&service.agency);
        let agency: Vec<&Text> = agency.iter().map(|agency| &agency.title).collect();
        let events = service.events.iter().filter_map(|id| self.events.get(id.as_str()));
        let events: Vec<&Text> = events.map(|event| &event.title).collect();
        [
            joined(&[&service.title]),
            topics,
            joined(&[&service.summary]),
            joined(&agency),
            joined(&events),
            joined(&[&service.description]),
        ]
    }

    fn marks(&self, service: &Service, names: &mut Names) -> Marks {
        let mut numbers = |words: &[String]| words.iter().map(|word| names.number(word)).collect();
        let mut agencies: Vec<String> =
            self.above(&service.agency).iter().map(|agency| agency.id.clone()).collect();
        if agencies.is_empty() {
            agencies.push(service.agency.clone());
        }
        Marks {
            events: numbers(&service.events),
            agencies: numbers(&agencies),
            audiences: numbers(&service.audience),
            topics: numbers(&service.topics),
        }
    }
}

fn joined(texts: &[&Text]) -> String {
    let words: Vec<&str> =
        texts.iter().flat_map(|text| text.0.values()).map(String::as_str).collect();
    words.join("\n")
}

/// Every term of the index in the order of the letters, with the fields that have it.
fn known(reader: &IndexReader, fields: &[Weighed]) -> Result<Vec<Known>> {
    let mut known: HashMap<String, Known> = HashMap::new();
    for segment in reader.searcher().segment_readers() {
        for (bit, weighed) in fields.iter().enumerate() {
            let inverted = segment.inverted_index(weighed.field).map_err(Error::broken)?;
            let mut stream = inverted.terms().stream().map_err(Error::broken)?;
            while let Some((term, info)) = stream.next() {
                let Ok(text) = std::str::from_utf8(term) else { continue };
                if !known.contains_key(text) {
                    known.insert(text.to_string(), Known::new(text));
                }
                if let Some(term) = known.get_mut(text) {
                    term.count += info.doc_freq;
                    term.fields |= 1 << bit;
                }
            }
        }
    }
    let mut known: Vec<Known> = known.into_values().collect();
    known.sort_unstable_by(|a, b| a.text.cmp(&b.text));
    Ok(known)
}

/// The order of the titles in each language that any title has, and in none of them.
fn orders(services: &[Service]) -> BTreeMap<String, Vec<u32>> {
    /// More languages than this have no order of their own.
    const LANGUAGES_MAX: usize = 32;
    let mut langs: Vec<&str> =
        services.iter().flat_map(|service| service.title.0.keys()).map(String::as_str).collect();
    langs.sort_unstable();
    langs.dedup();
    langs.truncate(LANGUAGES_MAX);
    langs.push("");
    let mut orders = BTreeMap::new();
    for lang in langs {
        let tag = Lang::new(lang);
        let mut titles: Vec<(String, u32)> = services
            .iter()
            .zip(0..)
            .map(|(service, place)| (folded(service.title.get(&tag)), place))
            .collect();
        titles.sort_unstable();
        orders.insert(lang.to_string(), titles.into_iter().map(|(_, place)| place).collect());
    }
    orders
}
