//! The till: what is paid, what is not, and what is said twice. Whoever speaks for the till here signs with Python and from
//! the specification, so that our own code does not judge itself.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::Command;
use std::sync::Arc;

use axum::http::StatusCode;
use courtyard::cases::{self, Case, State};
use courtyard::payments::{Payment, Stand};
use courtyard::till::{Till, Word};
use courtyard::{Actor, View};
use doors::site::Checkout;
use serde_json::{Value, json};
use vocabulary::{Moment, Money};

use crate::support::{NOW, Sent, TestHouse, on_both};

const KEY: &str = "0123456789abcdef0123456789abcdef";
const URL: &str = "https://till.example/pay/here";
const FOOD: &str = "food-business-report";
const FOOD_FEE: i64 = 26_500;
const SPECIFICATION: &str = include_str!("../../../../docs/operate/till.md");
const SIGNER: &str = "import hashlib, hmac, sys\n\
    print(hmac.new(sys.argv[1].encode(), sys.argv[2].encode(), hashlib.sha256).hexdigest())";

/// The signature that the specification asks for, by nobody's code but Python's.
fn signed(key: &str, text: &str) -> String {
    let python = std::env::var("MADANG_PYTHON").unwrap_or_else(|_| "python3".into());
    let told = Command::new(python).args(["-c", SIGNER, key, text]).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(told.stdout).unwrap().trim().to_string()
}

/// Whether there is a Python to speak for the till; says loudly when not.
fn has_python() -> bool {
    let python = std::env::var("MADANG_PYTHON").unwrap_or_else(|_| "python3".into());
    let there = Command::new(&python).arg("--version").output().is_ok_and(|o| o.status.success());
    if !there {
        let required = std::env::var("MADANG_REQUIRE").is_ok_and(|r| r.contains("interop"));
        assert!(!required, "MADANG_REQUIRE asks for interop, but there is no {python}");
        let mut aloud = std::io::stderr();
        writeln!(aloud, "SKIPPED: no {python} to speak for the till").unwrap();
    }
    there
}

/// The block of the specification with that name.
fn block(name: &str) -> &'static str {
    let begin = SPECIFICATION.find(&format!(" {name}\n")).unwrap_or_else(|| panic!("no {name}"));
    let text = SPECIFICATION[begin..].split_once('\n').unwrap().1;
    text.split_once("\n```").unwrap().0
}

#[test]
fn the_worked_example_of_the_specification_is_right() {
    if !has_python() {
        return;
    }
    let key = block("key");
    assert_eq!(signed(key, block("order")), block("order-signature"));
    assert_eq!(signed(key, block("notice")), block("notice-signature"));

    let till = Till::new("https://till.example/pay", key).unwrap();
    let lines: Vec<&str> = block("order").lines().collect();
    let order = Payment {
        id: lines[1].into(),
        case: String::new(),
        amount: Money::new(lines[2].parse().unwrap(), lines[3]),
        till: till.name().into(),
        stand: Some(Stand::Intended),
        at: Moment(0),
    };
    let at = Moment(lines[6].parse::<i64>().unwrap() * 1000);
    let (url, asked) = till.asks(&order, lines[4], lines[5], at);
    let query: Vec<String> = asked
        .iter()
        .map(|(name, value)| format!("{name}={}", doors::answer::encoded(value)))
        .collect();
    assert_eq!(format!("{url}?{}", query.join("&")), block("order-address"));
    let body = serde_json::from_str(block("notice-body")).unwrap();
    let notice = till.notice(body, at).unwrap();
    assert_eq!((notice.order.as_str(), notice.says), (lines[1], Word::Paid));
    assert_eq!(notice.amount, order.amount);
}

fn open_till(house: &TestHouse) {
    house.paid_at(Checkout::Till(Arc::new(Till::new(URL, KEY).unwrap())));
}

/// What a person takes to the till, by name.
fn order(house: &TestHouse, who: &str, case: &Case) -> BTreeMap<String, String> {
    let (status, leads) = house.post(who, &format!("/cases/{}/payment", case.number), &[]);
    assert_eq!(status, StatusCode::SEE_OTHER, "{leads}");
    let query = leads.strip_prefix(&format!("{URL}?")).unwrap_or_else(|| panic!("{leads}"));
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_string(), doors::body::decoded(value).unwrap())
    };
    query.split('&').map(pair).collect()
}

/// A notice as the specification says it.
fn notice(order: &str, state: &str, amount: i64, currency: &str, at: i64) -> Value {
    let text = format!("madang-till-notice-1\n{order}\n{state}\n{amount}\n{currency}\n{at}");
    json!({ "order": order, "state": state, "amount_minor": amount, "currency": currency, "at": at,
            "signature": signed(KEY, &text) })
}

fn post(house: &TestHouse, body: &Value) -> (u16, Value) {
    let (kind, body) = ("application/json", body.to_string());
    let sent = Sent { path: "/till/notices", kind, body: body.as_bytes(), once: None };
    let (status, text) = house.send(&sent);
    (status.as_u16(), serde_json::from_str(&text).unwrap())
}

fn now(house: &TestHouse) -> i64 {
    house.house.now().0 / 1000
}

/// The till says something of an order now, and is told how the order stands.
fn says(house: &TestHouse, order: &str, state: &str, amount: i64) -> (u16, String) {
    let (status, told) = post(house, &notice(order, state, amount, "KRW", now(house)));
    let word = if status == 200 { &told["state"] } else { &told["type"] };
    (status, word.as_str().unwrap().to_string())
}

fn state(house: &TestHouse, who: &str, case: &Case) -> State {
    let number = case.number.clone();
    let read = move |view: &mut View<'_>| cases::own(view, &number);
    house.house.view_now(&house.person(who), read).unwrap().state
}

fn ledger(house: &TestHouse, case: &Case) -> Vec<String> {
    let sql = "SELECT state FROM payments WHERE case_id = ? ORDER BY id";
    let number = case.number.as_str();
    let read = |view: &mut View<'_>| view.all(sql, &[number.into()]);
    let rows = house.house.view_now(&Actor::system(), read).unwrap();
    let mut words: Vec<String> = rows.iter().map(|row| row.text(0).unwrap().to_string()).collect();
    words.sort();
    words
}

fn happened(house: &TestHouse, case: &Case, event: &str) -> i64 {
    let sql = "SELECT COUNT(*) FROM journal_entries WHERE case_id = ? AND what LIKE ?";
    let cells = [case.number.as_str().into(), format!("%{event}%").into()];
    let read = |view: &mut View<'_>| view.one(sql, &cells);
    house.house.view_now(&Actor::system(), read).unwrap().unwrap().int(0).unwrap()
}

fn food(house: &TestHouse) -> Case {
    let case = house.apply_only(&house.person("bada"), FOOD, &[]);
    assert_eq!((case.state, case.fee_minor), (State::WaitingPayment, FOOD_FEE));
    case
}

#[test]
fn an_order_is_written_down_before_the_person_goes_to_the_till_and_is_the_same_each_time() {
    if !has_python() {
        return;
    }
    on_both(|house| {
        open_till(house);
        let case = food(house);
        let page = format!("/cases/{}/payment", case.number);
        assert!(
            house.get("bada", &page).1.contains("Pay 26,500 won"),
            "{}",
            house.get("bada", &page).1
        );
        assert!(ledger(house, &case).is_empty());
        let first = order(house, "bada", &case);
        assert_eq!(ledger(house, &case), ["intended"]);
        assert_eq!(happened(house, &case, "fee.intended"), 1);
        let back = format!("http://127.0.0.1/payments/{}", first["order"]);
        let told =
            ["amount_minor", "currency", "return_url", "lang", "at"].map(|n| first[n].as_str());
        assert_eq!(told, ["26500", "KRW", &back, "en", &(NOW.0 / 1000).to_string()]);
        assert!(!first["order"].contains(&case.number), "the till learns the case");
        let text = format!("madang-till-order-1\n{}\n{}", first["order"], told.join("\n"));
        assert_eq!(first["signature"], signed(KEY, &text));

        house.clock.advance_seconds(60);
        let second = order(house, "bada", &case);
        assert_eq!(second["order"], first["order"]);
        assert_ne!(second["signature"], first["signature"]);
        assert_eq!(ledger(house, &case), ["intended"]);

        // Coming back says nothing, whatever stands in the address.
        let path = format!("/payments/{}", first["order"]);
        let (status, leads) = house.get("bada", &format!("{path}?state=paid"));
        assert_eq!((status, leads.as_str()), (StatusCode::SEE_OTHER, page.as_str()));
        assert!(house.get("bada", &page).1.contains("Waiting for the till"));
        assert_eq!(state(house, "bada", &case), State::WaitingPayment);
        assert_eq!(house.get("haneul", &path).0, StatusCode::NOT_FOUND);
        let other = house.post("haneul", &page, &[]);
        assert_eq!(other.0, StatusCode::NOT_FOUND);
    });
}

/// What is wrong with a notice, the notice, and its answer.
type Row = (&'static str, Value, u16, &'static str);

fn wrong_notices(order: &str, at: i64) -> Vec<Row> {
    let good = notice(order, "paid", FOOD_FEE, "KRW", at);
    let with = |name: &str, value: Value| {
        let mut changed = good.clone();
        changed[name] = value;
        changed
    };
    let mut short = good.clone();
    short.as_object_mut().unwrap().remove("at");
    let text = format!("madang-till-notice-1\n{order}\npaid\n{FOOD_FEE}\nKRW\n{at}");
    assert_eq!(good["signature"], signed(KEY, &text));
    let forged = signed("another key of 32 characters ....", &text);
    let nobody = "0".repeat(32);
    vec![
        ("wrong amount", notice(order, "paid", 1, "KRW", at), 422, "till.wrong-amount"),
        ("nothing", notice(order, "paid", 0, "KRW", at), 422, "till.wrong-amount"),
        ("more", notice(order, "paid", FOOD_FEE + 1, "KRW", at), 422, "till.wrong-amount"),
        (
            "less than nothing",
            notice(order, "paid", -FOOD_FEE, "KRW", at),
            422,
            "till.wrong-amount",
        ),
        ("wrong currency", notice(order, "paid", FOOD_FEE, "USD", at), 422, "till.wrong-currency"),
        ("unknown order", notice(&nobody, "paid", FOOD_FEE, "KRW", at), 404, "not-found"),
        ("no number", notice("../x", "paid", FOOD_FEE, "KRW", at), 400, "unreadable"),
        ("two lines", notice("a\nb", "paid", FOOD_FEE, "KRW", at), 400, "unreadable"),
        ("old", notice(order, "paid", FOOD_FEE, "KRW", at - 301), 422, "till.wrong-time"),
        (
            "from the future",
            notice(order, "paid", FOOD_FEE, "KRW", at + 301),
            422,
            "till.wrong-time",
        ),
        (
            "time without end",
            notice(order, "paid", FOOD_FEE, "KRW", i64::MIN),
            422,
            "till.wrong-time",
        ),
        ("unknown state", notice(order, "taken", FOOD_FEE, "KRW", at), 400, "unreadable"),
        ("refunded first", notice(order, "refunded", FOOD_FEE, "KRW", at), 422, "till.not-paid"),
        ("changed amount", with("amount_minor", json!(1)), 401, "till.wrong-signature"),
        ("changed order", with("order", json!(nobody)), 401, "till.wrong-signature"),
        ("changed state", with("state", json!("failed")), 401, "till.wrong-signature"),
        ("changed time", with("at", json!(at + 1)), 401, "till.wrong-signature"),
        ("another key", with("signature", json!(forged)), 401, "till.wrong-signature"),
        ("no signature", with("signature", json!("")), 401, "till.wrong-signature"),
        ("half of one", with("signature", json!(&forged[..32])), 401, "till.wrong-signature"),
        ("no digits", with("signature", json!("g".repeat(64))), 401, "till.wrong-signature"),
        ("an amount as text", with("amount_minor", json!("26500")), 400, "unreadable"),
        ("an amount with a point", with("amount_minor", json!(26500.5)), 400, "unreadable"),
        ("a member too many", with("more", json!(1)), 400, "unreadable"),
        ("a member too few", short, 400, "unreadable"),
        ("a list", json!([1]), 400, "unreadable"),
    ]
}

#[test]
fn a_notice_that_is_wrong_changes_nothing() {
    if !has_python() {
        return;
    }
    on_both(|house| {
        open_till(house);
        let case = food(house);
        let order = order(house, "bada", &case)["order"].clone();
        let at = now(house);
        for (what, body, status, problem) in wrong_notices(&order, at) {
            let (told, text) = post(house, &body);
            let kind = json!(format!("/problems/{problem}"));
            assert_eq!((told, &text["type"]), (status, &kind), "{what}: {text}");
            assert_eq!(state(house, "bada", &case), State::WaitingPayment, "{what}");
            assert_eq!(ledger(house, &case), ["intended"], "{what}");
        }
        let good = notice(&order, "paid", FOOD_FEE, "KRW", at);
        let text = good.to_string();
        for (kind, body, status) in
            [("text/plain", text.as_str(), 415), ("application/json", "{", 400)]
        {
            let sent = Sent { path: "/till/notices", kind, body: body.as_bytes(), once: None };
            assert_eq!(house.send(&sent).0.as_u16(), status);
        }
        // And the right one is heard at the edge of its time.
        house.clock.advance_seconds(300);
        assert_eq!(post(house, &good).0, 200);
        assert_eq!(state(house, "bada", &case), State::WithOfficer);
    });
}

#[test]
fn a_case_goes_on_once_however_often_the_till_says_that_it_is_paid() {
    if !has_python() {
        return;
    }
    on_both(|house| {
        open_till(house);
        let case = food(house);
        let number = order(house, "bada", &case)["order"].clone();
        // Before the person is back.
        let first = notice(&number, "paid", FOOD_FEE, "KRW", now(house));
        for _ in 0..3 {
            assert_eq!(post(house, &first), (200, json!({ "order": number, "state": "paid" })));
        }
        assert_eq!(says(house, &number, "paid", FOOD_FEE), (200, "paid".into()));
        let old = post(house, &notice(&number, "paid", FOOD_FEE, "KRW", now(house) - 301));
        assert_eq!((old.0, &old.1["type"]), (422, &json!("/problems/till.wrong-time")));
        assert_eq!(state(house, "bada", &case), State::WithOfficer);
        assert_eq!(ledger(house, &case), ["intended", "paid"]);
        assert_eq!(happened(house, &case, "fee.paid"), 1);
        // The person comes back: the case has gone on.
        let (_, leads) = house.get("bada", &format!("/payments/{number}"));
        let (status, leads) = house.get("bada", &leads);
        assert_eq!((status, leads), (StatusCode::SEE_OTHER, format!("/cases/{}", case.number)));
        let (status, _) = house.post("bada", &format!("/cases/{}/payment", case.number), &[]);
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);

        let contradicts = (422, "/problems/till.contradicts".to_string());
        assert_eq!(says(house, &number, "failed", FOOD_FEE), contradicts);
        for _ in 0..2 {
            assert_eq!(says(house, &number, "refunded", FOOD_FEE), (200, "refunded".into()));
        }
        // A late copy of "paid" takes nothing back.
        assert_eq!(says(house, &number, "paid", FOOD_FEE), (200, "refunded".into()));
        assert_eq!(ledger(house, &case), ["intended", "paid", "refunded"]);
        assert_eq!(state(house, "bada", &case), State::WithOfficer);
    });
}

#[test]
fn notices_at_the_same_moment_make_the_case_go_on_once() {
    if !has_python() {
        return;
    }
    on_both(|house| {
        open_till(house);
        let case = food(house);
        let number = order(house, "bada", &case)["order"].clone();
        let body = notice(&number, "paid", FOOD_FEE, "KRW", now(house));
        std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(|| post(house, &body))).collect();
            for told in all {
                assert_eq!(told.join().unwrap().0, 200);
            }
        });
        assert_eq!(ledger(house, &case), ["intended", "paid"]);
        assert_eq!(happened(house, &case, "fee.paid"), 1);
        assert_eq!(state(house, "bada", &case), State::WithOfficer);
    });
}

#[test]
fn after_a_failure_the_person_can_try_again_and_money_that_comes_twice_is_given_back() {
    if !has_python() {
        return;
    }
    on_both(|house| {
        open_till(house);
        let case = food(house);
        let page = format!("/cases/{}/payment", case.number);
        let first = order(house, "bada", &case)["order"].clone();
        for _ in 0..2 {
            assert_eq!(says(house, &first, "failed", FOOD_FEE), (200, "failed".into()));
        }
        let told = house.get("bada", &page).1;
        assert!(told.contains("did not go through") && told.contains("Pay 26,500 won"), "{told}");
        let second = order(house, "bada", &case)["order"].clone();
        assert_ne!(first, second);
        assert!(house.get("bada", &page).1.contains("Waiting for the till"));
        // The first one was taken after all: money that came late is money.
        assert_eq!(says(house, &first, "paid", FOOD_FEE), (200, "paid".into()));
        assert_eq!(state(house, "bada", &case), State::WithOfficer);
        assert_eq!(says(house, &second, "paid", FOOD_FEE), (200, "overpaid".into()));
        assert_eq!(says(house, &second, "paid", FOOD_FEE), (200, "overpaid".into()));
        assert_eq!(happened(house, &case, "fee.paid"), 1);
        assert_eq!(happened(house, &case, "fee.overpaid"), 1);
        let desk = house.get("solbi", &format!("/office/cases/{}", case.number)).1;
        assert!(desk.contains("Money to be given back") && desk.contains(&second), "{desk}");
        assert!(!desk.contains(&first));
    });
}

#[test]
fn what_is_paid_for_a_withdrawn_case_is_shown_until_it_is_given_back() {
    if !has_python() {
        return;
    }
    on_both(|house| {
        open_till(house);
        let case = food(house);
        let number = order(house, "bada", &case)["order"].clone();
        let (own, desk) = (format!("/cases/{}", case.number), "/office/madang-food");
        let officers = format!("/office/cases/{}", case.number);
        house.post("bada", &format!("{own}/withdrawal"), &[]);
        let told = |who: &str, path: &str| {
            let (status, page) = house.get(who, path);
            assert_eq!(status, StatusCode::OK, "{page}");
            page.contains("Money to be given back")
        };
        assert!(!told("bada", &own) && !told("solbi", &officers) && !told("solbi", desk));
        assert_eq!(says(house, &number, "paid", FOOD_FEE), (200, "overpaid".into()));
        assert_eq!(state(house, "bada", &case), State::Withdrawn);
        assert!(told("bada", &own) && told("solbi", &officers) && told("solbi", desk));
        assert!(house.get("solbi", desk).1.contains(&officers));
        assert!(house.get("bada", "/me").1.contains("The money will be given back"));
        assert_eq!(says(house, &number, "refunded", FOOD_FEE), (200, "refunded".into()));
        assert!(!told("bada", &own) && !told("solbi", &officers) && !told("solbi", desk));
        assert_eq!(ledger(house, &case), ["intended", "overpaid", "refunded"]);
    });
}

#[test]
fn where_the_law_decides_the_tills_word_sets_it_to_work() {
    if !has_python() {
        return;
    }
    on_both(|house| {
        open_till(house);
        let haneul = house.person("haneul");
        let case = house.apply_only(&haneul, "resident-abstract", &[("channel", "counter")]);
        assert_eq!((case.state, case.fee_minor), (State::WaitingPayment, 400));
        let number = order(house, "haneul", &case)["order"].clone();
        for _ in 0..2 {
            assert_eq!(says(house, &number, "paid", 400), (200, "paid".into()));
        }
        assert_eq!(state(house, "haneul", &case), State::Granted);
        assert_eq!(happened(house, &case, "decision.made"), 1);
        assert_eq!(happened(house, &case, "credential.issued"), 1);
        let page = house.get("haneul", "/me/disclosures").1;
        assert!(page.contains("a published rule, without a person"), "{page}");
    });
}

#[test]
fn without_a_till_nobody_pays_and_the_page_says_what_to_do() {
    on_both(|house| {
        house.paid_at(Checkout::Closed);
        let case = food(house);
        let path = format!("/cases/{}/payment", case.number);
        for (lang, sentence) in
            [("en", "cannot be paid online yet"), ("ko", "온라인으로 낼 수 없습니다")]
        {
            let (status, page) = house.get("bada", &format!("{path}?lang={lang}"));
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains(sentence) && page.contains(&case.number), "{page}");
            assert!(
                !page.contains(&format!("action=\"{path}\"")),
                "there is a button to pay: {page}"
            );
        }
        assert_eq!(house.post("bada", &path, &[]).0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(post(house, &json!({})).0, 404);
        assert_eq!(state(house, "bada", &case), State::WaitingPayment);
        assert!(ledger(house, &case).is_empty());

        house.paid_at(Checkout::Demo);
        assert!(house.get("bada", &path).1.contains("no money moves"));
        assert_eq!(post(house, &json!({})).0, 404);
        assert_eq!(house.post("bada", &path, &[]).0, StatusCode::SEE_OTHER);
        assert_eq!(state(house, "bada", &case), State::WithOfficer);
    });
}
