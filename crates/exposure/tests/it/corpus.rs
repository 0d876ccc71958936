//! A corpus of invented documents, drawn from a seed, with the places at which numbers of people stand in them: sentences, web
//! pages and tables in Korean and English, and among them order numbers, telephones, days, sums and parcels.
//!
//! What may not happen here: a number that is somebody's. Every number is drawn when the corpus is made, and kept nowhere.

/// A number of a person that stands in a document.
pub struct Truth {
    pub kind: &'static str,
    /// What is hard about it, for the figures.
    pub sort: &'static str,
    /// The first sign of it, from 1.
    pub line: u32,
    pub column: u32,
    pub number: String,
}

/// An invented document.
pub struct Paper {
    pub name: &'static str,
    pub text: String,
    pub truths: Vec<Truth>,
}

/// Chance that is the same everywhere: SplitMix64.
pub struct Chance(pub u64);

impl Chance {
    pub fn below(&mut self, count: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % count
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }

    fn digits(&mut self, count: usize) -> String {
        (0..count).map(|_| char::from(b'0' + self.below(10) as u8)).collect()
    }

    fn day(&mut self, years: (u64, u64)) -> (u64, u64, u64) {
        (years.0 + self.below(years.1 - years.0 + 1), 1 + self.below(12), 1 + self.below(28))
    }
}

fn check_digit(number: &str, weights: &[u32], modulus: u32) -> u32 {
    let digits = number.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits.zip(weights).map(|(d, w)| d * w).sum();
    (modulus - sum % modulus) % 10
}

const RESIDENT: [u32; 12] = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];

/// A resident number as it was given until October 2020, at a place that there never was.
pub fn resident(chance: &mut Chance) -> String {
    let (year, month, day) = chance.day((1935, 2019));
    let sex = if year < 2000 { 1 } else { 3 } + chance.below(2);
    let place = 97 + chance.below(3);
    let body = format!("{:02}{month:02}{day:02}{sex}{place}{}", year % 100, chance.digits(3));
    format!("{body}{}", check_digit(&body, &RESIDENT, 11))
}

/// A resident number as it is given since: to a child, or to somebody who got a new one.
pub fn resident_since(chance: &mut Chance) -> String {
    let is_child = chance.below(2) == 0;
    let (year, month, day) = chance.day(if is_child { (2021, 2025) } else { (1940, 2019) });
    let sex = if year < 2000 { 1 } else { 3 } + chance.below(2);
    let mut number = format!("{:02}{month:02}{day:02}{sex}98{}", year % 100, chance.digits(3));
    let wrong = (check_digit(&number, &RESIDENT, 11) + 1 + chance.below(9) as u32) % 10;
    number.push_str(&wrong.to_string());
    number
}

fn foreigner(chance: &mut Chance) -> String {
    let (year, month, day) = chance.day((1960, 2004));
    let sex = if year < 2000 { 5 } else { 7 } + chance.below(2);
    let body = format!("{:02}{month:02}{day:02}{sex}{}0", year % 100, chance.digits(4));
    format!("{body}{}", (check_digit(&body, &RESIDENT, 11) + 2) % 10)
}

fn licence(chance: &mut Chance) -> String {
    let office = chance.of(&[11, 12, 13, 15, 17, 19, 21, 24, 26, 28]);
    format!("{office}-{}-{}-{}", chance.digits(2), chance.digits(6), chance.digits(2))
}

fn passport(chance: &mut Chance) -> String {
    let letter = chance.of(&["M", "S", "R"]);
    match chance.below(2) {
        0 => format!("{letter}{}", chance.digits(8)),
        _ => format!(
            "{letter}{}{}{}",
            chance.digits(3),
            chance.of(&["A", "K", "X"]),
            chance.digits(4)
        ),
    }
}

fn business(chance: &mut Chance) -> String {
    let body = format!("{}{}", 101 + chance.below(800), chance.digits(6));
    let ninth = body[8..].parse::<u32>().unwrap();
    let digits = body.chars().filter_map(|c| c.to_digit(10));
    let sum: u32 = digits.zip([1, 3, 7, 1, 3, 7, 1, 3, 5]).map(|(d, w)| d * w).sum();
    let check = (10 - (sum + ninth * 5 / 10) % 10) % 10;
    format!("{}-{}-{}{check}", &body[..3], &body[3..5], &body[5..])
}

fn card(chance: &mut Chance) -> String {
    let body = format!("{}{}", chance.of(&["4", "51", "55", "35", "62", "94"]), chance.digits(15));
    let body = &body[..15];
    let sum: u32 = body
        .chars()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(n, d)| {
            let doubled = if n % 2 == 0 { d * 2 } else { d };
            if doubled > 9 { doubled - 9 } else { doubled }
        })
        .sum();
    let whole = format!("{body}{}", (10 - sum % 10) % 10);
    format!("{}-{}-{}-{}", &whole[..4], &whole[4..8], &whole[8..12], &whole[12..])
}

fn mobile(chance: &mut Chance) -> String {
    format!("010-{}{}-{}", 2 + chance.below(8), chance.digits(3), chance.digits(4))
}

fn account(chance: &mut Chance) -> String {
    match chance.below(3) {
        0 => format!("{}-{}-{}", chance.digits(3), chance.digits(2), chance.digits(6)),
        1 => format!(
            "{}-{}-{}-{}",
            chance.digits(3),
            chance.digits(4),
            chance.digits(4),
            chance.digits(2)
        ),
        _ => format!("{}-{}-{}", chance.digits(6), chance.digits(2), chance.digits(6)),
    }
}

pub fn hyphened(number: &str) -> String {
    format!("{}-{}", &number[..6], &number[6..])
}

const NAMES: [&str; 8] =
    ["가나다", "라마바", "사아자", "차카타", "파하나", "노을빛", "은하수", "별나라"];

/// One sentence with a number of a person in it.
#[expect(clippy::too_many_lines, reason = "a list of sentences, one beside the other")]
fn personal(chance: &mut Chance) -> Paper {
    let name = chance.of(&NAMES);
    let old = resident(chance);
    let new = resident_since(chance);
    let (kind, sort, number, sentences): (_, _, String, &[&str]) = match chance.below(20) {
        0..=3 => (
            "resident-number",
            "hyphen, check digit",
            hyphened(&old),
            &[
                "신청인 {n} ({x})",
                "성명: {n}, 주민등록번호: {x}",
                "{n} {x} 서울시 가람구",
                "Applicant {n} / RRN {x}",
                "위 사람({n}, {x})은 아래와 같이 위임합니다.",
                "2024. 3. 2. 접수, {n}({x})",
            ],
        ),
        4 | 5 => (
            "resident-number",
            "hyphen, random tail, named",
            hyphened(&new),
            &[
                "주민등록번호 {x} ({n})",
                "세대원 {n} (주민번호: {x})",
                "Resident registration number: {x}",
            ],
        ),
        6 => (
            "resident-number",
            "hyphen, random tail, alone",
            hyphened(&new),
            &["{n} {x} 전입", "자녀 {n} {x}", "대상자: {n}, {x}"],
        ),
        7 => (
            "resident-number",
            "without hyphen, named",
            if chance.below(2) == 0 { old } else { new },
            &["주민번호 {x} 확인 바랍니다.", "주민등록번호={x}&이름={n}", "rrn: {x}, name: {n}"],
        ),
        8 => ("resident-number", "without hyphen, alone", old, &["{n} {x} 합격", "{n}/{x}/신규"]),
        9 => {
            let sign = chance.of(&["·", " ", " - ", "–"]);
            let number = format!("{}{sign}{}", &old[..6], &old[6..]);
            (
                "resident-number",
                "other separators, full width",
                if chance.below(3) == 0 { wide(&number) } else { number },
                &["{n}, 주민등록번호 {x}", "주민번호: {x}"],
            )
        }
        10 | 11 => (
            "foreign-registration-number",
            "",
            hyphened(&foreigner(chance)),
            &["외국인등록번호 {x} ({n})", "Alien registration number {x}", "{n} {x} 체류기간 연장"],
        ),
        12 => (
            "passport-number",
            "",
            passport(chance),
            &["여권번호: {x}", "{n} (여권 {x})", "Passport No. {x}"],
        ),
        13 => (
            "drivers-licence",
            "",
            licence(chance),
            &["운전면허번호 {x}", "{n} 면허번호: {x} (1종 보통)", "Driver's license {x}"],
        ),
        14 => (
            "business-number",
            "",
            business(chance),
            &["사업자등록번호: {x}", "상호 가람상회 {x}", "BRN {x}"],
        ),
        15 | 16 => (
            "mobile-number",
            "",
            mobile(chance),
            &["연락처 {x}", "{n} {x} 문의", "Call {n} at {x}", "휴대폰: {x}"],
        ),
        17 => {
            ("bank-card", "", card(chance), &["카드번호 {x}", "card {x} exp 12/29", "{n} {x} 결제"])
        }
        _ => (
            "bank-account",
            "",
            account(chance),
            &[
                "환불계좌: 국민은행 {x} {n}",
                "계좌번호 {x}",
                "Bank account {x} ({n})",
                "농협은행 {x} 예금주 {n}",
            ],
        ),
    };
    let sentence = chance.of(sentences).replace("{n}", name);
    let before = sentence.split("{x}").next().unwrap().chars().count();
    let truth = Truth { kind, sort, line: 1, column: before as u32 + 1, number: number.clone() };
    Paper { name: "note.txt", text: sentence.replace("{x}", &number), truths: vec![truth] }
}

fn wide(number: &str) -> String {
    number
        .chars()
        .map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xfee0).unwrap() } else { c })
        .collect()
}

/// One sentence with a number that is nobody's.
#[expect(clippy::too_many_lines, reason = "a list of sentences, one beside the other")]
pub fn impersonal(chance: &mut Chance) -> String {
    let (year, month, day) = chance.day((2019, 2026));
    let short = format!("{:02}{month:02}{day:02}", year % 100);
    let number = |chance: &mut Chance, count| chance.digits(count);
    match chance.below(24) {
        0 => format!(
            "주문번호 {short}-{}{} 배송이 시작되었습니다.",
            1 + chance.below(4),
            number(chance, 6)
        ),
        1 => format!("Order no. {short}{} has been paid.", number(chance, 7)),
        2 => format!("주문번호: {year}{month:02}{day:02}-{}", number(chance, 7)),
        // What nothing tells from a number of a person: a day, a hyphen, seven digits, and no word.
        3 if chance.below(4) == 0 => {
            format!("{short}-{}{} 건 문의드립니다.", 1 + chance.below(4), number(chance, 6))
        }
        3 | 4 => {
            format!("운송장번호 {}-{}-{}", number(chance, 4), number(chance, 4), number(chance, 4))
        }
        5 => format!(
            "등기번호 {}-{}-{} 배달 완료",
            number(chance, 5),
            number(chance, 4),
            number(chance, 4)
        ),
        6 => format!("Tracking number {} is in transit", number(chance, 13)),
        7 => format!(
            "대표전화 02-{}{}-{}",
            2 + chance.below(8),
            number(chance, 2),
            number(chance, 4)
        ),
        8 => format!(
            "문의: 0{}-{}{}-{}",
            chance.of(&[31, 42, 51, 62, 64]),
            2 + chance.below(8),
            number(chance, 2),
            number(chance, 4)
        ),
        9 => format!("고객센터 {}-{}", chance.of(&[1588, 1544, 1661, 1899]), number(chance, 4)),
        10 => format!("회의 일시: {year}-{month:02}-{day:02} 14:00~16:30"),
        11 => format!("시행 {year}. {month}. {day}. 제{}호", number(chance, 5)),
        12 => format!("총 사업비 {}{}원", 1 + chance.below(9), number(chance, 9)),
        13 => format!(
            "Amount due: KRW {},{},{}",
            100 + chance.below(900),
            number(chance, 3),
            number(chance, 3)
        ),
        14 => format!(
            "예산액 {},{}천원 (전년 대비 {}.{}%)",
            1 + chance.below(99),
            number(chance, 3),
            chance.below(99),
            chance.below(10)
        ),
        15 => {
            let body = format!("1{}0111{}", 1 + chance.below(3), number(chance, 6));
            let weights = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2];
            let whole = format!("{body}{}", check_digit(&body, &weights, 10));
            let label =
                chance.of(&["법인등록번호", "법인등록번호:", "Corporation registration number"]);
            format!("{label} {}", hyphened(&whole))
        }
        16 => format!("문서번호 민원과-{} ({year}.{month}.{day}.)", number(chance, 5)),
        17 => format!("createdAt: {}{}", 16 + chance.below(2), number(chance, 11)),
        18 => {
            format!("ISBN 979-11-{}-{}-{}", number(chance, 5), number(chance, 2), chance.below(10))
        }
        19 => format!("제품 시리얼 {}{}", chance.of(&["SN", "KR", "AB"]), number(chance, 10)),
        20 => format!("위도 37.{}, 경도 126.{}", number(chance, 7), number(chance, 7)),
        21 => format!(
            "서버 {}.{}.{}.{} 점검",
            10 + chance.below(200),
            chance.below(256),
            chance.below(256),
            chance.below(256)
        ),
        22 => format!("접수번호 {year}{}{} 처리 완료", number(chance, 4), number(chance, 6)),
        _ => format!(
            "/files/{}-{}-4{}-a{}-{}/view?id={}",
            number(chance, 8),
            number(chance, 4),
            number(chance, 3),
            number(chance, 3),
            number(chance, 12),
            number(chance, 8)
        ),
    }
}

/// A document that is written piece by piece, and knows where it is.
#[derive(Default)]
struct Sheet {
    text: String,
    truths: Vec<Truth>,
}

impl Sheet {
    fn number(&mut self, kind: &'static str, sort: &'static str, (number, written): (&str, &str)) {
        let line = self.text.matches('\n').count() as u32 + 1;
        let column = self.text.rsplit('\n').next().unwrap().chars().count() as u32 + 1;
        self.truths.push(Truth { kind, sort, line, column, number: number.to_string() });
        self.text.push_str(written);
    }
}

/// A web page whose numbers are split, hidden and coded in every way that pages have.
fn page(chance: &mut Chance) -> Paper {
    let mut sheet = Sheet::default();
    sheet
        .text
        .push_str("<!doctype html>\n<html><head><title>민원 처리 결과</title></head>\n<body>\n");
    for _ in 0..20 {
        let number = resident(chance);
        let (first, second) = number.split_at(6);
        let hyphen = hyphened(&number);
        let (before, written, after) = match chance.below(7) {
            0 => ("<p>성명 가나다 ", format!("<b>{first}</b>-{second}"), "</p>"),
            1 => ("<p title=\"", hyphen.clone(), "\">안내</p>"),
            2 => ("<!-- 확인: ", hyphen.clone(), " -->"),
            3 => ("<script>var jumin = \"", number.clone(), "\";</script>"),
            4 => ("<p>주민번호 ", format!("{first}&#45;<span>{second}</span>"), "</p>"),
            5 => ("<p>", format!("{first}&nbsp;-&nbsp;\n    {second}"), "</p>"),
            _ => ("<input name=\"juminNo\" value=\"", number.clone(), "\">"),
        };
        sheet.text.push_str(before);
        // A tag before the number is where a reader of the source looks; the number itself is where it is told.
        let lead = if written.starts_with("<b>") { "<b>" } else { "" };
        sheet.text.push_str(lead);
        sheet.number("resident-number", "in a page", (&hyphen, &written[lead.len()..]));
        sheet.text.push_str(after);
        sheet.text.push_str("\n<p>");
        sheet.text.push_str(&impersonal(chance));
        sheet.text.push_str("</p>\n");
    }
    sheet.text.push_str("</body></html>\n");
    Paper { name: "page.html", text: sheet.text, truths: sheet.truths }
}

/// A table with a column of resident numbers, and columns that look like one and are none.
fn table(chance: &mut Chance) -> Paper {
    let mut sheet = Sheet::default();
    let is_named = chance.below(2) == 0;
    let is_bare = chance.below(2) == 0;
    let heading = if is_named { "주민등록번호" } else { "식별값" };
    sheet.text.push_str(&format!("연번,성명,{heading},접수일련,휴대전화,지급액\n"));
    for row in 0..40 {
        let number = if chance.below(3) == 0 { resident_since(chance) } else { resident(chance) };
        let written = if is_bare { number } else { hyphened(&number) };
        sheet.text.push_str(&format!("{},{},", row + 1, chance.of(&NAMES)));
        let sort = if is_named { "in a named column" } else { "in an unnamed column" };
        sheet.number("resident-number", sort, (&written, &written));
        // A day and a number of the day: in a column its check digits hold as often as chance makes them.
        let (year, month, day) = chance.day((2019, 2024));
        let serial = format!(
            "{:02}{month:02}{day:02}{}{}",
            year % 100,
            3 + chance.below(2),
            chance.digits(6)
        );
        sheet.text.push_str(&format!(",{serial},"));
        let mobile = mobile(chance);
        sheet.number("mobile-number", "", (&mobile, &mobile));
        sheet.text.push_str(&format!(",{}0000\n", 1 + chance.below(999)));
    }
    Paper { name: "list.csv", text: sheet.text, truths: sheet.truths }
}

/// The corpus of a seed: 1,500 personal and 1,500 impersonal sentences, 20 pages and 10 tables.
pub fn corpus(seed: u64) -> Vec<Paper> {
    let mut chance = Chance(seed);
    let mut papers = Vec::new();
    for _ in 0..1500 {
        papers.push(personal(&mut chance));
        let text = impersonal(&mut chance);
        papers.push(Paper { name: "note.txt", text, truths: Vec::new() });
    }
    papers.extend((0..20).map(|_| page(&mut chance)));
    papers.extend((0..10).map(|_| table(&mut chance)));
    papers
}
