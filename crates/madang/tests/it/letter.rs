//! The letter of a decision: the page's words on paper, for the person alone.

use serde_json::{Value, json};

use crate::names::text_of;
use crate::stage::{Client, Stage};

/// Applies with the form's example; answers the number of the case.
fn apply(client: &Client, service: &str) -> String {
    let form = client.get(&format!("/api/v1/services/{service}/form")).json();
    let sent = json!({ "answers": form["examples"][0] });
    let told: Value =
        client.post_json(&format!("/api/v1/services/{service}/applications"), &sent).json();
    told["number"].as_str().unwrap_or_else(|| panic!("{told}")).to_string()
}

#[test]
fn the_letter_of_a_decision_says_what_it_rests_on_and_what_would_change_it() {
    let stage = Stage::open();
    let sonamu = stage.client(&stage.token("Eun Sonamu"));
    let number = apply(&sonamu, "basic-pension");
    let path = format!("/cases/{number}/decisions/{number}-0001/paper");
    let letter = sonamu.get(&path);
    assert_eq!((letter.status, letter.kind.as_str()), (200, "application/pdf"));
    assert_eq!(sonamu.get(&path).bytes, letter.bytes, "the same letter is the same bytes");
    // It is nobody else's, not an officer's either, and of no other decision.
    for other in ["Na Haneul", "Bang Chorong"] {
        assert_eq!(stage.client(&stage.token(other)).get(&path).status, 404, "{other}");
    }
    assert_eq!(sonamu.get(&path.replace("-0001", "-0002")).status, 404);

    let page = sonamu.get(&format!("/cases/{number}?lang=ko")).text();
    assert!(page.contains(&format!("href=\"{path}\"")), "{page}");
    let rows = [
        (
            "ko",
            [
                "무엇이 달라지면 결과가 바뀌나",
                "소득인정액: 1,616,666원. 기준은 3,952,000원",
                "지급액: 279,760원",
                "일반재산: 380,000,000원 출처: 소득·재산 조사자료",
            ],
        ),
        (
            "en",
            [
                "What would change this",
                "Recognised income a month: 1,616,666 won. The limit is 3,952,000 won",
                "Amount to be paid: 279,760 won",
                "General property: 380,000,000 won From the Income and property (welfare)",
            ],
        ),
    ];
    for (lang, told) in rows {
        let letter = sonamu.get(&format!("{path}?lang={lang}"));
        let Some(text) = text_of(&letter.bytes) else { return };
        for words in told {
            let words: String = words.chars().filter(|c| !c.is_whitespace()).collect();
            assert!(text.contains(&words), "{words}: {text}");
        }
    }
}

/// The page of a decision leads to the row that decided, in the version that decided.
#[test]
fn a_decision_leads_to_the_row_of_the_law_that_made_it() {
    let stage = Stage::open();
    let moon = stage.client(&stage.token("Moon Bada"));
    let number = apply(&moon, "local-tax-payment-certificate");
    let page = moon.get(&format!("/cases/{number}")).text();
    let (_, rest) = page.split_once("href=\"/law/local_tax_payment").unwrap();
    let (link, _) = rest.split_once('"').unwrap();
    let (query, row) = link.split_once('#').unwrap();
    assert_eq!((query, row), ("?on=2017-03-28", "row-1"));
    let law = stage.client("").get(&format!("/law/local_tax_payment{query}")).text();
    assert!(law.contains(&format!("id=\"{row}\"")), "{law}");
}
