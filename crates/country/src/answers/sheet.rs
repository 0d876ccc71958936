//! What a form is for one person today: what is filled in, which entries are offered, between which days. Pure.

use std::collections::BTreeMap;

use law::Value as Known;
use serde_json::{Map, Value};
use vocabulary::Day;

use super::example::fitted_example;
use super::walk::{Sight, Trust, Walk, entry_id};
use crate::form::{Field, FieldKind};
use crate::plan::PlannedField;
use crate::read::Country;
use crate::service::Service;

/// A form as one person meets it today.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// What the state already knows, by field.
    pub prefilled: Map<String, Value>,
    /// The applicant's entries that an `entry` field offers, by field.
    pub offers: BTreeMap<String, Vec<Offer>>,
    /// The limits of days, by field, as far as they do not depend on answers not yet given.
    pub days: BTreeMap<String, DayLimits>,
    /// A complete set of answers that this person could send today.
    pub example: Map<String, Value>,
}

/// An entry that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub id: String,
    /// The entry's field that the form `shows`.
    pub name: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayLimits {
    pub earliest: Option<Day>,
    pub latest: Option<Day>,
}

/// What the state already knows, by field. Only what would be taken as an answer.
pub fn prefill(
    country: &Country,
    service: &Service,
    known: &Known,
    today: Day,
) -> Map<String, Value> {
    let walk = Walk { country, service, known, today, trust: Trust::Nobody };
    let mut sight = Sight::of(known, today);
    let mut filled = Map::new();
    for (field, planned) in fields(&walk) {
        if let Some(value) = walk.prefilled(field, planned, &sight) {
            sight.answered(field, &value);
            filled.insert(field.id.clone(), value);
        }
    }
    filled
}

/// The form as this person meets it today.
pub fn sheet(country: &Country, service: &Service, known: &Known, today: Day) -> Sheet {
    let walk = Walk { country, service, known, today, trust: Trust::Nobody };
    let prefilled = prefill(country, service, known, today);
    let mut sheet =
        Sheet { example: fitted_example(&walk, &prefilled), prefilled, ..Sheet::default() };
    let mut sight = Sight::of(known, today);
    for (field, planned) in fields(&walk) {
        if let Some(value) = sheet.prefilled.get(&field.id) {
            sight.answered(field, value);
        }
        match field.kind {
            FieldKind::Entry => {
                let offers = walk.offered(field, planned).filter_map(|e| offer(field, e)).collect();
                sheet.offers.insert(field.id.clone(), offers);
            }
            FieldKind::Day => {
                let (earliest, latest) = sight.day_limits(planned);
                sheet.days.insert(field.id.clone(), DayLimits { earliest, latest });
            }
            _ => {}
        }
    }
    sheet
}

/// The fields of the form, each with its expressions.
pub(super) fn fields<'a>(
    walk: &Walk<'a>,
) -> impl Iterator<Item = (&'a Field, &'a PlannedField)> + use<'a> {
    let steps = walk.service.form.iter().flat_map(|f| &f.steps);
    let planned = walk.country.plan(&walk.service.id).into_iter().flat_map(|p| &p.steps);
    steps.zip(planned).flat_map(|(step, planned)| step.fields.iter().zip(&planned.fields))
}

fn offer(field: &Field, entry: &BTreeMap<String, Known>) -> Option<Offer> {
    let id = entry_id(entry)?.to_string();
    let name = entry.get(&field.shows).map_or_else(String::new, shown);
    Some(Offer { name: if name.is_empty() { id.clone() } else { name }, id })
}

fn shown(value: &Known) -> String {
    if *value == Known::Nothing { String::new() } else { value.plain() }
}
