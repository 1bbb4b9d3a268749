//! The built program, run as a newcomer would run it.

use crate::run::{Done, command, must};
use std::path::{Path, PathBuf};
use std::process::Command;

/// One run of the built program. Every `{out}` becomes the folder of outputs.
struct Run {
    arguments: &'static [&'static str],
    /// Exit code: 0 done, 1 the answer is "no", 2 the input is wrong.
    exit: i32,
    /// Files that must be there afterwards and not be empty.
    writes: &'static [&'static str],
    /// Words that must stand on standard output.
    says: &'static [&'static str],
}

/// The key of the log in whose name the tests sign.
pub const LOG_KEY: &str = "example.org/alatau+ffafad55+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";

/// What the program must be able to do. A new command of the program brings its line here.
const RUNS: &[Run] = &[
    Run { arguments: &["--help"], exit: 0, writes: &[], says: &["compare", "simulate", "law", "explain", "calendar", "conformance"] },
    Run { arguments: &["--help"], exit: 0, writes: &[], says: &["compare", "simulate", "law", "explain", "procedure", "calendar"] },
    Run { arguments: &["procedure", "elements"], exit: 0, writes: &[], says: &["userTask", "choreographyTask"] },
    Run { arguments: &["procedure", "lint", "law/procedures/building-permit.bpmn"], exit: 0, writes: &[], says: &[] },
    Run {
        arguments: &["procedure", "show", "building-permit", "--in", "alatau", "--on", "2026-11-02"],
        exit: 0,
        writes: &[],
        says: &["→"],
    },
    Run {
        arguments: &["procedure", "draw", "law/procedures/building-permit.bpmn", "-o", "{out}/building-permit.svg"],
        exit: 0,
        writes: &["{out}/building-permit.svg"],
        says: &[],
    },
    Run {
        arguments: &["compare", "--replications", "4", "--report", "{out}/alatau-report.html"],
        exit: 0,
        writes: &["{out}/alatau-report.html"],
        says: &["alatau"],
    },
    Run {
        arguments: &["compare", "building-permit", "--replications", "4", "--seed", "7", "--json", "{out}/compare.json"],
        exit: 0,
        writes: &["{out}/compare.json"],
        says: &[],
    },
    Run {
        arguments: &["compare", "--replications", "2", "--lang", "kk", "--report", "{out}/alatau-report-kk.html"],
        exit: 0,
        writes: &["{out}/alatau-report-kk.html"],
        says: &[],
    },
    Run {
        arguments: &["compare", "--replications", "2", "--lang", "ru", "--report", "{out}/alatau-report-ru.html"],
        exit: 0,
        writes: &["{out}/alatau-report-ru.html"],
        says: &[],
    },
    Run { arguments: &["law", "check"], exit: 0, writes: &[], says: &[] },
    Run { arguments: &["law", "explain", "building-permit", "--in", "alatau", "--on", "2026-11-02"], exit: 0, writes: &[], says: &["1"] },
    Run { arguments: &["law", "coverage"], exit: 0, writes: &[], says: &["permits-law"] },
    Run { arguments: &["law", "at", "2050-01-01"], exit: 0, writes: &[], says: &["informative.revenue-retention"] },
    Run { arguments: &["law", "at", "2010-01-01", "permits-law#consultation"], exit: 1, writes: &[], says: &[] },
    Run {
        arguments: &["law", "trace", "term.opinion", "--in", "alatau", "--on", "2026-11-02"],
        exit: 0,
        writes: &[],
        says: &["permits-law"],
    },
    Run { arguments: &["law", "diff", "shipped", "law"], exit: 0, writes: &[], says: &[] },
    Run {
        arguments: &["law", "export", "--format", "akn", "--out", "{out}/akn"],
        exit: 0,
        writes: &["{out}/akn/permits-law.eng.xml", "{out}/akn/permits-law.kaz.xml"],
        says: &[],
    },
    Run {
        arguments: &["law", "import", "{out}/akn", "--out", "{out}/law"],
        exit: 0,
        writes: &["{out}/law/acts/permits-law.md"],
        says: &[],
    },
    Run {
        arguments: &[
            "explain",
            "building-permit",
            "--in",
            "alatau",
            "--on",
            "2026-11-02",
            "--facts",
            "crates/alatau/tests/cli/apartments.json",
        ],
        exit: 0,
        writes: &[],
        says: &["120"],
    },
    Run {
        arguments: &[
            "calendar",
            "due",
            "2026-11-02T15:42",
            "30 working-days",
            "--end",
            "next-working-day",
            "--switch",
            "constitution-day-2026=15-march",
            "--json",
        ],
        exit: 0,
        writes: &[],
        says: &["\"due\"", "2026-12-14"],
    },
    Run {
        arguments: &[
            "simulate",
            "--bpmn",
            "benches/data/permit-simulation.bpmn",
            "--scenario",
            "benches/data/permit-simulation.json",
            "--cases",
            "2000",
            "--json",
            "{out}/simulate.json",
        ],
        exit: 0,
        writes: &["{out}/simulate.json"],
        says: &[],
    },
    Run { arguments: &["verify", "--page", "{out}/verify.html", "--key", LOG_KEY], exit: 0, writes: &["{out}/verify.html"], says: &[] },
    Run { arguments: &["verify", "crates/alatau/tests/verify/good.json", "--key", LOG_KEY], exit: 0, writes: &[], says: &["Genuine"] },
    Run { arguments: &["compare", "--replications", "0"], exit: 2, writes: &[], says: &[] },
    Run { arguments: &["--report", "/nowhere/at/all/report.html"], exit: 2, writes: &[], says: &[] },
    Run { arguments: &["compare", "building-permit", "--cases", "benches/data/flow.bpmn"], exit: 2, writes: &[], says: &[] },
];

/// Where the outputs of the runs go.
pub fn folder(root: &Path) -> PathBuf {
    root.join("target/xtask")
}

/// The program as the tests built it, with `arguments`.
pub fn program(root: &Path, arguments: &[String]) -> Command {
    built(root, "debug", arguments)
}

fn built(root: &Path, profile: &str, arguments: &[String]) -> Command {
    let path = root.join("target").join(profile).join("alatau");
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    command(root, &path.to_string_lossy(), &words)
}

/// Runs them all and lists what did not come out as it should.
pub fn run_all(root: &Path) -> Done {
    std::fs::create_dir_all(folder(root)).map_err(|error| format!("cannot make {}: {error}", folder(root).display()))?;
    let wrong: Vec<String> = RUNS.iter().filter_map(|run| once(root, run).err()).collect();
    for why in &wrong {
        println!("{why}");
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("{} of {} runs did not come out as they should", wrong.len(), RUNS.len())) }
}

fn once(root: &Path, run: &Run) -> Done {
    let out = folder(root).to_string_lossy().into_owned();
    let arguments: Vec<String> = run.arguments.iter().map(|word| word.replace("{out}", &out)).collect();
    for file in run.writes {
        let _ = std::fs::remove_file(file.replace("{out}", &out));
    }
    let name = format!("alatau {}", arguments.join(" "));
    println!("$ {name}");
    let output = program(root, &arguments).output().map_err(|error| format!("{name}: {error}"))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let told = String::from_utf8_lossy(&output.stderr);
    if output.status.code() != Some(run.exit) {
        let tail: Vec<&str> = told.lines().rev().take(12).collect();
        let tail: Vec<&str> = tail.into_iter().rev().collect();
        return Err(format!("{name}: ended with {}, expected exit code {}\n{}", output.status, run.exit, tail.join("\n")));
    }
    if told.contains("panicked at") {
        return Err(format!("{name}: panicked\n{told}"));
    }
    for file in run.writes {
        let path = file.replace("{out}", &out);
        let bytes = std::fs::metadata(&path).map_or(0, |found| found.len());
        if bytes == 0 {
            return Err(format!("{name}: {path} is missing or empty"));
        }
    }
    match run.says.iter().find(|word| !said.contains(**word)) {
        Some(word) => Err(format!("{name}: standard output does not say `{word}`")),
        None => Ok(()),
    }
}

/// Same seed, same bytes, on one thread and on two.
pub fn same_bytes(root: &Path) -> Done {
    same(root, [("debug", "1"), ("debug", "2")])
}

/// Same seed, same bytes, however the compiler optimised.
pub fn same_optimised(root: &Path) -> Done {
    same(root, [("debug", "2"), ("release", "2")])
}

fn same(root: &Path, runs: [(&str, &str); 2]) -> Done {
    let out = folder(root);
    std::fs::create_dir_all(&out).map_err(|error| format!("cannot make {}: {error}", out.display()))?;
    let answer = |(profile, threads): (&str, &str)| {
        let file = out.join(format!("{profile}-{threads}.json"));
        let name = file.to_string_lossy().into_owned();
        let words = ["compare", "building-permit", "--replications", "4", "--seed", "11", "--threads", threads, "--json", &name];
        let mut run = built(root, profile, &words.map(String::from));
        run.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        must(run)?;
        std::fs::read(&file).map_err(|error| format!("{name}: {error}"))
    };
    match answer(runs[0])? == answer(runs[1])? {
        true => Ok(()),
        false => Err(format!("compare gives other bytes as {:?} than as {:?}", runs[0], runs[1])),
    }
}
