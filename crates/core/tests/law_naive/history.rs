//! Random bodies of law and questions to them, from a seed.

use alatau_core::law::{Law, Question};
use alatau_core::time::Date;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A small generator of numbers (PCG by its constants); the same seed gives the same law.
pub struct Draw(u64);

impl Draw {
    pub fn new(seed: u64) -> Draw {
        Draw(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66_D1CE_4E5B)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    fn of<'t>(&mut self, words: &[&'t str]) -> &'t str {
        words[self.below(words.len())]
    }

    fn some(&mut self, words: &[&str], most: usize) -> Vec<String> {
        let mut chosen: Vec<String> = (0..1 + self.below(most)).map(|_| self.of(words).to_string()).collect();
        chosen.sort();
        chosen.dedup();
        chosen
    }
}

pub const TERRITORIES: [&str; 4] = ["land", "city", "zone", "quarter"];
const STATUSES: [&str; 2] = ["resident", "investor"];
const CLASSES: [&str; 3] = ["small", "middle", "large"];
pub const SLOTS: [&str; 3] = ["parameter.fee", "parameter.fee.building", "parameter.fee.building.wood"];
const RANKS: [&str; 4] = ["constitution", "statute", "council-act", "order"];
const DAYS: usize = 80;

pub const SWITCHES: [(&str, &[&str]); 3] = [("east", &["yes", "no"]), ("west", &["low", "middle", "high"]), ("told", &["on", "off"])];

pub fn day(offset: usize) -> Date {
    Date(20_000 + offset as i32)
}

/// The closed lists: overlapping and dated territories, a body with a successor, a switch that is answered on a day.
pub fn lists() -> BTreeMap<String, String> {
    let label = "label = { en = \"x\", kk = \"x\", ru = \"x\" }";
    let mut files = BTreeMap::new();
    let slot = |name: &str, area: &str| format!("[slots.\"{name}\"]\narea = \"{area}\"\noptional = true\n{label}\n");
    let word = |list: &str, name: &str| format!("[{list}.\"{name}\"]\n{label}\n");
    let listed = [SLOTS[0], SLOTS[1], SLOTS[2], "parameter.big", "competence.council", "competence.agency", "competence.office"];
    let areas = ["money", "money.houses", "woods", "money", "state", "state", "state"];
    let slots = listed.iter().zip(areas).map(|(name, area)| slot(name, area));
    let words = [("areas", &["money", "money.houses", "woods", "state"][..]), ("classes", &CLASSES), ("statuses", &STATUSES)];
    let words = words.iter().flat_map(|(list, names)| names.iter().map(|name| word(list, name)));
    let vocabulary: String = slots.chain(words).collect();
    files.insert("vocabulary.toml".into(), vocabulary);
    let rank = |id: &str, needs: bool| format!("[[rank]]\nid = \"{id}\"\n{label}\nneeds-competence = {needs}\nretroactive = \"yes\"\n");
    let ranks = RANKS.iter().enumerate().map(|(order, id)| rank(id, order > 1));
    files.insert("ranks.toml".into(), ranks.collect());
    let bodies = format!(
        "[authorities.parliament]\n{label}\nmakes = [\"constitution\", \"statute\"]\n[authorities.council]\n{label}\nmakes = [\"council-act\"]\n\
         [authorities.agency]\n{label}\nmakes = [\"order\"]\nsuccessor = \"office\"\nuntil = {}\n[authorities.office]\n{label}\nmakes = [\"order\"]\n",
        day(50)
    );
    files.insert("authorities.toml".into(), bodies);
    let territories = format!(
        "[territories.land]\n{label}\n[territories.city]\n{label}\nwithin = [\"land\"]\nfrom = {}\n[territories.zone]\n{label}\n\
         within = [\"land\"]\nuntil = {}\n[territories.quarter]\n{label}\nwithin = [\"city\", \"zone\"]\n",
        day(10),
        day(60)
    );
    files.insert("territories.toml".into(), territories);
    let mut switches = String::new();
    for (name, values) in SWITCHES {
        let _ = write!(switches, "[switches.{name}]\nquestion = {{ en = \"x\", kk = \"x\", ru = \"x\" }}\nvalues = {values:?}\n");
        let _ = write!(switches, "default = \"{}\"\nask = \"nobody\"\n", values[0]);
        if name == "told" {
            let _ = writeln!(switches, "answer = {{ value = \"off\", known = {}, source = \"gazette\" }}", day(40));
        }
    }
    files.insert("switches.toml".into(), switches);
    files
}

/// The acts of a history, by file; each with the day from which it is known.
pub fn history(draw: &mut Draw) -> Vec<(usize, String, String)> {
    let count = 3 + draw.below(5);
    let mut days: Vec<usize> = (0..count).map(|_| draw.below(DAYS)).collect();
    days.sort();
    days.dedup();
    // Every history begins with the competences and a statute.
    let mut acts = vec![competences(draw), write_act(draw, "base", 1, "parliament", 0, 0)];
    for (number, known) in days.into_iter().enumerate() {
        let rank = draw.below(4);
        let body = ["parliament", "parliament", "council", if draw.one_in(2) { "agency" } else { "office" }][rank];
        acts.push(write_act(draw, &format!("act-{number}"), rank, body, known + 1, number));
    }
    acts
}

fn front(id: &str, rank: &str, body: &str, adopted: usize, known: usize) -> String {
    format!(
        "+++\nid = \"{id}\"\nrank = \"{rank}\"\nbody = \"{body}\"\nadopted = {}\npublished = {}\ngrade = \"assumed\"\nbasis = \"random\"\n\
         ask = \"nobody\"\n+++\n",
        day(adopted),
        day(known)
    )
}

/// Who may regulate what: of the council, handed on to the agency, and of the office by a council act.
fn competences(draw: &mut Draw) -> (usize, String, String) {
    let mut text = front("powers", "constitution", "parliament", 0, 0);
    for (number, body) in ["council", "council", "agency"].into_iter().enumerate() {
        let _ = write!(text, "## Art. {number} {{#p{number}}}\n```toml rule\nrule = \"competence.{body}\"\n");
        let _ = writeln!(text, "from = {}\nbody = \"{body}\"", day(draw.below(20)));
        if draw.one_in(4) {
            let _ = writeln!(text, "until = {}", day(25 + draw.below(50)));
        }
        competence(draw, &mut text, body == "agency");
        text += "```\n";
    }
    (0, "acts/powers.md".into(), text)
}

fn competence(draw: &mut Draw, text: &mut String, may_be_handed_on: bool) {
    let areas = draw.some(&["money", "money.houses", "woods"], 2);
    let _ = writeln!(text, "areas = {areas:?}\ndelegable = {}", !draw.one_in(4));
    if draw.one_in(4) {
        let _ = writeln!(text, "slots = {:?}", draw.some(&SLOTS, 2));
    }
    if draw.one_in(5) {
        text.push_str("except-areas = [\"money.houses\"]\n");
    }
    if draw.one_in(2) {
        let _ = writeln!(
            text,
            "displaces = \"{}\"\nagainst-later = \"{}\"",
            draw.of(&RANKS[..3]),
            draw.of(&["prevails", "yields", "unless-express"])
        );
    }
    if draw.one_in(5) {
        let _ = writeln!(text, "min = {}", draw.below(40));
    }
    if draw.one_in(5) {
        let _ = writeln!(text, "max = {}", 40 + draw.below(60));
    }
    if may_be_handed_on && draw.one_in(2) {
        text.push_str("from-body = \"council\"\n");
    }
    conditions(draw, text, 4, false);
}

/// Scope, exception and reading, each once in `rarely`. A competence names no set, for the set may stand on it.
fn conditions(draw: &mut Draw, text: &mut String, rarely: usize, sets: bool) {
    for key in ["scope", "except"] {
        let mut parts = Vec::new();
        if draw.one_in(rarely) {
            parts.push(format!("territory = {:?}", draw.some(&TERRITORIES, 2)));
        }
        if draw.one_in(rarely + 1) {
            parts.push(format!("person = {:?}", draw.some(&STATUSES, 2)));
        }
        if draw.one_in(rarely + 1) {
            let words = if sets && draw.one_in(5) { vec!["@parameter.big".to_string()] } else { draw.some(&CLASSES, 2) };
            parts.push(format!("class = {words:?}"));
        }
        if !parts.is_empty() && (key == "scope" || draw.one_in(2)) {
            let _ = writeln!(text, "{key} = {{ {} }}", parts.join(", "));
        }
    }
    if draw.one_in(rarely) {
        let (name, values) = SWITCHES[draw.below(3)];
        let _ = writeln!(text, "when = {{ {name} = \"{}\" }}", draw.of(values));
    }
}

/// One act: its own rules, and changes to those of earlier acts.
fn write_act(draw: &mut Draw, id: &str, rank: usize, body: &str, known: usize, earlier: usize) -> (usize, String, String) {
    let adopted = known - draw.below(known + 1).min(10);
    let mut text = front(id, RANKS[rank], body, adopted, known);
    for number in 0..1 + draw.below(3) {
        let _ = writeln!(text, "## Art. {number} {{#a{number}}}\nWords {number}.");
        let slot = SLOTS[draw.below(3)];
        for version in 0..1 + draw.below(2) {
            let from = known + version * 17 + draw.below(12);
            rule(draw, &mut text, slot, Some(from), known);
        }
        if draw.one_in(6) {
            let _ = writeln!(
                text,
                "## Set {number} {{#s{number}}}\n```toml rule\nrule = \"parameter.big\"\ntype = \"set\"\nfrom = {}",
                day(draw.below(DAYS))
            );
            let _ = writeln!(text, "value = {:?}\n```", draw.some(&CLASSES, 2));
        }
    }
    for number in 0..draw.below(3) {
        let target = if earlier == 0 || draw.one_in(3) { "base".to_string() } else { format!("act-{}", draw.below(earlier)) };
        let target = format!("{target}#a{}", draw.below(2));
        amend(draw, &mut text, number, &target, known);
    }
    if rank > 0 && rank < 3 && draw.one_in(3) {
        let heir = draw.of(&["agency", "office"]);
        let _ = writeln!(text, "## Power {{#power}}\n```toml rule\nrule = \"competence.{heir}\"\nfrom = {}\nbody = \"{heir}\"", day(known));
        competence(draw, &mut text, true);
        text += "```\n";
    }
    (known, format!("acts/{id}.md"), text)
}

fn rule(draw: &mut Draw, text: &mut String, slot: &str, from: Option<usize>, known: usize) {
    let _ = writeln!(text, "```toml rule\nrule = \"{slot}\"");
    let from = match from {
        Some(from) => {
            let from = if draw.one_in(5) { from.saturating_sub(20) } else { from };
            let _ = writeln!(text, "from = {}", day(from));
            from
        }
        None => known,
    };
    if draw.one_in(4) {
        let _ = writeln!(text, "until = {}", day(from + 30 + draw.below(30)));
    }
    match draw.below(6) {
        0 => {
            let rows: Vec<String> = draw.some(&CLASSES, 2).iter().map(|class| format!("{class} = {}", draw.below(100))).collect();
            let _ = writeln!(text, "per = \"class\"\nvalues = {{ {} }}", rows.join(", "));
        }
        _ => drop(writeln!(text, "value = {}", draw.below(100))),
    }
    if draw.one_in(4) {
        let _ = writeln!(text, "applies-to = \"{}\"", draw.of(&["started", "decided"]));
    }
    if draw.one_in(4) {
        let target = draw.of(&["base", "base#a0", "act-0", "act-1", "act-1#a0", "act-2", "base#a0/parameter.fee"]);
        let _ = writeln!(text, "derogates = [\"{target}\"]");
    }
    if draw.one_in(5) {
        let _ = writeln!(text, "subsidiary-to = [\"{}\"]", draw.of(&RANKS[1..]));
    }
    if draw.one_in(3) {
        let _ = writeln!(text, "later-versions = \"{}\"", draw.of(&["keep", "drop"]));
    }
    conditions(draw, text, 3, true);
    text.push_str("```\n");
}

fn amend(draw: &mut Draw, text: &mut String, number: usize, target: &str, known: usize) {
    let operation = draw.of(&["replace", "replace", "repeal", "annul", "insert", "renumber"]);
    let _ = writeln!(text, "## Change {number} {{#c{number}}}\nNew words {number}.\n```toml amend\namend = \"{operation}\"");
    let slot = draw.of(&SLOTS);
    let target = match operation {
        "insert" => format!("{}#i{known}-{number}", target.split('#').next().unwrap_or("")),
        "annul" if draw.one_in(2) => format!("{}#c{}", target.split('#').next().unwrap_or(""), draw.below(2)),
        "repeal" | "replace" if draw.one_in(3) => format!("{target}/{slot}"),
        _ => target.to_string(),
    };
    let _ = writeln!(text, "target = \"{target}\"");
    if operation == "annul" && draw.one_in(3) {
        let (name, values) = SWITCHES[draw.below(3)];
        let _ = writeln!(text, "when = {{ {name} = \"{}\" }}", draw.of(values));
    }
    if operation != "annul" {
        let _ = writeln!(text, "from = {}", day((known + draw.below(30)).saturating_sub(10)));
        let _ = writeln!(text, "later-versions = \"{}\"", draw.of(&["keep", "drop"]));
    }
    match operation {
        "repeal" => text.push_str("successor = \"none\"\n"),
        "renumber" => text.push_str("label = \"Art. 99\"\n"),
        _ => {}
    }
    text.push_str("```\n");
    if matches!(operation, "replace" | "insert") && !draw.one_in(4) {
        rule(draw, text, slot, None, known);
    }
}

/// The law of those acts that are known by a day.
pub fn law_of(acts: &[(usize, String, String)], known: usize) -> Law {
    let mut files = lists();
    files.extend(acts.iter().filter(|(day, ..)| *day <= known).map(|(_, file, text)| (file.clone(), text.clone())));
    let (law, findings) = Law::load(&files);
    assert!(findings.is_empty(), "{}", findings.iter().map(|finding| format!("{finding}\n")).collect::<String>());
    law
}

pub fn question(draw: &mut Draw) -> Question {
    let filed = draw.below(DAYS);
    let mut question = Question::on(draw.of(&TERRITORIES), day(filed));
    if draw.one_in(3) {
        question.places.insert(draw.of(&TERRITORIES).to_string());
    }
    question.person = STATUSES.iter().filter(|_| draw.one_in(3)).map(|status| status.to_string()).collect();
    question.class = (!draw.one_in(5)).then(|| draw.of(&CLASSES).to_string());
    let started = filed + draw.below(15);
    question.started = draw.one_in(2).then(|| day(started));
    question.decided = day(started + draw.below(15));
    question.known = day(draw.below(DAYS + 20));
    for (name, values) in SWITCHES {
        if draw.one_in(2) {
            question.switches.insert(name.to_string(), draw.of(values).to_string());
        }
    }
    question
}
