//! Papers that the tests print: what a country would really issue. No test stands here.

use letters::{Paper, Row, Section};

fn row(label: &str, lines: &[&str]) -> Row {
    Row { label: label.into(), lines: texts(lines) }
}

fn texts(texts: &[&str]) -> Vec<String> {
    texts.iter().map(ToString::to_string).collect()
}

/// The abstract of the resident register, in Korean.
pub fn korean() -> Paper {
    Paper {
        lang: "ko".into(),
        kind: "증명서".into(),
        title: "주민등록표 초본".into(),
        number: "제 RA-2026-000123-7 호".into(),
        country: "대한민국".into(),
        rows: vec![
            row("성명", &["홍길동 (洪吉童)"]),
            row("주민등록번호", &["880101-1******"]),
            row("주소", &["서울특별시 종로구 세종대로 209, 101동 1502호 (세종로)"]),
            row("세대주와의 관계", &["본인"]),
            row("전입일", &["2019년 3월 4일"]),
            row(
                "이전 주소",
                &[
                    "부산광역시 해운대구 센텀중앙로 79 (2012. 5. 1. ~ 2019. 3. 4.)",
                    "전라남도 순천시 장명로 30 (1988. 1. 1. ~ 2012. 5. 1.)",
                ],
            ),
            row("용도", &["금융기관 제출용"]),
        ],
        sections: Vec::new(),
        closing: "위의 사실은 주민등록표의 기재 사항과 틀림없음을 증명합니다.".into(),
        issued_on: "2026년 3월 14일".into(),
        issued_day: (2026, 3, 14),
        signed_by: "서울특별시 종로구청장".into(),
        seal_text: "종로구청장의인".into(),
        qr: "https://madang.example.kr/verify/RA-2026-000123-7".into(),
        verify: texts(&[
            "이 증명서는 전자 문서로 발급되었으며, 왼쪽 QR 코드로 진위를 확인할 수 있습니다.",
            "https://madang.example.kr/verify/RA-2026-000123-7",
            "인터넷 없이도 확인할 수 있습니다: madang verify 초본.pdf",
        ]),
        not_valid: None,
    }
}

/// The same paper in English.
pub fn english() -> Paper {
    Paper {
        lang: "en".into(),
        kind: "Certificate".into(),
        title: "Abstract of the Resident Register".into(),
        number: "No. RA-2026-000123-7".into(),
        country: "Republic of Korea".into(),
        rows: vec![
            row("Name", &["Hong Gildong (洪吉童)"]),
            row("Resident number", &["880101-1******"]),
            row("Address", &["Unit 1502, Bldg. 101, 209 Sejong-daero, Jongno-gu, Seoul"]),
            row("Relation to householder", &["Self"]),
            row("Moved in", &["4 March 2019"]),
            row(
                "Former addresses",
                &[
                    "79 Centum jungang-ro, Haeundae-gu, Busan (1 May 2012 – 4 March 2019)",
                    "30 Jangmyeong-ro, Suncheon-si, Jeollanam-do (1 January 1988 – 1 May 2012)",
                ],
            ),
        ],
        closing: "It is hereby certified that the above agrees with the resident register.".into(),
        issued_on: "14 March 2026".into(),
        signed_by: "Mayor of Jongno-gu, Seoul".into(),
        seal_text: "Mayor of Jongno-gu".into(),
        verify: texts(&[
            "This certificate was issued electronically. Scan the code, or open",
            "https://madang.example.kr/verify/RA-2026-000123-7",
            "Without a network: madang verify abstract.pdf",
        ]),
        ..korean()
    }
}

/// A decision letter in Korean: reasons, the trace of the rule, and how to appeal.
pub fn decision() -> Paper {
    Paper {
        kind: "처분 통지서".into(),
        title: "아동수당 지급 결정 통지".into(),
        number: "제 CA-2026-004411-2 호".into(),
        rows: vec![
            row("신청인", &["응우옌 티 호아 (Nguyễn Thị Hoa)"]),
            row("아동", &["김하늘 (2024년 5월 2일생)"]),
            row("결정", &["지급"]),
            row("금액", &["매월 100,000원, 2026년 4월부터 2032년 4월까지"]),
        ],
        sections: reasons(),
        closing: "위와 같이 결정하였음을 「아동수당법」 제9조에 따라 통지합니다.".into(),
        signed_by: "보건복지부장관".into(),
        seal_text: "보건복지부장관의인".into(),
        ..korean()
    }
}

fn reasons() -> Vec<Section> {
    vec![
        Section {
            heading: "결정의 이유".into(),
            paragraphs: texts(&[
                "아동이 만 8세 미만이고 대한민국 국적을 가지고 있으며 국내에 주민등록이 되어 있으므로 \
                 「아동수당법」 제4조제1항에 따른 지급 대상에 해당합니다.",
            ]),
            steps: Vec::new(),
        },
        Section {
            heading: "적용한 규칙".into(),
            paragraphs: Vec::new(),
            steps: texts(&[
                "아동의 나이: 1세 10개월 (기준: 8세 미만). 「아동수당법」 제4조제1항",
                "아동의 국적: 대한민국. 같은 조 제2항",
                "해외 체류 기간: 0일 (기준: 90일 미만). 제13조제2항",
            ]),
        },
        Section {
            heading: "이의가 있을 때".into(),
            paragraphs: texts(&[
                "이 결정을 안 날부터 90일 이내(2026년 6월 12일까지)에 이의신청을 하거나 행정심판을 \
                 청구할 수 있습니다.",
            ]),
            steps: Vec::new(),
        },
    ]
}

/// A paper without legal effect, read from right to left.
pub fn arabic() -> Paper {
    Paper {
        lang: "ar".into(),
        kind: "شهادة".into(),
        title: "شهادة القيد في سجل السكان".into(),
        number: "RA-2026-000123-7".into(),
        country: "جمهورية كوريا".into(),
        rows: vec![
            row("الاسم", &["محمد بن عبد الله الخوارزمي"]),
            row("العنوان", &["سيول، جونغنو، 209"]),
            row("الاسم بالعبرية", &["דוד בן־גוריון, שלום"]),
        ],
        closing: "نشهد بأن ما ورد أعلاه مطابق لسجل السكان.".into(),
        issued_on: "14 مارس 2026".into(),
        signed_by: "رئيس البلدية".into(),
        seal_text: "رئيس البلدية".into(),
        verify: texts(&["امسح الرمز للتحقق من صحة هذه الوثيقة."]),
        not_valid: Some("نموذج".into()),
        ..korean()
    }
}

/// A letter of many pages.
pub fn long() -> Paper {
    let mut paper = decision();
    paper.rows = (1..=80)
        .map(|i| {
            let years = format!("{}년, 서울특별시 종로구 세종대로 {i}", 1940 + i);
            row(&format!("{i}번째 주소"), &[&years])
        })
        .collect();
    paper.sections = vec![Section {
        heading: "절차".into(),
        paragraphs: vec!["담당 기관은 다음의 순서에 따라 사실을 확인하였습니다. ".repeat(12)],
        steps: (1..=40).map(|i| format!("{i}단계: 등록부의 기재 사항을 확인함")).collect(),
    }];
    paper
}

/// Names that are hard to print.
pub fn names() -> Paper {
    let mut paper = korean();
    paper.rows = vec![
        row("markup", &[r##"#panic("x") $ _a_ *b* \ "quoted" `raw`"##]),
        row("200 letters", &[&"Wolfeschlegelsteinhausenbergerdorff".repeat(6)]),
        row("드문 한자", &["金翯喆 𠮷野 崔㼁"]),
        row("옛말과 드문 음절", &["뷁쀍꿻 똠방각하 펲시콜라"]),
        row("عربي", &["محمد بن عبد الله"]),
        row("עברית", &["דוד בן־גוריון"]),
        row("Tiếng Việt", &["Nguyễn Thị Ánh Nguyệt"]),
        row("Ελληνικά, кириллица", &["Γεώργιος Παπαδόπουλος, Әлия Нұрланқызы"]),
        row("かな", &["さくら サクラ 山田"]),
        row("no font", &["\u{1F600} ไทย हिन्दी"]),
        row("line\nbreaks", &["one\ntwo\r\nthree"]),
    ];
    paper
}
