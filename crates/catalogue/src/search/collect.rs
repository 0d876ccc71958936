//! Everything that a question found, by the place of the service.
//!
//! What may not happen here: nothing is put in order or left out; that is done when the filters are known.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

pub(super) struct Everything;

pub(super) struct Segment {
    places: Column<u64>,
    found: Vec<(u32, f32)>,
}

impl Collector for Everything {
    type Fruit = Vec<(u32, f32)>;
    type Child = Segment;

    fn for_segment(&self, _: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<Segment> {
        Ok(Segment { places: segment.fast_fields().u64("place")?, found: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Vec<(u32, f32)>>) -> tantivy::Result<Vec<(u32, f32)>> {
        Ok(fruits.into_iter().flatten().collect())
    }
}

impl SegmentCollector for Segment {
    type Fruit = Vec<(u32, f32)>;

    fn collect(&mut self, doc: DocId, score: Score) {
        if let Some(place) = self.places.first(doc).and_then(|place| u32::try_from(place).ok()) {
            self.found.push((place, score));
        }
    }

    fn harvest(self) -> Vec<(u32, f32)> {
        self.found
    }
}
