//! What differs between two versions: row by row, and line by line. Pure.
//!
//! What may not happen here: a difference that is not shown. Where it is not clear which row became which, both are shown.

use law::FaceRow;

/// The most lines or rows that are compared exactly; longer ones are shown as taken away and added.
const LINES_MAX: usize = 2_000;

/// What became of one row or line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change<T> {
    Same(T),
    Gone(T),
    New(T),
    /// Before and after.
    Changed(T, T),
}

/// The rows of two versions, in the order in which a reader meets them. Numbers of rows alone are no difference.
pub fn rows<'r>(before: &'r [FaceRow], after: &'r [FaceRow]) -> Vec<Change<&'r FaceRow>> {
    let same = |a: &&FaceRow, b: &&FaceRow| {
        (&a.cells, &a.outputs, &a.article) == (&b.cells, &b.outputs, &b.article)
    };
    paired(changes(&before.iter().collect::<Vec<_>>(), &after.iter().collect::<Vec<_>>(), same))
}

/// The lines of two texts.
pub fn lines<'t>(before: &'t str, after: &'t str) -> Vec<Change<&'t str>> {
    let (before, after): (Vec<&str>, Vec<&str>) =
        (before.lines().collect(), after.lines().collect());
    changes(&before, &after, |a, b| a == b)
}

fn changes<T: Copy>(before: &[T], after: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<Change<T>> {
    let gone = |rest: &[T]| rest.iter().map(|one| Change::Gone(*one)).collect::<Vec<_>>();
    let new = |rest: &[T]| rest.iter().map(|one| Change::New(*one)).collect::<Vec<_>>();
    if before.len().max(after.len()) > LINES_MAX {
        return [gone(before), new(after)].concat();
    }
    let lengths = lengths(before, after, &same);
    let length =
        |i: usize, j: usize| lengths.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0);
    let (mut i, mut j) = (0, 0);
    let mut found = Vec::new();
    while let (Some(a), Some(b)) = (before.get(i), after.get(j)) {
        if same(a, b) {
            found.push(Change::Same(*b));
            (i, j) = (i + 1, j + 1);
        } else if length(i + 1, j) >= length(i, j + 1) {
            found.push(Change::Gone(*a));
            i += 1;
        } else {
            found.push(Change::New(*b));
            j += 1;
        }
    }
    found.extend(gone(before.get(i..).unwrap_or_default()));
    found.extend(new(after.get(j..).unwrap_or_default()));
    found
}

/// How long the longest common rest is, from each place of the one and of the other.
fn lengths<T>(before: &[T], after: &[T], same: &impl Fn(&T, &T) -> bool) -> Vec<Vec<u32>> {
    let mut lengths = vec![vec![0_u32; after.len() + 1]; before.len() + 1];
    for (i, a) in before.iter().enumerate().rev() {
        let below = lengths.get(i + 1).cloned().unwrap_or_default();
        let Some(row) = lengths.get_mut(i) else { continue };
        let mut right = 0;
        for (j, b) in after.iter().enumerate().rev() {
            let at = |place: usize| below.get(place).copied().unwrap_or(0);
            right = if same(a, b) { at(j + 1) + 1 } else { at(j).max(right) };
            if let Some(cell) = row.get_mut(j) {
                *cell = right;
            }
        }
    }
    lengths
}

/// Rows that were taken away and rows that came at the same place are the same rows, changed, as far as they go.
fn paired<T>(changes: Vec<Change<T>>) -> Vec<Change<T>> {
    let (mut gone, mut new, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for change in changes {
        match change {
            Change::Gone(row) => gone.push(row),
            Change::New(row) => new.push(row),
            other => {
                settle(&mut gone, &mut new, &mut found);
                found.push(other);
            }
        }
    }
    settle(&mut gone, &mut new, &mut found);
    found
}

fn settle<T>(gone: &mut Vec<T>, new: &mut Vec<T>, found: &mut Vec<Change<T>>) {
    let pairs = gone.len().min(new.len());
    let both = gone.drain(..pairs).zip(new.drain(..pairs));
    found.extend(both.map(|(before, after)| Change::Changed(before, after)));
    found.extend(gone.drain(..).map(Change::Gone));
    found.extend(new.drain(..).map(Change::New));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(label: &str, cell: &str) -> FaceRow {
        let (row, article) = (label.to_string(), String::new());
        FaceRow { row, article, cells: vec![cell.into()], outputs: Vec::new() }
    }

    #[test]
    fn a_row_in_between_leaves_the_others_as_they_are() {
        let before = [row("1", "a"), row("2", "b"), row("3", "c")];
        let after = [row("1", "a"), row("2", "x"), row("3", "b"), row("4", "d")];
        let found = rows(&before, &after);
        let told: Vec<String> = found
            .iter()
            .map(|change| match change {
                Change::Same(row) => format!("={}", row.cells[0]),
                Change::Gone(row) => format!("-{}", row.cells[0]),
                Change::New(row) => format!("+{}", row.cells[0]),
                Change::Changed(a, b) => format!("{}>{}", a.cells[0], b.cells[0]),
            })
            .collect();
        assert_eq!(told, ["=a", "+x", "=b", "c>d"]);
    }

    #[test]
    fn nothing_is_lost_between_two_texts() {
        for (before, after) in
            [("", ""), ("a\nb", ""), ("", "a"), ("a\nb\nc", "c\nb\na"), ("a\na", "a")]
        {
            let found = lines(before, after);
            let of = |keep: fn(&Change<&str>) -> Option<String>| {
                found.iter().filter_map(keep).collect::<Vec<_>>().join("\n")
            };
            let old = of(|change| match change {
                Change::Same(line) | Change::Gone(line) => Some((*line).to_string()),
                _ => None,
            });
            let new = of(|change| match change {
                Change::Same(line) | Change::New(line) => Some((*line).to_string()),
                _ => None,
            });
            assert_eq!((old.as_str(), new.as_str()), (before, after));
        }
    }
}
