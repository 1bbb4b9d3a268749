//! One act: its front matter, provisions and blocks.

use super::common::{self, Common};
use super::fields::{Fields, did_you_mean};
use super::kinds;
use super::markdown::{self, Block, Parts, Section};
use super::node::{Source, read_toml};
use super::table::Table;
use crate::law::*;
use crate::source::Diagnostic;
use crate::time::Date;
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// What an act's file adds to the law.
#[derive(Default)]
pub(super) struct ReadAct {
    pub act: Option<Act>,
    /// By id, in order.
    pub provisions: Vec<(String, Provision)>,
    /// In the order of the text.
    #[allow(clippy::vec_box, reason = "a rule is large, and is moved once")]
    pub rules: Vec<Box<Rule>>,
    pub amendments: Vec<Amendment>,
    /// Front matter and blocks as they enter the law's hash, in order.
    pub canonical: Vec<String>,
}

/// Keys of the front matter that blocks inherit.
const DEFAULTS: [&str; 6] = ["scope", "when", "grade", "source", "basis", "ask"];

/// Reads `acts/ID.md`.
pub(super) fn read(source: Source<'_>, switches: &BTreeMap<String, Switch>, out: &RefCell<Vec<Diagnostic>>) -> ReadAct {
    let parts = markdown::split(source, &mut out.borrow_mut());
    let mut result = ReadAct::default();
    let Some((front, act)) = front_matter(source, &parts, out) else { return result };
    let mut reader = ActReader { source, act: &act, front: &front, switches, out, result: &mut result, keys: BTreeSet::new() };
    for section in &parts.sections {
        reader.section(section);
    }
    result.canonical.push(hash::line(&act.id, &hash::form(&front)));
    result.act = Some(act);
    result.provisions.sort_by(|(a, _), (b, _)| a.cmp(b));
    result.canonical.sort_unstable();
    result
}

/// Reads the provisions of a translation, `acts/ID.kk.md`, and where each stands; it may hold no rules.
pub(super) fn read_translation(source: Source<'_>, out: &RefCell<Vec<Diagnostic>>) -> BTreeMap<String, (usize, Translation)> {
    let parts = markdown::split(source, &mut out.borrow_mut());
    let mut translations = BTreeMap::new();
    for section in &parts.sections {
        for block in &section.blocks {
            let help = "rules stand in the act itself; a translation holds words only";
            out.borrow_mut().push(source.error("AL-1002", block.at, "a rule in a translation", help));
        }
        let heading = [section.label, section.heading].join(" ").trim().to_string();
        let translation = Translation { heading, text: section.text.clone() };
        let earlier = translations.insert(section.key.to_string(), (section.at, translation));
        if earlier.is_some() {
            out.borrow_mut().push(duplicate_key(source, section));
        }
    }
    translations
}

fn duplicate_key(source: Source<'_>, section: &Section<'_>) -> Diagnostic {
    let message = format!("the key `{}` opens two provisions", section.key);
    source.error("AL-1002", section.at, message, "give each provision a key of its own")
}

fn front_matter(source: Source<'_>, parts: &Parts<'_>, out: &RefCell<Vec<Diagnostic>>) -> Option<(Table, Act)> {
    let Some((base, text)) = parts.front else {
        let help = "begin the file with `+++`, the act's keys (id, rank, body, adopted, published) and `+++`";
        out.borrow_mut().push(source.error("AL-1001", 0, "this act has no front matter", help));
        return None;
    };
    let table = read_toml(source, text, base, &mut out.borrow_mut())?;
    let f = Fields::new(source, &table, base, "an act", out);
    let id = f.need_text("id");
    let (rank, body) = (f.need_text("rank"), f.need_text("body"));
    let (adopted, published) = (f.need_date("adopted"), f.need_date("published"));
    let known = f.date("known").or(published);
    if let (Some(known), Some(published)) = (known, published)
        && known < published
    {
        f.report(
            "AL-1001",
            f.at("known"),
            format!("`known` is earlier than the publication on {published}"),
            "nobody can rely on an unpublished act",
        );
    }
    if let Some(id) = &id
        && file_stem(source.file) != *id
    {
        let message = format!("the act calls itself `{id}`, its file `{}`", file_stem(source.file));
        f.report("AL-1002", f.at("id"), message, "file name and `id` must be the same");
    }
    let act = Act {
        id: id.unwrap_or_default(),
        eli: f.text("eli").unwrap_or_default(),
        title: f.labels("title"),
        rank: rank.unwrap_or_default(),
        body: body.unwrap_or_default(),
        adopted: adopted.unwrap_or_default(),
        published: published.unwrap_or_default(),
        known: known.max(published).unwrap_or_default(),
        place: f.place(),
    };
    for key in DEFAULTS {
        f.node(key);
    }
    f.finish();
    let complete = !act.id.is_empty() && adopted.is_some() && published.is_some();
    complete.then_some((table, act))
}

/// `laws/permits-law.md` is `permits-law`.
fn file_stem(file: &str) -> &str {
    let name = file.rsplit('/').next().unwrap_or(file);
    name.strip_suffix(".md").unwrap_or(name)
}

struct ActReader<'a> {
    source: Source<'a>,
    act: &'a Act,
    front: &'a Table,
    switches: &'a BTreeMap<String, Switch>,
    out: &'a RefCell<Vec<Diagnostic>>,
    result: &'a mut ReadAct,
    /// Keys of the provisions read so far.
    keys: BTreeSet<String>,
}

/// Where the blocks of a heading belong.
struct Under {
    provision: String,
    act: String,
    from: Option<Date>,
    applies_to: Option<Day>,
}

impl ActReader<'_> {
    fn section(&mut self, section: &Section<'_>) {
        let id = format!("{}#{}", self.act.id, section.key);
        if !self.keys.insert(section.key.to_string()) {
            self.out.borrow_mut().push(duplicate_key(self.source, section));
            return;
        }
        let provision = Provision {
            id: id.clone(),
            act: self.act.id.clone(),
            key: section.key.to_string(),
            level: section.level,
            label: section.label.to_string(),
            heading: section.heading.to_string(),
            text: section.text.clone(),
            translations: BTreeMap::new(),
            place: self.source.place(section.at),
        };
        self.result.provisions.push((id.clone(), provision));
        let mut under = Under { provision: id, act: self.act.id.clone(), from: None, applies_to: None };
        let mut amendment = None;
        for block in &section.blocks {
            let Some(table) = self.table(block) else { continue };
            if block.amends {
                if let Some((number, target)) = self.amend(block, table, section) {
                    under = target;
                    amendment = Some(number);
                }
            } else if let Some(slot) = self.rule(block, table, &under)
                && let Some(number) = amendment
            {
                let change: &mut Amendment = &mut self.result.amendments[number];
                change.restated.push(slot);
            }
        }
    }

    /// The block's own keys over the act's defaults.
    fn table(&mut self, block: &Block<'_>) -> Option<Table> {
        let rules = block
            .content
            .lines()
            .filter(|line| line.trim_start().strip_prefix("rule").is_some_and(|rest| rest.trim_start().starts_with('=')));
        if rules.count() > 1 {
            let help = "one block, one rule: close the block and open another";
            self.out.borrow_mut().push(self.source.error("AL-1002", block.at, "two rules in a block", help));
            return None;
        }
        let mut table = read_toml(self.source, block.content, block.base, &mut self.out.borrow_mut())?;
        for key in DEFAULTS {
            if let Some(default) = self.front.get(key)
                && !table.contains_key(key)
            {
                table.insert(key.to_string(), default.clone());
            }
        }
        Some(table)
    }

    fn rule(&mut self, block: &Block<'_>, table: Table, under: &Under) -> Option<String> {
        let f = Fields::new(self.source, &table, block.base, "a rule", self.out);
        let slot = f.need_text("rule")?;
        let kind = slot.split('.').next().unwrap_or("");
        let is_word = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !slot.contains('.') || !slot.split('.').all(is_word) || !kinds::KINDS.contains(&kind) {
            let hint = did_you_mean(kind, kinds::KINDS.into_iter());
            let message = format!("`{slot}` is not a slot{hint}");
            f.report("AL-1101", f.at("rule"), message, format!("a slot is kind.name[.narrower]; kinds are {}", kinds::KINDS.join(", ")));
            return None;
        }
        let before = self.out.borrow().len();
        let form = hash::form(&table);
        for reading in common::readings(&f, self.switches) {
            let f = Fields::new(self.source, &reading, block.base, format!("a {kind}"), self.out);
            f.node("rule");
            let common = common::read(&f, self.act.known, kind == "revenue");
            let content = kinds::read(&slot, &f);
            f.finish();
            let from = common.from.or(under.from);
            f.required("from", from);
            if let (Some(from), Some(content)) = (from, content) {
                let hash = match &reading {
                    Cow::Borrowed(_) => hash::of_form(&form),
                    Cow::Owned(reading) => hash::of_form(&hash::form(reading)),
                };
                let rule = self.finished(&slot, from, common, content, hash, &f, under, block);
                self.result.rules.push(Box::new(rule));
            }
        }
        self.dedupe(before);
        self.result.canonical.push(hash::line(&format!("{} {slot}", under.provision), &form));
        Some(slot)
    }

    /// The readings of one block are read one by one: an error in it is told once.
    fn dedupe(&self, before: usize) {
        let mut out = self.out.borrow_mut();
        let mut seen = BTreeSet::new();
        for finding in out.split_off(before) {
            if seen.insert(finding.clone()) {
                out.push(finding);
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn finished(
        &self,
        slot: &str,
        from: Date,
        common: Common,
        kind: Kind,
        hash: [u8; 32],
        f: &Fields<'_>,
        under: &Under,
        block: &Block<'_>,
    ) -> Rule {
        let default_day = if slot.starts_with("revenue.") { Day::Received } else { Day::Filed };
        let inherits = common.applies_to == default_day && !f.table.contains_key("applies-to");
        Rule {
            id: format!("{}/{slot}", under.provision),
            act: under.act.clone(),
            set_by: self.act.id.clone(),
            provision: under.provision.clone(),
            slot: slot.to_string(),
            from,
            until: common.until,
            known: common.known,
            applies_to: under.applies_to.filter(|_| inherits).unwrap_or(common.applies_to),
            scope: common.scope,
            except: common.except,
            derogates: common.derogates,
            subsidiary_to: common.subsidiary_to,
            when: common.when,
            later_versions: common.later_versions,
            grade: common.grade,
            source: common.source,
            basis: common.basis,
            ask: common.ask,
            range: common.range,
            kind,
            hash,
            keys: f.places(),
            place: self.source.place(block.at),
        }
    }

    fn amend(&mut self, block: &Block<'_>, table: Table, section: &Section<'_>) -> Option<(usize, Under)> {
        let f = Fields::new(self.source, &table, block.base, "an amendment", self.out);
        let operations = [
            ("insert", Operation::Insert),
            ("replace", Operation::Replace),
            ("repeal", Operation::Repeal),
            ("annul", Operation::Annul),
            ("renumber", Operation::Renumber),
        ];
        let operation = f.required("amend", f.one_of("amend", &operations));
        let target = f.need_text("target");
        let common = common::read(&f, self.act.known, false);
        let (successor, label) = (f.text("successor"), f.text("label"));
        f.finish();
        let (operation, target) = (operation?, target?);
        match operation {
            Operation::Repeal => drop(f.required("successor", successor.as_ref())),
            Operation::Renumber => drop(f.required("label", label.as_ref())),
            _ => {}
        }
        let from = match operation {
            Operation::Annul => common.from.unwrap_or(Date::MIN),
            _ => f.required("from", common.from)?,
        };
        let Some((act, rest)) = target.split_once('#') else {
            f.report("AL-1102", f.at("target"), format!("`{target}` is not a provision"), "write act#key, or act#key/slot for one rule");
            return None;
        };
        let provision = format!("{act}#{}", rest.split('/').next().unwrap_or(rest));
        let states_text = !section.text.is_empty() && matches!(operation, Operation::Insert | Operation::Replace);
        let under =
            Under { provision, act: act.to_string(), from: common.from, applies_to: table.get("applies-to").map(|_| common.applies_to) };
        self.result.amendments.push(Amendment {
            operation,
            target: target.clone(),
            act: self.act.id.clone(),
            from,
            known: common.known,
            applies_to: common.applies_to,
            later_versions: common.later_versions,
            restated: Vec::new(),
            when: common.when,
            successor,
            label,
            text: states_text.then(|| Translation { heading: section.heading.to_string(), text: section.text.clone() }),
            place: self.source.place(block.at),
        });
        self.result.canonical.push(hash::line(&format!("{}#{} amends {target}", self.act.id, section.key), &hash::form(&table)));
        Some((self.result.amendments.len() - 1, under))
    }
}
