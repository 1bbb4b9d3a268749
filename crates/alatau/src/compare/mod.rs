//! `alatau compare`, and the main job: the shipped real cases in every territory.

pub mod cases;
pub mod columns;
pub mod paper;

use crate::cli::{self, Globals};
use crate::failure::Failure;
use crate::files::{Sink, read_bytes};
use crate::input::{self, read_permits};
use crate::report;
use crate::shipped::{self, Body};
use alatau_core::case::bind;
use alatau_core::law::Question;
use alatau_core::source::Diagnostic;
use alatau_core::text::Lang;
use alatau_core::time::{Calendar, Date};
use alatau_twin::answer::{Answer, Assumption, Column, Flip, OpenQuestion, Yardstick};
use alatau_twin::compare::analysis::{CompareError, Found, Request, compare as run, runs};
use alatau_twin::compare::regime::{Ground, Territory};
use alatau_twin::compare::replicate::horizon;
use alatau_twin::compare::scenario::{self, Scenario};
use indicatif::{ProgressBar, ProgressStyle};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What `alatau compare` is asked for.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Service to compare
    #[arg(default_value = "building-permit")]
    service: String,
    /// Records to file (CSV); default: the shipped ones
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
    /// First day of filing
    #[arg(long, value_name = "DATE", default_value = "2026-11-02")]
    from: Date,
    /// Replications of the headline; side questions take a quarter
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000), default_value_t = REPLICATIONS)]
    replications: u32,
    /// Seed of all chance
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Write the report as one HTML file
    #[arg(long, value_name = "FILE.html")]
    report: Option<PathBuf>,
    /// Write the answer as JSON (`-` is standard output)
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
}

/// Replications that fit into half a minute on two cores.
const REPLICATIONS: u32 = 24;

/// What holds for the whole answer.
struct Common {
    /// Language of what people read.
    lang: Lang,
    /// Readings of open questions.
    switches: BTreeMap<String, String>,
}

impl Args {
    /// The main job: everything by default, and the report beside it.
    pub fn main_job() -> Args {
        Args {
            service: "building-permit".into(),
            cases: None,
            from: Date::from_ymd(2026, 11, 2).expect("a day"),
            replications: REPLICATIONS,
            seed: 1,
            report: Some("alatau-report.html".into()),
            json: None,
        }
    }

    /// The main job without a report, in few replications.
    pub fn brief(replications: u32) -> Args {
        Args { replications, report: None, ..Args::main_job() }
    }

    /// The command as it would be typed, without what does not change the answer.
    fn normalised(&self, switches: &BTreeMap<String, String>) -> String {
        let mut command =
            format!("compare {} --from {} --replications {} --seed {}", self.service, self.from, self.replications, self.seed);
        if let Some(cases) = &self.cases {
            command += &format!(" --cases {}", cases.file_name().unwrap_or_default().to_string_lossy());
        }
        for (name, value) in switches {
            command += &format!(" --switch {name}={value}");
        }
        command
    }
}

/// Runs the command; `stop` is set when the user wants to end it.
pub fn compare(args: &Args, globals: &Globals, stop: &AtomicBool) -> Result<(), Failure> {
    let report = args.report.as_deref().map(Sink::open).transpose()?;
    let json = match args.json.as_deref().map(Sink::open).transpose() {
        Ok(json) => json,
        Err(failure) => {
            report.into_iter().for_each(Sink::abandon);
            return Err(failure);
        }
    };
    let quiet = matches!(json, Some(Sink::Stdout)) || matches!(report, Some(Sink::Stdout));
    let answer = match answer(args, globals, stop, bar) {
        Ok(answer) => answer,
        Err(failure) => {
            report.into_iter().chain(json).for_each(Sink::abandon);
            return Err(failure);
        }
    };
    if !quiet {
        cli::print(&report::terminal(&answer, globals.lang))?;
    }
    if let Some(sink) = report {
        sink.finish(&report::html(&answer, globals.lang))?;
    }
    if let Some(sink) = json {
        let text = serde_json::to_string_pretty(&answer).map_err(|e| Failure::Fault(e.to_string()))?;
        sink.finish(&format!("{text}\n"))?;
    }
    Ok(())
}

/// Computes the answer in the language of what is printed; `bar` makes what shows how far it is.
///
/// # Errors
/// [`Failure`]: law, scenario or cases do not carry it.
pub fn answer(args: &Args, globals: &Globals, stop: &AtomicBool, bar: impl Fn(u64) -> ProgressBar) -> Result<Answer, Failure> {
    answers(args, globals, [globals.lang], stop, bar).map(|[answer]| answer)
}

/// Computes the answer once, and says it in these languages.
///
/// # Errors
/// As of [`answer`].
pub fn answers<const N: usize>(
    args: &Args,
    globals: &Globals,
    langs: [Lang; N],
    stop: &AtomicBool,
    bar: impl Fn(u64) -> ProgressBar,
) -> Result<[Answer; N], Failure> {
    let body = shipped::read_sound(globals.law.as_deref())?;
    let switches = globals.readings(&body.law)?;
    let scenario = read_scenario(&body, &args.service)?;
    let columns = columns::columns(&switches);
    let question = Question {
        places: columns[0].places.clone(),
        person: columns[0].person.clone(),
        switches: columns[0].switches.clone(),
        ..Question::on("almaty-region", args.from)
    };
    body.law.understands(&question).map_err(|e| Failure::Input(e.to_string()))?;
    let calendar = Arc::new(bind::calendar(&body.law, "kz", &question).map_err(|e| Failure::Input(e.to_string()))?);
    let (records, yardstick) = records(args, &body, &scenario)?;
    let cases = cases::applicants(&records, &body, &scenario.decision, &question)?;
    if !cases.applicants.iter().any(|a| a.headline) {
        let name = args.cases.as_deref().map_or(scenario.cases.clone(), |p| p.display().to_string());
        return Err(input::nothing_left(&name, "no record of the headline needs a permit here").into());
    }
    let papers = |lang: Lang| paper::papers(&body, &scenario.service, &columns, args.from, &calendar, lang);
    let papers = langs.into_iter().map(papers).collect::<Result<Vec<_>, _>>()?;
    let levers = columns::levers(&body.law, &switches);
    let bar = bar(runs(args.replications, levers.len(), scenario.loads.len(), scenario.responses.len()));
    let progress = || {
        bar.inc(1);
        !stop.load(Ordering::Relaxed)
    };
    let ground = Ground {
        law: &body.law,
        procedures: &body.procedures,
        calendar: calendar.clone(),
        scenario: &scenario,
        from: args.from,
        until: horizon(args.from),
    };
    let request = Request {
        ground,
        territories: columns.clone(),
        levers,
        cases: &cases.applicants,
        seed: args.seed,
        replications: args.replications,
        progress: &progress,
    };
    let found = run(&request).map_err(|e| match e {
        CompareError::Fault(_) => Failure::Fault(e.to_string()),
        _ => Failure::Input(e.to_string()),
    })?;
    bar.finish_and_clear();
    let headline = cases.applicants.iter().filter(|a| a.headline).count() as u32;
    let mut papers = papers.into_iter();
    Ok(langs.map(|lang| {
        let common = &Common { lang, switches: switches.clone() };
        let shown = Shown { args, common, body: &body, scenario: &scenario, calendar: &calendar };
        shown.answer(found.clone(), papers.next().unwrap_or_default(), cases.mix.clone(), headline, yardstick)
    }))
}

/// Progress on standard error.
pub fn bar(length: u64) -> ProgressBar {
    let bar = ProgressBar::new(length);
    let style = ProgressStyle::with_template("{bar:40} {percent:>3}%  {pos}/{len} runs  {elapsed}");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

/// The scenario of a service.
pub fn read_scenario(body: &Body, service: &str) -> Result<Scenario, Failure> {
    let path = format!("scenarios/{service}.toml");
    let Some(text) = body.files.get(&path) else {
        let known: Vec<&str> = body.files.keys().filter_map(|k| k.strip_prefix("scenarios/")?.strip_suffix(".toml")).collect();
        return Err(Failure::Input(format!("there is no scenario for the service `{service}`; there are: {}", known.join(", "))));
    };
    Ok(scenario::read(&path, text)?)
}

fn records(args: &Args, body: &Body, scenario: &Scenario) -> Result<(Vec<input::Record>, input::Yardstick), Failure> {
    let (name, bytes) = match &args.cases {
        Some(path) => (path.display().to_string(), read_bytes(path)?),
        None => {
            let text = body.files.get(&scenario.cases);
            let missing = || Failure::Input(format!("{} is not in the law's folder; name a file with --cases", scenario.cases));
            (scenario.cases.clone(), text.ok_or_else(missing)?.clone().into_bytes())
        }
    };
    let (records, warnings) = read_permits(&name, &bytes)?;
    let show = |w: &Diagnostic| eprintln!("{w}\n");
    warnings.iter().take(5).for_each(show);
    if warnings.len() > 5 {
        eprintln!("{} further warnings; {} records kept out in all\n", warnings.len() - 5, input::kept_out(&warnings));
    }
    let yardstick = input::yardstick(&records);
    Ok((records, yardstick))
}

/// What the answer is put together from.
struct Shown<'a> {
    args: &'a Args,
    common: &'a Common,
    body: &'a Body,
    scenario: &'a Scenario,
    calendar: &'a Calendar,
}

impl Shown<'_> {
    fn answer(
        &self,
        found: Found,
        paper: Vec<alatau_twin::answer::Paper>,
        mix: alatau_twin::answer::Mix,
        headline: u32,
        yardstick: input::Yardstick,
    ) -> Answer {
        let last = self.args.from.plus(800);
        Answer {
            service: self.args.service.clone(),
            cases: headline,
            replications: found.replications,
            seed: self.args.seed,
            law: alatau_core::law::hex(&self.body.law.hash()),
            command: self.args.normalised(&self.common.switches),
            from: self.args.from,
            load: self.scenario.loads[0],
            response: self.scenario.responses.first().cloned().unwrap_or_default(),
            paper,
            territories: found.territories.into_iter().map(|c| self.with_bodies_named(c)).collect(),
            rest: found.rest.into_iter().map(|c| self.with_bodies_named(c)).collect(),
            differences: found.differences,
            cells: found.cells,
            flips: found.flips.into_iter().map(|f| Flip { label: self.label(&f.parameter), ..f }).collect(),
            staffing_break_even: found.staffing_break_even,
            yardsticks: yardsticks(yardstick),
            mix,
            questions: self.questions(),
            assumptions: self.assumptions(),
            projected_days: self.calendar.is_uncertain_between(self.args.from, last).unwrap_or(true),
            unknown: self.unknown(),
            stopped_early: found.stopped_early,
        }
    }

    /// The column with its bodies under the names that the law's vocabulary gives their roles.
    fn with_bodies_named(&self, column: Column) -> Column {
        let named = |role: String| match self.body.law.vocabulary.slots.get(&role).map(|s| s.label.get(self.common.lang.code())) {
            Some(label) if !label.is_empty() => label.to_string(),
            _ => role,
        };
        Column { busy: column.busy.into_iter().map(|(role, busy)| (named(role), busy)).collect(), ..column }
    }

    /// The name that the scenario gives a parameter, in the chosen language; empty if none.
    fn label(&self, parameter: &str) -> String {
        let language = match self.common.lang {
            Lang::En => 0,
            Lang::Kk => 1,
            Lang::Ru => 2,
        };
        self.scenario.parameters.get(parameter).map(|p| p.label[language].clone()).unwrap_or_default()
    }

    /// Open questions that any slot of the service hangs on, in any column.
    fn questions(&self) -> Vec<OpenQuestion> {
        let mut asked: BTreeSet<&str> = BTreeSet::new();
        let territories = columns::columns(&self.common.switches);
        for territory in territories.clone() {
            let question = Question {
                places: territory.places,
                person: territory.person,
                class: Some("level-2".into()),
                switches: territory.switches,
                ..Question::on("almaty-region", self.args.from)
            };
            let law = self.body.law.ask(&question);
            let slots: BTreeSet<&str> = self.body.law.rules.iter().map(|r| r.slot.as_str()).collect();
            let elsewhere = |slot: &str| slot.starts_with("revenue.") || slot.starts_with("guarantee.");
            for slot in slots.into_iter().filter(|s| !elsewhere(s) && (!s.starts_with("calendar.") || s.ends_with(".2026"))) {
                let resolution = law.resolve(slot);
                let consulted = resolution.answer().into_iter().flat_map(|a| &a.decisive);
                asked.extend(consulted.filter_map(|name| self.body.law.switches.get_key_value(name).map(|(k, _)| k.as_str())));
            }
        }
        let shown = asked.into_iter().map(|name| {
            let switch = &self.body.law.switches[name];
            let used = |t: &Territory| t.switches.get(name).unwrap_or(&switch.default).clone();
            let value = used(&territories[0]);
            let differs = territories.iter().any(|t| used(t) != value);
            OpenQuestion {
                switch: name.to_string(),
                question: switch.question.get(self.common.lang.code()).to_string(),
                by_column: if differs { territories.iter().map(|t| (t.id.clone(), used(t))).collect() } else { BTreeMap::new() },
                value,
                ask: self.body.law.who_knows(&switch.ask, self.common.lang),
            }
        });
        shown.collect()
    }

    fn assumptions(&self) -> Vec<Assumption> {
        let number = |name: &String, p: &scenario::Parameter| {
            let (parameter, label) = (name.clone(), self.label(name));
            Assumption {
                parameter,
                label,
                value: p.value,
                low: p.low,
                high: p.high,
                unit: p.unit.clone(),
                grade: p.grade.clone(),
                basis: p.basis.clone(),
            }
        };
        let ranged = self.scenario.parameters.iter().filter(|(_, p)| p.low < p.high);
        ranged.map(|(name, p)| number(name, p)).collect()
    }

    /// What the law leaves out, as its informative rules say.
    fn unknown(&self) -> Vec<String> {
        let text = self.body.files.get("README.md").map_or("", String::as_str);
        let mut lines = text.lines().skip_while(|l| !l.to_lowercase().starts_with("## what was left out")).skip(1);
        let mut unknown = Vec::new();
        for line in lines.by_ref().take_while(|l| !l.starts_with("## ")) {
            if let Some(item) = line.strip_prefix("- ") {
                unknown.push(item.trim().to_string());
            }
        }
        unknown
    }
}

/// Real days to hold the answer against. The Dutch figures are quoted, not computed
/// here: their log may not be redistributed.
fn yardsticks(own: input::Yardstick) -> Vec<Yardstick> {
    const BPIC: &str = "van Dongen, B.F. (2015) BPI Challenge 2015, doi:10.4121/uuid:31a308ef-c844-48da-948c-305d167a0ec1";
    let calgary = Yardstick {
        id: "calgary-applied-to-issued".into(),
        median_days: f64::from(own.median_days.unwrap_or_default()),
        p90_days: own.p90_days.map(f64::from),
        cases: own.cases,
        censored: own.censored,
        source: "City of Calgary Open Data, Building Permits (Open Government Licence - City of Calgary)".into(),
    };
    let dutch = [(1, 61.0, 1_199), (2, 108.0, 832), (3, 38.0, 1_409)];
    let municipality = |&(n, median_days, cases): &(u32, f64, u32)| Yardstick {
        id: format!("bpic15-{n}"),
        median_days,
        p90_days: None,
        cases,
        censored: 0,
        source: BPIC.into(),
    };
    std::iter::once(calgary).chain(dutch.iter().map(municipality)).collect()
}
