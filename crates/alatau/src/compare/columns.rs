//! The four columns of a comparison, and the levers of the assumed act.

use alatau_core::law::Law;
use alatau_twin::compare::regime::Territory;
use std::collections::BTreeMap;

/// Switches that say which parts the assumed act of the Council has: each is a lever.
const LEVER: &str = "council-";

/// Levers in the order in which they are shown.
const LEVERS: [&str; 7] = ["fewer-steps", "merged-steps", "parallel-review", "shorter-terms", "silence", "one-lead-body", "priority"];

fn territory(id: &str, place: &str, person: &[&str], switches: &BTreeMap<String, String>) -> Territory {
    Territory {
        id: id.to_string(),
        places: [place.to_string()].into(),
        person: person.iter().map(ToString::to_string).collect(),
        switches: switches.clone(),
        staffed: false,
    }
}

/// `ordinary`, `sez`, `alatau-facade`, `alatau`; `switches` are the reader's own readings.
pub fn columns(switches: &BTreeMap<String, String>) -> [Territory; 4] {
    let with = |acts: &str| {
        let mut all = switches.clone();
        all.insert("council-acts".into(), acts.into());
        all
    };
    let investor = ["foreign-investor"];
    [
        territory("ordinary", "almaty-region", &["resident-company"], &with("none")),
        territory("sez", "sez-alatau", &["resident-company", "zone-participant"], &with("none")),
        territory("alatau-facade", "alatau", &investor, &with("none")),
        Territory { staffed: true, ..territory("alatau", "alatau", &investor, &with("adopted")) },
    ]
}

/// Each lever switched on alone; last the staffing, which is no lever of the law.
pub fn levers(law: &Law, switches: &BTreeMap<String, String>) -> Vec<(String, Territory)> {
    let [.., facade, alatau] = columns(switches);
    let names: Vec<&str> = LEVERS.iter().copied().filter(|l| law.switches.contains_key(&format!("{LEVER}{l}"))).collect();
    let mut levers = Vec::new();
    for name in &names {
        let mut alone = alatau.clone();
        alone.id = (*name).to_string();
        alone.staffed = false;
        for other in &names {
            let key = format!("{LEVER}{other}");
            // A lever that the reader switched off stays off.
            let on = other == name && switches.get(&key).is_none_or(|v| v == "on");
            alone.switches.insert(key, if on { "on" } else { "off" }.into());
        }
        levers.push(((*name).to_string(), alone));
    }
    levers.push(("staffing".into(), Territory { id: "staffing".into(), staffed: true, ..facade }));
    levers
}
