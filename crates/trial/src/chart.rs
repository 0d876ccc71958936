//! A chart of winners and losers by group, as SVG that stands by itself: on a page, in a file, in a report.
//!
//! What may not happen here: a number that can only be seen. Every bar has its numbers as text, and the chart a table beside it.

use std::fmt::Write;

use crate::effect::Effect;

/// Bars of one grouping.
#[derive(Clone, Debug)]
pub struct Chart<'c> {
    pub title: &'c str,
    /// What the two sides are called: who loses, who gains.
    pub losers: &'c str,
    pub winners: &'c str,
    /// The name of each group and what changes for it.
    pub bars: Vec<(String, Effect)>,
}

/// All lengths are of a field of this width, which fits a phone.
const WIDTH: i64 = 360;
/// The longest bar to each side of the middle; the numbers stand beside it.
const SIDE: i64 = 130;
const ROW: i64 = 52;
const HEAD: i64 = 40;

impl Chart<'_> {
    pub fn svg(&self) -> String {
        let height = HEAD + ROW * i64::try_from(self.bars.len()).unwrap_or(0);
        let mut svg = String::new();
        let title = escaped(self.title);
        let _ = write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"100%\" role=\"img\" \
             aria-label=\"{title}\" font-family=\"sans-serif\" font-size=\"13\" fill=\"currentColor\"><title>{title}</title>"
        );
        let middle = WIDTH / 2;
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"16\" text-anchor=\"end\">{}</text><text x=\"{}\" y=\"16\">{}</text>",
            middle - 8,
            escaped(self.losers),
            middle + 8,
            escaped(self.winners)
        );
        let most = self.bars.iter().map(|(_, e)| share(e.winners, e).max(share(e.losers, e))).max();
        let most = most.unwrap_or(0).max(1);
        for (row, (label, effect)) in (0_i64..).zip(&self.bars) {
            let top = HEAD + row * ROW;
            let _ = write!(svg, "<text x=\"0\" y=\"{}\">{}</text>", top + 4, escaped(label));
            bar(&mut svg, top + 10, share(effect.losers, effect), most, true);
            bar(&mut svg, top + 10, share(effect.winners, effect), most, false);
            // A piece of the middle beside its bars: it never runs through a name.
            let _ = write!(svg, "<path d=\"M{middle} {}v24\" stroke=\"currentColor\"/>", top + 7);
        }
        svg.push_str("</svg>");
        svg
    }
}

/// Thousandths of a group.
fn share(part: u64, effect: &Effect) -> i64 {
    let share = u128::from(part) * 1_000 / u128::from(effect.members.max(1));
    i64::try_from(share).unwrap_or(0)
}

fn bar(svg: &mut String, top: i64, thousandths: i64, most: i64, is_left: bool) {
    let length = (thousandths * SIDE / most).max(i64::from(thousandths > 0));
    let middle = WIDTH / 2;
    let percent = format!("{}.{}%", thousandths / 10, thousandths % 10);
    let (x, text, anchor, colour) = match is_left {
        true => (middle - length, middle - length - 4, "end", "#c2410c"),
        false => (middle, middle + length + 4, "start", "#1d6fd1"),
    };
    let _ = write!(
        svg,
        "<rect x=\"{x}\" y=\"{top}\" width=\"{length}\" height=\"18\" fill=\"{colour}\"/>\
         <text x=\"{text}\" y=\"{}\" text-anchor=\"{anchor}\">{percent}</text>",
        top + 14
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_stay_on_their_field_and_names_are_only_text() {
        let mut half = Effect::default();
        half.add(0, 1, false);
        half.add(1, 0, false);
        let bars = vec![("<b>".to_string(), half), ("none".to_string(), Effect::default())];
        let chart = Chart { title: "a & b", losers: "lose", winners: "gain", bars };
        let svg = chart.svg();
        assert!(svg.contains("a &amp; b") && svg.contains("&lt;b&gt;") && !svg.contains("<b>"));
        assert!(svg.contains("x=\"50\" y=\"50\" width=\"130\""), "{svg}");
        assert_eq!(svg.matches("50.0%").count(), 2);
        assert_eq!(svg.matches("0.0%").count(), 4);
    }
}
