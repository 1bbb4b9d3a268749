//! The pages as people see and use them: pictures, a check by axe, a walk by keyboard.

use crate::run::{Done, cargo, command, find_program, must, succeeds};
use crate::tools;
use std::fs;
use std::path::{Path, PathBuf};

/// What the walk is made of, copied into `target/walk` beside its packages.
const FILES: [&str; 5] = ["package.json", "package-lock.json", "look.mjs", "walk.mjs", "journey.mjs"];

/// What is missing on this machine to walk the pages; nothing: all is here.
pub fn missing(root: &Path) -> Option<String> {
    if tools::chromium().is_none() {
        return Some("no chromium".to_string());
    }
    let Some(node) = find_program(&["node"]) else { return Some("no node".to_string()) };
    packages(root, &node).err()
}

/// Writes the pages from their samples, walks all of them, or with `short` those in English, and leaves the pictures in
/// `target/screens`.
pub fn walk(root: &Path, short: bool) -> Done {
    if let Some(what) = missing(root) {
        return Err(format!("the pages cannot be walked: {what}"));
    }
    let (pages, pictures) = (root.join("target/screens/pages"), root.join("target/screens"));
    // A page that is no longer written must not be walked.
    let _ = fs::remove_dir_all(&pictures);
    let mut written = cargo(root, &["test", "--locked", "--quiet", "-p", "alatau", "--bin", "alatau", "sample_pages_can_be_looked_at"]);
    written.env("ALATAU_PAGES", &pages);
    must(written)?;
    let (Some(node), Some(browser)) = (find_program(&["node"]), tools::chromium()) else {
        return Err("no node or no chromium".to_string());
    };
    let script = folder(root).join("walk.mjs");
    let arguments = [script.as_path(), &browser, &pages, &pictures].map(|path| path.to_string_lossy().into_owned());
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let mut walk = command(root, &node.to_string_lossy(), &arguments);
    if short {
        walk.env("ALATAU_WALK_SHORT", "1");
    }
    must(walk)?;
    println!("pictures: {}", pictures.display());
    Ok(())
}

/// Where the walks and their packages are.
pub fn folder(root: &Path) -> PathBuf {
    root.join("target/walk")
}

/// Installs the walk's packages, at the versions of the lock file; says what is in the way.
fn packages(root: &Path, node: &Path) -> Done {
    let folder = folder(root);
    fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut same = true;
    for file in FILES {
        let wanted = fs::read(root.join("xtask/walk").join(file)).map_err(|error| format!("xtask/walk/{file}: {error}"))?;
        if fs::read(folder.join(file)).ok().as_ref() != Some(&wanted) {
            same &= file.ends_with(".mjs");
            fs::write(folder.join(file), wanted).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
    }
    let works = || succeeds(command(&folder, &node.to_string_lossy(), &["-e", "require('axe-core'); require.resolve('playwright-core')"]));
    if same && works() {
        return Ok(());
    }
    if !tools::may_install() {
        return Err("the walk's packages are missing, and ALATAU_NO_INSTALL forbids to install them".to_string());
    }
    let Some(npm) = find_program(&["npm"]) else { return Err("no npm".to_string()) };
    println!("installing the walk's packages in target/walk");
    must(command(&folder, &npm.to_string_lossy(), &["ci", "--no-fund", "--no-audit", "--silent"]))
}
