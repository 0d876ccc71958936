//! Who comes in. An extractor in a handler's signature is the permission: nothing below asks again who it is.

use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use courtyard::actors::{self, Actor, Role};
use courtyard::keys::hex;
use pages::{Frame, Kind, Link, Mode, PersonBadge, Problem};
use vocabulary::{Error, Lang, Result, Text};

use crate::scanner::Finding;
use crate::site::Site;

/// The cookie that carries a session's token.
pub const SESSION_COOKIE: &str = "madang";
/// The longest token that is looked up.
const TOKEN_MAX: usize = 200;

/// A request, with whoever makes it.
#[derive(Clone)]
pub struct Visit {
    pub site: Site,
    pub actor: Actor,
    pub lang: Lang,
    pub mode: Mode,
    /// Path and query.
    pub path: String,
    /// Whether a program asks: it is told problems as JSON.
    pub api: bool,
    pub token: Option<String>,
    /// A token was shown, but its session has ended.
    pub expired: bool,
    /// The person's own name, and that of the organisation they act for.
    pub name: Option<Text>,
    pub acting_for: Option<Text>,
    method: Method,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub struct Person(pub Visit);
/// An officer of a desk.
#[derive(Clone)]
pub struct Officer(pub Visit);
/// Who may read the journal's inner side, and no case.
#[derive(Clone)]
pub struct Auditor(pub Visit);
/// Who keeps the installation.
#[derive(Clone)]
pub struct Administrator(pub Visit);

impl FromRequestParts<Site> for Visit {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Visit, Response> {
        // Two extractors of one request are one visit: the session is read once.
        if let Some(visit) = parts.extensions.get::<Visit>() {
            return Ok(visit.clone());
        }
        let visit = visit(parts, site).await;
        parts.extensions.insert(visit.clone());
        Ok(visit)
    }
}

async fn visit(parts: &Parts, site: &Site) -> Visit {
    let headers = &parts.headers;
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_string();
    let api = ["/api/", "/till/"].iter().any(|programs| parts.uri.path().starts_with(programs));
    let token =
        bearer(headers).or_else(|| if api { None } else { cookie(headers, SESSION_COOKIE) });
    let token = token.filter(|token| token.len() <= TOKEN_MAX);
    let mut visit = Visit {
        site: site.clone(),
        actor: Actor::visitor(),
        lang: language(site, headers, parts.uri.query().unwrap_or("")),
        mode: mode(headers, parts.uri.query().unwrap_or("")),
        path,
        api,
        token: token.clone(),
        expired: false,
        name: None,
        acting_for: None,
        method: parts.method.clone(),
    };
    if let Some(token) = token {
        visit.recognise(token).await;
    }
    visit
}

impl Visit {
    async fn recognise(&mut self, token: String) {
        let (now, api) = (self.site.house.now(), self.api);
        // A program is greeted by no name.
        let read = move |view: &mut courtyard::View<'_>| {
            if !api {
                return actors::known_by_token(view, &token, now);
            }
            let actor = actors::of_token(view, &token, now)?;
            Ok(actor.map(|actor| actors::Known { actor, name: None, acting_for: None }))
        };
        match self.site.house.view(&Actor::visitor(), read).await {
            Ok(Some(known)) => {
                (self.actor, self.name, self.acting_for) =
                    (known.actor, known.name, known.acting_for);
            }
            Ok(None) => self.expired = true,
            Err(error) => {
                // A session that cannot be read is no session; the failure is told by whatever the page needs next.
                drop(Problem::of(&self.frame(""), &error, ""));
                self.expired = true;
            }
        }
    }

    /// Shows a file to the scanner; without one, every file is clean. Where nobody could look, the failure is logged, and its
    /// id comes back: such a file is not taken.
    pub async fn scan(&self, bytes: &[u8]) -> Result<Finding, String> {
        let Some(scanner) = &self.site.scanner else { return Ok(Finding::Clean) };
        scanner.scan(bytes).await.map_err(|why| {
            let id: [u8; 6] = self.site.house.ground().chance.bytes().unwrap_or_default();
            let failure = hex(&id);
            tracing::error!(
                failure,
                "a file was not taken, because clamd did not look at it: {why:#}"
            );
            failure
        })
    }

    /// What surrounds the content of a page.
    pub fn frame(&self, title: &str) -> Frame {
        let country = self.site.house.country();
        let mut frame = Frame::new(
            self.site.texts.clone(),
            self.lang.clone(),
            country.file.name.get(&self.lang),
        );
        let own_name = |lang: &Lang| self.site.texts.get(lang, "language.name").to_string();
        frame.languages =
            self.site.languages().into_iter().map(|lang| (lang.clone(), own_name(&lang))).collect();
        frame.mode = self.mode;
        frame.title = title.to_string();
        frame.path = if self.method == Method::GET { self.path.clone() } else { String::new() };
        frame.person = self.badge(&frame);
        frame.menu = self.menu(&frame);
        frame.help = Some(Link::new("/help", frame.t("menu.help")));
        frame.footer = ["accessibility", "privacy", "law", "journal", "api"]
            .map(|page| Link::new(&footer_path(page), frame.t(&format!("footer.{page}"))))
            .to_vec();
        frame
    }

    fn badge(&self, frame: &Frame) -> Option<PersonBadge> {
        let name = self.name.as_ref()?.get(&self.lang).to_string();
        let role = match &self.acting_for {
            Some(other) => frame.tf("role.for", &[("name", other.get(&self.lang))]),
            None => frame.t(&format!("role.{}", self.actor.role.as_str())).to_string(),
        };
        let home = match self.actor.role {
            Role::Officer => "/office",
            Role::Auditor | Role::Administrator => "/journal",
            _ => "/me",
        };
        Some(PersonBadge { name, role, home: home.into() })
    }

    fn menu(&self, frame: &Frame) -> Vec<Link> {
        let mut menu = vec![("/services", "menu.services")];
        match self.actor.role {
            Role::Visitor => {}
            Role::Officer => {
                let law = self.site.house.country().file.law.as_ref();
                let makes_law = law.is_some_and(|law| self.actor.sits_at(&law.desk));
                menu.extend(makes_law.then_some(("/law-desk", "menu.law-desk")));
                menu.extend([("/office", "menu.office"), ("/me", "menu.me")]);
            }
            _ => menu.extend([("/me", "menu.me"), ("/me/disclosures", "menu.disclosures")]),
        }
        menu.push(("/credentials", "menu.verify"));
        let here = self.path.split('?').next().unwrap_or("/");
        menu.into_iter()
            .map(|(path, key)| Link::new(path, frame.t(key)).here(here == path))
            .collect()
    }

    /// Turns away who is not signed in: a program by a problem, a person by the sign-in page that leads back.
    fn turn_away(&self) -> Response {
        let kind = if self.expired { Kind::Expired } else { Kind::SignIn };
        if !self.api && self.method == Method::GET {
            let back = crate::answer::encoded(&self.path);
            return crate::answer::see_other(&format!("/sign-in?then={back}"));
        }
        self.problem(&Problem::new(&self.frame(""), kind))
    }
}

fn footer_path(page: &str) -> String {
    match page {
        "api" => "/api/docs".into(),
        page => format!("/{page}"),
    }
}

impl FromRequestParts<Site> for Person {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Person, Response> {
        let visit = Visit::from_request_parts(parts, site).await?;
        if visit.actor.role == Role::Visitor { Err(visit.turn_away()) } else { Ok(Person(visit)) }
    }
}

async fn with_role(parts: &mut Parts, site: &Site, role: Role) -> Result<Visit, Response> {
    let Person(visit) = Person::from_request_parts(parts, site).await?;
    if visit.actor.role == role { Ok(visit) } else { Err(visit.fail(&Error::NotYours)) }
}

impl FromRequestParts<Site> for Officer {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Officer, Response> {
        with_role(parts, site, Role::Officer).await.map(Officer)
    }
}

impl FromRequestParts<Site> for Auditor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Auditor, Response> {
        with_role(parts, site, Role::Auditor).await.map(Auditor)
    }
}

impl FromRequestParts<Site> for Administrator {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Administrator, Response> {
        with_role(parts, site, Role::Administrator).await.map(Administrator)
    }
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    Some(value.strip_prefix("Bearer ")?.trim().to_string())
}

/// A cookie of the request.
pub fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    cookie_in(headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()), name)
}

/// A cookie by its name, in the lines of a request that bring cookies.
pub fn cookie_in<'l>(lines: impl IntoIterator<Item = &'l str>, name: &str) -> Option<String> {
    let pairs = lines.into_iter().flat_map(|line| line.split(';'));
    let mut pairs = pairs.filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value.to_string())
}

/// A value of the query string, as it stands there.
pub fn queried<'q>(query: &'q str, name: &str) -> Option<&'q str> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

fn language(site: &Site, headers: &HeaderMap, query: &str) -> Lang {
    let known = site.languages();
    let spoken =
        |tag: &str| known.iter().find(|lang| lang.as_str().eq_ignore_ascii_case(tag)).cloned();
    let primary = |tag: &str| {
        let primary = tag.split('-').next().unwrap_or(tag);
        known.iter().find(|lang| lang.as_str().split('-').next() == Some(primary)).cloned()
    };
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let tags = accepted.split(',').map(|part| part.split(';').next().unwrap_or("").trim());
    queried(query, "lang")
        .and_then(spoken)
        .or_else(|| cookie(headers, "lang").and_then(|tag| spoken(&tag)))
        .or_else(|| tags.into_iter().find_map(primary))
        .or_else(|| known.first().cloned())
        .unwrap_or_else(|| Lang::new("en"))
}

fn mode(headers: &HeaderMap, query: &str) -> Mode {
    let chosen = queried(query, "mode").and_then(Mode::parse);
    chosen
        .or_else(|| cookie(headers, "mode").and_then(|mode| Mode::parse(&mode)))
        .unwrap_or_default()
}
