//! People who look at the store and want something, by a seed.

use alatau_city::{Ask, Facts, Ground, Lack, Principal, Proposal, Role, Said};
use alatau_core::procedure::Outcome;
use alatau_core::register::{Kind, Thing, Want};
use alatau_store::{CaseFilter, Journal, Page};

use super::person;

const BODIES: [&str; 6] =
    ["alatau-city-authority", "electricity-network", "water-network", "gas-network", "state-expertise", "construction-control"];

/// A quota of a district.
const QUOTA: &str = "district-1";

/// What was drawn is drawn from here: a 64-bit generator (splitmix64).
pub struct Chance(pub u64);

impl Chance {
    /// 64 bits.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below another.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    /// Once in so many times.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// What somebody wants who looks at the store, and the version of it that they have seen.
    pub fn wish(&mut self, journal: &impl Journal) -> Option<(Principal, Option<u64>, Ask)> {
        let applicant = person(1 + self.below(4) as u64, Role::Applicant, "");
        let drafts = journal.drafts(applicant.account).unwrap();
        match self.below(14) {
            0 => Some((applicant, None, self.application(None))),
            1 => drafts.first().map(|draft| (applicant, Some(draft.version).filter(|_| self.one_in(2)), Ask::File { draft: draft.draft })),
            2 => {
                let draft = drafts.get(self.below(drafts.len()))?;
                let seen = Some(draft.version - u64::from(self.one_in(3)));
                Some((applicant, seen, self.on_draft(draft.draft, journal)))
            }
            3 => Some(self.beside_cases(journal)),
            4 => self.on_closed(journal),
            _ => self.work(journal),
        }
    }

    /// An application for a plot, a place within a quota, a slot, or several of them.
    fn application(&mut self, draft: Option<u64>) -> Ask {
        let plot = self.below(12).to_string();
        let mut wants = vec![Want::one(Thing::new(Kind::Plot, &plot))];
        if self.one_in(3) {
            wants.push(Want::one(Thing::new(Kind::Quota, QUOTA)));
        }
        if self.one_in(5) {
            wants.push(Want::one(Thing::new(Kind::Slot, "north 2026-12-01T09:00")));
        }
        let application = alatau_city::Application {
            title: format!("House on plot {plot}"),
            place: "alatau".into(),
            class: ["level-1", "level-2", "level-3"][self.below(3)].into(),
            person: ["resident-company".to_string()].into(),
            wants,
            ..alatau_city::Application::default()
        };
        Ask::SaveDraft { draft, service: "service.building-permit".to_string(), application: Box::new(application) }
    }

    fn document(&mut self, draft: u64, case: u64) -> Ask {
        let bytes = vec![b'a' + self.below(3) as u8; 1 + self.below(400)];
        Ask::Attach { draft, case, name: "plan.txt".into(), media: "text/plain".into(), blob: alatau_city::blob(bytes) }
    }

    fn on_draft(&mut self, draft: u64, journal: &impl Journal) -> Ask {
        let documents = journal.draft_documents(draft).unwrap();
        match (self.below(4), documents.first()) {
            (0, _) => self.application(Some(draft)),
            (1, _) if self.one_in(3) => Ask::DropDraft { draft },
            (2, Some(document)) => Ask::Detach { draft, hash: alatau_core::law::hex(&document.hash) },
            _ => self.document(draft, 0),
        }
    }

    /// What is said of registers and looked at.
    fn beside_cases(&mut self, journal: &impl Journal) -> (Principal, Option<u64>, Ask) {
        let case = 1 + self.below(journal.ids().unwrap().case as usize) as u64;
        match self.below(3) {
            0 => {
                let ask = Ask::Declare { party: 1 + self.below(4) as u64, interested: self.one_in(2) };
                (person(10 + self.below(3) as u64, Role::Officer, BODIES[0]), None, ask)
            }
            1 => (person(90, Role::Operator, ""), None, Ask::SetQuota { quota: QUOTA.into(), limit: self.below(5) as u64 }),
            _ => (person(91, Role::Auditor, ""), None, Ask::Look { case, what: "case".into() }),
        }
    }

    /// A closed case is erased, or somebody who is too late wants something of it.
    fn on_closed(&mut self, journal: &impl Journal) -> Option<(Principal, Option<u64>, Ask)> {
        let closed = CaseFilter { open: Some(false), ..CaseFilter::default() };
        let rows = journal.cases(&closed, Page { skip: 0, limit: 50 }).unwrap();
        let row = rows.get(self.below(rows.len()))?;
        let case = row.case;
        let applicant = person(row.applicant, Role::Applicant, "");
        Some(match self.below(4) {
            0 => (person(90, Role::Operator, ""), None, Ask::Erase { case, reason: "The applicant asked for it.".into(), by_court: false }),
            1 => (applicant, None, Ask::Complain { case, reason: "It took too long.".into() }),
            2 => (applicant, None, self.document(0, case)),
            _ => (applicant, Some(row.events), Ask::Withdraw { case }),
        })
    }

    fn work(&mut self, journal: &impl Journal) -> Option<(Principal, Option<u64>, Ask)> {
        let open = CaseFilter { open: Some(true), ..CaseFilter::default() };
        let cases = journal.cases(&open, Page { skip: 0, limit: 50 }).unwrap();
        let row = cases.get(self.below(cases.len()))?;
        let tasks = journal.tasks(row.case).unwrap();
        let task = tasks.get(self.below(tasks.len()))?;
        let (case, activity) = (row.case, task.activity);
        let seen = if self.one_in(4) { Some(row.events - u64::from(self.one_in(3))) } else { None };
        let applicant = person(row.applicant, Role::Applicant, "");
        match self.below(60) {
            0 => return Some((applicant, seen, Ask::Withdraw { case })),
            1 => return Some((applicant, seen, Ask::Complain { case, reason: "Nobody looked at it.".into() })),
            2 => return Some((applicant, seen, self.document(0, case))),
            _ => {}
        }
        let officer = 10 + self.below(3) as u64;
        let body = BODIES.iter().position(|body| *body == task.body).unwrap_or(0);
        let by = if task.body.is_empty() { applicant } else { person(officer + 10 * body as u64, Role::Officer, &task.body) };
        let (by, ask) = match self.below(13) {
            0 => (by, Ask::Claim { case, activity }),
            1 => (by, Ask::Unclaim { case, activity }),
            2 => (by, Ask::Confirm { case, activity, mark: None }),
            3 | 4 => {
                let outcome = if self.one_in(3) { Outcome::Refused } else { Outcome::Approved };
                let grounds = vec![Ground { provision: "construction-rules#sketch".into(), reason: "It is so.".into() }];
                let proposal = Box::new(Proposal { outcome, grounds, facts: Facts::new(), judgement: None, by: String::new(), events: 0 });
                (by, Ask::Propose { case, activity, proposal })
            }
            12 => (by, Ask::Decline { case, activity }),
            5 => (by, Ask::Extend { case, activity, by: 1 + self.below(20) as u16 }),
            _ => {
                let (mut facts, mut said) = (Facts::new(), Said::default());
                let element = task.element.as_str();
                if element.contains("check") || element.contains("complete") {
                    let complete = !self.one_in(4);
                    facts.insert("complete".into(), complete.into());
                    let (what, provision, reason) = ("the plan".into(), "permits-law#completeness".into(), "It has no scale.".into());
                    said.lacks = if complete { Vec::new() } else { vec![Lack { what, provision, reason }] };
                }
                if element == "decide-complaint" {
                    facts.insert("complains".into(), self.one_in(2).into());
                    said.words = "Nobody looked at it.".into();
                }
                (by, Ask::Complete { case, activity, facts, judgement: None, said })
            }
        };
        Some((by, seen, ask))
    }
}
