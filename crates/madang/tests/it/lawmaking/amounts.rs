//! Values of parameters and brackets of scales, and several changes in one proposal.

use country::Subject;
use courtyard::proposals::{self, Stage};
use courtyard::{Actor, View};
use vocabulary::Day;

use super::{MORE, Node, again, on_both};

const MONTHLY: &str = "/law-desk/parameters/child_allowance_monthly";
const SCALE: &str = "/law-desk/scales/late_fee";

impl Node {
    /// A proposal of a new monthly amount.
    pub(super) fn monthly(&self, from: &str, amount: &str) -> String {
        self.begin(MONTHLY, &self.fields(from, &[("cell-0-0", amount)]))
    }

    pub(super) fn publish(&self, proposal: &str) {
        assert_eq!(self.submit("haram", proposal).0, 303);
        let (status, page) = self.review("hanbyeol", proposal, "publish", "As voted.");
        assert_eq!(status, 303, "{page}");
    }

    /// The days of something's versions.
    fn days(&self, subject: &Subject) -> Vec<String> {
        let days = subject.days(self.house.country().law());
        days.into_iter().map(|day| day.to_string()).collect()
    }

    fn stage(&self, proposal: &str) -> Stage {
        let id = proposal.rsplit('/').next().unwrap().to_string();
        let read = move |view: &mut View<'_>| proposals::of(view, &id);
        self.house.view_now(&Actor::system(), read).unwrap().stage
    }
}

fn monthly() -> Subject {
    Subject::Parameter("child_allowance_monthly".into())
}

/// The fields of brackets, each with how it begins, its threshold, its rate and its amount.
fn brackets<'b>(rows: &[[&'b str; 4]]) -> Vec<(String, &'b str)> {
    let cells = rows.iter().enumerate().flat_map(|(n, cells)| {
        cells.iter().enumerate().map(move |(place, cell)| (format!("cell-{n}-{place}"), *cell))
    });
    cells.collect()
}

#[test]
fn a_published_amount_is_paid_from_its_day_on_and_not_before() {
    on_both(|node| {
        let proposal = node.monthly("2026-12-01", "130,000");
        let (_, page) = node.get("hanbyeol", &proposal);
        for said in ["No mistakes", "100,000 won", "130,000 won", "+ value = 130000"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        node.publish(&proposal);
        assert_eq!(node.days(&monthly()), ["2018-09-01", "2026-12-01"]);

        let before = node.apply("haneul");
        node.on("2026-12-01");
        let after = node.apply("haneul");
        assert_eq!((before.1.as_str(), after.1.as_str()), ("granted", "granted"));
        // Anybody can read and see it, and a node that opens later derives both decisions again.
        let (_, page) = node.get("", "/law/child_allowance");
        assert!(page.contains("130,000 won since 1 December 2026"), "{page}");
        assert!(page.contains("<polyline"), "{page}");
        let later = node.another();
        assert_eq!(later.days(&monthly()), node.days(&monthly()));
        for (number, amount) in [(&before.0, 100_000), (&after.0, 130_000)] {
            let (derived, stored) = again(node, later.house.country(), number);
            assert_eq!(derived, stored);
            assert_eq!(stored["trace"]["parameters"][0]["value"], amount, "{stored}");
        }
        node.verify();
    });
}

#[test]
fn a_value_of_each_kind_is_changed_in_its_own_words() {
    on_both(|node| {
        for (name, changes, written) in [
            ("late_from", vec![("cell-0-0", "2027-02-01")], "value = \"2027-02-01\""),
            ("late_counts", vec![("cell-0-0", "no")], "value = false"),
            ("late_share", vec![("cell-0-0", "5.25")], "value = \"5.25\""),
            (
                "late_zones",
                vec![
                    ("rows", "3"),
                    ("cell-0-0", "north"),
                    ("cell-1-0", "e|\"t"),
                    ("cell-2-0", "w"),
                ],
                "value = [\"north\", \"e|\\\"t\", \"w\"]",
            ),
        ] {
            let path = format!("/law-desk/parameters/{name}");
            let (status, form) = node.get("haram", &path);
            assert!(status == 200 && form.contains("cell-0-0"), "{name}: {form}");
            let proposal = node.begin(&path, &node.fields("2027-01-01", &changes));
            node.publish(&proposal);
            let (_, file) = node.get("", "/law/late/amounts");
            assert!(file.contains(written), "{name}: {file}");
            // The draft is shown again as it was typed.
            let (_, page) = node.get("haram", &proposal);
            assert!(page.contains("Published"), "{page}");
        }
        // A list grows and shrinks in the form without a script.
        let add = [("rows", "1"), ("cell-0-0", "north"), ("do", "add-1")];
        let (status, form) =
            node.post("haram", "/law-desk/parameters/late_zones", &node.fields("2027-06-01", &add));
        assert!(status == 200 && form.contains("name=\"cell-1-0\""), "{form}");
    });
}

#[test]
fn new_brackets_apply_from_their_day() {
    on_both(|node| {
        let rows =
            [["from", "0", "", "50"], ["above", "7", "0.25", ""], ["above", "1,400", "", "9"]];
        let cells = brackets(&rows);
        let mut changes: Vec<(&str, &str)> =
            cells.iter().map(|(name, value)| (name.as_str(), *value)).collect();
        changes.push(("rows", "3"));
        let proposal = node.begin(SCALE, &node.fields("2027-01-01", &changes));
        let (_, page) = node.get("hanbyeol", &proposal);
        assert!(page.contains("No mistakes") && page.contains("above 1,400: 9"), "{page}");
        node.publish(&proposal);
        let law = node.house.country().law();
        let scale = law.scale("late_fee").unwrap();
        let gives = |day: &str, count: i64| {
            let dated = scale.on(day.parse::<Day>().unwrap()).unwrap();
            scale.apply(dated, count.into()).unwrap().to_string()
        };
        assert_eq!([gives("2026-12-31", 0), gives("2027-01-01", 0)], ["0", "50"]);
        assert_eq!([gives("2026-12-31", 8), gives("2027-01-01", 8)], ["104", "2"]);
    });
}

/// What is sent to which form, the field that is wrong, and what is said there in English and in Korean. A cell is written as
/// `row-place=text`.
const WRONG: [(&str, &str, &str, [&str; 2]); 12] = [
    ("parameters/child_allowance_monthly", "0-0=", "cell-0-0", MISSING),
    ("parameters/child_allowance_monthly", "0-0=lots", "cell-0-0", NO_AMOUNT),
    ("parameters/child_allowance_monthly", "0-0=1000.50", "cell-0-0", NO_AMOUNT),
    ("parameters/child_allowance_monthly", "0-0=10,00", "cell-0-0", NO_AMOUNT),
    ("parameters/late_share", "0-0=4,5", "cell-0-0", ["number in digits", "수를 숫자로"]),
    ("parameters/late_from", "0-0=2027-02-30", "cell-0-0", ["of the calendar", "달력에 있는"]),
    ("parameters/late_counts", "", "cell-0-0", MISSING),
    ("parameters/late_zones", "0-0=a 1-0=", "cell-1-0", MISSING),
    (
        "scales/late_fee",
        "0-0=from 0-1=5 0-2=1 1-0=above 1-1=5 1-2=1",
        "cell-1-1",
        ["brackets rise", "차례로 커집니다"],
    ),
    ("scales/late_fee", "0-0=from 0-1=5", "cell-0-2", MISSING),
    ("scales/late_fee", "0-0=over 0-1=5 0-2=1", "cell-0-0", MISSING),
    ("scales/late_fee", "0-0=from 0-1=five 0-2=1", "cell-0-1", ["number in digits", "수를 숫자로"]),
];
const MISSING: [&str; 2] = ["Enter a value.", "값을 적어"];
const NO_AMOUNT: [&str; 2] = ["amount of money in digits", "금액을 숫자로"];

#[test]
fn what_is_wrong_with_a_value_is_told_at_its_field_in_both_languages() {
    on_both(|node| {
        let told = |path: &str, fields: &[(String, String)], field: &str, says: [&str; 2]| {
            for (lang, said) in ["en", "ko"].into_iter().zip(says) {
                let path = format!("/law-desk/{path}?lang={lang}");
                let (status, page) = node.post("haram", &path, fields);
                assert_eq!(status, 422, "{path}: {fields:?}");
                for there in [&format!("id=\"{field}-error\""), &format!("href=\"#{field}\""), said]
                {
                    assert!(page.contains(there), "{path} {there}: {page}");
                }
                // What was typed is not lost.
                assert!(page.contains("The budget of next year"), "{path}");
            }
        };
        for (path, cells, field, says) in WRONG {
            let cells = cells.split(' ').filter_map(|cell| cell.split_once('='));
            let cells = cells.map(|(place, text)| (format!("cell-{place}"), text.to_string()));
            let mut fields = node.fields("2027-01-01", &[]);
            fields.extend(cells);
            let rows = if fields.iter().any(|(name, _)| name == "cell-1-0") { "2" } else { "1" };
            fields.push(("rows".into(), rows.into()));
            told(path, &fields, field, says);
        }
        let late = [("cell-0-0", "4"), ("promulgated-year", "2027")];
        let says = ["before the first day", "시행일이나"];
        told("parameters/late_share", &node.fields("2027-01-01", &late), "promulgated", says);
        let (_, desk) = node.get("haram", "/law-desk");
        assert!(desk.contains("Nothing is proposed."), "nothing of it was kept");
    });
}

#[test]
fn what_is_no_form_of_it_and_what_is_nowhere_is_told_so() {
    on_both(|node| {
        for fields in [&[("rows", "99999999999")][..], &[("rows", "0")], &[("rows", "x")], &[]] {
            let fields = node.fields("2027-01-01", fields);
            assert_eq!(node.post("haram", SCALE, &fields).0, 422);
        }
        for path in ["parameters/nothing", "scales/late_share", "laws/x"] {
            assert_eq!(node.get("haram", &format!("/law-desk/{path}")).0, 404, "{path}");
        }
    });
}

#[test]
fn an_amount_and_the_table_that_pays_it_are_one_proposal() {
    on_both(|node| {
        let proposal = node.monthly("2027-01-01", "130,000");
        let (_, more) = node.get("haram", &format!("{proposal}/more"));
        let table = format!("{proposal}/tables/child_allowance");
        assert!(more.contains(&format!("href=\"{table}\"")), "{more}");
        // The days and the reason are those of the first change, until somebody writes others.
        let (_, form) = node.get("haram", &table);
        assert!(form.contains("The budget of next year") && form.contains("value=\"2027\""));
        let rows: Vec<(String, String)> = {
            let law = node.house.country().law().versions("child_allowance").last().unwrap();
            let cells = law.face().rows.iter().enumerate().flat_map(|(n, row)| {
                let cells = row.cells.iter().chain(&row.outputs).enumerate();
                cells.map(move |(place, cell)| (format!("cell-{n}-{place}"), cell.clone()))
            });
            cells.collect()
        };
        let mut fields = node.fields("2027-01-01", &[("rows", "7")]);
        fields.extend(rows);
        fields.retain(|(name, _)| name != "cell-5-7");
        fields.push(("cell-5-7".into(), "child_allowance_monthly * 2".into()));
        assert_eq!(node.post("haram", &table, &fields).0, 303);

        let (_, page) = node.get("hanbyeol", &proposal);
        assert!(page.contains("and 1 more change") && page.contains("130,000 won"), "{page}");
        assert!(page.contains("child_allowance_monthly * 2"), "{page}");
        assert!(!page.contains("/removal"), "only its author is shown how to undo it");
        node.publish(&proposal);
        let days = [monthly(), Subject::Table("child_allowance".into())].map(|s| node.days(&s));
        assert_eq!(days, [["2018-09-01", "2027-01-01"], ["2018-09-01", "2027-01-01"]]);
    });
}

#[test]
fn a_draft_is_discarded_and_a_change_taken_out_by_the_author_alone() {
    on_both(|node| {
        let proposal = node.monthly("2027-01-01", "130,000");
        let share = format!("{proposal}/parameters/late_share");
        let fields = node.fields("2027-01-01", &[("cell-0-0", "5")]);
        assert_eq!(node.post("hanbyeol", &share, &fields).0, 422);
        assert_eq!(node.post("haram", &share, &fields).0, 303);
        let removal = format!("{share}/removal");
        assert_eq!(node.post("chorong", &removal, &[]).0, 403);
        assert_eq!(node.post("hanbyeol", &removal, &[]).0, 422);
        assert_eq!(node.post("haram", &removal, &[]).0, 303);
        let last = format!("{proposal}/parameters/child_allowance_monthly/removal");
        let (status, page) = node.post("haram", &last, &[]);
        assert!(status == 422 && page.contains("Discard the draft instead."), "{page}");

        let discard = format!("{proposal}/removal");
        for (who, status) in [("chorong", 403), ("hanbyeol", 422), ("haram", 303), ("haram", 422)] {
            assert_eq!(node.post(who, &discard, &[]).0, status, "{who}");
        }
        assert_eq!(node.stage(&proposal), Stage::Discarded);
        let (_, page) = node.get("haram", &proposal);
        assert!(page.contains("Discarded") && !page.contains("/submission"), "{page}");
        let (_, desk) = node.get("haram", "/law-desk");
        assert!(desk.contains("Nothing is proposed."), "{desk}");
        assert_eq!(node.submit("haram", &proposal).0, 422);
        node.verify();
    });
}

#[test]
fn a_value_that_another_one_overtook_goes_back() {
    on_both(|node| {
        let [first, second] = ["2026-12-01", "2027-01-01"].map(|day| node.monthly(day, "130,000"));
        assert_eq!(node.submit("haram", &second).0, 303);
        node.publish(&first);
        let (status, page) = node.review("hanbyeol", &second, "publish", "");
        assert!(status == 422 && page.contains("Another version was published"), "{page}");
        // The author takes it back and writes it over the value that came in between.
        assert_eq!(node.review("hanbyeol", &second, "return", "There is a newer one.").0, 303);
        assert_eq!(node.post("haram", &format!("{second}/removal"), &[]).0, 303);
        let third = node.monthly("2027-01-01", "140,000");
        assert!(node.get("hanbyeol", &third).1.contains("130,000 won"), "it follows the newer one");
        node.publish(&third);
        assert_eq!(node.days(&monthly()), ["2018-09-01", "2026-12-01", "2027-01-01"]);
    });
}

/// Whoever takes what was published over into the country's files, word for word, loses nothing and gains nothing.
#[test]
fn a_published_value_may_stand_in_the_files_too() {
    on_both(|node| {
        let share = |value: &str| {
            let fields =
                node.fields("2027-01-01", &[("cell-0-0", value), ("article", "Act of 2026")]);
            node.begin("/law-desk/parameters/late_share", &fields)
        };
        node.publish(&share("5.5"));
        let (_, file) = node.get("", "/law/late/amounts");
        let later = node.another_of(&[("late.toml", &file)]).unwrap();
        let law = [node, &later].map(|node| node.house.country().law().parameter("late_share"));
        let values = law.map(|parameter| {
            let values = parameter.unwrap().values.iter();
            values.map(|v| (v.from, v.value.clone(), v.article.clone())).collect::<Vec<_>>()
        });
        assert_eq!(values[0], values[1]);
        assert_eq!(values[0].len(), 2);
        assert_eq!(later.get("", "/law/late/amounts").1, file);

        // Another value for the same day, or no such parameter any more, and the house stays closed and says why.
        let other = file.replace("\"5.5\"", "\"5.6\"");
        let gone = MORE.replace("late_share", "late_part");
        for (file, says) in
            [(other, "two values from 2027-01-01"), (gone, "no parameter `late_share`")]
        {
            let told = match node.another_of(&[("late.toml", &file)]) {
                Ok(_) => panic!("it opened"),
                Err(error) => format!("{error:#}"),
            };
            assert!(told.contains(says) && told.contains("published/2027-01-01"), "{told}");
        }
    });
}
