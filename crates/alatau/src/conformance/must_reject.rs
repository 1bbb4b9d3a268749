//! Models that break a rule of BPMN 2.0.2: each must be refused, with the rule named.

use super::{Outcome, Verdict, files};
use crate::failure::Failure;
use alatau_core::procedure::bpmn::{self, rules};
use alatau_core::procedure::{Options, compile};
use std::path::Path;

/// Folder of such models within a suite.
const FOLDER: &str = "must-reject";

/// One case for each model in a folder `must-reject` at, above or below `dir`; the case names the broken rules.
/// A model passes when strict compilation refuses it and at least one refusal names a rule of the standard.
pub(super) fn run(dir: &Path) -> Result<Vec<Outcome>, Failure> {
    let within = |path: &Path| path.components().any(|part| part.as_os_str() == FOLDER);
    let all = files(dir, ".bpmn")?.into_iter().filter(|(_, path)| within(path));
    all.map(|(name, path)| {
        let bytes = std::fs::read(&path).map_err(|error| Failure::Input(format!("{}: {error}", path.display())))?;
        Ok(judge(&name, &String::from_utf8_lossy(&bytes)))
    })
    .collect()
}

fn judge(name: &str, text: &str) -> Outcome {
    let file = match bpmn::parse(name, text) {
        Ok(file) => file,
        Err(errors) => {
            let reason = errors.first().map_or(String::new(), |e| format!("is no BPMN that can be read: {}", e.message));
            return Outcome { case: name.to_string(), result: Verdict::Failed(reason) };
        }
    };
    let mut broken: Vec<&str> = file.violations.iter().map(|v| v.rule.name).collect();
    broken.dedup();
    let case = if broken.is_empty() { name.to_string() } else { format!("{name}: {}", broken.join(", ")) };
    let named = |code: &str| rules::all().any(|rule| rule.code == code);
    let result = match compile(&file, &Options { strict: true, ..Options::default() }) {
        Err(errors) if errors.iter().any(|e| named(e.code)) => Verdict::Passed,
        Err(errors) => {
            let words = errors.first().map_or(String::new(), |e| format!("{}: {}", e.code, e.message));
            Verdict::Failed(format!("refused, but no rule is named; {words}"))
        }
        Ok(_) => Verdict::Failed("was accepted".to_string()),
    };
    Outcome { case, result }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_breaks_a_rule_passes_and_a_good_one_fails() {
        let head = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">"#;
        let good = r#"<startEvent id="s"><outgoing>a</outgoing></startEvent><endEvent id="z"><incoming>a</incoming></endEvent>
            <sequenceFlow id="a" sourceRef="s" targetRef="z"/></process></definitions>"#;
        assert_eq!(judge("m", &format!("{head}{good}")).result, Verdict::Failed("was accepted".to_string()));
        let bad = judge("m", &format!("{head}{}", good.replace("<incoming>a</incoming>", "")));
        assert_eq!((bad.case.as_str(), bad.result), ("m: incoming-list", Verdict::Passed));
        assert!(matches!(judge("m", "<a>").result, Verdict::Failed(_)));
    }
}
