//! What is changed, in a form: shown, sent, kept as a draft, taken out again.
//!
//! What may not happen here: a typed word that is lost.

use axum::extract::Path;
use axum::response::Response;
use country::{Change, Subject};
use courtyard::proposals::{self, Draft, Proposal, Stage};
use courtyard::{Tx, View};
use doors::answer::{listing, see_other};
use doors::body::Fields;
use doors::{Officer, Visit};
use pages::Html;
use pages::components::Inset;
use vocabulary::{Error, Result};

use super::form::FormView;
use super::{PURPOSE, below_desk, came_back, must_sit_at_the_desk, subject_at};
use crate::typed::{Asked, CELLS_MAX, Read, Spot, Typed};
use crate::version::Version;

/// What is in force, to be changed.
pub async fn begin(
    Officer(visit): Officer,
    Path((kind, name)): Path<(String, String)>,
) -> Response {
    let page = subject_at(&kind, &name).and_then(|subject| {
        let typed = latest(&visit, &subject)?;
        page(&visit, &format!("/law-desk/{kind}/{name}"), &typed, &[])
    });
    visit.answer(page)
}

/// A new draft.
pub async fn draft(
    Officer(visit): Officer,
    Path((kind, name)): Path<(String, String)>,
    fields: Fields,
) -> Response {
    let path = format!("/law-desk/{kind}/{name}");
    let answer = async {
        let typed = latest(&visit, &subject_at(&kind, &name)?)?;
        let (change, ground) = match sent(&visit, typed, &fields)? {
            Next::Save(change, ground) => (change, ground),
            Next::Show(typed, wrong) => return page(&visit, &path, &typed, &wrong),
        };
        let act = move |tx: &mut Tx<'_>| proposals::draft(tx, &change, &ground);
        let id = visit.site.house.act(&visit.actor, PURPOSE, act).await?.value;
        Ok(see_other(&format!("/law-desk/proposals/{id}")))
    };
    visit.answer(answer.await)
}

/// A change of a draft that was saved, or came back; or another one beside those that it has.
pub async fn again(
    Officer(visit): Officer,
    Path((id, kind, name)): Path<(String, String, String)>,
) -> Response {
    let answer = async {
        let proposal = own_draft(&visit, &id).await?;
        let typed = drafted(&visit, &proposal.draft, &subject_at(&kind, &name)?)?;
        page(&visit, &format!("/law-desk/proposals/{id}/{kind}/{name}"), &typed, &[])
    };
    visit.answer(answer.await)
}

pub async fn redraft(
    Officer(visit): Officer,
    Path((id, kind, name)): Path<(String, String, String)>,
    fields: Fields,
) -> Response {
    let path = format!("/law-desk/proposals/{id}/{kind}/{name}");
    let answer = async {
        let proposal = own_draft(&visit, &id).await?;
        let typed = drafted(&visit, &proposal.draft, &subject_at(&kind, &name)?)?;
        let (change, ground) = match sent(&visit, typed, &fields)? {
            Next::Save(change, ground) => (change, ground),
            Next::Show(typed, wrong) => return page(&visit, &path, &typed, &wrong),
        };
        let name = id.clone();
        let act = move |tx: &mut Tx<'_>| proposals::redraft(tx, &name, &change, &ground);
        visit.site.house.act(&visit.actor, PURPOSE, act).await?;
        Ok(see_other(&format!("/law-desk/proposals/{id}")))
    };
    visit.answer(answer.await)
}

async fn own_draft(visit: &Visit, id: &str) -> Result<Proposal> {
    must_sit_at_the_desk(visit)?;
    let name = id.to_string();
    let read = move |view: &mut View<'_>| proposals::of(view, &name);
    let proposal = visit.site.house.view(&visit.actor, read).await?;
    match proposal.stage {
        _ if proposal.author != visit.actor.id => Err(Error::refused("proposal.not-yours")),
        Stage::Draft => Ok(proposal),
        _ => Err(Error::refused("proposal.no-draft")),
    }
}

/// The form of the latest version, be it in force or still to come.
fn latest(visit: &Visit, subject: &Subject) -> Result<Typed> {
    must_sit_at_the_desk(visit)?;
    let versions = Version::all(visit.site.house.country().law(), subject);
    Ok(Typed::of(subject, versions.last().ok_or(Error::NotFound)?))
}

/// The form of what the draft says of it; where it says nothing yet, of the latest version with the days of the first change.
fn drafted(visit: &Visit, draft: &Draft, subject: &Subject) -> Result<Typed> {
    let own = draft.changes.iter().find(|change| change.subject == *subject);
    let change = own.or(draft.changes.first()).ok_or(Error::NotFound)?;
    let law = alone(change)?;
    let version = Version::from_day(&law, &change.subject, change.from).ok_or(Error::NotFound)?;
    let mut typed = match own {
        Some(_) => Typed::of(subject, &version),
        None => latest(visit, subject)?,
    };
    if own.is_some() {
        typed.base = change.base;
    }
    Ok(typed.with_days(change.from, version.promulgated(), &draft.ground))
}

/// What a change says by itself. It was read before it was kept.
pub fn alone(change: &Change) -> Result<law::Law> {
    let law = change.alone();
    law.map_err(|_| Error::broken(format!("a draft of `{}` cannot be read", change.subject)))
}

/// What follows on what was sent: it is kept, or shown again with a row more or less, or with its mistakes.
enum Next {
    Save(Change, String),
    Show(Box<Typed>, Vec<(Spot, String)>),
}

fn sent(visit: &Visit, typed: Typed, fields: &Fields) -> Result<Next> {
    let mut typed = typed.sent(fields).ok_or_else(|| Error::refused("lawdesk.no-form"))?;
    let asked = Asked::of(fields);
    if asked != Asked::Save {
        typed.arrange(asked);
        return Ok(Next::Show(Box::new(typed), Vec::new()));
    }
    let (country, today) = (visit.site.house.country(), visit.site.house.today());
    let find = |key: &str| visit.site.texts.find(&visit.lang, key);
    Ok(match typed.clone().read(country, today, &find) {
        Read::Change(change, ground) => Next::Save(change, ground),
        Read::Wrong(wrong) => Next::Show(Box::new(typed), wrong),
    })
}

fn page(visit: &Visit, action: &str, typed: &Typed, wrong: &[(Spot, String)]) -> Result<Response> {
    let mut frame = visit.frame("");
    below_desk(&mut frame);
    let title = typed.title.get(&visit.lang);
    let heading = frame.tf("lawdesk.change", &[("table", title)]);
    if typed.cell_count() > CELLS_MAX {
        let pieces = vec![Html::of(&Inset { body: Html::paragraphs(frame.t("lawdesk.too-long")) })];
        return listing(&mut frame, &heading, pieces);
    }
    let pieces = FormView::new(visit, &frame, typed, wrong).pieces(action);
    if wrong.is_empty() {
        listing(&mut frame.clone(), &heading, pieces)
    } else {
        came_back(&mut frame.clone(), &heading, pieces)
    }
}
