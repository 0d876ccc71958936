//! The components with something in them. Their names in the gallery are for the people who build pages: in English.
//!
//! What may not happen here: a component left out; a test counts them.

use vocabulary::Lang;

use crate::components::{
    Action, Aim, BarChart, Chip, Chips, Column, Confirmation, Details, ErrorSummary, Hero, Inset,
    KeyFigure, KeyFigures, LineChart, NoticeBox, Paging, Point, SearchBox, ServiceCard,
    ServiceCards, Step, StepChart, Steps, Table, Tabs, Task, TaskList, TaskState, Tile, Tiles,
    Weight,
};
use crate::fields::{
    Choice, Choices, Control, DayParts, Field, FileInput, KeptFile, Locked, LongText, TextInput,
    TextKind, Width,
};
use crate::frame::{Frame, Link, Tone};
use crate::gallery::people;
use crate::html::Html;

pub(super) fn sections(frame: &Frame) -> Vec<(&'static str, Html)> {
    let fields = fields(frame);
    let mut sections = vec![("Error summary", Html::of(&ErrorSummary::of(frame, &fields)))];
    sections.push(("Fields", Html::all(fields.iter().map(Html::of))));
    sections.extend([
        ("Steps", Html::of(&Steps { frame, step: 2, of: 5, back: Some("/back".into()) })),
        ("Buttons", actions(frame)),
        ("Notices", notices(frame)),
        ("Badges", badges(frame)),
        ("Details", details(frame)),
        ("Summary list", Html::of(&people::summary(frame))),
        ("Task list", Html::of(&tasks(frame))),
        ("Timeline", Html::of(&people::timeline(frame))),
        ("Table", Html::of(&table(frame))),
        ("Nothing", Html::of(&Table { rows: Vec::new(), ..table(frame) })),
        ("Paging", Html::of(&paging(frame))),
        ("Tabs", Html::of(&tabs(frame))),
        ("Search", Html::of(&SearchBox::new(frame, "/services", frame.t("gallery.query")))),
        ("Filters", Html::of(&chips(frame))),
        ("Services", Html::of(&service_cards(frame))),
        ("Life events", Html::of(&tiles(frame))),
        ("Key figures", Html::of(&key_figures(frame))),
        ("Bar chart", Html::of(&bar_chart(frame))),
        ("Line chart", Html::of(&line_chart(frame))),
        ("Step chart", Html::of(&step_chart(frame))),
        ("Cases", Html::of(&people::cases(frame))),
        ("Due", Html::of(&people::dues(frame))),
        ("Who looked", Html::of(&people::disclosures(frame))),
    ]);
    sections
}

fn field<'a>(frame: &'a Frame, id: &str, control: Control) -> Field<'a> {
    let label_key = format!("gallery.{id}");
    Field::new(frame, id, frame.t(&label_key), control)
}

fn fields(frame: &Frame) -> Vec<Field<'_>> {
    let person = frame.t("gallery.person").to_string();
    let name = TextInput {
        value: person,
        autocomplete: "name".into(),
        max_length: Some(200),
        ..TextInput::default()
    };
    let mut name = field(frame, "name", Control::Text(name));
    name.provenance = Some(from(frame));
    let phone = TextInput {
        value: "010-12".into(),
        kind: TextKind::Telephone,
        autocomplete: "tel".into(),
        width: Width::Middle,
        ..TextInput::default()
    };
    let mut phone = field(frame, "phone", Control::Text(phone));
    phone.error = Some(frame.t("answer.not-a-telephone").into());
    let income = TextInput {
        kind: TextKind::Number,
        width: Width::Middle,
        suffix: frame.t("gallery.won").into(),
        ..TextInput::default()
    };
    let mut income = field(frame, "income", Control::Text(income));
    income.hint = frame.t("gallery.income-hint").into();
    income.required = false;
    let born =
        DayParts { year: "2026".into(), month: "2".into(), day: "29".into(), birthday: true };
    let mut born = field(frame, "born", Control::Day(born));
    born.hint = frame.tf("field.day-hint", &[("example", "2026 3 1")]);
    born.error = Some(frame.t("answer.not-a-day").into());
    let locked = Locked { shown: frame.t("gallery.address-value").into(), lang: None };
    let mut address = field(frame, "address", Control::Locked(locked));
    address.provenance = Some(from(frame));
    let mut foreign =
        Field::new(frame, "foreign", "اسم العائلة", Control::Text(TextInput::default()));
    foreign.lang = Some(Lang::new("ar"));
    foreign.hint = "كما هو مكتوب في جواز السفر".into();
    vec![name, phone, income, born, address, foreign].into_iter().chain(choices(frame)).collect()
}

fn from(frame: &Frame) -> String {
    let day = vocabulary::Day::new(2026, 11, 23);
    day.map_or_else(String::new, |day| frame.from_register(frame.t("gallery.register"), day))
}

fn choices(frame: &Frame) -> [Field<'_>; 7] {
    let option = |value: &str| Choice::new(value, frame.t(&format!("gallery.option-{value}")));
    let options = || {
        vec![
            option("post"),
            Choice { hint: frame.t("gallery.option-hint").into(), ..option("counter") },
            option("online"),
        ]
    };
    let chosen = vec!["counter".to_string()];
    let file = FileInput {
        accept: vec!["pdf".into(), "jpeg".into(), "png".into()],
        max_megabytes: 10,
        kept: Some(KeptFile { name: "birth-record.pdf".into(), size: frame.size(2_400_000) }),
    };
    let mut radios = field(
        frame,
        "way",
        Control::Radios(Choices { options: options(), chosen: chosen.clone() }),
    );
    radios.error = Some(frame.t("answer.not-an-option").into());
    let long = LongText { value: String::new(), rows: 4, max_length: Some(2_000) };
    let mut remark = field(frame, "remark", Control::LongText(long));
    remark.required = false;
    [
        radios,
        field(
            frame,
            "notices",
            Control::Checkboxes(Choices { options: options(), chosen: chosen.clone() }),
        ),
        field(frame, "nation", Control::Select(Choices { options: options(), chosen })),
        field(frame, "alone", Control::YesNo(Some(true))),
        remark,
        field(frame, "document", Control::File(file)),
        field(
            frame,
            "code",
            Control::Text(TextInput {
                kind: TextKind::Identifier,
                width: Width::Short,
                ..TextInput::default()
            }),
        ),
    ]
}

pub(super) fn question(frame: &Frame) -> Field<'_> {
    let mut field = field(frame, "moved", Control::Day(DayParts::default()));
    field.heading = true;
    field.hint = frame.t("gallery.moved-hint").into();
    field
}

fn actions(frame: &Frame) -> Html {
    let pieces = [
        Action::send(frame.t("action.continue")),
        Action::link("/later", frame.t("action.save-later")).second(),
        Action {
            label: frame.t("action.withdraw").into(),
            weight: Weight::Warning,
            aim: Aim::Send { name: "act".into(), value: "withdraw".into() },
        },
    ];
    Html::all(pieces.iter().flat_map(|action| [Html::of(action), Html::text(" ")]))
}

fn notices(frame: &Frame) -> Html {
    let tones = [Tone::Neutral, Tone::Info, Tone::Good, Tone::Warning, Tone::Bad];
    let boxes = tones.map(|tone| {
        let title = frame.t("gallery.alert").to_string();
        Html::of(&NoticeBox { tone, title, body: Html::paragraphs(frame.t("gallery.alert-text")) })
    });
    let inset = Html::of(&Inset { body: Html::paragraphs(frame.t("service.law")) });
    Html::all(boxes.into_iter().chain([inset]))
}

fn badges(frame: &Frame) -> Html {
    let states = [
        "received",
        "waiting-payment",
        "with-officer",
        "waiting-person",
        "waiting-opinion",
        "waiting-second",
        "granted",
        "refused",
        "withdrawn",
        "appealed",
    ];
    Html::all(states.iter().flat_map(|state| [Html::of(&frame.state(state)), Html::text(" ")]))
}

fn details(frame: &Frame) -> Html {
    let body = Html::paragraphs(frame.t("disclosure.hint"));
    Html::of(&Details { summary: frame.t("disclosure.title").into(), body })
}

fn tasks(frame: &Frame) -> TaskList<'_> {
    let task = |key: &str, state| Task {
        title: frame.t(key).into(),
        hint: String::new(),
        href: (state != TaskState::NotYet).then(|| "/task".to_string()),
        state,
    };
    let mut first = task("gallery.task-1", TaskState::Done);
    first.hint = frame.t("provenance.person").into();
    let tasks = vec![
        first,
        task("gallery.task-2", TaskState::Started),
        task("gallery.task-3", TaskState::NotStarted),
        task("gallery.task-4", TaskState::NotYet),
    ];
    TaskList { frame, tasks }
}

fn table(frame: &Frame) -> Table {
    let row = |number: &str, service: &str, state: &str, left: i64| {
        vec![
            Html::link("/office/cases/1", number),
            frame.t(service).into(),
            Html::of(&frame.state(state)),
            frame.deadline(left).into(),
            frame.money(&vocabulary::Money::new(left.abs() * 400, "KRW")).into(),
        ]
    };
    Table {
        caption: frame.t("desk.queue-open").into(),
        columns: vec![
            Column::new(frame.t("word.number")),
            Column::new(frame.t("word.service")),
            Column::new(frame.t("word.state")),
            Column::new(frame.t("desk.deadline")),
            Column::number(frame.t("word.fee")),
        ],
        rows: vec![
            row("RA-4F7K-9Q2M-X", "gallery.service-1", "with-officer", 2),
            row("BP-77AC-01DM-3", "gallery.service-2", "waiting-person", -1),
            row("MR-0S9D-EE14-K", "gallery.service-3", "waiting-second", 0),
        ],
        empty: frame.t("desk.empty").into(),
    }
}

fn paging(frame: &Frame) -> Paging<'_> {
    let shown =
        frame.tf("paging.shown", &[("from", "21"), ("to", "40"), ("of", &frame.count(1_312))]);
    Paging { frame, previous: Some("?before=a".into()), next: Some("?after=b".into()), shown }
}

fn tabs(frame: &Frame) -> Tabs {
    let link = |key: &str| Link::new("/case", frame.t(key));
    let items = vec![
        link("case.history").here(true),
        link("case.answers"),
        link("case.documents"),
        link("case.messages"),
    ];
    Tabs { label: frame.tf("case.title", &[("number", "RA-4F7K-9Q2M-X")]), items }
}

fn chips(frame: &Frame) -> Chips<'_> {
    let chip = |key: &str, on, count| Chip {
        label: frame.t(key).into(),
        href: "/services".into(),
        on,
        count,
    };
    let chips = vec![
        chip("search.online", true, None),
        chip("gallery.option-online", false, Some(1_240)),
        chip("gallery.option-counter", false, Some(89)),
        chip("gallery.option-post", false, Some(7)),
    ];
    Chips { frame, label: frame.t("search.filter").into(), chips }
}

pub(super) fn service_cards(frame: &Frame) -> ServiceCards {
    let card = |place: usize| ServiceCard {
        title: frame.t(&format!("gallery.service-{place}")).into(),
        href: format!("/services/{place}"),
        summary: frame.t(&format!("gallery.summary-{place}")).into(),
        agency: frame.t("gallery.agency").into(),
        lang: None,
        facts: vec![frame.t("word.free").into(), frame.t("word.at-once").into()],
    };
    let mut cards: Vec<ServiceCard> = (1..=4).map(card).collect();
    cards.push(ServiceCard {
        title: "Consultar o cadastro de imóveis".into(),
        href: "/services/br".into(),
        summary: "Um serviço importado, na sua própria língua.".into(),
        lang: Some(Lang::new("pt")),
        ..ServiceCard::default()
    });
    ServiceCards { cards, level: 3 }
}

pub(super) fn hero(frame: &Frame) -> Hero<'_> {
    let search = SearchBox { large: true, ..SearchBox::new(frame, "/services", "") };
    let often = [1, 2, 3]
        .map(|place| Link::new("/services/1", frame.t(&format!("gallery.service-{place}"))));
    Hero {
        frame,
        title: frame.t("home.title").into(),
        text: frame.t("home.text").into(),
        search,
        often: often.to_vec(),
    }
}

pub(super) fn tiles(frame: &Frame) -> Tiles {
    let events = [
        "having-a-child",
        "raising-a-child",
        "studying",
        "becoming-an-adult",
        "working",
        "moving",
        "buying-a-home",
        "owning-a-car",
        "marriage",
        "retirement",
        "disability",
        "illness",
        "bereavement",
        "coming-to-korea",
        "travelling-abroad",
        "hard-times",
        "starting-a-business",
        "running-a-business",
    ];
    let tile = |event: &&str| Tile {
        title: frame.t(&format!("gallery.event.{event}")).into(),
        href: format!("/services?event={event}"),
        mark: (*event).into(),
        lang: None,
    };
    Tiles { tiles: events.iter().map(tile).collect() }
}

pub(super) fn key_figures(frame: &Frame) -> KeyFigures {
    let figure = |key: &str, value: String, note: &str| KeyFigure {
        label: frame.t(key).into(),
        value,
        note: note.into(),
    };
    KeyFigures {
        figures: vec![
            figure("gallery.figure-1", frame.count(12_480), ""),
            figure("gallery.figure-2", "97 %".into(), "+2 %"),
            figure("gallery.figure-3", frame.tn("deadline.within-working", 2, &[]), ""),
            figure("gallery.figure-4", frame.count(0), ""),
        ],
    }
}

fn points(frame: &Frame) -> Vec<Point> {
    let values = [820, 932, 1_204, 1_110, 640, 1_530];
    (1..).zip(values).map(|(month, value)| Point::new(&month_name(frame, month), value)).collect()
}

fn month_name(frame: &Frame, month: i64) -> String {
    frame.tf("gallery.month", &[("month", frame.t(&format!("month.{month}")))])
}

fn bar_chart(frame: &Frame) -> BarChart<'_> {
    let title = frame.t("gallery.chart").to_string();
    BarChart {
        frame,
        title,
        of: frame.t("field.month").into(),
        unit: frame.t("desk.queue").into(),
        points: points(frame),
    }
}

fn line_chart(frame: &Frame) -> LineChart<'_> {
    let title = frame.t("gallery.chart").to_string();
    LineChart {
        frame,
        title,
        of: frame.t("field.month").into(),
        unit: frame.t("desk.queue").into(),
        points: points(frame),
    }
}

fn step_chart(frame: &Frame) -> StepChart {
    let points = points(frame);
    let steps = (0_i64..).zip(&points).map(|(at, point)| Step { at, height: point.value });
    let label = |point: Option<&Point>| point.map(|p| p.label.clone()).unwrap_or_default();
    StepChart {
        title: frame.t("gallery.chart").to_string(),
        most: frame.count(points.iter().map(|point| point.value).max().unwrap_or(0)),
        first: label(points.first()),
        last: label(points.last()),
        steps: steps.collect(),
        end: i64::try_from(points.len()).unwrap_or(i64::MAX),
    }
}

pub(super) fn confirmation(frame: &Frame) -> Confirmation {
    Confirmation {
        title: frame.t("confirm.title").into(),
        label: frame.t("confirm.label").into(),
        number: "RA-4F7K-9Q2M-X".into(),
        text: frame.t("gallery.next").into(),
    }
}
