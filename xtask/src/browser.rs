//! The report as a person sees it: one picture for a desktop, one for a phone; and the page that checks receipts.

use crate::run::{Done, command};
use crate::smoke;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Name, width and height of each picture.
const SCREENS: [(&str, u32, u32); 2] = [("desktop", 1280, 3200), ("phone", 500, 4800)];
/// An empty page of this size compresses to a few kilobytes.
const PICTURE_BYTES_MIN: u64 = 15_000;
const PATIENCE: Duration = Duration::from_secs(90);

/// Opens each report that the smoke runs wrote; asks for a title, a language, and a picture that is not blank.
pub fn picture_report(root: &Path, browser: &Path) -> Done {
    let out = smoke::folder(root);
    for name in ["alatau-report", "alatau-report-kk", "alatau-report-ru"] {
        let page = out.join(format!("{name}.html"));
        if !page.is_file() {
            return Err(format!("{} is missing; the stages `release` and `smoke` write it", page.display()));
        }
        let address = format!("file://{}", page.display());
        let document = dump(root, browser, "--dump-dom", &address)?;
        check_document(&document).map_err(|why| format!("{}: {why}", page.display()))?;
        for (screen, width, height) in SCREENS {
            let picture = out.join(format!("{name}-{screen}.png"));
            shoot(root, browser, &address, &picture, width, height)?;
        }
    }
    Ok(())
}

/// How often a page is opened until it has computed its answer: the browser may end before it has.
const TRIES: usize = 20;

/// Opens the page that checks receipts from disk: a genuine one, the same with a byte changed, and one that was revoked.
pub fn check_receipts(root: &Path, browser: &Path) -> Done {
    let page = smoke::folder(root).join("verify.html");
    let read = |name: &str| {
        let path = root.join("crates/alatau/tests/verify").join(name);
        std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let good = read("good.json")?;
    let changed = good.replacen("approved", "approveD", 1);
    for (receipt, lang, verdict) in [
        (&good, "en", "valid"),
        (&good, "kk", "valid"),
        (&changed, "ru", "changed"),
        (&read("expired.json")?, "en", "expired"),
        (&read("revoked.json")?, "ru", "revoked"),
        (&"null".to_string(), "en", "changed"),
        (&format!("\u{feff}{good}"), "en", "changed"),
    ] {
        let escaped: String = receipt.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let address = format!("file://{}#lang={lang}&receipt={escaped}", page.display());
        let mut documents = (0..TRIES).map(|_| dump(root, browser, "--virtual-time-budget=10000", &address));
        let answered = documents.find(|document| document.as_ref().map_or(true, |text| text.contains("polite\" data-verdict=")));
        let document = answered.ok_or_else(|| format!("{}: no answer in {TRIES} tries", page.display()))??;
        if !document.contains(&format!("polite\" data-verdict=\"{verdict}\"")) || !document.contains(&format!("<html lang=\"{lang}\"")) {
            return Err(format!("{}: the answer in {lang} is not `{verdict}`", page.display()));
        }
    }
    Ok(())
}

fn headless(root: &Path, browser: &Path, extra: &[String]) -> Command {
    let profile = format!("--user-data-dir={}", smoke::folder(root).join("browser-profile").display());
    let mut words = vec!["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run"];
    words.push(&profile);
    words.extend(extra.iter().map(String::as_str));
    let mut command = command(root, &browser.to_string_lossy(), &words);
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command
}

/// The document after the page's scripts have run.
fn dump(root: &Path, browser: &Path, extra: &str, address: &str) -> Result<String, String> {
    let output = headless(root, browser, &["--dump-dom".to_string(), extra.to_string(), address.to_string()]).output();
    let output = output.map_err(|error| format!("cannot run the browser: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn check_document(document: &str) -> Done {
    let title = document.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).map_or("", |(title, _)| title.trim());
    if title.is_empty() {
        return Err("the page has no title".to_string());
    }
    let html = document.split_once("<html").and_then(|(_, rest)| rest.split_once('>')).map_or("", |(attributes, _)| attributes);
    if !html.contains("lang=") {
        return Err("the page does not say its language".to_string());
    }
    if !document.contains("<svg") {
        return Err("the page has no chart".to_string());
    }
    for outside in ["src=\"http", "href=\"http://fonts", "url(http", "@import"] {
        if document.contains(outside) {
            return Err(format!("the page is not self-contained: `{outside}`"));
        }
    }
    Ok(())
}

fn shoot(root: &Path, browser: &Path, address: &str, picture: &Path, width: u32, height: u32) -> Done {
    let _ = std::fs::remove_file(picture);
    let extra = [format!("--screenshot={}", picture.display()), format!("--window-size={width},{height}"), address.to_string()];
    let mut child =
        headless(root, browser, &extra).stdout(Stdio::null()).spawn().map_err(|error| format!("cannot run the browser: {error}"))?;
    let begin = Instant::now();
    while child.try_wait().map_err(|error| error.to_string())?.is_none() {
        if begin.elapsed() > PATIENCE {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("the browser did not finish {} in {} s", picture.display(), PATIENCE.as_secs()));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let bytes = std::fs::metadata(picture).map_or(0, |found| found.len());
    println!("{}: {bytes} bytes", picture.display());
    if bytes < PICTURE_BYTES_MIN { Err(format!("{} is missing or blank", picture.display())) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_needs_title_language_chart_and_nothing_from_outside() {
        let good = "<html lang=\"en\"><head><title>Answer</title></head><body><svg></svg></body></html>";
        assert_eq!(check_document(good), Ok(()));
        assert!(check_document(&good.replace("Answer", " ")).is_err());
        assert!(check_document(&good.replace(" lang=\"en\"", "")).is_err());
        assert!(check_document(&good.replace("<svg></svg>", "")).is_err());
        assert!(check_document(&good.replace("<svg>", "<img src=\"https://example.org/x.png\"><svg>")).is_err());
    }
}
