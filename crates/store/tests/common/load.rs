//! Commands as a city has them, by their number alone: entry with a real leaf, row of the case,
//! its task, a notice and the answer. Whoever knows how many were done knows everything that is kept.

use alatau_evidence::commitment::{commit, salt};
use alatau_evidence::leaf::Leaf;
use alatau_store::{Answer, CaseRow, Entry, Notice, TaskRow, Write};
use std::sync::Arc;

/// Events of one command.
pub const EVENTS: u64 = 2;
/// What the service is called.
const PROCEDURE: &str = "building-permit";
const BODIES: [&str; 4] = ["akimat", "fire", "sanitary", ""];
const PUBLIC: &str = r#"[{"kind":"opinion-given","element":"consult-fire","outcome":"approved","clock":"statutory"},{"kind":"activated","element":"rule","due":1793600000000000}]"#;

/// The key of a case's salts.
pub fn key(case: u64) -> [u8; 32] {
    let mut key = [0x5a; 32];
    key[..8].copy_from_slice(&case.to_le_bytes());
    key
}

/// Which case the command of a number (from 0) is about, where commands go around so many cases.
pub fn case_of(command: u64, cases: u64) -> u64 {
    1 + command % cases
}

/// The entry of a command.
pub fn entry(command: u64, cases: u64) -> Entry {
    let (case, index, number) = (case_of(command, cases), 1 + EVENTS * (command / cases), 1 + EVENTS * command);
    let at = 1_793_600_000_000_000 + command as i64 * 1_000;
    let content = format!(
        r#"[{{"v":"2","procedure":"{PROCEDURE}","number":{number},"case":{case},"at":{at},"by":{{"principal":"officer-{}"}},"cites":["permits-law#consultation"],"rulebook":"8d2f0c8a6f5b1e7d9c3b4a29180716f5e4d3c2b1a09f8e7d6c5b4a3928170605","what":{{"completed":{{"activity":3}}}},"reasons":{{"words":"The plan keeps the distances of the code; the opinion is favourable."}}}},{{"v":"2","procedure":"{PROCEDURE}","number":{},"case":{case},"at":{at},"by":"clock","cites":["permits-law#ruling"],"rulebook":"8d2f0c8a6f5b1e7d9c3b4a29180716f5e4d3c2b1a09f8e7d6c5b4a3928170605","what":{{"activated":{{"activity":4}}}}}}]"#,
        command % 97,
        number + 1
    )
    .into_bytes();
    let leaf = Leaf {
        procedure: PROCEDURE,
        number,
        events: EVENTS as u32,
        case,
        index,
        at,
        public: PUBLIC,
        content: commit(&salt(&key(case), number), &content),
    };
    let mut bytes = Vec::with_capacity(512);
    leaf.write(&mut bytes).expect("a leaf");
    Entry { procedure: PROCEDURE.to_string(), number, events: EVENTS as u32, case, index, at, content, leaf: bytes }
}

/// The row of a case after a command.
pub fn row(command: u64, cases: u64) -> CaseRow {
    let case = case_of(command, cases);
    let at = 1_793_600_000_000_000 + command as i64 * 1_000;
    CaseRow {
        case,
        procedure: PROCEDURE.to_string(),
        service: "permit.building".to_string(),
        place: "alatau".to_string(),
        applicant: 1 + case % 1000,
        title: format!("House of two storeys, plot 20-321-{case:06}"),
        open: true,
        filed: 1_793_600_000_000_000 + (case as i64 - 1) * 1_000,
        due: Some(due(at)),
        events: EVENTS * (1 + command / cases),
        asked: format!(r#"{{"plot":"20-321-{case:06}","storeys":2,"area":182,"use":"dwelling","zone":"residential"}}"#),
        key: Some(key(case)),
        clock: "statutory".to_string(),
        clock_since: at,
        statutory: command as i64,
        ..CaseRow::default()
    }
}

/// Ten working days or so, on a few hundred different instants.
fn due(at: i64) -> i64 {
    (at / 60_000_000 + 14 * 1_440) * 60_000_000
}

/// All writes of a command.
pub fn command(number: u64, cases: u64) -> Vec<Write> {
    let (entry, row) = (entry(number, cases), row(number, cases));
    let (case, at) = (entry.case, entry.at);
    let task = TaskRow {
        case,
        activity: 1 + (number / cases) as u32,
        element: "rule".to_string(),
        body: BODIES[(number % 4) as usize].to_string(),
        since: at,
        due: row.due,
        yields: "approved".to_string(),
        claimed: None,
    };
    let notice =
        Notice { number: number + 1, account: row.applicant, case, index: entry.index, at, text: "notice-opinion-given".to_string() };
    let answer = Answer {
        account: 1 + number % 97,
        key: format!("{number:032x}"),
        request: [number as u8; 32],
        at,
        body: format!(r#"{{"case":{case},"events":{}}}"#, row.events).into_bytes(),
    };
    vec![
        Write::Entry(entry),
        Write::Case(Arc::new(row)),
        Write::Tasks { case, tasks: vec![task].into() },
        Write::Notice(notice),
        Write::Answer(answer),
    ]
}

/// The writes of the commands from one number to before another.
pub fn commands(from: u64, to: u64, cases: u64) -> Vec<Write> {
    (from..to).flat_map(|number| command(number, cases)).collect()
}
