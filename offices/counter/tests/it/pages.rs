//! The officer's pages over HTTP: who is let in, what is kept when something is refused, many cases at once, the export.

use std::pin::Pin;

use axum::http::{StatusCode, header};
use courtyard::cases::{self, NewCase, State};
use courtyard::{Tx, View};
use futures_core::Stream;
use serde_json::json;

use crate::support::{TestHouse, on_both, runtime};

const MOVE: &str = "move-in-report";

#[test]
fn every_page_of_the_desk_lets_in_its_own_officers_only() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        let number = &case.number;
        let rows = [
            ("/office".to_string(), StatusCode::OK, StatusCode::OK),
            ("/office/madang-civil".into(), StatusCode::OK, StatusCode::FORBIDDEN),
            ("/office/madang-civil?state=late".into(), StatusCode::OK, StatusCode::FORBIDDEN),
            ("/office/madang-civil/export.csv".into(), StatusCode::OK, StatusCode::FORBIDDEN),
            (
                format!("/office/madang-civil/decisions?case={number}"),
                StatusCode::OK,
                StatusCode::FORBIDDEN,
            ),
            (format!("/office/cases/{number}"), StatusCode::OK, StatusCode::NOT_FOUND),
            (
                format!("/office/cases/{number}/documents/none"),
                StatusCode::NOT_FOUND,
                StatusCode::NOT_FOUND,
            ),
            ("/office/nowhere".into(), StatusCode::NOT_FOUND, StatusCode::NOT_FOUND),
            (
                "/office/madang-civil?state=nonsense".into(),
                StatusCode::NOT_FOUND,
                StatusCode::NOT_FOUND,
            ),
        ];
        for (path, right, wrong) in &rows {
            assert_eq!(house.get("chorong", path).0, *right, "{path}");
            assert_eq!(house.get("narae", path).0, *wrong, "{path}");
            assert_eq!(house.get("haneul", path).0, StatusCode::FORBIDDEN, "{path}");
            assert_eq!(house.get("dodam", path).0, StatusCode::FORBIDDEN, "{path}");
            let (status, leads) = house.get("", path);
            assert!(
                status == StatusCode::SEE_OTHER && leads.starts_with("/sign-in?then="),
                "{path}: {status}"
            );
        }
        for act in [
            "claim",
            "return",
            "takeover",
            "question",
            "opinion-request",
            "opinion",
            "decision",
            "revocation",
        ] {
            let path = format!("/office/cases/{number}/{act}");
            let fields = [
                ("text", "x"),
                ("outcome", "granted"),
                ("reason-granted", "x"),
                ("favourable", "yes"),
            ];
            assert_eq!(house.post("narae", &path, &fields).0, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(house.post("haneul", &path, &fields).0, StatusCode::FORBIDDEN, "{path}");
            assert_eq!(house.post("", &path, &fields).0, StatusCode::UNAUTHORIZED, "{path}");
        }
    });
}

#[test]
fn a_case_at_the_desk_shows_the_answers_and_that_this_is_seen() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        let (status, page) = house.get("chorong", &format!("/office/cases/{}", case.number));
        assert_eq!(status, StatusCode::OK);
        let shown = [
            "Na Haneul",
            "Opening this case is written down",
            "From the ",
            "To decide",
            "1 working day left",
        ];
        for text in shown {
            assert!(page.contains(text), "{text}");
        }
        // No key of the texts is shown in place of its text.
        for raw in ["office.", "desk.looked", "event.application"] {
            let said: String = page
                .split("href=\"")
                .map(|part| part.split_once('"').map_or(part, |(_, rest)| rest))
                .collect();
            assert!(!said.contains(raw), "{raw}");
        }
        let (_, mine) = house.get("haneul", "/me/disclosures");
        assert!(mine.contains("Madang-gu, Seoul (officer)") && mine.contains("your answers"));
    });
}

#[test]
fn an_open_case_is_not_hidden_behind_later_ones_and_every_case_is_reached() {
    on_both(|house| {
        let haneul = house.person("haneul");
        let open = house.apply(&haneul, MOVE).number;
        let closed: Vec<String> =
            (0..35).map(|_| house.apply(&haneul, "local-tax-payment-certificate").number).collect();
        let (_, mine) = house.get("haneul", "/me");
        assert!(mine.contains(&open) && mine.contains("All my applications"));
        assert_eq!(closed.iter().filter(|number| mine.contains(*number)).count(), 10);
        let (_, first) = house.get("haneul", "/me/cases");
        let next = first.split("href=\"").find(|part| part.starts_with("/me/cases?before="));
        let next = next.unwrap().split('"').next().unwrap().replace("&#38;", "&");
        let (_, second) = house.get("haneul", &next);
        for number in closed.iter().chain([&open]) {
            let link = format!("\"/cases/{number}\"");
            let shown = [&first, &second].map(|page| page.contains(&link));
            assert!(shown[0] != shown[1], "{number} is shown {shown:?}");
        }
    });
}

#[test]
fn a_refused_decision_keeps_what_was_typed() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        let path = format!("/office/cases/{}/decision", case.number);
        let (status, page) = house.post(
            "chorong",
            &path,
            &[("outcome", "refused"), ("text", "You may come in <person>.")],
        );
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.contains("You may come in &#60;person&#62;.")
                || page.contains("You may come in &lt;person&gt;.")
        );
        assert!(
            page.contains("href=\"#reason-refused\"")
                && page.contains("Choose at least one reason")
        );
        let (status, page) = house.post("chorong", &path, &[("text", "No outcome.")]);
        assert!(status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("href=\"#outcome\""));
        let question = format!("/office/cases/{}/question", case.number);
        let (status, page) = house.post("chorong", &question, &[("text", "  ")]);
        assert!(
            status == StatusCode::UNPROCESSABLE_ENTITY && page.contains("href=\"#question-text\"")
        );
    });
}

#[test]
fn a_case_goes_from_the_desk_to_the_person_and_back() {
    on_both(|house| {
        let case = house.apply(&house.person("haneul"), MOVE);
        let at = |act: &str| format!("/office/cases/{}/{act}", case.number);
        let page = format!("/office/cases/{}", case.number);
        assert_eq!(house.post("chorong", &at("claim"), &[]).1, format!("{page}?done=claim"));
        assert!(
            house
                .get("chorong", &format!("{page}?done=claim"))
                .1
                .contains("You have taken this case.")
        );
        assert!(
            !house
                .get("chorong", &format!("{page}?done=made-up-by-somebody"))
                .1
                .contains("made-up-by")
        );
        let asked = house.post("chorong", &at("question"), &[("text", "From which day?")]);
        assert_eq!(asked.1, format!("{page}?done=question"));
        let answer = format!("/cases/{}/answer", case.number);
        assert_eq!(
            house.post("haneul", &answer, &[("text", "From the first.")]).0,
            StatusCode::SEE_OTHER
        );
        let (_, shown) = house.get("chorong", &page);
        assert!(shown.contains("From which day?") && shown.contains("From the first."));
        let decision = house.house.country().service(MOVE).unwrap().decision.as_ref().unwrap();
        let fields = [
            ("outcome", "granted"),
            ("reason-granted", decision.grants[0].id.as_str()),
            ("text", "Welcome."),
        ];
        assert_eq!(
            house.post("chorong", &at("decision"), &fields).1,
            format!("{page}?done=decision")
        );
        assert!(house.get("haneul", &format!("/cases/{}", case.number)).1.contains("Welcome."));
    });
}

#[test]
fn many_cases_are_decided_at_once_and_each_says_how_it_went() {
    on_both(|house| {
        let people = ["haneul", "saebom", "garam"];
        let numbers: Vec<String> =
            people.iter().map(|who| house.apply(&house.person(who), MOVE).number).collect();
        let own = house.apply(&house.person("danbi"), MOVE).number;
        let bulk = "/office/madang-civil/bulk";
        assert_eq!(house.post("danbi", bulk, &[("do", "claim")]).1, "/office/madang-civil?done=0");
        let mut fields: Vec<(&str, &str)> =
            numbers.iter().map(|number| ("case", number.as_str())).collect();
        fields.push(("case", &own));
        let (_, leads) = house.post("danbi", bulk, &[&fields[..], &[("do", "decide")]].concat());
        let (status, page) = house.get("danbi", &leads);
        assert!(
            status == StatusCode::OK
                && page.contains("4 cases chosen")
                && page.contains("reason-granted")
        );
        let decision = house.house.country().service(MOVE).unwrap().decision.as_ref().unwrap();
        let yes = [("outcome", "granted"), ("reason-granted", decision.grants[0].id.as_str())];
        let (status, leads) = house.post("danbi", bulk, &[&fields[..], &yes].concat());
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = house.get("danbi", &leads);
        assert!(
            page.contains("3 cases done.") && page.contains("1 case was left as it was"),
            "{leads}"
        );
        assert!(page.contains("Nobody may decide in a case of their own."));
        let states = house.house.view_now(&house.person("chorong"), |view: &mut View<'_>| {
            cases::of_desk(view, "madang-civil", &numbers)
        });
        assert!(states.unwrap().iter().all(|case| case.state == State::Granted));
    });
}

#[test]
fn cases_of_different_services_are_not_decided_together() {
    on_both(|house| {
        // A certificate is issued at once; its case lies at the same desk as the report.
        let one = house.apply(&house.person("haneul"), MOVE).number;
        let other = house.apply(&house.person("saebom"), "resident-abstract").number;
        let path = format!("/office/madang-civil/decisions?case={one}&case={other}");
        let (status, page) = house.get("chorong", &path);
        assert!(
            status == StatusCode::OK
                && page.contains("different services")
                && !page.contains("reason-granted")
        );
    });
}

#[test]
fn the_queue_goes_on_page_by_page_without_losing_a_case() {
    on_both(|house| {
        make_cases(house, 120);
        let (mut path, mut seen) = ("/office/madang-civil".to_string(), Vec::new());
        for _ in 0..4 {
            let (_, page) = house.get("chorong", &path);
            seen.extend(
                page.split("name=\"case\" value=\"")
                    .skip(1)
                    .map(|part| part.split('"').next().unwrap().to_string()),
            );
            let next =
                page.split("rel=\"next\" href=\"").nth(1).and_then(|part| part.split('"').next());
            let Some(next) = next else { break };
            path = next.replace("&#38;", "&").replace("&amp;", "&");
        }
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!((all, seen.len()), (120, 120));
    });
}

// Cases of one person at one desk, a hundred to an act.
fn make_cases(house: &TestHouse, count: usize) {
    let haneul = house.person("haneul");
    for hundred in 0..count.div_ceil(100) {
        let open = move |tx: &mut Tx<'_>| {
            for place in hundred * 100..(hundred * 100 + 100).min(count) {
                let new = NewCase {
                    service: MOVE.into(),
                    prefix: "MI".into(),
                    desk: "madang-civil".into(),
                    state: State::WithOfficer,
                    channel: "online".into(),
                    fee_minor: 0,
                    due: Some(tx.today().plus_days(i64::try_from(place % 30).unwrap())),
                    form_version: 1,
                    record: json!({ "answers": {}, "sources": {} }),
                    once: format!("made-{place}"),
                };
                cases::open(tx, &new)?;
            }
            Ok(())
        };
        house.act(&haneul, open).unwrap();
    }
}

#[test]
fn an_export_of_ten_thousand_cases_streams_and_is_in_the_journal() {
    on_both(|house| {
        make_cases(house, 10_000);
        let (chunks, largest, text) = runtime().block_on(async {
            let response = house
                .response("chorong", "GET", "/office/madang-civil/export.csv", String::new())
                .await;
            assert_eq!(response.status(), StatusCode::OK);
            let disposition =
                response.headers()[header::CONTENT_DISPOSITION].to_str().unwrap().to_string();
            assert_eq!(disposition, "attachment; filename=\"madang-civil-2026-11-23.csv\"");
            let mut stream = response.into_body().into_data_stream();
            let (mut chunks, mut largest, mut text) = (0, 0, String::new());
            while let Some(chunk) =
                std::future::poll_fn(|cx| Pin::new(&mut stream).poll_next(cx)).await
            {
                let chunk = chunk.unwrap();
                (chunks, largest) = (chunks + 1, largest.max(chunk.len()));
                text.push_str(std::str::from_utf8(&chunk).unwrap());
            }
            (chunks, largest, text)
        });
        // However many cases there are, no more of them is in memory than a few chunks.
        assert!(
            chunks > 20 && largest < 40 * 1024,
            "{chunks} chunks, the largest of {largest} bytes"
        );
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("number,service,state,channel,opened,due,closed,outcome"));
        let mut numbers: Vec<&str> = lines.map(|line| line.split(',').next().unwrap()).collect();
        assert!(
            text.contains(
                ",move-in-report,with-officer,online,2026-11-23T00:00:00.000Z,2026-11-23,,"
            )
        );
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), 10_000);
        let secret = &house.person("haneul").id;
        assert!(!text.contains(secret.as_str()));
        let made = "SELECT COUNT(*) FROM journal_entries WHERE what = 'export.made' AND purpose = 'desk-work'";
        let count = house
            .house
            .view_now(&house.person("chorong"), |view| view.one(made, &[]))
            .unwrap()
            .unwrap();
        assert_eq!(count.int(0).unwrap(), 1);
    });
}
