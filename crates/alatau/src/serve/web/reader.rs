//! Who reads a page, in which language, and words of the law for them.

use super::super::Server;
use super::super::api::Tongue;
use super::super::people::Who;
use super::super::refusal::Refusal;
use super::super::writer::unix_now;
use crate::pages::views;
use crate::pages::views::{Choice, Citation, Field, FieldKind, Frame, Moment, Notice, NoticeKind, Section};
use alatau_city::{Action, World, may_ever};
use alatau_core::law::Labels;
use alatau_core::text::{Lang, by_key};
use alatau_core::time::Timestamp;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, Uri};
use std::sync::Arc;

/// Who reads a page.
#[derive(Clone)]
pub struct Reader {
    /// To the policy.
    pub who: Who,
    /// Language.
    pub lang: Lang,
    /// What surrounds the page.
    pub frame: Frame,
    /// The law.
    pub world: Arc<World>,
}

impl FromRequestParts<Arc<Server>> for Reader {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Arc<Server>) -> Result<Reader, Refusal> {
        let Tongue(lang) = Tongue::from_request_parts(parts, server).await?;
        let mut reader = Reader::of(server, &parts.uri, &parts.headers, &parts.extensions);
        reader.lang = lang;
        Ok(reader)
    }
}

impl Reader {
    /// The reader of a request; a language that there is not becomes the usual one.
    pub fn of(server: &Arc<Server>, uri: &Uri, headers: &HeaderMap, extensions: &Extensions) -> Reader {
        let pairs: Vec<&str> = uri.query().unwrap_or("").split('&').filter(|pair| !pair.is_empty()).collect();
        let value = |name: &str| pairs.iter().find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        let accepted = headers.get("accept-language").and_then(|value| value.to_str().ok()).unwrap_or("");
        let accepted = || accepted.split(',').find_map(|part| part.split([';', '-']).next()?.trim().parse().ok());
        let lang = value("lang").and_then(|code| code.parse().ok()).or_else(accepted).unwrap_or_default();
        let kept: Vec<&str> = pairs.iter().copied().filter(|pair| !pair.starts_with("lang=") && !pair.starts_with("done=")).collect();
        let question = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
        let who = extensions.get::<Who>().cloned().unwrap_or_default();
        let world = server.library.world.clone();
        let done = value("done").and_then(|key| by_key(lang, &format!("portal-done-{key}")));
        let frame = Frame {
            here: format!("{}{question}", uri.path()),
            who: signed(&who, &world, lang),
            notice: done.map(|text| Notice { kind: NoticeKind::Done, text }),
            demo: false,
            now: Moment::at(Timestamp(unix_now()), &world.calendar.zone),
        };
        Reader { who, lang, frame, world }
    }

    /// A word of the catalogue.
    pub fn say(&self, key: &str) -> String {
        by_key(self.lang, key).unwrap_or_else(|| key.to_string())
    }

    /// An instant of the store.
    pub fn at(&self, micros: i64) -> Moment {
        Moment::at(Timestamp(micros), &self.world.calendar.zone)
    }

    /// An instant of the API.
    pub fn read(&self, instant: &str) -> Option<Moment> {
        let (day, time) = instant.split_once('T')?;
        let day: alatau_core::time::Date = day.parse().ok()?;
        let mut parts = time.trim_end_matches('Z').split([':', '.']).map(|part| part.parse::<i64>().ok());
        let (hours, minutes) = (parts.next()??, parts.next()??);
        Some(self.at(i64::from(day.0) * Timestamp::DAY + (hours * 60 + minutes) * 60 * Timestamp::SECOND))
    }

    /// Name of a body; the applicant has the empty id.
    pub fn body(&self, id: &str) -> String {
        if id.is_empty() {
            return self.say("body-applicant");
        }
        self.world.law.authorities.get(id).map_or(id.to_string(), |body| body.label.get(self.lang.code()).to_string())
    }

    /// Name of a service slot.
    pub fn service(&self, slot: &str) -> String {
        self.world.law.vocabulary.slots.get(slot).map_or(slot.to_string(), |slot| slot.label.get(self.lang.code()).to_string())
    }

    /// Name of a place.
    pub fn place(&self, id: &str) -> String {
        self.world.law.territories.get(id).map_or(id.to_string(), |place| place.label.get(self.lang.code()).to_string())
    }

    /// A provision, by act and heading.
    pub fn cite(&self, key: &str) -> Citation {
        let id = key.split('/').next().unwrap_or(key);
        let lang = self.lang.code();
        let act = id.split('#').next().and_then(|act| self.world.law.acts.get(act)).map(|act| act.title.get(lang).to_string());
        let label = act.map_or(id.to_string(), |act| format!("{act} ({id})"));
        Citation { provision: key.to_string(), label, href: None, grade: None, source: String::new() }
    }

    /// Choices out of a list of the law.
    pub fn choices<'a>(&self, words: impl Iterator<Item = (&'a String, &'a Labels)>, chosen: &str) -> Vec<Choice> {
        let choice = |(id, label): (&String, &Labels)| Choice {
            value: id.clone(),
            label: label.get(self.lang.code()).to_string(),
            chosen: id == chosen,
        };
        words.map(choice).collect()
    }

    /// Services that some rule offers.
    pub fn services(&self, chosen: &str) -> Vec<Choice> {
        let law = &self.world.law;
        let is_offered = |slot: &String| slot.starts_with("service.") && law.rules.iter().any(|rule| rule.slot == *slot);
        let slots = law.vocabulary.slots.iter().filter(|(slot, _)| is_offered(slot));
        self.choices(slots.map(|(id, slot)| (id, &slot.label)), chosen)
    }

    /// A field with a label of the catalogue.
    pub fn field(&self, name: &str, label: &str, kind: FieldKind, value: &str) -> Field {
        Field {
            name: name.to_string(),
            label: self.say(label),
            hint: by_key(self.lang, &format!("{label}-hint")).unwrap_or_default(),
            kind,
            value: value.to_string(),
            error: String::new(),
            required: true,
            autocomplete: "",
        }
    }
}

fn signed(who: &Who, world: &World, lang: Lang) -> Option<views::Who> {
    let by = &who.principal;
    if by.account == 0 {
        return None;
    }
    let open = [(Action::Apply, Section::Applications), (Action::ReadWork, Section::Work), (Action::KeepAccounts, Section::Accounts)];
    Some(views::Who {
        label: by.name.clone(),
        body: world.law.authorities.get(&by.body).map_or(by.body.clone(), |body| body.label.get(lang.code()).to_string()),
        sections: open.into_iter().filter(|(action, _)| may_ever(by, *action)).map(|(_, section)| section).collect(),
    })
}
