//! What flows into what, drawn from left to right as SVG: columns of boxes with lines between them; some stand above the others.
//!
//! What may not happen here: something that can only be seen. Whoever shows a diagram has the same as text beside it; colours
//! are those of the page, so that it is read in any mode.

use askama::Template;
use askama::filters::HtmlSafe;

/// How wide a box is, and how far they stand from each other, in pixels.
const BOX: i64 = 188;
const ASIDE: i64 = 72;
const BELOW: i64 = 14;
const EDGE: i64 = 12;
/// A line of text, and how many signs of full width stand in it, in hundredths.
const LINE: i64 = 18;
const SIGNS: i64 = 1_280;
/// The most lines of a name, and of the notes below it.
const NAME_LINES: usize = 3;
const NOTE_LINES: usize = 8;

/// A box.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// What it is, in a small line above its name.
    pub kind: String,
    pub name: String,
    pub notes: String,
    pub look: Look,
    pub column: usize,
    /// The boxes from which lines lead to it, by place.
    pub sources: Vec<usize>,
}

/// How a box looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// Round: given from outside.
    Given,
    /// Dashed, above the others of its column.
    Above,
    #[default]
    Plain,
    /// With a strong rim.
    Strong,
}

/// A diagram. `id` begins the ids within it; `described_by` is the id of the same as text.
#[derive(Template)]
#[template(path = "components/diagram.html")]
pub struct Diagram {
    id: String,
    title: String,
    described_by: String,
    width: i64,
    height: i64,
    boxes: Vec<Drawn>,
    lines: Vec<Line>,
    /// Alone in a file it brings its own colours.
    alone: bool,
}

#[derive(Clone, Debug, Default)]
struct Drawn {
    x: i64,
    y: i64,
    height: i64,
    kind: String,
    name: Vec<String>,
    notes: Vec<String>,
    look: Look,
}

struct Line {
    path: String,
    tip: String,
}

impl Diagram {
    pub fn new(id: &str, title: &str, described_by: &str, nodes: &[Node]) -> Diagram {
        let mut boxes: Vec<Drawn> = nodes.iter().map(Drawn::of).collect();
        let columns = in_order(nodes);
        let height = stack(&mut boxes, &columns);
        let lines = nodes.iter().enumerate().flat_map(|(place, node)| {
            let boxes = &boxes;
            node.sources
                .iter()
                .filter_map(move |from| Some(Line::between(boxes.get(*from)?, boxes.get(place)?)))
        });
        let lines = lines.collect();
        let columns = i64::try_from(columns.len()).unwrap_or(i64::MAX);
        Diagram {
            id: id.to_string(),
            title: title.to_string(),
            described_by: described_by.to_string(),
            width: 2 * EDGE + columns.saturating_mul(BOX + ASIDE).saturating_sub(ASIDE),
            height,
            boxes,
            lines,
            alone: false,
        }
    }

    /// The text of a file of its own, whose background and colours follow the reader's mode.
    pub fn file(mut self) -> String {
        self.alone = true;
        self.described_by.clear();
        self.render().unwrap_or_default()
    }
}

impl Drawn {
    fn of(node: &Node) -> Drawn {
        let (name, notes) = (wrapped(&node.name, NAME_LINES), wrapped(&node.notes, NOTE_LINES));
        let lines = i64::try_from(1 + name.len() + notes.len()).unwrap_or(i64::MAX);
        let column = i64::try_from(node.column).unwrap_or(i64::MAX);
        Drawn {
            x: EDGE + column.saturating_mul(BOX + ASIDE),
            y: 0,
            height: lines * LINE + 16,
            kind: node.kind.clone(),
            name,
            notes,
            look: node.look,
        }
    }

    fn width(&self) -> i64 {
        BOX
    }

    fn middle(&self) -> i64 {
        self.y + self.height / 2
    }

    fn rim(&self) -> (&'static str, &'static str, i64) {
        match self.look {
            Look::Given => ("1.5", "", 18),
            Look::Above => ("1.5", "6 4", 4),
            Look::Plain => ("1.5", "", 4),
            Look::Strong => ("3", "", 4),
        }
    }

    fn x_of_text(&self) -> i64 {
        self.x + EDGE
    }

    fn y_of_kind(&self) -> i64 {
        self.y + 20
    }

    /// A line of the name, counted from 1.
    fn y_of_name(&self, line: &usize) -> i64 {
        self.y_of_kind() + LINE * i64::try_from(*line).unwrap_or(0)
    }

    /// A line of the notes, which follow the name.
    fn y_of_note(&self, line: &usize) -> i64 {
        self.y_of_name(&(self.name.len() + line))
    }
}

impl Line {
    /// From the right side of a box to the left side of one further on; within a column around the left.
    fn between(from: &Drawn, to: &Drawn) -> Line {
        let (y, end) = (from.middle(), to.middle());
        let path = if from.x < to.x {
            let (start, reach) = (from.x + BOX, (to.x - from.x - BOX) / 2);
            format!("M{start} {y}C{} {y} {} {end} {} {end}", start + reach, to.x - reach, to.x - 7)
        } else {
            let out = to.x - ASIDE / 2;
            format!("M{} {y}C{out} {y} {out} {end} {} {end}", from.x, to.x - 7)
        };
        Line { path, tip: format!("M{} {end}l-8 -4v8z", to.x) }
    }
}

/// The boxes of each column: those above, then the others, each near those that lead to it, so that lines cross as little as
/// they can.
fn in_order(nodes: &[Node]) -> Vec<Vec<usize>> {
    let mut ranks: Vec<i64> = vec![0; nodes.len()];
    let columns = nodes.iter().map(|node| node.column + 1).max().unwrap_or(0);
    let mut ordered = Vec::new();
    for column in 0..columns {
        let here = nodes.iter().enumerate().filter(|(_, node)| node.column == column);
        let mut here: Vec<(bool, i64, usize)> = here
            .map(|(place, node)| {
                let of = node.sources.iter().filter_map(|source| ranks.get(*source));
                let (sum, count) = of.fold((0, 0), |(sum, count), rank| (sum + rank, count + 1));
                let rank = if count == 0 { 0 } else { sum / count };
                (node.look != Look::Above, rank, place)
            })
            .collect();
        here.sort_unstable();
        for (rank, (.., place)) in (0_i64..).zip(&here) {
            if let Some(own) = ranks.get_mut(*place) {
                *own = rank * 1_000;
            }
        }
        ordered.push(here.into_iter().map(|(.., place)| place).collect());
    }
    ordered
}

/// Puts the boxes of each column below each other, all columns around one middle; answers how high it all is.
fn stack(boxes: &mut [Drawn], columns: &[Vec<usize>]) -> i64 {
    let height = |boxes: &[Drawn], column: &[usize]| {
        let heights = column.iter().filter_map(|place| Some(boxes.get(*place)?.height + BELOW));
        heights.sum::<i64>() - BELOW
    };
    let tallest = columns.iter().map(|column| height(boxes, column)).max().unwrap_or(0);
    for column in columns {
        let mut y = EDGE + (tallest - height(boxes, column)) / 2;
        for place in column {
            if let Some(drawn) = boxes.get_mut(*place) {
                drawn.y = y;
                y += drawn.height + BELOW;
            }
        }
    }
    tallest + 2 * EDGE
}

/// A text in lines that fit a box. Signs of Latin count for half a Korean one, roughly; what is too long ends in an ellipsis.
fn wrapped(text: &str, lines_max: usize) -> Vec<String> {
    let wide = |c: char| if c.is_ascii() { 57 } else { 100 };
    let mut lines: Vec<String> = Vec::new();
    let (mut line, mut width) = (String::new(), 0);
    for word in text.split_whitespace() {
        let length: i64 = word.chars().map(wide).sum();
        if width > 0 && width + 57 + length > SIGNS {
            lines.push(std::mem::take(&mut line));
            width = 0;
        }
        if width > 0 {
            line.push(' ');
            width += 57;
        }
        for c in word.chars() {
            if width + wide(c) > SIGNS {
                lines.push(std::mem::take(&mut line));
                width = 0;
            }
            line.push(c);
            width += wide(c);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    if lines.len() > lines_max {
        lines.truncate(lines_max);
        if let Some(last) = lines.last_mut() {
            last.pop();
            last.push('…');
        }
    }
    lines
}

impl HtmlSafe for Diagram {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn node(name: &str, column: usize, look: Look, sources: &[usize]) -> Node {
        let (kind, notes) = ("kind".to_string(), String::new());
        Node { kind, name: name.into(), notes, look, column, sources: sources.to_vec() }
    }

    #[test]
    fn every_box_and_every_line_is_drawn_and_no_box_covers_another() {
        let nodes = [
            node("register", 0, Look::Given, &[]),
            node("answers", 0, Look::Given, &[]),
            node("amount", 1, Look::Above, &[]),
            node("another <amount>", 1, Look::Above, &[]),
            node("age", 1, Look::Plain, &[0, 2]),
            node("near", 2, Look::Plain, &[4, 1, 3]),
            node("table", 3, Look::Strong, &[4, 5]),
        ];
        let diagram = Diagram::new("d", "What & why", "text", &nodes);
        let boxes = &diagram.boxes;
        for (n, a) in boxes.iter().enumerate() {
            assert!(a.x >= 0 && a.x + BOX <= diagram.width && a.y + a.height <= diagram.height);
            for b in boxes.iter().skip(n + 1).filter(|b| a.x == b.x) {
                assert!(a.y + a.height < b.y || b.y + b.height < a.y, "{} {}", a.y, b.y);
            }
        }
        let svg = diagram.render().unwrap();
        assert_eq!((svg.matches("<rect").count(), svg.matches("marker").count()), (7, 0));
        assert_eq!(svg.matches("<path").count(), 2 * 7);
        assert!(svg.contains("aria-labelledby=\"d-title\" aria-describedby=\"text\""), "{svg}");
        assert!(svg.contains("What &#38; why") && svg.contains("&#60;amount&#62;"), "{svg}");
        assert!(!svg.contains("<style"), "a page has its own colours");
        let again = Diagram::new("d", "What & why", "text", &nodes);
        assert_eq!(again.render().unwrap(), svg, "the same twice");
        assert!(again.file().contains("<style"));
    }

    #[test]
    fn names_are_cut_into_lines() {
        assert_eq!(
            wrapped("아동수당 지급 여부와 지급 금액", 3),
            ["아동수당 지급 여부와 지급", "금액"]
        );
        assert_eq!(wrapped("", 3), Vec::<String>::new());
        assert_eq!(wrapped(&"a".repeat(100), 2).len(), 2);
        assert!(wrapped(&"a".repeat(100), 2)[1].ends_with('…'));
    }

    proptest! {
        #[test]
        fn any_text_fits_its_box(text in ".{0,200}", lines in 1_usize..6) {
            let lines_of = wrapped(&text, lines);
            prop_assert!(lines_of.len() <= lines);
            prop_assert!(lines_of.iter().all(|line| line.chars().count() <= 24));
        }
    }
}
