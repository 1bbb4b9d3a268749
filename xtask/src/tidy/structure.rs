//! Arrows between crates, floors inside the core.

use super::{Findings, Text, numbered};

/// Who may name whom. A crate that is not here is a chore and may name anyone.
const ARROWS: [(&str, &[&str]); 6] = [
    ("crates/core/", &[]),
    ("crates/evidence/", &[]),
    ("crates/store/", &["alatau-evidence"]),
    ("crates/twin/", &["alatau-core"]),
    // The twin only in its tests: a case that was lived is run again there.
    ("crates/city/", &["alatau-core", "alatau-evidence", "alatau-store", "alatau-twin"]),
    ("crates/alatau/", &["alatau-city", "alatau-core", "alatau-evidence", "alatau-store", "alatau-twin"]),
];

/// Floors of the core; a module uses its own floor and those below it.
const FLOORS: [(&str, u8); 9] =
    [("source", 0), ("text", 0), ("time", 0), ("decision", 0), ("law", 1), ("procedure", 1), ("check", 2), ("case", 3), ("register", 3)];

/// Two modules of one floor that do not know each other.
const STRANGERS: [&str; 2] = ["law", "procedure"];

pub fn check(texts: &[Text]) -> Findings {
    let mut findings = Vec::new();
    for text in texts {
        for (folder, allowed) in ARROWS {
            if text.path == format!("{folder}Cargo.toml") {
                arrows(text, allowed, &mut findings);
            }
        }
        if text.is(".rs") && text.under("crates/core/src/") {
            floors(text, &mut findings);
        }
    }
    findings
}

/// Every `alatau-…` dependency of a manifest, development ones too.
fn arrows(text: &Text, allowed: &[&str], findings: &mut Findings) {
    let mut in_dependencies = false;
    for (number, line) in numbered(&text.text) {
        if line.starts_with('[') {
            in_dependencies = line.contains("dependencies");
        }
        let name = line.split(['.', '=', ' ']).next().unwrap_or("");
        if in_dependencies && name.starts_with("alatau-") && !allowed.contains(&name) {
            findings.push(format!("{}:{number}: an arrow to `{name}` that the design does not have", text.path));
        }
    }
}

fn floor_of(module: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == module).map(|(_, floor)| *floor)
}

fn floors(text: &Text, findings: &mut Findings) {
    let inside = &text.path["crates/core/src/".len()..];
    let module = inside.split(['/', '.']).next().unwrap_or("");
    let Some(floor) = floor_of(module) else { return };
    for (number, line) in numbered(&text.text).take_while(|(_, line)| line.trim() != "#[cfg(test)]") {
        let code = line.split("//").next().unwrap_or("");
        for (at, _) in code.match_indices("crate::") {
            let used = code[at + "crate::".len()..].split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("");
            let above = floor_of(used).is_some_and(|other| other > floor);
            let stranger = used != module && STRANGERS.contains(&used) && STRANGERS.contains(&module);
            if above || stranger {
                findings.push(format!("{}:{number}: `{module}` may not use `{used}`", text.path));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, tree};
    use super::*;

    #[test]
    fn an_arrow_against_the_design_is_found() {
        let toml = "[dependencies]\nalatau-twin.workspace = true\n";
        finds(check(&tree(&[("crates/core/Cargo.toml", toml)])), "alatau-twin");
        assert!(check(&tree(&[("crates/alatau/Cargo.toml", toml)])).is_empty());
    }

    #[test]
    fn a_module_uses_its_floor_and_those_below() {
        finds(check(&tree(&[("crates/core/src/time/count.rs", "use crate::law::Slot;\n")])), "`time` may not use `law`");
        finds(check(&tree(&[("crates/core/src/law/act.rs", "use crate::procedure::Net;\n")])), "`law` may not use `procedure`");
        assert!(check(&tree(&[("crates/core/src/case/walk.rs", "use crate::procedure::Net;\n")])).is_empty());
        assert!(check(&tree(&[("crates/core/src/decision/feel.rs", "use crate::time::Date;\n")])).is_empty());
    }
}
