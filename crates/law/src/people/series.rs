//! Facts by column: one fact of many people is a series.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use vocabulary::Day;

use crate::fault::Fault;
use crate::number::Number;
use crate::value::Value;

/// One fact of many people.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub values: Values,
    /// Who has a value; everybody, when it is not said. Where nobody knows, the value is null.
    pub known: Option<Vec<bool>>,
}

/// The values of a series.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Units of ten to the power of minus `scale`: with 0 whole won, with 2 cents. At most 18.
    Numbers {
        units: Vec<i64>,
        scale: u32,
    },
    Truths(Vec<bool>),
    /// Days since 1 January 1970.
    Days(Vec<i32>),
    /// For each person the place of the text among the words.
    Texts {
        places: Vec<u32>,
        words: Vec<String>,
    },
    /// What is none of these, value by value. Tables and expressions go through it case by case.
    Mixed(Vec<Value>),
}

/// People by their facts: all series are equally long.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct People {
    count: usize,
    series: BTreeMap<String, Arc<Series>>,
}

impl From<Values> for Series {
    fn from(values: Values) -> Series {
        Series { values, known: None }
    }
}

impl Series {
    pub fn count(&self) -> usize {
        match &self.values {
            Values::Numbers { units, .. } => units.len(),
            Values::Truths(truths) => truths.len(),
            Values::Days(days) => days.len(),
            Values::Texts { places, .. } => places.len(),
            Values::Mixed(values) => values.len(),
        }
    }

    /// The value of one person.
    pub fn value(&self, person: usize) -> Value {
        if self.known.as_ref().is_some_and(|known| known.get(person) != Some(&true)) {
            return Value::Nothing;
        }
        let value = match &self.values {
            Values::Numbers { units, scale } => units
                .get(person)
                .and_then(|units| Number::of_units(*units, *scale))
                .map(Value::Number),
            Values::Truths(truths) => truths.get(person).copied().map(Value::Truth),
            Values::Days(days) => days.get(person).and_then(|day| day_of(*day)).map(Value::Day),
            Values::Texts { places, words } => places
                .get(person)
                .and_then(|place| words.get(usize::try_from(*place).ok()?))
                .cloned()
                .map(Value::Text),
            Values::Mixed(values) => values.get(person).cloned(),
        };
        value.unwrap_or_default()
    }

    pub(crate) fn is_known(&self, person: usize) -> bool {
        self.known.as_ref().is_none_or(|known| known.get(person) == Some(&true))
    }

    /// Numbers in units of more places, where they fit.
    pub(super) fn finer(&mut self, wanted: u32) {
        let Values::Numbers { units, scale } = &mut self.values else { return };
        let factor = 10_i64.checked_pow(wanted.saturating_sub(*scale));
        let finer = units.iter().map(|units| units.checked_mul(factor?));
        if let Some(finer) = finer.collect() {
            (*units, *scale) = (finer, wanted);
        }
    }

    /// The same for some of the people.
    pub(super) fn part(&self, range: Range<usize>) -> Series {
        fn of<T: Clone>(all: &[T], range: &Range<usize>) -> Vec<T> {
            all.get(range.clone()).unwrap_or_default().to_vec()
        }
        let values = match &self.values {
            Values::Numbers { units, scale } => {
                Values::Numbers { units: of(units, &range), scale: *scale }
            }
            Values::Truths(truths) => Values::Truths(of(truths, &range)),
            Values::Days(days) => Values::Days(of(days, &range)),
            Values::Texts { places, words } => {
                Values::Texts { places: of(places, &range), words: words.clone() }
            }
            Values::Mixed(values) => Values::Mixed(of(values, &range)),
        };
        Series { values, known: self.known.as_ref().map(|known| of(known, &range)) }
    }

    /// The one value of this series for so many people.
    pub(crate) fn repeated(self, count: usize) -> Series {
        fn of<T: Clone>(one: Vec<T>, count: usize) -> Vec<T> {
            one.first().map_or_else(Vec::new, |one| vec![one.clone(); count])
        }
        let values = match self.values {
            Values::Numbers { units, scale } => Values::Numbers { units: of(units, count), scale },
            Values::Truths(truths) => Values::Truths(of(truths, count)),
            Values::Days(days) => Values::Days(of(days, count)),
            Values::Texts { places, words } => Values::Texts { places: of(places, count), words },
            Values::Mixed(values) => Values::Mixed(of(values, count)),
        };
        Series { values, known: self.known.map(|known| of(known, count)) }
    }

    /// For each place the value that stands there; null for the place `u32::MAX`.
    pub(crate) fn for_each(&self, places: &[u32]) -> Series {
        fn of<T: Copy + Default>(values: &[T], places: &[u32]) -> Vec<T> {
            let value = |place: &u32| values.get(*place as usize).copied().unwrap_or_default();
            places.iter().map(value).collect()
        }
        let values = match &self.values {
            Values::Numbers { units, scale } => {
                Values::Numbers { units: of(units, places), scale: *scale }
            }
            Values::Truths(truths) => Values::Truths(of(truths, places)),
            Values::Days(days) => Values::Days(of(days, places)),
            Values::Texts { places: own, words } => {
                Values::Texts { places: of(own, places), words: words.clone() }
            }
            Values::Mixed(values) => {
                let value = |place: &u32| values.get(*place as usize).cloned().unwrap_or_default();
                Values::Mixed(places.iter().map(value).collect())
            }
        };
        let known = match &self.known {
            Some(known) => Some(of(known, places)),
            None => places
                .contains(&u32::MAX)
                .then(|| places.iter().map(|place| *place != u32::MAX).collect()),
        };
        Series { values, known }
    }

    /// One series behind the other.
    pub(super) fn joined(parts: Vec<Series>) -> Series {
        let count: usize = parts.iter().map(Series::count).sum();
        let mut known = Vec::new();
        if parts.iter().any(|part| part.known.is_some()) {
            known.reserve(count);
            for part in &parts {
                match &part.known {
                    Some(one) => known.extend(one),
                    None => known.resize(known.len() + part.count(), true),
                }
            }
        }
        let mut parts = parts.into_iter();
        let Some(first) = parts.next() else { return Series::of(Vec::new()) };
        // Their place is taken once, and not again and again while they grow.
        let more = count - first.count();
        let mut all = first.values;
        match &mut all {
            Values::Numbers { units, .. } => units.reserve_exact(more),
            Values::Truths(truths) => truths.reserve_exact(more),
            Values::Days(days) => days.reserve_exact(more),
            Values::Texts { places, .. } => places.reserve_exact(more),
            Values::Mixed(values) => values.reserve_exact(more),
        }
        for part in parts {
            all = match (all, part.values) {
                (
                    Values::Numbers { mut units, scale },
                    Values::Numbers { units: more, scale: own },
                ) if scale == own => {
                    units.extend(more);
                    Values::Numbers { units, scale }
                }
                (Values::Truths(mut truths), Values::Truths(more)) => {
                    truths.extend(more);
                    Values::Truths(truths)
                }
                (Values::Days(mut days), Values::Days(more)) => {
                    days.extend(more);
                    Values::Days(days)
                }
                (
                    Values::Texts { mut places, words },
                    Values::Texts { places: more, words: own },
                ) if words == own => {
                    places.extend(more);
                    Values::Texts { places, words }
                }
                (one, other) => Series::one_by_one(one.into(), other.into()),
            };
        }
        Series { values: all, known: known.contains(&false).then_some(known) }
    }

    /// Value by value, where two parts are not alike. Who is known is kept by the caller.
    fn one_by_one(one: Series, other: Series) -> Values {
        let values = [&one, &other].into_iter();
        let values = values.flat_map(|part| (0..part.count()).map(|n| part.value(n)));
        Series::of(values.collect()).values
    }

    /// A series of such values: by column where they are all of one kind, otherwise value by value.
    pub fn of(values: Vec<Value>) -> Series {
        let known: Vec<bool> = values.iter().map(|value| *value != Value::Nothing).collect();
        let plain = numbers(&values).or_else(|| truths(&values)).or_else(|| days(&values));
        match plain.or_else(|| texts(&values)) {
            Some(plain) if known.contains(&false) => Series { values: plain, known: Some(known) },
            Some(plain) => plain.into(),
            None => Values::Mixed(values).into(),
        }
    }
}

impl People {
    pub fn new(count: usize) -> People {
        People { count, series: BTreeMap::new() }
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// Adds a fact, by the name or path under which expressions read it: `age`, `applicant.incomes.earned`.
    pub fn insert(&mut self, name: &str, series: impl Into<Arc<Series>>) -> Result<(), Fault> {
        let series = series.into();
        let count = series.known.as_ref().map_or(self.count, Vec::len);
        let end = |year, month, day| Day::new(year, month, day).and_then(days_of).unwrap_or(0);
        let calendar = end(-9999, 1, 1)..=end(9999, 12, 31);
        let why = match &series.values {
            _ if series.count() != self.count || count != self.count => {
                format!("it has {} values for {} people", series.count(), self.count)
            }
            Values::Numbers { scale, .. } if *scale > super::PLACES_MAX => {
                format!("its numbers have more than {} places", super::PLACES_MAX)
            }
            // Nearly always all of them are looked at, and a loop without a way out is the faster one.
            Values::Days(days) if days.iter().fold(false, |out, d| out | !calendar.contains(d)) => {
                "a day lies outside the calendar".into()
            }
            Values::Texts { places, words }
                if places.iter().any(|p| *p as usize >= words.len()) =>
            {
                "a place is none of a word".into()
            }
            _ => String::new(),
        };
        if !why.is_empty() {
            return Err(Fault::NoSeries { name: name.into(), why });
        }
        self.series.insert(name.into(), series);
        Ok(())
    }

    pub fn get(&self, name: &str) -> Option<&Series> {
        self.series.get(name).map(Arc::as_ref)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &String> {
        self.series.keys()
    }

    /// The facts of one person, as a single case has them: a path is a record.
    pub fn facts(&self, person: usize) -> BTreeMap<String, Value> {
        let mut facts = BTreeMap::new();
        for (path, series) in &self.series {
            put(&mut facts, path, series.value(person));
        }
        facts
    }
}

fn put(record: &mut BTreeMap<String, Value>, path: &str, value: Value) {
    let Some((first, rest)) = path.split_once('.') else {
        record.insert(path.into(), value);
        return;
    };
    let inner = record.entry(first.into()).or_insert_with(|| Value::Record(BTreeMap::new()));
    if let Value::Record(inner) = inner {
        put(inner, rest, value);
    }
}

fn epoch() -> Option<Day> {
    Day::new(1970, 1, 1)
}

fn day_of(days: i32) -> Option<Day> {
    let day = epoch()?.plus_days(days.into());
    (days_of(day) == Some(days)).then_some(day)
}

/// Days since 1 January 1970.
pub(crate) fn days_of(day: Day) -> Option<i32> {
    i32::try_from(day.days_since(epoch()?)).ok()
}

/// What each value is, when all that are not null are; 0 or no for null.
fn each<T: Default>(values: &[Value], read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    let one = |value: &Value| match value {
        Value::Nothing => Some(T::default()),
        value => read(value),
    };
    values.iter().map(one).collect()
}

fn numbers(values: &[Value]) -> Option<Values> {
    let number = |value: &Value| match value {
        Value::Number(number) => Some(*number),
        _ => None,
    };
    let numbers = each(values, number)?;
    let scale = numbers.iter().map(|number| number.places()).max().unwrap_or(0);
    let units = numbers.iter().map(|number| match number.floor_units(scale) {
        (units, true) if scale <= super::PLACES_MAX => Some(units),
        _ => None,
    });
    Some(Values::Numbers { units: units.collect::<Option<Vec<i64>>>()?, scale })
}

fn truths(values: &[Value]) -> Option<Values> {
    let truth = |value: &Value| match value {
        Value::Truth(truth) => Some(*truth),
        _ => None,
    };
    each(values, truth).map(Values::Truths)
}

fn days(values: &[Value]) -> Option<Values> {
    let day = |value: &Value| match value {
        Value::Day(day) => days_of(*day),
        _ => None,
    };
    each(values, day).map(Values::Days)
}

fn texts(values: &[Value]) -> Option<Values> {
    let mut known: BTreeMap<&str, u32> = BTreeMap::new();
    let mut words: Vec<String> = Vec::new();
    let mut places = Vec::with_capacity(values.len());
    for value in values {
        let text = match value {
            Value::Nothing => "",
            Value::Text(text) => text,
            _ => return None,
        };
        let next = u32::try_from(words.len()).ok()?;
        let place = *known.entry(text).or_insert(next);
        if place == next {
            words.push(text.to_string());
        }
        places.push(place);
    }
    Some(Values::Texts { places, words })
}
