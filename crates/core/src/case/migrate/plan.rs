//! The plan of a change of procedure, as its TOML file states it.
//!
//! ```toml
//! cases = "split"              # or "pin": all stay; or "migrate": all move
//! timers = "keep"              # or "recount": as the new procedure and its law count
//! cites = ["permits-law#transition"]
//! drop = ["remind"]            # timers without a law that end here
//!
//! [stay]                       # of a split: whoever fits one of these stays
//! filed-before = 2026-07-01
//! at = ["ask-opinion"]
//! when = 'height > 20'
//!
//! [rename]                     # old id = new id: elements and flows
//! check = "check-completeness"
//!
//! [exceptions]                 # single cases
//! 17 = "pin"
//! ```

use crate::decision::condition;
use crate::procedure::Net;
use crate::source::Diagnostic;
use crate::time::Date;
use std::collections::BTreeMap;
use toml::Spanned;

/// What a plan says; each word keeps its place in the file.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What happens to all cases.
    pub cases: Cases,
    /// How times that run go on.
    pub timers: Timers,
    /// Provisions that the change rests on.
    pub cites: Vec<String>,
    /// Who stays in a split.
    pub stay: Stay,
    /// New ids of elements and flows by their old ones.
    pub rename: BTreeMap<String, String>,
    /// Timers that end with the change.
    pub drop: Vec<String>,
    /// Cases that are treated otherwise.
    pub exceptions: BTreeMap<u64, Cases>,
}

/// What happens to cases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cases {
    /// They stay on the old procedure.
    Pin,
    /// They move to the new one.
    #[default]
    Migrate,
    /// Some stay, the others move.
    Split,
}

/// How times that run go on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Timers {
    /// They keep their due instant, and terms the version of their rule and what they counted.
    #[default]
    Keep,
    /// As the new procedure has it: terms are counted from the same day by the newest rule,
    /// constant durations and instants are set anew. Never to the applicant's harm.
    Recount,
}

/// Who stays in a split: whoever fits one of these.
#[derive(Clone, Debug, Default)]
pub struct Stay {
    /// Filed before this day.
    pub filed_before: Option<Date>,
    /// Waiting at one of these elements.
    pub at: Vec<String>,
    /// This FEEL condition on its facts holds.
    pub when: Option<String>,
}

/// The form of the file.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct File {
    cases: Spanned<Cases>,
    #[serde(default)]
    timers: Timers,
    #[serde(default)]
    cites: Vec<Spanned<String>>,
    #[serde(default)]
    drop: Vec<Spanned<String>>,
    stay: Option<Spanned<StayForm>>,
    #[serde(default)]
    rename: BTreeMap<Spanned<String>, Spanned<String>>,
    #[serde(default)]
    exceptions: BTreeMap<Spanned<String>, Spanned<Cases>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct StayForm {
    filed_before: Option<Spanned<toml::value::Datetime>>,
    #[serde(default)]
    at: Vec<Spanned<String>>,
    when: Option<Spanned<String>>,
}

impl Plan {
    /// Reads a plan from one procedure to another.
    ///
    /// # Errors
    /// AL-2601: it is not a plan. AL-2602: it names what a procedure does not have.
    pub fn read(file: &str, text: &str, from: &Net, to: &Net) -> Result<Plan, Vec<Diagnostic>> {
        let form: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let help = "write cases = \"pin\", \"migrate\" or \"split\", and see docs/errors/AL-2601.md for the other keys";
            vec![Diagnostic::error("AL-2601", file, text, at, error.message().trim().to_string(), help)]
        })?;
        let mut reader = Reader { file, text, from, to, found: Vec::new() };
        let plan = reader.plan(form);
        if reader.found.is_empty() { Ok(plan) } else { Err(reader.found) }
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    from: &'a Net,
    to: &'a Net,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fault(&mut self, code: &'static str, at: usize, message: String, help: &str) {
        self.found.push(Diagnostic::error(code, self.file, self.text, at, message, help));
    }

    fn plan(&mut self, form: File) -> Plan {
        let split = *form.cases.as_ref() == Cases::Split;
        if split && form.stay.is_none() {
            self.fault("AL-2601", form.cases.span().start, "a split does not say who stays".into(), "add a [stay] table");
        }
        if let Some(stay) = form.stay.as_ref().filter(|_| !split) {
            self.fault("AL-2601", stay.span().start, "[stay] is for a split only".into(), "write cases = \"split\", or strike [stay]");
        }
        let mut plan = Plan { cases: *form.cases.as_ref(), timers: form.timers, ..Plan::default() };
        plan.cites = form.cites.into_iter().map(Spanned::into_inner).collect();
        plan.stay = form.stay.map(|stay| self.stay(stay.into_inner())).unwrap_or_default();
        for id in form.drop {
            let timed = self.from.node(id.as_ref()).is_some_and(|node| self.from.timer_of(node).is_some());
            let lawful = self.from.node(id.as_ref()).is_some_and(|node| self.from.term_of(node).is_some());
            if !timed {
                self.no_such(&id, "timer");
            } else if lawful {
                let message = format!("`{}` counts a term of the law, which no plan ends", id.as_ref());
                self.fault("AL-2602", id.span().start, message, "keep the term in the new procedure");
            }
            plan.drop.push(id.into_inner());
        }
        for (number, treat) in form.exceptions {
            match number.as_ref().parse() {
                Ok(case) if *treat.as_ref() != Cases::Split => drop(plan.exceptions.insert(case, treat.into_inner())),
                Ok(_) => self.fault("AL-2601", treat.span().start, "one case cannot be split".into(), "write \"pin\" or \"migrate\""),
                Err(_) => {
                    let message = format!("`{}` is not the number of a case", number.as_ref());
                    self.fault("AL-2601", number.span().start, message, "write the number as the events have it");
                }
            }
        }
        self.renames(form.rename, &mut plan);
        plan
    }

    fn stay(&mut self, form: StayForm) -> Stay {
        let mut stay = Stay::default();
        if let Some(day) = form.filed_before {
            match day.as_ref().to_string().parse() {
                Ok(date) => stay.filed_before = Some(date),
                Err(_) => self.fault("AL-2601", day.span().start, "this is not a day".into(), "write a date as 2026-07-01, without a time"),
            }
        }
        for id in form.at {
            if self.from.node(id.as_ref()).is_none() {
                self.no_such(&id, "element");
            }
            stay.at.push(id.into_inner());
        }
        if let Some(when) = form.when {
            // The expression begins behind its quote.
            let at = when.span().start + 1;
            match condition::parse(when.as_ref()) {
                Err(fault) => self.fault(fault.code, at + fault.offset, fault.message, &fault.help),
                Ok(formula) => {
                    let unknown = formula.facts().into_iter().find(|(name, _)| self.from.fact(name).is_none());
                    if let Some((name, _)) = unknown {
                        let message = format!("procedure `{}` reads no fact `{name}`", self.from.id);
                        self.fault("AL-2602", at, message, &format!("name one of: {}", self.from.facts.join(", ")));
                    }
                }
            }
            stay.when = Some(when.into_inner());
        }
        stay
    }

    fn renames(&mut self, renames: BTreeMap<Spanned<String>, Spanned<String>>, plan: &mut Plan) {
        let has = |net: &Net, id: &str| net.node(id).is_some() || net.flow_ids.iter().any(|flow| flow == id);
        for (old, new) in renames {
            if !has(self.from, old.as_ref()) {
                self.no_such(&old, "element or flow");
            } else if !has(self.to, new.as_ref()) {
                let message = format!("the new procedure `{}` has no element or flow `{}`", self.to.id, new.as_ref());
                self.fault("AL-2602", new.span().start, message, "write an id of the new file");
            } else if plan.rename.values().any(|known| known == new.as_ref()) {
                let message = format!("`{}` is already the new id of another", new.as_ref());
                self.fault("AL-2602", new.span().start, message, "two elements cannot become one: tokens at both would be one");
            }
            plan.rename.insert(old.into_inner(), new.into_inner());
        }
    }

    fn no_such(&mut self, id: &Spanned<String>, what: &str) {
        let near = crate::decision::feel::nearest(id.as_ref(), self.from.info.iter().map(|info| info.id.as_str()));
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let message = format!("the old procedure `{}` has no {what} `{}`{hint}", self.from.id, id.as_ref());
        self.fault("AL-2602", id.span().start, message, "write an id of the old file");
    }
}
