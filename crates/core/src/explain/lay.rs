//! The text for laypersons: at most twelve lines, the decisive condition first,
//! each line linked to its article.

use super::counterfactual::Search;
use super::decisive::{Condition, Decisive};
use super::grounds::Parted;
use super::record::{Provision, Record, TermShown, silent_slot};
use super::ruling::Made;
use super::trial::{Sources, word_of};
use super::words::{Words, because};
use crate::decision::dmn::Datum;
use crate::law::{Because, Grade, Law, Verdict};
use crate::text::{Arg, Lang, Message, msg, text};
use serde::Serialize;
use std::collections::BTreeSet;

/// Lines that a layperson is given at most.
pub const LINES_MAX: usize = 12;
/// Decisive conditions that are told, the first of them first of all.
const CONDITIONS_MAX: usize = 4;
/// Choices between provisions that are told.
const CHOICES_MAX: usize = 2;
/// Articles that a line about several of them names.
const LINKS_MAX: usize = 3;

/// A line, and the articles that it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// One or two sentences.
    pub text: String,
    /// Articles; never none.
    pub links: Vec<Link>,
}

/// An article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// `act#key`.
    pub provision: String,
    /// Title of the act.
    pub act: String,
    /// Label and heading of the article.
    pub heading: String,
}

/// Why a ruling is as it is, for those whom it concerns.
pub fn layperson(record: &Record, sources: Sources<'_>, lang: Lang) -> Vec<Line> {
    let words = Words { record, sources, lang };
    let mut lines: Vec<Line> =
        record.decisive.iter().take(CONDITIONS_MAX).enumerate().map(|(number, one)| words.decisive(one, number)).collect();
    if lines.is_empty() {
        let result = words.result();
        lines.push(words.line(msg::EXPLAIN_NO_SINGLE, &[("result", Arg::Text(&result))], words.grounds()));
    }
    lines.extend(words.undetermined());
    lines.extend(words.ruler());
    lines.extend(words.judged());
    lines.extend(words.certified());
    lines.extend(words.open_questions());
    lines.extend(words.choices());
    lines.extend(words.assumed());
    lines.truncate(LINES_MAX);
    lines.iter_mut().for_each(|line| line.text = capitalised(&line.text));
    lines
}

/// With a capital letter first.
fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// What would have led to approval, a line a way; or that nothing in the applicant's hands would.
pub fn ways(search: &Search, record: &Record, sources: Sources<'_>, lang: Lang) -> Vec<Line> {
    let words = Words { record, sources, lang };
    let goal = search.goal.any_of.first().map_or(String::new(), |value| words.value(value));
    let mut lines = Vec::new();
    for found in &search.found {
        let change = |change: &super::FactChange| {
            let (fact, from, to) = (words.fact(&change.fact), words.value(&change.from), words.value(&change.to));
            text(lang, msg::EXPLAIN_CHANGE, &[("fact", Arg::Text(&fact)), ("from", Arg::Text(&from)), ("to", Arg::Text(&to))])
        };
        let changes = found.changes.iter().map(change).collect::<Vec<_>>().join("; ");
        let then = words.value(&found.then.value);
        lines.push(words.line(msg::EXPLAIN_WAY, &[("changes", Arg::Text(&changes)), ("then", Arg::Text(&then))], found.cites.clone()));
    }
    if search.found.is_empty() && !search.goal.is_met(&record.said) {
        let facts = search.controlled.iter().map(|name| words.fact(name)).collect::<Vec<_>>().join(", ");
        let message = match (search.controlled.is_empty(), search.complete) {
            (true, _) => msg::EXPLAIN_NOTHING_CONTROLLED,
            (false, true) => msg::EXPLAIN_NO_WAY,
            (false, false) => msg::EXPLAIN_NO_WAY_FOUND,
        };
        lines.push(words.line(message, &[("facts", Arg::Text(&facts)), ("goal", Arg::Text(&goal))], words.grounds()));
    }
    lines
}

impl Words<'_> {
    fn line(&self, message: Message, args: &[(&str, Arg)], cites: Vec<String>) -> Line {
        let cites = if cites.is_empty() { self.grounds() } else { cites };
        let mut seen = BTreeSet::new();
        let links = cites.iter().filter(|id| seen.insert(id.as_str())).map(|id| Link::of(self.sources.law, id, self.lang)).collect();
        Line { text: text(self.lang, message, args), links }
    }

    fn result(&self) -> String {
        self.value(&self.record.said.value)
    }

    /// The provisions that the ruling as a whole rests on.
    fn grounds(&self) -> Vec<String> {
        let slot = match &self.record.ruling.made {
            Made::Table { decision, .. } => Some(decision),
            _ => self.record.ruling.service.as_ref(),
        };
        let own = slot.and_then(|slot| self.record.provisions.get(slot)).or(self.record.provisions.values().next());
        own.map(|provision| provision.provision.clone()).into_iter().collect()
    }

    /// A decisive condition, and what its flip does. The first one says the result too.
    fn decisive(&self, one: &Decisive, number: usize) -> Line {
        let (result, then) = (self.result(), self.value(&one.then));
        let mut line = match &one.condition {
            Condition::Ruling { .. } => self.person(&result),
            Condition::Judgement { slot, .. } => self.judgement(slot, Some(&result)),
            Condition::Silence { slot, .. } => self.silence(slot, Some(&result)),
            Condition::Fact { fact, value, expression, test, holds } => {
                let is_plain = expression == fact || expression.is_empty();
                let fact = if is_plain { self.fact(fact) } else { format!("{} ({expression})", self.fact(fact)) };
                let (value, test) = (self.value(value), self.test(test));
                let args = [("fact", Arg::Text(&fact)), ("value", Arg::Text(&value)), ("test", Arg::Text(&test))];
                // A Russian date ends with a point of its own.
                let one_point =
                    |line: Line| Line { text: line.text.strip_suffix("..").map_or(line.text.clone(), |text| format!("{text}.")), ..line };
                one_point(match holds {
                    // A test on just this value needs no words of its own.
                    true if value == test => self.line(msg::EXPLAIN_FACT_IS, &args[..2], one.cites.clone()),
                    true => self.line(msg::EXPLAIN_FACT, &args, one.cites.clone()),
                    false => self.line(msg::EXPLAIN_FACT_NOT, &args, one.cites.clone()),
                })
            }
            Condition::Flow { element, test, holds } => {
                let (element, test) = (self.element(element), self.quoted(test));
                let message = if *holds { msg::EXPLAIN_FLOW } else { msg::EXPLAIN_FLOW_NOT };
                self.line(message, &[("element", Arg::Text(&element)), ("test", Arg::Text(&test))], one.cites.clone())
            }
        };
        let says_result = matches!(one.condition, Condition::Ruling { .. } | Condition::Judgement { .. } | Condition::Silence { .. });
        if number == 0 && !says_result {
            line.text = text(self.lang, msg::EXPLAIN_RESULT, &[("result", Arg::Text(&result)), ("because", Arg::Text(&line.text))]);
        }
        let flip = match &one.flip {
            super::Change::Fact { to, .. } => {
                text(self.lang, msg::EXPLAIN_WITH, &[("value", Arg::Text(&self.value(to))), ("then", Arg::Text(&then))])
            }
            _ => text(self.lang, msg::EXPLAIN_OTHERWISE, &[("then", Arg::Text(&then))]),
        };
        line.text = format!("{} {flip}", line.text);
        line
    }

    fn person(&self, result: &str) -> Line {
        let Made::Person { who, reason, grounds, element, .. } = &self.record.ruling.made else {
            return self.line(msg::EXPLAIN_NO_SINGLE, &[("result", Arg::Text(result))], self.grounds());
        };
        let reason = Parted::of(reason, grounds).plain();
        let (role, element, quoted) = (self.role(&who.role), self.element(element), self.quoted(&reason));
        let args = [
            ("result", Arg::Text(result)),
            ("name", Arg::Text(&who.name)),
            ("role", Arg::Text(&role)),
            ("element", Arg::Text(&element)),
            ("reason", Arg::Text(&quoted)),
        ];
        match reason.is_empty() {
            true => self.line(msg::EXPLAIN_PERSON_ALONE, &args[..4], grounds.clone()),
            false => self.line(msg::EXPLAIN_PERSON, &args, grounds.clone()),
        }
    }

    fn judgement(&self, slot: &str, result: Option<&str>) -> Line {
        let shown = self.record.judgements.iter().find(|shown| shown.answered.slot == slot);
        let Some(shown) = shown else { return self.line(msg::EXPLAIN_NO_SINGLE, &[("result", Arg::Text(&self.result()))], self.grounds()) };
        let question = [self.lang.code(), "en"].iter().filter_map(|code| shown.question.get(*code)).find(|text| !text.is_empty());
        let question = self.quoted(question.map_or(slot, String::as_str));
        let (answer, role) = (self.value(&Datum::text(&shown.answered.answer)), self.role(&shown.by));
        let reason = self.quoted(&shown.answered.reason);
        let args = [
            ("question", Arg::Text(&question)),
            ("answer", Arg::Text(&answer)),
            ("name", Arg::Text(&shown.answered.who.name)),
            ("role", Arg::Text(&role)),
            ("reason", Arg::Text(&reason)),
        ];
        let cites = self.record.provisions.get(slot).map(|provision| provision.provision.clone()).into_iter().collect();
        let mut line = self.line(msg::EXPLAIN_JUDGEMENT, &args, cites);
        if let Some(result) = result {
            line.text = text(self.lang, msg::EXPLAIN_RESULT, &[("result", Arg::Text(result)), ("because", Arg::Text(&line.text))]);
        }
        line
    }

    fn silence(&self, slot: &str, result: Option<&str>) -> Line {
        let Some(term) = self.record.terms.iter().find(|term| term.silence == slot) else {
            return self.line(msg::EXPLAIN_NO_SINGLE, &[("result", Arg::Text(&self.result()))], self.grounds());
        };
        let length = self.length(term);
        let (yields, role) = (self.value(&Datum::text(&term.yields)), self.role(&term.by));
        let cited = [&term.silence, &term.term].into_iter().filter_map(|slot| self.record.provisions.get(slot));
        let cites = cited.map(|provision| provision.provision.clone()).collect();
        let args = [("role", Arg::Text(&role)), ("length", Arg::Text(&length)), ("yields", Arg::Text(&yields))];
        let mut line = match &self.record.ruling.made {
            Made::Silence { due: Some(due), .. } => {
                self.line(msg::EXPLAIN_SILENCE_DUE, &[&args[..], &[("day", Arg::Date(*due))]].concat(), cites)
            }
            _ => self.line(msg::EXPLAIN_SILENCE, &args, cites),
        };
        if let Some(result) = result {
            line.text = text(self.lang, msg::EXPLAIN_RESULT, &[("result", Arg::Text(result)), ("because", Arg::Text(&line.text))]);
        }
        line
    }

    fn length(&self, term: &TermShown) -> String {
        let message = Message::find(&format!("length-{}", term.unit));
        message
            .map_or_else(|| format!("{} {}", term.length, term.unit), |message| text(self.lang, message, &[("n", Arg::from(term.length))]))
    }

    /// Why the rules leave the matter open.
    fn undetermined(&self) -> Option<Line> {
        let reason = self.record.said.reason.as_ref()?;
        Some(self.line(msg::EXPLAIN_OPEN, &[("reason", Arg::Text(&self.quoted(reason)))], self.grounds()))
    }

    /// Who or what ruled, unless the first line says it.
    fn ruler(&self) -> Option<Line> {
        let told = |is: fn(&Condition) -> bool| self.record.decisive.iter().take(CONDITIONS_MAX).any(|one| is(&one.condition));
        match &self.record.ruling.made {
            Made::Person { outcome, .. } if !told(|condition| matches!(condition, Condition::Ruling { .. })) => {
                Some(self.person(&self.value(&Datum::text(word_of(*outcome)))))
            }
            Made::Silence { element, .. } if !told(|condition| matches!(condition, Condition::Silence { .. })) => {
                let procedure = self.record.files.keys().find_map(|path| path.strip_prefix("procedures/")).map(String::from);
                let slot = silent_slot(&self.sources, element, procedure.as_ref())?.replacen("term.", "silence.", 1);
                Some(self.silence(&slot, None))
            }
            Made::Table { decision, .. } => self.by_table(decision),
            _ => None,
        }
    }

    fn by_table(&self, slot: &str) -> Option<Line> {
        let table = self.record.tables.iter().rev().find(|table| table.slot == slot)?;
        let label = self.sources.law.vocabulary.slots.get(slot).map_or(slot, |listed| listed.label.get(self.lang.code()));
        let label = self.quoted(label);
        let Some(row) = table.fired() else {
            return Some(self.line(msg::EXPLAIN_TABLE, &[("table", Arg::Text(&label))], self.grounds()));
        };
        let (number, rows) = (row.row.to_string(), table.rows.len().to_string());
        let args = [("table", Arg::Text(&label)), ("row", Arg::Text(&number)), ("rows", Arg::Text(&rows))];
        let mut cites = row.cites.clone();
        cites.extend(self.grounds());
        Some(self.line(msg::EXPLAIN_TABLE_ROW, &args, cites))
    }

    /// Judgements that are not told yet: a human answered them, and no program may.
    fn judged(&self) -> Vec<Line> {
        let told = |slot: &String| {
            let is_it = |one: &Decisive| matches!(&one.condition, Condition::Judgement { slot: own, .. } if own == slot);
            self.record.decisive.iter().take(CONDITIONS_MAX).any(is_it)
        };
        let slots = self.record.judgements.iter().map(|shown| &shown.answered.slot);
        slots.filter(|slot| !told(slot)).map(|slot| self.judgement(slot, None)).collect()
    }

    /// What the holder's certificate did with the slots that matter here.
    fn certified(&self) -> Vec<Line> {
        let Some(certificate) = &self.record.ruling.situation.certificate else { return Vec::new() };
        let line = |slot: &String| {
            let provision = &self.record.provisions[slot];
            let selection = provision.selection.as_ref().filter(|selection| selection.by_certificate)?;
            let (key, day) = selection.held.key();
            let args = [("day", day.map_or(Arg::Text(""), Arg::Date))];
            let held = text(self.lang, Message::find(&format!("certificate-held-{key}"))?, &args);
            let label = self.sources.law.vocabulary.slots.get(slot).map_or(slot.as_str(), |listed| listed.label.get(self.lang.code()));
            let (label, number) = (self.quoted(label), certificate.id.as_str());
            let args = [("id", Arg::Text(number)), ("slot", Arg::Text(&label)), ("held", Arg::Text(&held))];
            let guarantee = selection.by.split('/').next().unwrap_or_default().to_string();
            Some(self.line(msg::EXPLAIN_CERTIFICATE, &args, vec![provision.provision.clone(), guarantee]))
        };
        self.slots().into_iter().filter_map(line).take(CHOICES_MAX).collect()
    }

    /// Open questions whose other reading changes a provision that matters here.
    fn open_questions(&self) -> Vec<Line> {
        let slots: BTreeSet<&String> = self.slots().into_iter().collect();
        let line = |(name, asked): (&String, &super::Asked)| {
            let decides: Vec<&String> = asked.decides.iter().filter(|slot| slots.contains(slot)).collect();
            let question = self.sources.law.switches.get(name).map_or(name.as_str(), |switch| switch.question.get(self.lang.code()));
            let question = self.quoted(question);
            let cites = decides.iter().filter_map(|slot| self.record.provisions.get(*slot)).map(|p| p.provision.clone()).take(LINKS_MAX);
            let reading = self.sources.law.reading(&asked.value, self.lang);
            let args = [("question", Arg::Text(&question)), ("value", Arg::Text(&reading))];
            (!decides.is_empty()).then(|| self.line(msg::EXPLAIN_SWITCH, &args, cites.collect()))
        };
        self.record.switches.iter().filter_map(line).take(CHOICES_MAX).collect()
    }

    /// Slots that matter to this ruling, the weightiest first: what silence means, what decides, what a table reads, terms.
    fn slots(&self) -> Vec<&String> {
        let used: BTreeSet<&str> = self.record.provisions.values().flat_map(|p| p.uses.values()).map(String::as_str).collect();
        let weight = |slot: &str| match slot.split('.').next().unwrap_or("") {
            "silence" | "decision" | "judgement" => Some(0),
            "parameter" if used.contains(self.record.provisions[slot].version.as_str()) => Some(1),
            "term" => Some(2),
            _ => None,
        };
        let mut slots: Vec<(u8, &String)> = self.record.provisions.keys().filter_map(|slot| Some((weight(slot)?, slot))).collect();
        slots.sort();
        slots.into_iter().map(|(_, slot)| slot).collect()
    }

    /// Why this version of the law: where a rule stood against another.
    fn choices(&self) -> Vec<Line> {
        self.slots().into_iter().filter_map(|slot| self.choice(slot, &self.record.provisions[slot])).take(CHOICES_MAX).collect()
    }

    /// A rule that was beaten, or one that would have reached the case but for a condition of its own.
    fn choice(&self, slot: &str, provision: &Provision) -> Option<Line> {
        let is_near = |because: &Because| matches!(because, Because::Excepted | Because::OtherReading { .. } | Because::NoRow);
        let lines = || provision.trace.iter();
        let beaten = lines().find(|line| line.verdict != Verdict::Out && line.verdict != Verdict::Wins);
        let beaten = beaten.or_else(|| lines().find(|line| line.verdict == Verdict::Out && is_near(&line.because)))?;
        let other = beaten.rule.split('/').next()?;
        let label = self.sources.law.vocabulary.slots.get(slot).map_or(slot, |listed| listed.label.get(self.lang.code()));
        let link = |id: &str| Link::of(self.sources.law, id, self.lang).title();
        let (this, that, why) = (link(&provision.provision), link(other), because(self.sources.law, &beaten.because, self.lang));
        let label = self.quoted(label);
        let args = [("slot", Arg::Text(&label)), ("this", Arg::Text(&this)), ("that", Arg::Text(&that)), ("why", Arg::Text(&why))];
        Some(self.line(msg::EXPLAIN_CHOICE, &args, vec![provision.provision.clone(), other.to_string()]))
    }

    /// That something it rests on is not enacted, and who knows.
    fn assumed(&self) -> Option<Line> {
        let weak = self.record.provisions.values().filter(|provision| provision.grade >= Grade::Assumed).map(|p| p.provision.clone());
        let weak: Vec<String> = weak.collect();
        if weak.is_empty() {
            return None;
        }
        let asks: BTreeSet<&str> =
            self.sources.law.rules.iter().filter(|rule| weak.contains(&rule.provision)).map(|rule| rule.ask.as_str()).collect();
        let asks = asks.into_iter().filter(|ask| !ask.is_empty());
        let ask = asks.map(|ask| self.sources.law.who_knows(ask, self.lang)).collect::<Vec<_>>().join(" / ");
        let weak: Vec<String> = weak.into_iter().take(LINKS_MAX).collect();
        Some(match ask.is_empty() {
            true => self.line(msg::EXPLAIN_ASSUMED, &[], weak),
            false => self.line(msg::EXPLAIN_ASSUMED_ASK, &[("ask", Arg::Text(&ask))], weak),
        })
    }

    /// The name of an element of the procedure.
    fn element(&self, id: &str) -> String {
        let files = self.record.files.keys().filter_map(|path| path.strip_prefix("procedures/"));
        let net = files.filter_map(|file| self.sources.procedures.get(file)).next();
        let info = net.and_then(|net| net.node(id).map(|node| &net.info[node as usize]));
        let name = info.map(|info| match self.lang {
            Lang::Kk => [&info.name_kk, &info.name],
            Lang::Ru => [&info.name_ru, &info.name],
            Lang::En => [&info.name, &info.name],
        });
        let name = name.and_then(|names| names.into_iter().find(|name| !name.is_empty()).cloned());
        self.quoted(&name.unwrap_or_else(|| id.to_string()))
    }
}

impl Link {
    /// The article with this id.
    pub fn of(law: &Law, id: &str, lang: Lang) -> Link {
        let provision = law.provisions.get(id);
        let act = provision.and_then(|provision| law.acts.get(&provision.act)).map_or("", |act| act.title.get(lang.code()));
        let heading = provision.map_or(String::new(), |provision| match provision.translations.get(lang.code()) {
            Some(translation) => translation.heading.clone(),
            None => format!("{} {}", provision.label, provision.heading).trim().to_string(),
        });
        Link { provision: id.to_string(), act: act.to_string(), heading }
    }

    /// Act and article in words; the id, where it has none.
    pub fn title(&self) -> String {
        let parts: Vec<&str> = [self.act.as_str(), self.heading.as_str()].into_iter().filter(|part| !part.is_empty()).collect();
        if parts.is_empty() { self.provision.clone() } else { parts.join(", ") }
    }
}
