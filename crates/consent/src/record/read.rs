//! Reading records that come from outside.
//!
//! What may not happen here: no guess. What has no place in a record is refused by its place and name, an unknown state
//! with the states that are known; and what was read is written again and compared, so that nothing is lost or believed
//! twice in two ways.

use serde_json::Value;
use vocabulary::{Day, Span};

use super::cursor::{Cursor, Read, Unreadable, same};
use super::{Ids, Receipt, Record};
use crate::choice::{Consent, Event, Method, State, When, Who};
use crate::kinds::{Aim, Category, Class, Kind, PartyType};
use crate::matter::{Item, Matter, Party, Recipient, Retention, Transfer};
use crate::notice::Notice;
use crate::terms;
use crate::version::Version;

/// The largest record that is read, in bytes.
const RECORD_MAX: usize = 4 << 20;

pub(super) fn record(json: &str) -> Read<Record> {
    let value = parsed(json)?;
    let record = record_at(&Cursor::new(&value))?;
    same(&record.to_json(), &value)?;
    Ok(record)
}

pub(super) fn receipt(json: &str) -> Read<Receipt> {
    let value = parsed(json)?;
    let cursor = Cursor::new(&value);
    let record = record_at(&cursor.field("dct:hasPart")?)?;
    let (id, issued) = (cursor.word("dct:identifier")?, cursor.moment("dct:issued")?);
    let receipt = record.receipt(&id, issued).or_else(|why| cursor.wrong(why.to_string()))?;
    same(&receipt.to_json(), &value)?;
    Ok(receipt)
}

fn parsed(json: &str) -> Read<Value> {
    if json.len() > RECORD_MAX {
        return Err(Unreadable::new("", format!("a record has at most {RECORD_MAX} bytes")));
    }
    serde_json::from_str(json).map_err(|error| Unreadable::new("", format!("no JSON: {error}")))
}

fn record_at(cursor: &Cursor<'_>) -> Read<Record> {
    let ids = Ids {
        record: cursor.word("dct:identifier")?,
        person: cursor.field("dpv:hasDataSubject")?.word("dct:identifier")?,
    };
    let notice = notice(cursor)?;
    let language = cursor.field("dpv:hasNotice")?.word("dct:language")?;
    let mut consent = Consent::default();
    for process in cursor.field("dpv:hasProcess")?.list()? {
        let matter = process.word("dct:identifier")?;
        for status in process.field("dpv:hasConsentStatus")?.list()? {
            let event = event(&status, &matter)?;
            consent.add(event).or_else(|why| status.wrong(why.to_string()))?;
        }
    }
    Record::new(ids, &language, notice, consent).or_else(|why| cursor.wrong(why.to_string()))
}

fn notice(cursor: &Cursor<'_>) -> Read<Notice> {
    let shown = cursor.field("dpv:hasNotice")?;
    let processes = cursor.field("dpv:hasProcess")?.list()?;
    let law = cursor.field("dpv:hasApplicableLaw")?.list()?;
    Ok(Notice {
        id: shown.word("dct:identifier")?,
        about: cursor.field("dpv:hasService")?.word("dct:identifier")?,
        title: shown.texts("dct:title")?,
        language: shown.word("madang:written-in")?,
        controller: party(&cursor.field("dpv:hasDataController")?, 1)?,
        law: law.iter().map(|law| law.word("@id")).collect::<Read<Vec<String>>>()?,
        place: cursor.field("dpv:hasJurisdiction")?.word("dct:identifier")?,
        // The same for all matters: the comparison at the end finds one that says another.
        storage: match processes.first() {
            Some(process) => storage(process)?,
            None => return cursor.wrong("a record without matters records nothing"),
        },
        withdrawal: cursor.field("dpv:hasConsentControl")?.texts("dpv:isExercisedAt")?,
        matters: processes.iter().map(matter).collect::<Read<Vec<Matter>>>()?,
    })
}

fn storage(process: &Cursor<'_>) -> Read<String> {
    let place = process.field("dpv:hasStorageCondition")?.nth(0)?;
    place.field("dpv:hasLocation")?.word("dct:identifier")
}

fn matter(process: &Cursor<'_>) -> Read<Matter> {
    let purpose = process.field("dpv:hasPurpose")?;
    let broader = purpose.field("skos:broader")?.field("@id")?;
    let items = process.field("dpv:hasPersonalData")?.list()?;
    let recipients = process.field("dpv:hasRecipient")?.list()?;
    // A mere address is the controller, who is no third party.
    let others = recipients.iter().filter(|one| one.field("madang:provision").is_ok());
    Ok(Matter {
        id: process.word("dct:identifier")?,
        kind: process.field("madang:kind")?.one_of("kind of matter", &Kind::ALL, Kind::word)?,
        purpose: purpose.texts("dct:description")?,
        aim: broader.one_of("purpose", &Aim::ALL, terms::aim)?,
        items: items.iter().map(item).collect::<Read<Vec<Item>>>()?,
        retention: retention(&process.field("dpv:hasStorageCondition")?.nth(1)?)?,
        recipients: others.map(recipient).collect::<Read<Vec<Recipient>>>()?,
        refusal: process.texts("madang:refusal")?,
        required: process.field("dpv:hasNecessity")?.word("@id")? == "dpv:Required",
        article: process.word("madang:article")?,
    })
}

fn item(item: &Cursor<'_>) -> Read<Item> {
    let types = item.field("@type")?;
    let said = types.words()?;
    let class = Class::ALL.into_iter().find(|class| terms::class(*class) == said.as_slice());
    let Some(class) = class else {
        return types.wrong("is no class of personal data that is known");
    };
    let category = item.field("skos:broader")?.field("@id")?;
    Ok(Item {
        id: item.word("dct:identifier")?,
        name: item.texts("dct:title")?,
        class,
        category: category.one_of("category of data", &Category::ALL, terms::category)?,
    })
}

fn recipient(cursor: &Cursor<'_>) -> Read<Recipient> {
    let provision = cursor.field("madang:provision")?;
    let transfer = provision.field("madang:transfer")?.at_most_one()?;
    Ok(Recipient {
        party: party(cursor, 2)?,
        purpose: provision.field("dpv:hasPurpose")?.texts("dct:description")?,
        items: provision.field("madang:item")?.words()?,
        retention: retention(&provision.field("dpv:hasStorageCondition")?.nth(0)?)?,
        refusal: provision.texts("madang:refusal")?,
        transfer: transfer.as_ref().map(abroad).transpose()?,
    })
}

fn abroad(cursor: &Cursor<'_>) -> Read<Transfer> {
    Ok(Transfer {
        country: cursor.field("dpv:hasCountry")?.word("dct:identifier")?,
        manner: cursor.texts("dct:description")?,
        refusing: cursor.texts("madang:refusal")?,
    })
}

/// A party whose own type stands behind so many types of its role.
fn party(cursor: &Cursor<'_>, roles: usize) -> Read<Party> {
    let kind = cursor.field("@type")?.nth(roles)?;
    Ok(Party {
        id: cursor.word("dct:identifier")?,
        name: cursor.texts("dpv:hasName")?,
        kind: kind.one_of("type of party", &PartyType::ALL, terms::party)?,
        address: cursor.texts("dpv:hasAddress")?,
        contact: cursor.word("dpv:hasContact")?,
    })
}

fn retention(condition: &Cursor<'_>) -> Read<Option<Retention>> {
    let Some(duration) = condition.field("dpv:hasDuration")?.at_most_one()? else {
        return Ok(None);
    };
    let kind = duration.field("@type")?;
    match kind.text()? {
        "dpv:TemporalDuration" => {
            let value = duration.field("rdf:value")?;
            let span = value.text()?.parse::<Span>().or_else(|why| value.wrong(why))?;
            Ok(Some(Retention::For(span)))
        }
        "dpv:UntilEventDuration" => Ok(Some(Retention::Until(duration.texts("rdf:value")?))),
        _ => kind.wrong("is no duration; known are dpv:TemporalDuration, dpv:UntilEventDuration"),
    }
}

fn event(status: &Cursor<'_>, matter: &str) -> Read<Event> {
    let version = status.field("madang:version")?;
    let valid = status.field("dct:valid")?;
    let (day, until) = days(&valid)?;
    let method = status.field("dpv:hasIndicationMethod")?;
    Ok(Event {
        matter: matter.into(),
        version: Version::try_from(version.text()?.to_string())
            .or_else(|why| version.wrong(why))?,
        state: status.field("@type")?.one_of("state of a consent", &State::ALL, terms::state)?,
        by: who(&status.field("dpv:isImplementedByEntity")?)?,
        method: method.one_of("method", &Method::ALL, Method::word)?,
        evidence: status.word("madang:evidence")?,
        when: When { at: status.moment("dct:date")?, day },
        until,
        child: status.field("madang:child")?.truth()?,
    })
}

/// `2026-03-01/2027-02-28`, or `2026-03-01/..` for an open end: an interval of ISO 8601-2.
fn days(valid: &Cursor<'_>) -> Read<(Day, Option<Day>)> {
    let Some((first, last)) = valid.text()?.split_once('/') else {
        return valid.wrong("two days are expected, with a slash between them");
    };
    let day = |text: &str| text.parse::<Day>().or_else(|why| valid.wrong(why));
    Ok((day(first)?, if last == ".." { None } else { Some(day(last)?) }))
}

fn who(actor: &Cursor<'_>) -> Read<Who> {
    let kind = actor.field("@type")?;
    let id = || actor.word("dct:identifier");
    match kind.text()? {
        "dpv:DataSubject" => Ok(Who::Person),
        "dpv:GuardianOfDataSubject" => Ok(Who::Guardian { id: id()? }),
        "dpv:Agent" => Ok(Who::Agent { id: id()?, mandate: actor.word("madang:mandate")? }),
        "dpv:DataController" => Ok(Who::Controller),
        _ => kind.wrong("is nobody who chooses here; known are the person, a guardian, an agent, the controller"),
    }
}
