//! Chores of the project, written in its own language.
//!
//! `cargo xtask test` is the whole of CI: each stage is a program run or a
//! check of the tree, all stages run even if one fails, and the seconds of each
//! are printed at the end. What takes longer is `soak` or `bench`.

mod bench;
mod browser;
mod city_bench;
mod decide_bench;
mod evidence_bench;
mod flow_bench;
mod golden;
mod journal_bench;
mod journey;
mod law_bench;
mod pipeline;
mod run;
mod screens;
mod smoke;
mod soak;
mod tidy;
mod tools;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test [STAGE ...]   everything that must hold before a change lands; with names, only those stages
  tidy               reads the source, the documents and the map; says what does not fit
  golden             runs the tests once in the mode that rewrites expected output; read the diff
  screens            walks the pages in a browser, by keyboard and with axe (`test` only those in English); pictures in
                     target/screens
  journeys           walks an investor and officers through a fresh city in a browser, by keyboard alone, to the end of a
                     case (`test` to its first ruling); pictures in target/journeys
  soak [PART] [N]    the ignored tests, and the property tests with N times as many cases (default 40), 25 N seeds of
                     the server and kills of its process; PART is `kernel` (cases, procedures, decisions) or `city`;
                     `soak release` builds the program as it is given away and compares its bytes with the tests' build
  soak api [SECONDS] every operation of the API as it should be asked, then requests made up from its description
  bench [NAME ...]   measures us beside peers on the same work (simulate, rulebook, law, openfisca, decide, journal,
                     evidence, city)

`test` may install Debian's chromium for pictures of pages, Python packages in target/akn and target/tlog that validate
Akoma Ntoso and read our logs, and npm packages in target/walk that walk the pages; `soak api` installs Python packages
in target/schemathesis that make up requests. ALATAU_NO_INSTALL=1 forbids all of it.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rest: Vec<&str> = arguments.iter().skip(1).map(String::as_str).collect();
    let root = run::root();
    let done = match arguments.first().map(String::as_str) {
        Some("test") => pipeline::test(&root, &rest),
        Some("tidy") => tidy::report(&root),
        Some("golden") => golden::refresh(&root),
        Some("screens") => screens::walk(&root, false),
        Some("journeys") => journey::walk(&root, false),
        Some("soak") => soak::soak(&root, &rest),
        Some("bench") => bench::bench(&root, &rest),
        Some("help" | "--help" | "-h") => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}
