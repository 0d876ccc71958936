//! What an officer can do in a case now: the one thing that it waits for, and what may be done besides.
//!
//! What may not happen here: a button for what the act would refuse.

use courtyard::cases::State;
use pages::components::{Inset, NoticeBox, Weight};
use pages::{Html, Tone};

use super::forms;
use super::sections::Sections;
use crate::acts::Side;
use crate::pages::{heading, paragraph};

impl Sections<'_> {
    fn action(&self, form: &str) -> String {
        format!("/office/cases/{}/{form}", self.dossier().case.number)
    }

    fn says(&self, key: &str) -> Vec<Html> {
        vec![Html::of(&Inset { body: paragraph(self.frame.t(key)) })]
    }

    fn main_act(&self) -> Vec<Html> {
        if self.dossier().side == Side::Asked {
            return self.opinion();
        }
        if self.dossier().holder.is_some() && self.dossier().case.state.is_open() {
            return self.with_colleague();
        }
        match self.dossier().case.state {
            State::WithOfficer if self.lacks_opinion() => {
                let title = self.frame.t("office.opinion-first").to_string();
                let form = self.request();
                vec![
                    Html::of(&NoticeBox { tone: Tone::Warning, title, body: Html::default() }),
                    form,
                ]
            }
            State::WithOfficer => self.decide("desk.decide"),
            State::Appealed => self.decide("office.decide-appeal"),
            State::WaitingSecond => self.second(),
            State::WaitingPerson => self.says("office.waits-for-person"),
            State::WaitingOpinion => self.says("office.waits-for-opinion"),
            State::WaitingPayment => self.says("office.waits-for-payment"),
            State::Granted | State::Refused | State::Withdrawn => self.revocations(),
        }
    }

    // The case is a colleague's: who it is, and what can be done when they do not get on with it.
    fn with_colleague(&self) -> Vec<Html> {
        let name = self.dossier().holder.as_ref();
        let name = name.map_or_else(String::new, |name| name.get(&self.frame.lang).to_string());
        let title = self.frame.tf("office.with-colleague", &[("name", &name)]);
        let may = self.dossier().may_take_over;
        let key = if may { "office.colleague-lets-lie" } else { "office.colleague-works" };
        let body = paragraph(self.frame.t(key));
        let mut pieces = vec![Html::of(&NoticeBox { tone: Tone::Info, title, body })];
        if may {
            let action = self.action(forms::TAKEOVER);
            pieces.push(forms::take_over(self.frame, &action, self.typed));
        }
        pieces
    }

    fn opinion(&self) -> Vec<Html> {
        let opinion = self.service.decision.as_ref().and_then(|decision| decision.opinion.as_ref());
        let question = opinion.map_or("", |opinion| opinion.question.get(&self.frame.lang));
        let form = forms::opinion(self.frame, &self.action(forms::OPINION), self.typed);
        vec![heading(self.frame.t("office.asked-of-you")), paragraph(question), form]
    }

    fn lacks_opinion(&self) -> bool {
        let wanted =
            self.service.decision.as_ref().is_some_and(|decision| decision.opinion.is_some());
        wanted && !self.dossier().messages.iter().any(|message| message.kind == "opinion")
    }

    fn request(&self) -> Html {
        let opinion = self.service.decision.as_ref().and_then(|decision| decision.opinion.as_ref());
        let desk = opinion.and_then(|opinion| self.visit.site.house.country().desk(&opinion.desk));
        let agency = desk.map_or("", |(agency, _)| agency.title.get(&self.frame.lang));
        forms::opinion_request(
            self.frame,
            self.service,
            &self.action(forms::OPINION_REQUEST),
            agency,
        )
    }

    fn decide(&self, title: &str) -> Vec<Html> {
        let two = self.service.decision.as_ref().is_some_and(|decision| decision.officers > 1);
        let mut pieces = vec![heading(self.frame.t(title))];
        pieces.extend(self.grounds());
        if two && self.dossier().case.state == State::WithOfficer {
            pieces.push(paragraph(self.frame.t("office.two-decide")));
        }
        pieces.push(forms::decision(
            self.frame,
            self.service,
            &self.action(forms::DECISION),
            Vec::new(),
            self.typed,
        ));
        pieces
    }

    // Why the applicant does not agree: what an appeal is decided on.
    fn grounds(&self) -> Option<Html> {
        let is_appeal = self.dossier().case.state == State::Appealed;
        let said = self.dossier().messages.iter().rfind(|message| message.kind == "appeal");
        let said = said.filter(|_| is_appeal)?.text.get("text")?.as_str()?;
        let title = self.frame.t("office.grounds").to_string();
        let body = Html::paragraphs(said);
        Some(Html::of(&NoticeBox { tone: Tone::Info, title, body }))
    }

    // Whether the officer was the first of two: then the case waits for somebody else.
    fn has_proposed(&self) -> bool {
        let proposal = self.dossier().decisions.iter().rfind(|made| made.stage == "proposal");
        self.dossier().case.state == State::WaitingSecond
            && proposal.is_some_and(|made| made.decider == self.visit.actor.id)
    }

    fn second(&self) -> Vec<Html> {
        let proposal = self.dossier().decisions.iter().rfind(|made| made.stage == "proposal");
        match proposal {
            Some(proposal) if proposal.decider != self.visit.actor.id => vec![
                heading(self.frame.t("office.second-title")),
                paragraph(self.frame.t("office.second-means")),
                forms::second(
                    self.frame,
                    self.service,
                    &self.action(forms::DECISION),
                    proposal,
                    self.typed,
                ),
            ],
            _ => self.says("office.waits-for-second"),
        }
    }

    fn revocations(&self) -> Vec<Html> {
        let today = self.visit.site.house.today();
        let valid: Vec<_> =
            self.whole.credentials.iter().filter(|given| given.on(today) == "valid").collect();
        if valid.is_empty() {
            return Vec::new();
        }
        let action = self.action(forms::REVOCATION);
        let mut pieces = vec![heading(self.frame.t("office.certificates"))];
        pieces.extend(valid.iter().map(|given| {
            let link = Html::link(&format!("/credentials/{}", given.id), &given.id);
            Html::all([link, forms::revocation(self.frame, &action, &given.id, self.typed)])
        }));
        pieces
    }

    /// What the case waits for, what may be done besides, and what happened so far.
    pub fn doing(&self) -> Vec<Html> {
        let mut pieces = self.main_act();
        pieces.extend(self.besides());
        pieces.extend(self.timeline());
        pieces
    }

    fn besides(&self) -> Vec<Html> {
        let case = &self.dossier().case;
        let is_closed = self.dossier().side == Side::Asked || !case.state.is_open();
        if is_closed || self.dossier().holder.is_some() {
            return Vec::new();
        }
        let mut pieces = Vec::new();
        let (form, label) = match case.claimed_by {
            None => (forms::CLAIM, "desk.claim"),
            Some(_) => (forms::RETURN, "office.give-back"),
        };
        if !self.has_proposed() {
            pieces.push(forms::button(&self.action(form), self.frame.t(label), Weight::Second));
        }
        if case.state == State::WithOfficer {
            pieces.push(forms::question(self.frame, &self.action(forms::QUESTION), self.typed));
            let may_ask =
                self.service.decision.as_ref().is_some_and(|decision| decision.opinion.is_some());
            if may_ask && !self.lacks_opinion() {
                pieces.push(self.request());
            }
        }
        if !pieces.is_empty() {
            pieces.insert(0, heading(self.frame.t("office.besides")));
        }
        pieces
    }
}
