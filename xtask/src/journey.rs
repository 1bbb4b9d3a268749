//! Two people's way through a fresh city, by keyboard: the program itself on a free port, and a real browser.

use crate::run::{Done, cargo, command, find_program, must};
use crate::{screens, tools};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A server that ends with us.
struct City {
    child: Child,
    /// The link with which the first account is made.
    set_up: String,
}

impl Drop for City {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Walks an investor and officers through a fresh city, to the end of a case, or with `short` to its first ruling,
/// and leaves the pictures in `target/journeys`.
pub fn walk(root: &Path, short: bool) -> Done {
    if let Some(what) = screens::missing(root) {
        return Err(format!("the journeys cannot be walked: {what}"));
    }
    let (Some(node), Some(browser)) = (find_program(&["node"]), tools::chromium()) else {
        return Err("no node or no chromium".to_string());
    };
    let pictures = root.join("target/journeys");
    let _ = fs::remove_dir_all(&pictures);
    let city = City::start(root, &pictures.join("city"))?;
    let script = screens::folder(root).join("journey.mjs");
    let [script, browser, shown] = [&script, &browser, &pictures].map(|path| path.to_string_lossy().into_owned());
    let mut walk = command(root, &node.to_string_lossy(), &[&script, &browser, &city.set_up, &shown]);
    if short {
        walk.env("ALATAU_WALK_SHORT", "1");
    }
    must(walk)?;
    println!("pictures: {}", pictures.display());
    Ok(())
}

impl City {
    fn start(root: &Path, data: &Path) -> Result<City, String> {
        let program = root.join("target/debug/alatau");
        must(cargo(root, &["build", "--locked"]))?;
        fs::create_dir_all(data).map_err(|error| format!("{}: {error}", data.display()))?;
        let log = fs::File::create(data.join("log.txt")).map_err(|error| format!("{}: {error}", data.display()))?;
        let mut server = Command::new(&program);
        server.args(["serve", "--port", "0", "--data"]).arg(data).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let mut child = server.spawn().map_err(|error| format!("{}: {error}", program.display()))?;
        let said = child.stdout.take().map(BufReader::new);
        let mut city = City { child, set_up: String::new() };
        let mut lines = said.into_iter().flat_map(BufRead::lines).map_while(Result::ok);
        let link = |line: String| line.split_whitespace().find(|word| word.contains("/set-up?secret=")).map(String::from);
        city.set_up = lines.find_map(link).ok_or("the server ended before it gave a link to set it up")?;
        Ok(city)
    }
}
