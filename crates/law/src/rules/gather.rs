//! What a formula reads of others, by column: the household of a person, sums over members, the months of a year.
//!
//! What may not happen here: an expression that means something else than FEEL says. What is not known here is left to the
//! single case.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::columns::{Columns, Computed, Stop};
use super::fold::{Fold, Folded, Item};
use super::names::{Stand, Way};
use super::period::Period;
use super::situation::{Group, NOWHERE};
use crate::fault::Fault;
use crate::feel::{Domain, Function, Node, What};
use crate::people::{People, Series, Values};
use crate::value::Value;

/// What a formula reads, by column and path; sums have names that no formula can write.
pub(super) struct Leaves {
    pub people: People,
    pub faults: BTreeMap<usize, Fault>,
    pub gathered: usize,
}

/// A list of members or months in a formula, and what of each is gathered.
struct Gathering<'n> {
    fold: Fold,
    /// The path to the list, by its steps.
    list: Vec<String>,
    /// The name of the item in what follows; none in a filter, where fields go before names outside.
    item: Option<&'n str>,
    condition: Option<&'n Node>,
    what: Option<Node>,
    /// A number that is put to the list.
    and: Option<&'n Value>,
}

pub(super) fn no_column<T>(why: &str) -> Result<T, Stop> {
    Err(Stop::Everywhere(why.into()))
}

/// What is asked at the end of a path: where one stands, in which period, and the last step.
type End<'e> = dyn Fn(Stand, Period, &str) -> Result<Computed, Stop> + 'e;

impl Columns<'_, '_> {
    /// The expression with its leaves in columns: what is gathered from others is one name.
    pub(super) fn planted(
        &self,
        stand: Stand,
        period: Period,
        node: &Node,
        leaves: &mut Leaves,
    ) -> Result<Node, Stop> {
        if let Some(steps) = plain(node) {
            let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
            self.leaf(stand, period, &steps, leaves)?;
            return Ok(node.clone());
        }
        if let Some(gathering) = self.gathering(stand, node)? {
            let computed = self.gathered(stand, period, &gathering)?;
            let name = format!("#{}", leaves.gathered);
            leaves.gathered += 1;
            leaves.put(&name, computed)?;
            return Ok(Node::new(node.at, What::Name(name)));
        }
        match &node.what {
            What::For(..) | What::Some(..) | What::Every(..) | What::Filter(..) => {
                no_column("it goes through a list that is no list of members")
            }
            What::Context(_) | What::IsDefined(_) => {
                no_column("it is more than arithmetic, comparisons, choices and sums")
            }
            _ => node.map(&mut |part| self.planted(stand, period, part, leaves)),
        }
    }

    /// Puts what a path stands for among the leaves. A parameter stands in no column.
    pub(super) fn leaf(
        &self,
        stand: Stand,
        period: Period,
        steps: &[&str],
        leaves: &mut Leaves,
    ) -> Result<(), Stop> {
        let Some(reach) = self.rules.reach(stand, steps) else { return Ok(()) };
        let steps = steps.get(..reach).unwrap_or_default();
        let name = steps.join(".");
        if leaves.people.get(&name).is_some() {
            return Ok(());
        }
        let computed = self.along(stand, period, steps, &|stand, period, last| {
            let way = last.split_once('.').map_or(last, |(first, _)| first);
            match self.rules.way(stand, way) {
                Some(Way::Variable(place)) => self.computed(place, period).map_err(Stop::Fault),
                Some(Way::RoleIn(entity)) => Ok(self.roles(entity)),
                Some(Way::Days) => {
                    let day = if last.ends_with("first") { period.first() } else { period.last() };
                    let series = Series::of(vec![Value::Day(day)]);
                    Ok(Computed::of(series.repeated(self.count(stand))))
                }
                _ => no_column("it reads a list as a value"),
            }
        })?;
        leaves.put(&name, computed)
    }

    /// Goes along a path, asks at its end, and brings what was found there back to where one stood.
    fn along(
        &self,
        stand: Stand,
        period: Period,
        steps: &[&str],
        end: &End<'_>,
    ) -> Result<Computed, Stop> {
        let Some((first, rest)) = steps.split_first() else { return no_column("an empty path") };
        let way = self.rules.way(stand, first);
        if rest.is_empty() || way == Some(Way::Days) {
            return end(stand, period, &steps.join("."));
        }
        let Some(after) = way.and_then(|way| self.rules.after(stand, way)) else {
            return no_column("a path that leads nowhere");
        };
        match way {
            Some(Way::Shift(shift)) => match shift.of(period) {
                Some(period) => self.along(after, period, rest, end),
                None => no_column("a time before all time"),
            },
            Some(Way::Group(entity)) => {
                let found = self.along(after, period, rest, end)?;
                let of = self.situation.groups.get(entity).map_or(&[][..], |group| &group.of);
                Ok(brought(&found, of))
            }
            Some(Way::Member(role)) => {
                let found = self.along(after, period, rest, end)?;
                let groups = self.situation.groups.get(stand.entity);
                let first = |group: &Group| -> Vec<u32> {
                    let one = |n| group.members(n, Some(role)).next();
                    let place = |n| one(n).and_then(|p| u32::try_from(p).ok()).unwrap_or(NOWHERE);
                    (0..group.count).map(place).collect()
                };
                Ok(brought(&found, &groups.map(first).unwrap_or_default()))
            }
            _ => no_column("it reads a list as a value"),
        }
    }

    /// For each person the name of its role.
    fn roles(&self, entity: usize) -> Computed {
        let (Some(group), Some(entity)) =
            (self.situation.groups.get(entity), self.rules.entities.get(entity))
        else {
            return Computed::of(Series::of(Vec::new()));
        };
        let words = entity.roles.iter().map(|role| role.id.clone()).collect();
        let places = group.role.iter().map(|role| u32::from(*role)).collect();
        let known: Vec<bool> = group.of.iter().map(|of| *of != NOWHERE).collect();
        let known = known.contains(&false).then_some(known);
        Computed::of(Series { values: Values::Texts { places, words }, known })
    }

    /// A sum, a count, ... over a list of members or months; none where it is something else.
    fn gathering<'n>(&self, stand: Stand, node: &'n Node) -> Result<Option<Gathering<'n>>, Stop> {
        let quantified = |fold, domains: &'n [(String, Domain)], what: &'n Node| {
            let [(item, Domain::Each(list))] = domains else { return Ok(None) };
            let Some((list, condition, None)) = self.listed(stand, list) else { return Ok(None) };
            if condition.is_some() {
                return Ok(None);
            }
            let what = Some(what.clone());
            Ok(Some(Gathering { fold, list, item: Some(item), condition, what, and: None }))
        };
        match &node.what {
            What::Some(domains, what) => quantified(Fold::Any, domains, what),
            What::Every(domains, what) => quantified(Fold::All, domains, what),
            What::Call(function, arguments) => {
                let fold = match function {
                    Function::Count => Fold::Count,
                    Function::Sum => Fold::Sum,
                    Function::Min => Fold::Min,
                    Function::Max => Fold::Max,
                    Function::Any => Fold::Any,
                    Function::All => Fold::All,
                    _ => return Ok(None),
                };
                let [list] = arguments.as_slice() else { return Ok(None) };
                let (list, and) = with_one_more(list);
                if and.is_some() && matches!(fold, Fold::Any | Fold::All) {
                    // A number among truths: what that gives is FEEL's to say.
                    return Ok(None);
                }
                if let What::For(domains, what) = &list.what {
                    let found = quantified(fold, domains, what)?;
                    return Ok(found.map(|found| Gathering { and, ..found }));
                }
                let Some((list, condition, what)) = self.listed(stand, list) else {
                    return Ok(None);
                };
                Ok(Some(Gathering { fold, list, item: None, condition, what, and }))
            }
            _ => Ok(None),
        }
    }

    /// A list by its path, its filter, and the field of each that is read.
    fn listed<'n>(
        &self,
        stand: Stand,
        node: &'n Node,
    ) -> Option<(Vec<String>, Option<&'n Node>, Option<Node>)> {
        if let What::Filter(list, condition) = &node.what {
            let (list, None, None) = self.listed(stand, list)? else { return None };
            return Some((list, Some(condition), None));
        }
        if let Some(steps) = plain(node).filter(|steps| self.is_list(stand, steps)) {
            return Some((steps, None, None));
        }
        let What::Path(inner, field) = &node.what else { return None };
        let (list, condition, what) = self.listed(stand, inner)?;
        let what = match what {
            None => What::Name(field.clone()),
            Some(what) => What::Path(Box::new(what), field.clone()),
        };
        Some((list, condition, Some(Node::new(node.at, what))))
    }

    fn is_list(&self, mut stand: Stand, steps: &[String]) -> bool {
        for (n, step) in steps.iter().enumerate() {
            let Some(way) = self.rules.way(stand, step) else { return false };
            if matches!(way, Way::Members(_) | Way::Months) {
                return n + 1 == steps.len();
            }
            let Some(after) = self.rules.after(stand, way) else { return false };
            stand = after;
        }
        false
    }

    fn gathered(
        &self,
        stand: Stand,
        period: Period,
        gathering: &Gathering<'_>,
    ) -> Result<Computed, Stop> {
        let steps: Vec<&str> = gathering.list.iter().map(String::as_str).collect();
        self.along(stand, period, &steps, &|stand, period, last| {
            let way = self.rules.way(stand, last);
            let Some(after) = way.and_then(|way| self.rules.after(stand, way)) else {
                return no_column("a list that leads nowhere");
            };
            match way {
                Some(Way::Members(role)) => {
                    let item = self.item(stand, after, period, gathering)?;
                    let group = self.situation.groups.get(stand.entity);
                    let group = group.ok_or(Stop::Here)?;
                    let mut folded = Folded::new(gathering.fold, gathering.and, group.count);
                    folded.take_all(group, role, &item)?;
                    folded.finish(&item)
                }
                Some(Way::Months) => {
                    let mut folded = Folded::new(gathering.fold, gathering.and, self.count(stand));
                    let mut last = None;
                    for month in period.months() {
                        let item = self.item(stand, after, month, gathering)?;
                        folded.must_be_alike(&item)?;
                        for member in 0..self.count(stand) {
                            folded.take(member, member, &item)?;
                        }
                        last = Some(item);
                    }
                    folded.finish(&last.ok_or(Stop::Here)?)
                }
                _ => no_column("it gathers what is no list"),
            }
        })
    }

    /// What is gathered of each, and who is left out.
    fn item(
        &self,
        outside: Stand,
        inside: Stand,
        period: Period,
        gathering: &Gathering<'_>,
    ) -> Result<Item, Stop> {
        let outer_name = match outside.entity == inside.entity {
            true => "year".to_string(),
            false => {
                self.rules.entities.get(outside.entity).map(|e| e.id.clone()).unwrap_or_default()
            }
        };
        let view = View { columns: self, outside, inside, outer_name, item: gathering.item };
        let condition = gathering.condition.map(|condition| view.seen(condition)).transpose()?;
        // The field of an item belongs to the item.
        let what = match (&gathering.what, gathering.item) {
            (Some(what), Some(_)) => Some(view.seen(what)?),
            (what, _) => what.clone(),
        };
        let mut item = Item { keep: None, values: None, faults: BTreeMap::new() };
        if let Some(condition) = condition {
            let computed = self.evaluate(inside, period, &condition)?;
            item.faults.extend(computed.faults);
            item.keep = Some(computed.series);
        }
        if let Some(what) = what {
            let computed = self.evaluate(inside, period, &what)?;
            item.faults.extend(computed.faults);
            item.values = Some(computed.series);
        }
        Ok(item)
    }
}

impl Leaves {
    pub(super) fn new(count: usize) -> Leaves {
        Leaves { people: People::new(count), faults: BTreeMap::new(), gathered: 0 }
    }

    fn put(&mut self, name: &str, computed: Computed) -> Result<(), Stop> {
        for (member, fault) in computed.faults {
            self.faults.entry(member).or_insert(fault);
        }
        self.people.insert(name, computed.series).map_err(Stop::Fault)
    }
}

/// What is inside a list, seen from the item: its own fields by their names, and what is outside by a path.
struct View<'v, 's, 'l> {
    columns: &'v Columns<'s, 'l>,
    outside: Stand,
    inside: Stand,
    /// The path from the item to where the list stands.
    outer_name: String,
    item: Option<&'v str>,
}

impl View<'_, '_, '_> {
    fn seen(&self, node: &Node) -> Result<Node, Stop> {
        let Some(steps) = plain(node) else {
            return match &node.what {
                What::For(..) | What::Some(..) | What::Every(..) | What::Filter(..) => {
                    no_column("a list within a list")
                }
                _ => node.map(&mut |part| self.seen(part)),
            };
        };
        let Some((first, rest)) = steps.split_first() else { return Ok(node.clone()) };
        if self.item.unwrap_or("item") == first {
            return match rest {
                [] => no_column("it reads an item as a value"),
                rest => Ok(path(node.at, rest)),
            };
        }
        let is_field = |stand: Stand| self.columns.rules.way(stand, first).is_some();
        if self.item.is_none() && is_field(self.inside) {
            return Ok(node.clone());
        }
        if is_field(self.outside) {
            let outer = std::iter::once(self.outer_name.clone()).chain(steps.iter().cloned());
            return Ok(path(node.at, &outer.collect::<Vec<String>>()));
        }
        Ok(node.clone())
    }
}

/// `a.b.c` as a node.
fn path(at: usize, steps: &[String]) -> Node {
    let mut steps = steps.iter();
    let first = steps.next().cloned().unwrap_or_default();
    let name = Node::new(at, What::Name(first));
    steps.fold(name, |inner, step| Node::new(at, What::Path(Box::new(inner), step.clone())))
}

/// The steps of `a.b.c`; none where it begins with something else than a name.
fn plain(node: &Node) -> Option<Vec<String>> {
    match &node.what {
        What::Name(name) => Some(vec![name.clone()]),
        What::Path(inner, name) => {
            let mut steps = plain(inner)?;
            steps.push(name.clone());
            Some(steps)
        }
        _ => None,
    }
}

/// `append(list, 0)`: the list, and the number behind it.
fn with_one_more(node: &Node) -> (&Node, Option<&Value>) {
    if let What::Call(Function::Append, parts) = &node.what
        && let [list, number] = parts.as_slice()
        && let Some(value @ Value::Number(_)) = number.as_constant()
    {
        return (list, Some(value));
    }
    (node, None)
}

/// What each of many gets of what some have: the value of its household for each person.
fn brought(found: &Computed, of: &[u32]) -> Computed {
    let mut faults = BTreeMap::new();
    if !found.faults.is_empty() {
        let fault = |(n, of): (usize, &u32)| Some((n, found.faults.get(&(*of as usize))?.clone()));
        faults.extend(of.iter().enumerate().filter_map(fault));
    }
    Computed { series: Arc::new(found.series.for_each(of)), faults, why_single: None }
}
