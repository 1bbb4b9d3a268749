//! Invented content of the pages of offices and of the public.

use super::sample::{Sample, at, day};
use crate::pages::views::*;
use alatau_core::law::Grade;

impl Sample {
    pub fn worklist(&self) -> Worklist {
        let job = |case: u64, title: &str, step: &str, slack: Option<i32>, yields: &str, claimed: &str| Job {
            href: format!("/work/{case}/4"),
            case,
            title: self.s(title),
            service: self.s("Permission to start building"),
            step: self.s(step),
            since: at("2026-11-13", 600),
            due: slack.map(|days| at("2026-11-24", 0).later(days)),
            slack_days: slack,
            late: slack.filter(|days| *days < 9).map(|days| (7 - days as u32, 41, f64::from(7 - days) / 41.0)),
            yields: yields.to_string(),
            firing: slack.is_some_and(|days| days < 1),
            stopped: step == "Approve the sketch design",
            claimed: claimed.to_string(),
            mine: claimed == "Officer 1",
        };
        Worklist {
            body: self.s("Architecture department, city of Alatau"),
            whose: vec![self.choice("/work?whose=all", "All of the body", true), self.choice("/work?whose=mine", "Mine", false)],
            page: 1,
            pages: 5,
            tasks: vec![
                job(11, "School, plot 03-039-004", "Initial materials", Some(0), "refused", ""),
                job(17, "Housing block, plot 03-041-207", "Check completeness", Some(1), "escalated", "Officer 1"),
                job(21, "Workshop, plot 03-041-112", "Initial materials", Some(4), "refused", "Officer 2"),
                job(25, "Warehouse, plot 03-040-018", "Initial materials", Some(9), "refused", ""),
                job(9, "Clinic, plot 03-038-115", "Approve the sketch design", None, "refused", ""),
                job(30, "Bakery, plot 03-042-020", "Planning assignment", None, "", ""),
            ],
            total: 108,
            firing: 49,
            late_from: 20,
            before: None,
            after: Some("/work?page=2".to_string()),
        }
    }

    fn ruling_form(&self) -> RulingForm {
        let ground = |key: &str, label: &str, chosen: bool, reason: &str| Ground {
            cite: self.cite(key, label, Grade::Assumed),
            chosen,
            reason: self.s(reason),
        };
        let yes_no = FieldKind::OneOf(vec![self.choice("yes", "Yes", true), self.choice("no", "No", false)]);
        RulingForm {
            action: "/work/17/4/rule".to_string(),
            outcomes: vec![self.choice("approved", "Approve", false), self.choice("refused", "Refuse", true)],
            grounds: vec![
                ground(
                    "construction-rules#sketch",
                    "Rules for organising construction, Sketch design",
                    true,
                    "The building is two storeys higher than the plan allows.",
                ),
                ground("construction-rules#path", "Rules for organising construction, Stages", false, ""),
            ],
            near: 1,
            facts: vec![self.field("storeys", "Storeys above ground", "", FieldKind::Number, "7")],
            judgements: vec![self.field("fits", "Does the sketch fit the street?", "Only a human answers this.", yes_no, "")],
            errors: vec![("outcome".to_string(), self.s("Choose approve or refuse.")), ("grounds".to_string(), self.s("Choose a ground."))],
            second_person: true,
        }
    }

    pub fn work(&self) -> Work {
        let correction = TaskForm {
            id: "correction".to_string(),
            title: self.s("Ask for a correction"),
            lead: self.s("Once, and all in one list. The clock of the body stops until the answer."),
            action: "/work/17/4/correction".to_string(),
            fields: vec![self.field("items", "What is missing or wrong, one a line", "", FieldKind::Lines, "")],
            more: Some((
                self.s("What the file lacks"),
                self.s("Only if something is missing."),
                vec![self.field("lack-what-1", "Missing: 1", "", FieldKind::Line, "")],
            )),
            button: self.s("Send the list"),
            aside: true,
            cites: vec![self.cite("permits-law#completeness", "Law on Permits and Notifications, Art. 25 Completeness", Grade::Reported)],
        };
        Work {
            case: self.case(),
            step: self.s("Approve the sketch design"),
            since: at("2026-11-13", 600),
            clock: Some(self.clock("Approve the sketch design", 10, "2026-11-13", 6, "refused")),
            opinions: vec![Event {
                words: vec![self.s("The network has room for these loads.")],
                ..self.event(7, at("2026-11-12", 600), "Electricity conditions", "Officer 9", false)
            }],
            facts: vec![
                Fact { name: self.s("Kind of work"), value: self.s("New building"), by: self.s("Applicant") },
                Fact {
                    name: self.s("Level of responsibility"),
                    value: self.s("Level II"),
                    by: self.s("table “responsibility-level”, row 4 of 9"),
                },
            ],
            trace: vec![
                Tested {
                    text: self.s("Number of dwellings is 48; this condition is met: at least 5."),
                    holds: true,
                    cites: self.silence_cites(),
                },
                Tested {
                    text: self.s("Estimated cost is 900; this condition is not met: more than 1,000."),
                    holds: false,
                    cites: Vec::new(),
                },
            ],
            taken_by: String::new(),
            claim: None,
            release: Some("/work/17/4/release".to_string()),
            declare: Some("/account?case=17".to_string()),
            forms: vec![correction],
            ruling: Some(self.ruling_form()),
            proposal: None,
        }
    }

    pub fn confirm(&self) -> Work {
        let form = self.ruling_form();
        Work {
            ruling: None,
            forms: Vec::new(),
            trace: Vec::new(),
            facts: Vec::new(),
            taken_by: self.s("Officer 2"),
            claim: Some("/work/17/4/claim".to_string()),
            proposal: Some(Proposal {
                outcome: "refused".to_string(),
                by: self.s("Officer 1"),
                at: at("2026-11-20", 990),
                grounds: form.grounds.into_iter().map(|g| (g.cite, g.reason)).collect(),
                states: vec![(self.s("the documents are complete"), self.s("yes"))],
                confirm: Some(("/work/17/4/confirm".to_string(), "9337eae8".to_string())),
                send_back: Some("/work/17/4/send-back".to_string()),
            }),
            ..self.work()
        }
    }

    pub fn figures(&self) -> Figures {
        let regime = |name: &str, median: f64, low: f64, high: f64, p90: f64, measured: bool| Regime {
            name: self.s(name),
            median,
            interval: (low, high),
            p90,
            measured,
        };
        let waiting = |body: &str, tasks, firing, oldest_days| Waiting { body: self.s(body), tasks, firing, oldest_days };
        let spread = |median: f64, p90: f64| Spread { median_days: Some(median), p90_days: Some(p90) };
        Figures {
            at: at("2026-11-23", 665),
            measured: vec![Measured {
                name: self.s("Permission to start building"),
                id: "building-permit".to_string(),
                filed: 214,
                open: 38,
                closed: 176,
                approved: 150,
                refused: 19,
                withdrawn: 7,
                silences: 31,
                late: 9,
                extended: 12,
                on_time: 157,
                total: spread(151.0, 263.4),
                statutory: spread(61.2, 88.0),
                extended_time: spread(0.0, 8.4),
                applicant: spread(92.7, 170.1),
            }],
            waiting: vec![
                waiting("Architecture department, city of Alatau", 21, 2, 12.4),
                waiting("State Expertise", 9, 0, 40.0),
                waiting("Electricity network company", 8, 1, 9.9),
            ],
            months: [("2026-11-01", 19.5, 0.81), ("2026-10-01", 24.0, 0.64)]
                .into_iter()
                .map(|(first, median_days, on_time)| Month {
                    first: day(first),
                    cases: 412,
                    median_days,
                    p90_days: 2.0 * median_days,
                    statutory: 9.5,
                    extended: 0.0,
                    applicant: 8.0,
                    on_time,
                })
                .collect(),
            stuck: vec![Stuck { number: 4, step: self.s("Comprehensive expertise"), body: self.s("State Expertise"), days: 131.0 }],
            stuck_from_days: 90,
            compared: Some(Compared {
                sentence: self.s("With what is enacted and published today, Alatau decides like the ordinary regime (difference 0.4 days [−1.2, 2]); it would be 37 days faster [21, 55] if the Council adopted the act assumed here."),
                regimes: vec![
                    regime("Ordinary territory", 188.0, 171.0, 204.0, 301.0, false),
                    regime("Alatau: the law alone", 187.6, 170.0, 204.0, 300.0, false),
                    regime("Alatau with Council acts", 150.4, 138.0, 166.0, 240.0, false),
                    regime("City of Alatau", 151.0, 144.0, 158.0, 263.4, true),
                ],
                cases: 1_143,
                replications: 4,
                assumptions: vec![Assumption {
                    name: self.s("Reviewing a sketch"),
                    value: "3.5 h".to_string(),
                    range: "[2, 8]".to_string(),
                    grade: self.s("assumed"),
                    basis: self.s("nobody measured it"),
                }],
                command: self.s("alatau compare building-permit --seed 1"),
            }),
            soon: false,
            leaves: 12_480,
            root: "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=".to_string(),
            data: "/api/figures".to_string(),
        }
    }

    pub fn verify(&self) -> Verify {
        Verify {
            text: self.s("alatau receipt 1"),
            verified: Some(Verified {
                verdict: Verdict::Broken,
                summary: self.s("A character of this receipt was changed after it was issued."),
                lines: vec![self.s("Case 17, events 40 to 42 of building-permit.")],
            }),
            origin: self.s("alatau.example/log"),
            key: self.s("alatau.example/log+33d7b496+AeHZzvpMZtWxBzW2ewXKqeVmxYZ0bT2ZV4UE6l8kM1kW"),
            size: 12_480,
            root: "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=".to_string(),
            offline: "/verify/offline".to_string(),
        }
    }

    pub fn own(&self) -> Own {
        Own {
            name: self.s("officer-1"),
            label: self.s("Officer 1"),
            roles: vec![self.s("Officer")],
            body: self.s("Architecture department, city of Alatau"),
            has_password: true,
            fields: vec![self.field("old", "Present password", "", FieldKind::Secret, "It is another.")],
            interests: Some(Interests {
                declared: vec![(self.s("Applicant"), 4)],
                field: self.field("case", "Number of a case", "", FieldKind::Number, "17"),
            }),
        }
    }

    pub fn messages(&self) -> Messages {
        let message = |event: u64, text: &str, words: &[&str], new: bool| Message {
            href: format!("/cases/1204#event-{event}"),
            case: 1_204,
            title: self.s("Workshop with an office, 640 m²"),
            event,
            at: at("2026-11-20", 605 + event as u16),
            text: self.s(text),
            words: words.iter().map(|words| self.s(words)).collect(),
            new,
        };
        Messages {
            messages: vec![
                message(31, "There is a ruling in case 1204.", &[], true),
                message(12, "Case 1204 came back: the file is incomplete.", &["Site plan. It has no scale."], true),
                message(1, "Case 1204 was filed; the law’s clocks run from now on.", &[], false),
            ],
            before: None,
            after: Some("/messages?page=2".to_string()),
        }
    }

    pub fn registers(&self) -> Registers {
        let part = |case: u64, amount: u64| Part { case, href: (case != 7).then(|| format!("/cases/{case}")), amount };
        let quota = |name: &str, used: u64, limit: u64| Quota {
            name: self.s(name),
            used,
            limit,
            by: if used == 0 { Vec::new() } else { vec![part(7, 1), part(1_204, used - 1)] },
            more: 3,
        };
        let which = |of: &str, label: &str| Choice { value: format!("/registers?of={of}"), label: self.s(label), chosen: of == "plot" };
        let held = |thing: &str, case: u64| Held { thing: self.s(thing), by: part(case, 1) };
        let fields = vec![
            self.field("quota", "Name of the quota", "For example district-1.", FieldKind::Line, "district-1"),
            Field { error: self.s("Write a whole number."), ..self.field("limit", "Limit in all", "", FieldKind::Number, "many") },
        ];
        Registers {
            quotas: vec![quota("district-1", 12, 20), quota("district-2", 5, 5), quota("district-3", 9, 4), quota("district-4", 0, 0)],
            form: Some((fields, "/registers/quotas".to_string())),
            of: "plot".to_string(),
            which: vec![which("plot", "Plots"), which("slot", "Slots")],
            wanted: self.s(""),
            held: vec![held("03-046-001-117", 1_204), held("03-046-001-118", 7)],
            total: 2,
            before: Some("/registers?of=plot&page=1".to_string()),
            after: None,
            history: vec![LimitSet { at: at("2026-11-20", 605), by: self.s("Operator"), quota: self.s("district-1"), limit: 20 }],
        }
    }

    pub fn accounts(&self) -> Accounts {
        let account = |number: u64, label: &str, role: &str, body: &str, closed: bool| Account {
            number,
            name: self.s(&label.to_lowercase().replace(' ', "-")),
            label: self.s(label),
            roles: vec![self.s(role)],
            body: self.s(body),
            created: at("2026-11-01", 480),
            closed,
            renew: format!("/accounts/{number}/link"),
            switch: format!("/accounts/{number}/close"),
        };
        let roles = FieldKind::AnyOf(vec![self.choice("applicant", "Applicant", true), self.choice("officer", "Officer", false)]);
        Accounts {
            total: 52,
            wanted: self.s(""),
            before: None,
            after: Some("/accounts?wanted=&page=2".to_string()),
            accounts: vec![
                account(1, "Operator", "Operator", "", false),
                account(2, "Officer 1", "Officer", "Architecture department, city of Alatau", false),
                account(3, "Officer 9", "Officer", "State Expertise", true),
            ],
            fields: vec![self.field("name", "Name to sign in with", "", FieldKind::Line, ""), self.field("role", "Roles", "", roles, "")],
            action: "/accounts".to_string(),
            link: Some((self.s("Officer 1"), self.s("http://127.0.0.1:8080/link/5Yx0"))),
        }
    }

    pub fn provision(&self) -> Provision {
        Provision {
            key: self.s("permits-law#consultation"),
            act: self.s("Law on Permits and Notifications"),
            heading: self.s("Art. 25(3) Consultation"),
            text: vec![
                self.s("A body that is consulted answers within ten working days."),
                self.s("If it does not, it counts as having agreed."),
            ],
            from: Some(day("2014-11-21")),
            until: Some(day("2027-01-01")),
            grade: Some(Grade::Reported),
            source: self.s("investinsko.kz, page on obtaining permits"),
            on: day("2026-11-23"),
            versions: vec![self.choice("from 21 November 2014", "from 21 November 2014", true), {
                let mut later = self.choice("", "from 1 January 2027", false);
                later.value = "/law/permits-law/consultation?on=2027-01-01".to_string();
                later
            }],
            rules: vec![RuleShown { slot: self.s("Term of consultation"), value: self.s("10 working days"), grade: Grade::Assumed }],
        }
    }

    pub fn problem(&self) -> Problem {
        Problem {
            status: 409,
            code: "AL-2207".to_string(),
            title: self.s("The case has moved on"),
            detail: self.s("Somebody acted on this case while you wrote. Nothing was changed; open it again and look."),
            precisely: "case 17 has 12 events, and 11 were seen".to_string(),
            cites: self.case().asked[0].cites.clone(),
            ways: vec![(self.s("Open case 17"), "/cases/17".to_string())],
        }
    }
}

impl Moment {
    fn later(self, days: i32) -> Moment {
        Moment { day: self.day.plus(days), ..self }
    }
}
