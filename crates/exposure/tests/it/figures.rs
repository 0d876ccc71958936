//! How much is found of a corpus, and how much that is found is right. The figures are printed with `-- --nocapture`.

use std::collections::BTreeMap;

use exposure::Confidence;

use crate::corpus::{Paper, corpus};
use crate::{document, kinds, today};

#[derive(Default)]
struct Count {
    there: usize,
    found: usize,
    wrong: usize,
}

/// What is found at least so surely, by kind, and by kind and sort.
fn counted(papers: &[Paper], least: Confidence) -> (BTreeMap<String, Count>, Vec<String>) {
    let kinds = kinds();
    let mut counts = BTreeMap::<String, Count>::new();
    let mut wrong = Vec::new();
    for paper in papers {
        let findings = kinds.find(&document(paper.name, &paper.text), today()).findings;
        let findings: Vec<_> = findings.into_iter().filter(|one| one.confidence >= least).collect();
        for truth in &paper.truths {
            let is_it = |one: &&exposure::Finding| {
                (one.kind.as_str(), one.place.line, one.place.column)
                    == (truth.kind, truth.line, truth.column)
            };
            let is_found = findings.iter().any(|one| is_it(&one));
            for name in [truth.kind.to_string(), format!("{}: {}", truth.kind, truth.sort)] {
                let count = counts.entry(name).or_default();
                count.there += 1;
                count.found += usize::from(is_found);
            }
        }
        for one in findings {
            let is_true = paper.truths.iter().any(|truth| {
                (one.kind.as_str(), one.place.line, one.place.column)
                    == (truth.kind, truth.line, truth.column)
            });
            if !is_true {
                counts.entry(one.kind.clone()).or_default().wrong += 1;
                let line = paper.text.lines().nth(one.place.line as usize - 1).unwrap_or("");
                wrong.push(format!("{} {} in {line}", one.kind, one.confidence));
            }
        }
    }
    (counts, wrong)
}

#[test]
fn nearly_everything_of_the_corpus_is_found_and_nearly_nothing_else() {
    // The points of the country's file were chosen by the figures of the first seed; the second one is a stranger to them.
    for seed in [20_201_005, 7] {
        of_seed(seed);
    }
}

fn of_seed(seed: u64) {
    let papers = corpus(seed);
    let lines: usize = papers.iter().map(|paper| paper.text.lines().count()).sum();
    assert!(lines >= 2_000);
    for least in [Confidence::Possible, Confidence::Likely] {
        let (counts, wrong) = counted(&papers, least);
        println!("at least {least}, {lines} lines:");
        for (name, count) in &counts {
            let percent = |part: usize, of: usize| part as f64 * 100.0 / of.max(1) as f64;
            let precision = percent(count.found, count.found + count.wrong);
            let recall = percent(count.found, count.there);
            println!(
                "  {name}: {} there, recall {recall:.1}, precision {precision:.1}",
                count.there
            );
        }
        for row in wrong.iter().take(12) {
            println!("    wrong: {row}");
        }
        let resident = &counts["resident-number"];
        let right = resident.found as f64 / (resident.found + resident.wrong) as f64;
        let recall = resident.found as f64 / resident.there as f64;
        let (recall_least, right_least) = match least {
            Confidence::Possible => (0.97, 0.95),
            _ => (0.80, 0.995),
        };
        assert!(recall >= recall_least, "recall of resident numbers: {recall}");
        assert!(right >= right_least, "precision of resident numbers: {right}");
    }
}
