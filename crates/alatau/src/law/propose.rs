//! `alatau law propose`: a draft act, tried before it is adopted.
//!
//! The draft is laid over the law; then both laws are asked the same questions
//! and decide the same cases. What differs is what the draft would do.

use super::diff::{shown, written};
use super::page::{table, wrap};
use super::{check, test};
use crate::cli::{Globals, print, print_json, say, say_with};
use crate::compare::columns::columns;
use crate::compare::{bar, cases, read_scenario};
use crate::failure::Failure;
use crate::input::read_permits;
use crate::report;
use crate::shipped::{self, Body};
use alatau_core::case::bind;
use alatau_core::law::diff::{Diff, Side, diff};
use alatau_core::law::{Certificate, Kind, Law, Question, hex};
use alatau_core::source::{Diagnostic, Severity};
use alatau_core::text::{Arg, Lang, number};
use alatau_core::time::{Date, Timestamp};
use alatau_twin::compare::analysis::CompareError;
use alatau_twin::compare::effect::{Ended, Pair, Proposal, generated, pairs, runs};
use alatau_twin::compare::regime::{CLASSES, Ground, Territory};
use alatau_twin::compare::replicate::{Applicant, horizon};
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Which draft, on what.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The draft: an act, or a folder laid out like that of the law
    #[arg(value_name = "DRAFT")]
    draft: PathBuf,
    /// Service whose cases are tried
    #[arg(long, value_name = "SERVICE", default_value = "building-permit")]
    service: String,
    /// How many cases are drawn from the mix of the real ones, beside these
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1_000_000), default_value_t = 10_000)]
    generated: u32,
    /// First day of filing; the day on which the whole draft is in force if not given
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// A stability certificate to hold against the draft; may be repeated
    #[arg(long = "certificate", value_name = "FILE")]
    certificates: Vec<PathBuf>,
    /// Seed of all chance
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Cases of one stream: as many as the real records, so that desks are as busy.
const STREAM: usize = 2_500;
/// A case whose end moves by less than half a day ends on the same day.
const SAME_DAY: i64 = Timestamp::DAY / 2;

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Result<(), Failure> {
    let before = shipped::read_sound(globals.law.as_deref())?;
    let (after, warnings) = with_draft(&before, &args.draft)?;
    let readings = globals.readings(&after.law)?;
    let sides = (Side { law: &before.law, known: Date::MAX }, Side { law: &after.law, known: Date::MAX });
    let changed = diff(sides.0, sides.1, &readings);
    let from = args.from.unwrap_or_else(|| in_force(&before.law, &after.law));
    let trial = Trial { args, before: &before, after: &after, readings: &readings, from, lang: globals.lang };
    let (groups, real) = trial.groups()?;
    let found =
        Found { groups, real, certificates: trial.certificates()?, tests: broken_tests(&before.law, &after.law), warnings, changed };
    if args.json {
        return print_json(&trial.as_json(&found));
    }
    print(&(trial.in_words(&found).join("\n") + "\n"))
}

/// What the draft does.
struct Found {
    groups: Vec<Group>,
    /// Real cases among those that were filed in each place.
    real: usize,
    certificates: Vec<Touched>,
    /// Tests of the law that no longer pass.
    tests: Vec<String>,
    warnings: Vec<Diagnostic>,
    changed: Diff,
}

/// The cases of one class in one place.
#[derive(Debug, Serialize)]
struct Group {
    territory: String,
    class: String,
    cases: u32,
    /// Cases that are ruled otherwise: granted or not, by silence or not, refused more or less often.
    rulings: u32,
    /// Cases whose fee is set by another version of a rule.
    fees: u32,
    /// Cases that end on another day.
    days: u32,
    /// Of these, the ones that end earlier.
    earlier: u32,
    /// Cases without an end under one of the laws.
    unfinished: u32,
    /// Mean days to the end before.
    days_before: f64,
    /// Mean days to the end after.
    days_after: f64,
    /// One in ten cases changes by less than this.
    low: f64,
    /// One in ten cases changes by more than this.
    high: f64,
}

/// A certificate of which the draft changes a kept slot.
#[derive(Debug, Serialize)]
struct Touched {
    id: String,
    guarantee: String,
    holder: String,
    /// Whether somebody holds it, or it is one that could be issued today.
    held: bool,
    place: String,
    /// Kept slots whose newest version the draft changes, and what a ruling would use.
    slots: Vec<TouchedSlot>,
}

#[derive(Debug, Serialize)]
struct TouchedSlot {
    slot: String,
    class: String,
    certified: String,
    draft: String,
    /// Whether the certified version would still be used; nothing if a named human decides.
    kept: Option<bool>,
}

/// Lays the draft over the law; a draft with errors is refused, its tests may come later.
fn with_draft(before: &Body, path: &Path) -> Result<(Body, Vec<Diagnostic>), Failure> {
    let mut files = before.files.clone();
    files.extend(draft_files(path)?);
    let mut body = shipped::of_files(files);
    let known: BTreeSet<Diagnostic> = check::findings(before, None).into_iter().collect();
    let found: Vec<Diagnostic> = check::findings(&body, None).into_iter().filter(|finding| !known.contains(finding)).collect();
    let stops = |finding: &&Diagnostic| finding.severity == Severity::Error && finding.code != "AL-1701";
    let errors: Vec<Diagnostic> = found.iter().filter(stops).cloned().collect();
    if !errors.is_empty() {
        return Err(errors.into());
    }
    body.law = body.law.with_drafts_adopted();
    Ok((body, found))
}

/// The files of the draft, by their path in the law's folder.
fn draft_files(path: &Path) -> Result<BTreeMap<String, String>, Failure> {
    if path.is_dir() {
        return shipped::files(Some(path));
    }
    let fail = |path: &Path, error: std::io::Error| Failure::Input(format!("{}: {error}", path.display()));
    let stem = path.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".md"));
    let Some(stem) = stem else {
        return Err(Failure::Input(format!("{}: a draft act is a file `ID.md`, or a folder with `acts/ID.md`", path.display())));
    };
    let mut files = BTreeMap::new();
    for ending in [".md", ".kk.md", ".ru.md", ".test.yaml"] {
        let beside = path.with_file_name(format!("{stem}{ending}"));
        if ending == ".md" || beside.exists() {
            let text = std::fs::read_to_string(&beside).map_err(|error| fail(&beside, error))?;
            files.insert(format!("acts/{stem}{ending}"), text);
        }
    }
    Ok(files)
}

/// The first day on which all of the draft is known and in force.
fn in_force(before: &Law, after: &Law) -> Date {
    let drafted = after.rules.iter().filter(|rule| !before.acts.contains_key(&rule.set_by));
    let changes = after.amendments.iter().filter(|change| !before.acts.contains_key(&change.act));
    let days = drafted.flat_map(|rule| [rule.from, rule.known]).chain(changes.flat_map(|change| [change.from, change.known]));
    days.max().unwrap_or(Date::MIN).max(Date::from_ymd(2026, 11, 2).expect("a day"))
}

/// Tests that passed and do not any more.
fn broken_tests(before: &Law, after: &Law) -> Vec<String> {
    let said = |law: &Law| -> BTreeMap<String, bool> {
        let (outcomes, _) = test::outcomes(law);
        outcomes.iter().map(|outcome| (format!("{}: {}: {}", outcome.place, outcome.it, outcome.slot), outcome.passed())).collect()
    };
    let (before, after) = (said(before), said(after));
    let broken = before.into_iter().filter(|(test, passed)| *passed && after.get(test) == Some(&false));
    broken.map(|(test, _)| test).collect()
}

struct Trial<'a> {
    args: &'a Args,
    before: &'a Body,
    after: &'a Body,
    readings: &'a BTreeMap<String, String>,
    from: Date,
    lang: Lang,
}

impl Trial<'_> {
    /// Files the real and the generated cases everywhere, under both laws.
    fn groups(&self) -> Result<(Vec<Group>, usize), Failure> {
        let scenario = read_scenario(self.before, &self.args.service)?;
        let territories = columns(self.readings);
        let question = self.question(&territories[0], CLASSES[1]);
        let real = self.real(&scenario.cases, &scenario.decision, &question)?;
        let drawn = generated(&real, self.args.generated, self.args.seed);
        let count = real.len();
        let streams: Vec<Vec<Applicant>> = std::iter::once(real).chain(drawn.chunks(STREAM).map(<[_]>::to_vec)).collect();
        let ground = |body: &'_ Body| -> Result<Arc<alatau_core::time::Calendar>, Failure> {
            Ok(Arc::new(bind::calendar(&body.law, "kz", &question).map_err(|error| Failure::Input(error.to_string()))?))
        };
        let calendars = (ground(self.before)?, ground(self.after)?);
        let grounded = |body, calendar: &Arc<_>| {
            let Body { law, procedures, .. }: &Body = body;
            let calendar = Arc::clone(calendar);
            Ground { law, procedures, calendar, scenario: &scenario, from: self.from, until: horizon(self.from) }
        };
        let bar = bar(runs(territories.len(), streams.len()));
        let progress = || {
            bar.inc(1);
            true
        };
        let proposal = Proposal {
            before: grounded(self.before, &calendars.0),
            after: grounded(self.after, &calendars.1),
            territories: &territories,
            streams: &streams,
            seed: self.args.seed,
            progress: &progress,
        };
        let found = pairs(&proposal).map_err(|error| match error {
            CompareError::Fault(_) => Failure::Fault(error.to_string()),
            _ => Failure::Input(error.to_string()),
        })?;
        bar.finish_and_clear();
        let mut groups = Vec::new();
        for (territory, pairs) in territories.iter().zip(&found) {
            for (number, class) in CLASSES.into_iter().enumerate() {
                let of_class: Vec<&Pair> = pairs.iter().filter(|pair| usize::from(pair.class) == number).collect();
                let fees = self.is_fee_changed(territory, class);
                groups.extend(group(territory, class, &of_class, fees));
            }
        }
        Ok((groups, count))
    }

    fn question(&self, territory: &Territory, class: &str) -> Question {
        Question {
            places: territory.places.clone(),
            person: territory.person.clone(),
            class: Some(class.to_string()),
            switches: territory.switches.clone(),
            ..Question::on("", self.from)
        }
    }

    /// The shipped records, as the law's decision reads them.
    fn real(&self, file: &str, decision: &str, question: &Question) -> Result<Vec<Applicant>, Failure> {
        let missing = || Failure::Input(format!("{file} is not in the law's folder"));
        let text = self.before.files.get(file).ok_or_else(missing)?;
        let (records, _) = read_permits(file, text.as_bytes())?;
        Ok(cases::applicants(&records, self.before, decision, question)?.applicants)
    }

    /// Whether any fee that a case of the class owes there is set by another version.
    fn is_fee_changed(&self, territory: &Territory, class: &str) -> bool {
        let question = self.question(territory, class);
        let fees = |law: &Law| -> BTreeMap<String, String> {
            let slots: BTreeSet<&String> =
                law.rules.iter().filter(|rule| matches!(rule.kind, Kind::Fee(_))).map(|rule| &rule.slot).collect();
            let asked = law.ask(&question);
            let answer = |slot: &String| Some((slot.clone(), asked.resolve(slot).answer()?.version.clone()));
            slots.into_iter().filter_map(answer).collect()
        };
        fees(&self.before.law) != fees(&self.after.law)
    }

    /// Certificates of which the draft changes something that is kept: those given, and what each guarantee of the law
    /// would let somebody have on the day before.
    fn certificates(&self) -> Result<Vec<Touched>, Failure> {
        let mut touched = Vec::new();
        let places = columns(self.readings);
        for path in &self.args.certificates {
            let text = std::fs::read_to_string(path).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
            let certificate = Certificate::read(&path.display().to_string(), &text)?;
            let of_places = places.iter().filter_map(|territory| self.touches(&certificate, territory, true));
            touched.extend(of_places.max_by_key(|touched| touched.slots.len()));
        }
        let guarantees: BTreeSet<&String> =
            self.before.law.rules.iter().filter(|rule| matches!(rule.kind, Kind::Guarantee(_))).map(|rule| &rule.id).collect();
        for (guarantee, territory) in guarantees.iter().flat_map(|guarantee| places.iter().map(move |territory| (guarantee, territory))) {
            let day = self.from.plus(-1);
            let question = Question { class: None, ..self.question(territory, CLASSES[1]) };
            let then = Question { filed: day, decided: day, known: day, ..question };
            let Ok(certificate) = self.before.law.issue(guarantee, &then, "", &format!("{guarantee} {}", territory.id)) else { continue };
            touched.extend(self.touches(&certificate, territory, false));
        }
        Ok(touched)
    }

    /// Kept slots that the draft changes, for every class, and what the holder is ruled by.
    fn touches(&self, certificate: &Certificate, territory: &Territory, held: bool) -> Option<Touched> {
        let law = &self.after.law;
        let mut slots = Vec::new();
        for class in CLASSES {
            let question = self.question(territory, class);
            let under = Question { certificate: Some(Arc::new(certificate.clone())), ..question.clone() };
            for covered in law.covered(&under) {
                let newest = |law: &Law| law.resolve(&covered.slot, &question).answer().map(|answer| answer.version.clone());
                let (before, after) = (newest(&self.before.law), newest(law));
                if before == after {
                    continue;
                }
                let certified = match &covered.selection {
                    Ok(selection) => selection.old.map(|old| law.rules[old].version()),
                    Err(_) => certificate.covers.iter().find(|kept| kept.slot == covered.slot).map(|kept| kept.version.clone()),
                };
                let certified = certified.unwrap_or_default();
                let kept = covered.selection.as_ref().ok().map(|selection| selection.keeps_old());
                slots.push(TouchedSlot {
                    slot: covered.slot.clone(),
                    class: class.into(),
                    certified,
                    draft: after.unwrap_or_default(),
                    kept,
                });
            }
        }
        let Certificate { id, guarantee, holder, .. } = certificate.clone();
        (!slots.is_empty()).then(|| Touched { id, guarantee, holder, held, place: territory.id.clone(), slots })
    }

    /// The draft without the folder it lies in: what is printed holds nothing of the run's surroundings.
    fn name(&self) -> String {
        self.args.draft.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
    }

    fn as_json(&self, found: &Found) -> serde_json::Value {
        let name = self.name();
        let mut command =
            format!("law propose {name} --service {} --generated {} --from {}", self.args.service, self.args.generated, self.from);
        command += &format!(" --seed {}", self.args.seed);
        self.readings.iter().for_each(|(name, value)| command.push_str(&format!(" --switch {name}={value}")));
        let warnings: Vec<&Diagnostic> = found.warnings.iter().collect();
        json!({
            "command": command,
            "law": hex(&self.before.law.hash()),
            "law_with_draft": hex(&self.after.law.hash()),
            "from": self.from,
            "cases": { "real": found.real, "generated": self.args.generated },
            "effects": found.groups,
            "certificates": found.certificates,
            "tests": found.tests,
            "warnings": check::written(&warnings),
            "diff": written("law diff", &found.changed, &self.before.law, &self.after.law, self.lang),
        })
    }

    fn in_words(&self, found: &Found) -> Vec<String> {
        let lang = self.lang;
        let draft = self.name();
        let mut lines = wrap(&say(lang, "propose-title", &[("draft", &draft)]), "", "");
        lines.push(String::new());
        lines.extend(found.warnings.iter().flat_map(|warning| [warning.to_string(), String::new()]));
        lines.extend(shown(&found.changed, &self.before.law, &self.after.law, lang));
        lines.push(String::new());
        let counts = [("real", number(lang, found.real as f64)), ("generated", number(lang, f64::from(self.args.generated)))];
        let args = [("real", Arg::Text(&counts[0].1)), ("generated", Arg::Text(&counts[1].1)), ("from", Arg::Date(self.from))];
        lines.extend(wrap(&say_with(lang, "propose-cases", &args), "", ""));
        lines.push(String::new());
        lines.extend(self.effects(&found.groups));
        lines.push(String::new());
        lines.extend(self.certified(&found.certificates));
        lines.push(String::new());
        match found.tests.as_slice() {
            [] => lines.push(say(lang, "propose-tests-none", &[])),
            tests => {
                lines.push(say(lang, "propose-tests", &[]));
                lines.extend(tests.iter().flat_map(|test| wrap(test, "  ", "    ")));
            }
        }
        lines
    }

    /// A table for each place in which a case changes; the others are named.
    fn effects(&self, groups: &[Group]) -> Vec<String> {
        let lang = self.lang;
        let heads = ["class", "n", "rulings", "fees", "days", "earlier", "before", "after"];
        let mut lines = Vec::new();
        let mut unchanged = Vec::new();
        for of_place in groups.chunk_by(|a, b| a.territory == b.territory) {
            let place = report::name(lang, "column", &of_place[0].territory);
            if of_place.iter().all(|group| group.rulings + group.fees + group.days + group.unfinished == 0) {
                unchanged.push(place);
                continue;
            }
            let mut rows = vec![heads.map(|head| say(lang, &format!("propose-head-{head}"), &[])).to_vec()];
            rows.extend(of_place.iter().map(|group| self.row(group)));
            lines.push(place);
            lines.extend(table(&rows, &[0]).into_iter().map(|line| format!("  {line}")));
            lines.push(String::new());
        }
        if !unchanged.is_empty() {
            lines.extend(wrap(&say(lang, "propose-unchanged", &[("places", &unchanged.join(", "))]), "", ""));
            lines.push(String::new());
        }
        lines.extend(wrap(&say(lang, "propose-effects-note", &[]), "", ""));
        lines
    }

    fn row(&self, group: &Group) -> Vec<String> {
        let label =
            self.before.law.vocabulary.classes.get(&group.class).map_or(group.class.as_str(), |word| word.label.get(self.lang.code()));
        let class = label.split(" (").next().unwrap_or(label).to_string();
        let counts = [group.cases, group.rulings, group.fees, group.days, group.earlier].map(|n| number(self.lang, f64::from(n)));
        let days = [group.days_before, group.days_after].map(|n| number(self.lang, n));
        std::iter::once(class).chain(counts).chain(days).collect()
    }

    fn certified(&self, touched: &[Touched]) -> Vec<String> {
        let lang = self.lang;
        if touched.is_empty() {
            return vec![say(lang, "propose-certificates-none", &[])];
        }
        let mut lines = vec![say(lang, "propose-certificates", &[])];
        for certificate in touched {
            let place = report::name(lang, "column", &certificate.place);
            let head = match certificate.held {
                true => say(lang, "propose-held", &[("id", &certificate.id), ("holder", &certificate.holder), ("place", &place)]),
                false => say(lang, "propose-could-be", &[("guarantee", &certificate.guarantee), ("place", &place)]),
            };
            lines.extend(wrap(&head, "  ", "    "));
            for slot in &certificate.slots {
                let key = match slot.kept {
                    Some(true) => "propose-kept",
                    Some(false) => "propose-not-kept",
                    None => "propose-open",
                };
                let said = say(lang, key, &[("old", &slot.certified), ("new", &slot.draft)]);
                lines.extend(wrap(&format!("{} ({}): {said}", slot.slot, slot.class), "    ", "      "));
            }
        }
        lines
    }
}

/// What became of the cases of one class in one place.
fn group(territory: &Territory, class: &str, pairs: &[&Pair], is_fee_changed: bool) -> Option<Group> {
    let filed: Vec<&&Pair> = pairs.iter().filter(|pair| pair.before.is_some() || pair.after.is_some()).collect();
    if filed.is_empty() {
        return None;
    }
    let ended: Vec<(Ended, Ended)> = filed.iter().filter_map(|pair| Some((pair.before?, pair.after?))).collect();
    let mut moved: Vec<i64> = ended.iter().map(|(before, after)| after.time - before.time).collect();
    moved.sort_unstable();
    let days = |time: i64| time as f64 / Timestamp::DAY as f64;
    let count = |test: &dyn Fn(&(Ended, Ended)) -> bool| ended.iter().filter(|pair| test(pair)).count() as u32;
    let mean = |of: &dyn Fn(&(Ended, Ended)) -> i64| days(ended.iter().map(of).sum::<i64>()) / ended.len().max(1) as f64;
    let quantile = |share: f64| moved.get((moved.len() as f64 * share) as usize).map_or(0.0, |time| days(*time));
    Some(Group {
        territory: territory.id.clone(),
        class: class.to_string(),
        cases: filed.len() as u32,
        rulings: count(&|(before, after)| !before.is_ruled_like(after)),
        fees: if is_fee_changed { filed.len() as u32 } else { 0 },
        days: count(&|(before, after)| (after.time - before.time).abs() >= SAME_DAY),
        earlier: count(&|(before, after)| before.time - after.time >= SAME_DAY),
        unfinished: (filed.len() - ended.len()) as u32,
        days_before: mean(&|(before, _)| before.time),
        days_after: mean(&|(_, after)| after.time),
        low: quantile(0.1),
        high: quantile(0.9),
    })
}
