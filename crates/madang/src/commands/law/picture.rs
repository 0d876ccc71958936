//! `madang law picture`: what a decision stands on, as a drawing in a file.

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{anyhow, bail};
use country::{Country, Service};
use lawdesk::Picture;
use pages::Frame;
use vocabulary::{Day, Lang};

use super::{today, told, write};
use crate::opening;

/// Whose picture, and on which day.
pub struct Asked<'a> {
    pub name: &'a str,
    pub country: &'a Path,
    pub day: Option<Day>,
    pub language: Option<&'a str>,
}

pub fn run(asked: &Asked<'_>, out: Option<&Path>) -> anyhow::Result<ExitCode> {
    let country = Country::read(asked.country).map_err(|mistakes| told(&mistakes))?;
    let (table, service) = decision(&country, asked.name)?;
    let day = asked.day.unwrap_or_else(today);
    let versions = country.law().versions(table);
    let version = versions.iter().rfind(|version| version.from <= day).or(versions.first());
    let version = version.ok_or_else(|| anyhow!("there is no table `{table}`"))?;
    let main = country.languages().first().map_or("en", Lang::as_str);
    let lang = Lang::new(asked.language.unwrap_or(main));
    let frame = Frame::new(Arc::new(opening::texts()?), lang, "");
    let day = day.max(version.from);
    let picture = Picture::of(&country, &frame, (version, day), service);
    write(out, &picture.diagram().file())
}

/// The table that a name means, and the service in whose words it is drawn.
fn decision<'c>(
    country: &'c Country,
    name: &'c str,
) -> anyhow::Result<(&'c str, Option<&'c Service>)> {
    if let Some(service) = country.service(name) {
        let table = service.decision.as_ref().map_or("", |decision| decision.table.as_str());
        if table.is_empty() {
            bail!("no table decides the service `{name}`");
        }
        return Ok((table, Some(service)));
    }
    let by = |service: &&Service| service.decision.as_ref().is_some_and(|d| d.table == name);
    let services: Vec<&Service> = country.services.values().filter(by).collect();
    match services.as_slice() {
        [] | [_] => Ok((name, services.first().copied())),
        several => {
            let names: Vec<&str> = several.iter().map(|service| service.id.as_str()).collect();
            bail!("`{name}` decides several services, name one of them: {}", names.join(", "))
        }
    }
}
