//! Writing records: which field of 27560 is said by which term.
//!
//! What may not happen here: nothing is said that `read.rs` does not read. The fields stand in the order of the standard;
//! where its guide and its table of DPV terms name different properties (`dct:date` and `dpv:isIndicatedAtTime`, `dct:valid`
//! and a duration, `dpv:isImplementedByEntity` and `dpv:isIndicatedBy`), a reader of either finds its own.

use serde_json::{Value, json};
use vocabulary::{Moment, Text};

use super::{Receipt, Record};
use crate::choice::{Event, Who};
use crate::matter::{Item, Matter, Party, Recipient, Retention};
use crate::notice::Notice;
use crate::terms;

pub(super) fn record(record: &Record) -> Value {
    let mut node = node(record);
    if let Value::Object(fields) = &mut node {
        fields.insert("@context".into(), terms::context());
    }
    node
}

pub(super) fn receipt(receipt: &Receipt) -> Value {
    json!({
        "@context": terms::context(),
        "@id": iri("receipt", &receipt.id),
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": { "@id": terms::RECEIPT_SCHEMA },
        "dct:identifier": receipt.id,
        "dct:issued": moment(receipt.issued),
        "dct:hasPart": node(&receipt.record),
    })
}

fn node(record: &Record) -> Value {
    let Record { ids, language, notice, consent: _ } = record;
    json!({
        "@id": iri("record", &ids.record),
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": { "@id": terms::RECORD_SCHEMA },
        "dct:identifier": ids.record,
        "dpv:hasDataSubject": { "@type": "dpv:DataSubject", "dct:identifier": ids.person },
        "dpv:hasNotice": {
            "@type": "dpv:ConsentNotice",
            "dct:identifier": notice.id,
            "dct:title": texts(&notice.title),
            "dct:language": language,
            "madang:written-in": notice.language,
            "madang:version": notice.version().as_str(),
        },
        "dpv:hasService": { "@type": "dpv:Service", "dct:identifier": notice.about },
        "dpv:hasDataController": controller(notice),
        "dpv:hasJurisdiction": { "@type": "dpv:Country", "dct:identifier": notice.place },
        "dpv:hasApplicableLaw":
            notice.law.iter().map(|law| json!({ "@id": law })).collect::<Vec<Value>>(),
        "dpv:hasConsentControl": {
            "@type": "dpv:WithdrawConsent",
            "dpv:isExercisedAt": texts(&notice.withdrawal),
        },
        "dpv:hasProcess":
            notice.matters.iter().map(|matter| process(record, matter)).collect::<Vec<Value>>(),
    })
}

fn process(record: &Record, matter: &Matter) -> Value {
    let notice = &record.notice;
    let events = record.consent.events().iter().filter(|event| event.matter == matter.id);
    let events: Vec<Value> = events.map(|event| status(record, event)).collect();
    let necessity = if matter.required { "dpv:Required" } else { "dpv:Optional" };
    let version = notice.version_of(&matter.id).map(String::from);
    json!({
        "@type": "dpv:Process",
        "dct:identifier": matter.id,
        "madang:kind": matter.kind.word(),
        "madang:version": version,
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "skos:broader": { "@id": terms::aim(matter.aim) },
            "dct:description": texts(&matter.purpose),
        },
        "dpv:hasLegalBasis": { "@id": "dpv:ExplicitlyExpressedConsent" },
        "dpv:hasProcessing": terms::processing(matter.kind)
            .iter()
            .map(|term| json!({ "@id": term }))
            .collect::<Vec<Value>>(),
        "dpv:hasPersonalData": matter.items.iter().map(item).collect::<Vec<Value>>(),
        "dpv:hasNecessity": { "@id": necessity },
        "dpv:hasStorageCondition": [
            {
                "@type": "dpv:StorageLocation",
                "dpv:hasLocation": { "@type": "dpv:Country", "dct:identifier": notice.storage },
            },
            kept(matter.retention.as_ref()),
        ],
        "dpv:hasRecipient": recipients(notice, matter),
        "dpv:hasConsentStatus": events,
        "madang:refusal": texts(&matter.refusal),
        "madang:article": matter.article,
    })
}

fn item(item: &Item) -> Value {
    json!({
        "@type": terms::class(item.class),
        "dct:identifier": item.id,
        "dct:title": texts(&item.name),
        "skos:broader": { "@id": terms::category(item.category) },
    })
}

/// Where nobody else receives the data, the controller does.
fn recipients(notice: &Notice, matter: &Matter) -> Vec<Value> {
    if matter.recipients.is_empty() {
        return vec![json!({ "@id": iri("party", &notice.controller.id) })];
    }
    matter.recipients.iter().map(recipient).collect()
}

fn recipient(recipient: &Recipient) -> Value {
    let mut node = party(&recipient.party, &["dpv:Recipient", "dpv:ThirdParty"]);
    let abroad = recipient.transfer.as_ref().map(|transfer| {
        json!({
            "dpv:hasCountry": { "@type": "dpv:Country", "dct:identifier": transfer.country },
            "dct:description": texts(&transfer.manner),
            "madang:refusal": texts(&transfer.refusing),
        })
    });
    let provision = json!({
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "dct:description": texts(&recipient.purpose),
        },
        "madang:item": recipient.items,
        "dpv:hasStorageCondition": [kept(recipient.retention.as_ref())],
        "madang:refusal": texts(&recipient.refusal),
        "madang:transfer": abroad.map_or_else(Vec::new, |abroad| vec![abroad]),
    });
    if let Value::Object(fields) = &mut node {
        fields.insert("madang:provision".into(), provision);
    }
    node
}

fn controller(notice: &Notice) -> Value {
    let mut node = party(&notice.controller, &["dpv:DataController"]);
    if let Value::Object(fields) = &mut node {
        fields.insert("@id".into(), iri("party", &notice.controller.id).into());
    }
    node
}

fn party(party: &Party, roles: &[&str]) -> Value {
    let types: Vec<&str> = roles.iter().copied().chain([terms::party(party.kind)]).collect();
    json!({
        "@type": types,
        "dct:identifier": party.id,
        "dpv:hasName": texts(&party.name),
        "dpv:hasAddress": texts(&party.address),
        "dpv:hasContact": party.contact,
    })
}

fn kept(retention: Option<&Retention>) -> Value {
    let duration = match retention {
        None => Vec::new(),
        Some(Retention::For(span)) => {
            vec![json!({ "@type": "dpv:TemporalDuration", "rdf:value": span.to_string() })]
        }
        Some(Retention::Until(event)) => {
            vec![json!({ "@type": "dpv:UntilEventDuration", "rdf:value": texts(event) })]
        }
    };
    json!({ "@type": "dpv:StorageDuration", "dpv:hasDuration": duration })
}

fn status(record: &Record, event: &Event) -> Value {
    let until = event.until.map_or_else(|| "..".into(), |until| until.to_string());
    let (role, actor) = actor(record, &event.by);
    json!({
        "@type": terms::state(event.state),
        "dct:date": moment(event.when.at),
        "dpv:isIndicatedAtTime": moment(event.when.at),
        "dct:valid": format!("{}/{until}", event.when.day),
        "dpv:isImplementedByEntity": actor,
        "dpv:isIndicatedBy": { "@id": role },
        "dpv:hasIndicationMethod": event.method.word(),
        "dpv:hasLegalBasis": { "@id": "dpv:ExplicitlyExpressedConsent" },
        "madang:version": event.version.as_str(),
        "madang:evidence": event.evidence,
        "madang:child": event.child,
    })
}

fn actor(record: &Record, by: &Who) -> (&'static str, Value) {
    let role = match by {
        Who::Person => "dpv:DataSubject",
        Who::Guardian { .. } => "dpv:GuardianOfDataSubject",
        Who::Agent { .. } => "dpv:Agent",
        Who::Controller => "dpv:DataController",
    };
    let actor = match by {
        Who::Person => json!({ "@type": role, "dct:identifier": record.ids.person }),
        Who::Guardian { id } => json!({ "@type": role, "dct:identifier": id }),
        Who::Agent { id, mandate } => {
            json!({ "@type": role, "dct:identifier": id, "madang:mandate": mandate })
        }
        Who::Controller => {
            json!({ "@type": role, "dct:identifier": record.notice.controller.id })
        }
    };
    (role, actor)
}

fn texts(text: &Text) -> Vec<Value> {
    let said = |(lang, said): (&String, &String)| json!({ "@language": lang, "@value": said });
    text.0.iter().map(said).collect()
}

fn moment(at: Moment) -> Value {
    json!({ "@type": "xsd:dateTime", "@value": at.to_rfc3339() })
}

/// An address for an id, whatever signs the id has.
fn iri(what: &str, id: &str) -> String {
    let mut address = format!("urn:madang:{what}:");
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}
