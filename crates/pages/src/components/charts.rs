//! Charts drawn on the server, as SVG with lengths in percent: sharp and readable on any screen.
//!
//! What may not happen here: a number that can only be seen. The bar chart is a table; the line chart has one beside it, and
//! whoever shows a step chart puts one there.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::frame::Frame;

/// A named value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    pub label: String,
    pub value: i64,
}

impl Point {
    pub fn new(label: &str, value: i64) -> Point {
        Point { label: label.into(), value }
    }
}

/// A table with a bar in each row. Values below nothing have no bar.
#[derive(Template)]
#[template(path = "components/bar_chart.html")]
pub struct BarChart<'a> {
    pub frame: &'a Frame,
    pub title: String,
    /// What the rows are and what is counted: the two headers.
    pub of: String,
    pub unit: String,
    pub points: Vec<Point>,
}

impl BarChart<'_> {
    /// The length of a bar, in percent of the longest.
    fn percent(&self, point: &Point) -> i64 {
        let most = self.points.iter().map(|p| p.value).max().unwrap_or(0);
        share(point.value, most, 100)
    }
}

/// A line through values in their order, with its table.
#[derive(Template)]
#[template(path = "components/line_chart.html")]
pub struct LineChart<'a> {
    pub frame: &'a Frame,
    pub title: String,
    pub of: String,
    pub unit: String,
    pub points: Vec<Point>,
}

impl LineChart<'_> {
    fn most(&self) -> i64 {
        self.points.iter().map(|p| p.value).max().unwrap_or(0).max(0)
    }

    /// The corners of the line on a field of 1,000 by 400, from nothing at the bottom to the most at the top.
    fn corners(&self) -> String {
        let last = i64::try_from(self.points.len().saturating_sub(1)).unwrap_or(i64::MAX);
        let most = self.most();
        let mut corners = String::new();
        for (place, point) in (0_i64..).zip(&self.points) {
            let (x, y) = (share(place, last, 1000), 400 - share(point.value, most, 400));
            corners.push_str(&format!("{x},{y} "));
        }
        corners.trim_end().to_string()
    }

    fn first_label(&self) -> &str {
        self.points.first().map_or("", |p| &p.label)
    }

    fn last_label(&self) -> &str {
        self.points.last().map_or("", |p| &p.label)
    }
}

/// From when something is how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// In days from the first step.
    pub at: i64,
    pub height: i64,
}

/// A line in steps: what holds from a day until the next one. Its values stand in a table beside it.
#[derive(Template)]
#[template(path = "components/step_chart.html")]
pub struct StepChart {
    /// What is drawn, and how much it is now.
    pub title: String,
    /// The most, as people write it.
    pub most: String,
    /// The first and the last day.
    pub first: String,
    pub last: String,
    /// In their order.
    pub steps: Vec<Step>,
    /// Where the line ends, in days from the first step.
    pub end: i64,
}

impl StepChart {
    /// As `LineChart`: each step begins at the height of the one before it.
    fn corners(&self) -> String {
        let most = self.steps.iter().map(|step| step.height).max().unwrap_or(0);
        let y = |step: &Step| 400 - share(step.height, most, 400);
        let ends = self.steps.iter().skip(1).map(|next| next.at).chain([self.end]);
        let corners = self.steps.iter().zip(ends).map(|(step, end)| {
            let [from, to] = [step.at, end].map(|at| share(at, self.end, 1000));
            format!("{from},{0} {to},{0}", y(step))
        });
        corners.collect::<Vec<_>>().join(" ")
    }
}

/// `part` of `whole`, of `scale`: from 0 to `scale`, whatever the numbers are.
fn share(part: i64, whole: i64, scale: i64) -> i64 {
    if whole <= 0 || part <= 0 {
        return 0;
    }
    let share = i128::from(part.min(whole)) * i128::from(scale) / i128::from(whole);
    i64::try_from(share).unwrap_or(scale)
}

impl HtmlSafe for BarChart<'_> {}
impl HtmlSafe for LineChart<'_> {}
impl HtmlSafe for StepChart {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use vocabulary::Lang;

    use super::*;
    use crate::texts::Texts;

    fn frame() -> Frame {
        Frame::new(Arc::new(Texts::house().unwrap()), Lang::new("en"), "")
    }

    #[test]
    fn the_longest_bar_is_the_whole_width() {
        let frame = frame();
        let points = vec![Point::new("a", 50), Point::new("b", 200), Point::new("c", -3)];
        let title = "Cases".to_string();
        let chart =
            BarChart { frame: &frame, title, of: "Month".into(), unit: "Cases".into(), points };
        let lengths: Vec<i64> = chart.points.iter().map(|p| chart.percent(p)).collect();
        assert_eq!(lengths, [25, 100, 0]);
        let html = chart.render().unwrap();
        assert!(html.contains("<caption") && html.contains("width=\"25%\""));
    }

    #[test]
    fn a_line_goes_from_edge_to_edge() {
        let frame = frame();
        let points = vec![Point::new("a", 0), Point::new("b", 5), Point::new("c", 10)];
        let title = "Cases".to_string();
        let mut chart =
            LineChart { frame: &frame, title, of: "Month".into(), unit: "Cases".into(), points };
        assert_eq!(chart.corners(), "0,400 500,200 1000,0");
        chart.points.clear();
        assert_eq!(chart.corners(), "");
        assert!(chart.render().is_ok());
    }

    #[test]
    fn a_step_holds_until_the_next_one() {
        let [title, most, first, last] = ["Amount", "20", "then", "now"].map(String::from);
        let step = |(at, height)| Step { at, height };
        let steps = [(0, 10), (50, 20), (75, 0)].map(step).to_vec();
        let mut chart = StepChart { title, most, first, last, steps, end: 100 };
        assert_eq!(chart.corners(), "0,200 500,200 500,0 750,0 750,400 1000,400");
        chart.steps.clear();
        assert_eq!(chart.corners(), "");
        assert!(chart.render().is_ok());
    }

    proptest! {
        #[test]
        fn a_share_never_leaves_its_scale(part: i64, whole: i64) {
            prop_assert!((0..=100).contains(&share(part, whole, 100)));
        }
    }
}
