//! Invented content for every page; nobody in it is a person.

use crate::pages::views::*;
use alatau_core::law::Grade;
use alatau_core::time::{Calendar, Date, TermSpec, Timestamp, Unit, WeeklyPattern, Zone, explain};

/// What somebody writes who wants to break a page.
pub const EVIL: &str = "<script>alert(1)</script>\"' onmouseover='x' &amp; </textarea></title> \u{202e}\0{{ 7 * 7 }} ]]>";

/// Makes views; hostile ones have [`EVIL`] in every word that is not ours.
pub struct Sample {
    pub hostile: bool,
}

pub fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

pub fn at(text: &str, minute: u16) -> Moment {
    Moment { day: day(text), minute }
}

fn recent() -> Recent {
    Recent { cases: 57, median_days: 41.2, p90_days: 88.0 }
}

impl Sample {
    pub fn s(&self, text: &str) -> String {
        if self.hostile { format!("{text}{EVIL}") } else { text.to_string() }
    }

    pub fn choice(&self, value: &str, label: &str, chosen: bool) -> Choice {
        Choice { value: self.s(value), label: self.s(label), chosen }
    }

    pub fn cite(&self, key: &str, label: &str, grade: Grade) -> Citation {
        Citation {
            provision: self.s(key),
            label: self.s(label),
            href: Some(format!("/law/{}", key.replace('#', "/"))),
            grade: Some(grade),
            source: self.s("adilet.example, 29 May 2026"),
        }
    }

    pub fn silence_cites(&self) -> Vec<Citation> {
        vec![
            self.cite("construction-rules#sketch", "Rules for organising construction and permitting, Sketch design", Grade::Assumed),
            self.cite("appc#silence", "Administrative Procedural and Process-Procedural Code, Art. 91(2) Silence", Grade::Reported),
        ]
    }

    pub fn field(&self, name: &str, label: &str, hint: &str, kind: FieldKind, value: &str) -> Field {
        Field {
            name: name.to_string(),
            label: self.s(label),
            hint: if hint.is_empty() { String::new() } else { self.s(hint) },
            kind,
            value: self.s(value),
            error: String::new(),
            required: true,
            autocomplete: "",
        }
    }

    /// A clock counted by the kernel itself.
    pub fn clock(&self, what: &str, days: u32, since: &str, used: u32, yields: &str) -> Clock {
        let calendar = Calendar::weekly("office", Zone::utc(), WeeklyPattern::FIVE_DAYS, 2026, 2027);
        let start = Zone::utc().instant(day(since), 10 * Timestamp::HOUR);
        let term = TermSpec::new(days, Unit::WorkingDays);
        let count = explain::explain(start, &term, &[], &calendar).expect("within the calendar");
        let to_day = |d: &alatau_core::time::CountedDay| Day {
            date: d.date,
            counted: d.counted,
            why: d.why,
            name: d.name.clone(),
            projected: d.projected,
        };
        Clock {
            what: self.s(what),
            length: Length { n: days, unit: Unit::WorkingDays },
            since: at(since, 600),
            due: count.due.map(|due| Moment::at(due.at, &Zone::utc())),
            used,
            left: days - used,
            yields: yields.to_string(),
            extended: false,
            projected: count.projected,
            days: count.days.iter().map(to_day).collect(),
            cites: self.silence_cites(),
        }
    }

    pub fn frame(&self) -> Frame {
        Frame {
            here: self.s("/cases/17").replace('\0', ""),
            who: Some(Who {
                label: self.s("Applicant"),
                body: String::new(),
                sections: vec![
                    Section::Applications,
                    Section::Messages,
                    Section::Work,
                    Section::Cases,
                    Section::Registers,
                    Section::Accounts,
                ],
                unread: 12,
            }),
            notice: self.hostile.then(|| Notice { kind: NoticeKind::Wrong, text: self.s("Wrong.") }),
            demo: true,
            now: at("2026-11-23", 665),
        }
    }

    pub fn front(&self) -> Front {
        Front {
            city: self.s("City of Alatau"),
            services: vec![(self.s("Permission to start building"), "/need?service=building-permit".to_string(), Some(recent()))],
            filed: 214,
            open: 38,
            silences: 31,
            leaves: 12_480,
        }
    }

    fn term(&self, n: u32, unit: Unit, due: &str, yields: &str, range: Option<(u32, u32)>) -> StepTerm {
        StepTerm { length: Length { n, unit }, due: day(due), yields: yields.to_string(), range }
    }

    fn step(&self, number: &str, name: &str, body: &str, terms: Vec<StepTerm>) -> Step {
        Step {
            number: number.to_string(),
            name: self.s(name),
            body: self.s(body),
            applicant: body == "Applicant",
            inner: number.contains('.'),
            terms,
            fees: Vec::new(),
            grade: Grade::Assumed,
            cites: self.silence_cites(),
        }
    }

    fn steps(&self) -> Vec<Step> {
        let working = Unit::WorkingDays;
        vec![
            self.step(
                "1",
                "Check completeness",
                "Architecture department, city of Alatau",
                vec![self.term(2, working, "2026-11-25", "escalated", None)],
            ),
            self.step(
                "2",
                "Initial materials",
                "Architecture department, city of Alatau",
                vec![self.term(12, working, "2026-12-09", "refused", Some((6, 17)))],
            ),
            self.step(
                "2.1",
                "Electricity conditions",
                "Electricity network company",
                vec![self.term(10, working, "2026-12-04", "agreed", None)],
            ),
            self.step("2.2", "Water conditions", "Water and sewerage company", vec![self.term(10, working, "2026-12-04", "agreed", None)]),
            self.step("3", "Prepare the sketch design", "Applicant", Vec::new()),
            self.step(
                "4",
                "Approve the sketch design",
                "Architecture department, city of Alatau",
                vec![self.term(10, working, "2026-12-04", "refused", Some((8, 15)))],
            ),
            self.step(
                "5",
                "Comprehensive expertise",
                "State Expertise",
                vec![self.term(45, Unit::CalendarDays, "2027-01-06", "refused", Some((30, 63)))],
            ),
        ]
    }

    fn answer(&self, place: &str, longest: f64) -> Answer {
        Answer {
            service: self.s("Permission to start building"),
            place: self.s(place),
            on: day("2026-11-22"),
            registered: Some(day("2026-11-23")),
            totals: Totals {
                steps: 15,
                bodies: 6,
                documents: 9,
                handoffs: 8,
                shortest_days: 0.0,
                longest_days: longest,
                assumed_rules: 14,
                ..Totals::default()
            },
            recent: Some(recent()),
            contact: self.s("Front office for business"),
            acts: vec![self.s("Law on Permits and Notifications"), self.s("Rules for organising construction")],
            steps: self.steps(),
            documents: vec![self.s("Title to the land"), self.s("Sketch design"), self.s("Design documents")],
            reasons: vec![Reason {
                slot: self.s("Architecture body"),
                holds: self.cite(
                    "construction-rules#architecture-alatau",
                    "Rules for organising construction, Architecture body",
                    Grade::Assumed,
                ),
                because: self.s("the narrower rule"),
                others: vec![(
                    self.cite("alatau-council-building#one-lead-body", "Act of the Council, One lead body", Grade::Assumed),
                    self.s("it holds only if the Council adopts the act"),
                )],
            }],
            open: vec![Assumed {
                question: self.s("Has the Council adopted acts on building?"),
                reading: self.s("not adopted"),
                ask: self.s("the Council for the Development of Alatau"),
            }],
            assumed: true,
            diagram: Some("/services/building-permit/diagram.svg?in=alatau".to_string()),
            law: "07f3075c4a6840b9756810efc3c9eb651aed530b0e64ebdfa3d9d0542a29d1d6".to_string(),
        }
    }

    pub fn need(&self) -> Need {
        let services = FieldKind::Select(vec![self.choice("building-permit", "Permission to start building", true)]);
        let levels = FieldKind::Select(vec![
            self.choice("level-2", "Level II of responsibility (normal, CC-2)", true),
            self.choice("level-1", "Level I", false),
        ]);
        let places =
            FieldKind::Select(vec![self.choice("alatau", "City of Alatau", true), self.choice("ordinary", "Ordinary territory", false)]);
        let mut need = Need {
            fields: vec![
                self.field("service", "Service", "", services, ""),
                self.field("on", "Day of filing", "", FieldKind::Day, "2026-11-22"),
                self.field("class", "Kind of building", "", levels, ""),
                self.field("in", "Place", "", places, ""),
            ],
            answers: vec![self.answer("City of Alatau", 96.0), self.answer("Ordinary territory", 101.0)],
            apply: Some("/applications?service=building-permit".to_string()),
        };
        if !self.hostile {
            need.fields[1].value = "2026-11-22".to_string();
        }
        need
    }

    pub fn sign_in(&self) -> SignIn {
        SignIn {
            name: self.s("applicant"),
            then: self.s("/applications"),
            link: String::new(),
            error: self.s("The name or the password is not right."),
        }
    }

    pub fn set_up(&self) -> SetUp {
        let mut fields = vec![
            self.field("name", "Name to sign in with", "", FieldKind::Line, "operator"),
            self.field("password", "Password", "At least 12 characters.", FieldKind::Secret, ""),
            self.field("again", "The same password again", "", FieldKind::Secret, ""),
        ];
        fields[1].error = self.s("The password is too short: write at least 12 characters.");
        fields[1].autocomplete = "new-password";
        SetUp { secret: self.s("c2VjcmV0"), fields }
    }

    pub fn applications(&self) -> Applications {
        let line = |number: u64, title: &str, holder: &str, yours: bool, outcome: &str| ApplicationLine {
            href: format!("/cases/{number}"),
            number,
            title: self.s(title),
            service: self.s("Permission to start building"),
            filed: at("2026-11-02", 605),
            holder: self.s(holder),
            yours,
            due: outcome.is_empty().then(|| at("2026-12-05", 0)),
            outcome: outcome.to_string(),
        };
        Applications {
            services: vec![self.choice("building-permit", "Permission to start building", true)],
            begin: "/applications".to_string(),
            drafts: vec![DraftLine {
                href: "/applications/4".to_string(),
                title: String::new(),
                service: self.s("Permission to start building"),
                changed: at("2026-11-20", 1_014),
                done: 2,
                of: 5,
            }],
            cases: vec![
                line(17, "Housing block, plot 03-041-207", "Architecture department, city of Alatau", false, ""),
                line(12, "Workshop, plot 03-041-112", "Applicant", true, ""),
                line(3, "Warehouse, plot 03-040-018", "", false, "approved"),
            ],
        }
    }

    pub fn kept(&self) -> Kept {
        Kept {
            until: Some(day("2031-12-31")),
            permanently: false,
            due: false,
            cites: vec![self.cite("archives-list#case-file-five-years", "List of standard documents, Five years", Grade::Assumed)],
            open: vec![(self.s("How long is it kept?"), self.s("Ministry of Culture and Information"))],
        }
    }

    pub fn erasing(&self) -> Erasing {
        let unknown = Kept { until: None, cites: Vec::new(), ..self.kept() };
        let due = |number: u64, late: bool| DueLine {
            number,
            service: self.s("Building permit"),
            outcome: "approved".to_string(),
            closed: at("2026-11-02", 600),
            erased_by: Some(day("2032-01-01")),
            late,
            kept: Kept { due: true, ..self.kept() },
        };
        Erasing {
            classes: vec![
                KeptClass { label: self.s("File of a closed case"), period: self.s("kept 5 years"), kept: self.kept() },
                KeptClass { label: self.s("Draft"), period: String::new(), kept: unknown },
            ],
            due: vec![due(17, true), due(18, false)],
            after: Some("/erasing?behind=1.18".to_string()),
            fields: vec![
                self.field("case", "Number of the case", "", FieldKind::Number, "19"),
                self.field("reason", "Why", "Name nobody.", FieldKind::Lines, "Asked for."),
                self.field("court", "Court", "", FieldKind::AnyOf(vec![self.choice("yes", "A court decided it", true)]), ""),
            ],
            anyway: Some(19),
            action: "/erasing".to_string(),
        }
    }

    pub fn cases(&self) -> Cases {
        Cases {
            which: vec![self.choice("/cases?state=all", "All", true), self.choice("/cases?state=open", "Open", false)],
            cases: self.applications().cases,
            before: None,
            after: Some("/cases?state=all&page=2".to_string()),
        }
    }

    pub fn task_list(&self) -> TaskList {
        let task = |name: &str, hint: &str, state: TaskState| Task {
            name: self.s(name),
            hint: if hint.is_empty() { String::new() } else { self.s(hint) },
            href: (state != TaskState::Later).then(|| "/applications/4/plot".to_string()),
            state,
        };
        TaskList {
            draft: 4,
            service: self.s("Permission to start building"),
            title: self.s("Housing block, plot 03-041-207"),
            changed: at("2026-11-20", 1_014),
            groups: vec![
                TaskGroup {
                    title: self.s("What is to be built"),
                    tasks: vec![
                        task("Place and plot", "", TaskState::Done),
                        task("The building", "Kind of work, size, cost", TaskState::Begun),
                        task("Who applies", "", TaskState::ToDo),
                    ],
                },
                TaskGroup {
                    title: self.s("Documents"),
                    tasks: vec![task("Documents", "2 of 3 are there", TaskState::Begun), task("Sketch design", "", TaskState::NotNeeded)],
                },
                TaskGroup { title: self.s("File"), tasks: vec![task("Check your answers and file", "", TaskState::Later)] },
            ],
            discard: "/applications/4/discard".to_string(),
        }
    }

    pub fn form(&self) -> FormPage {
        let work = FieldKind::OneOf(vec![
            self.choice("new", "New building", true),
            self.choice("improved", "Change of a building", false),
            self.choice("demolition", "Demolition", false),
        ]);
        let near = FieldKind::AnyOf(vec![self.choice("school", "A school", false), self.choice("water", "Open water", true)]);
        let mut fields = vec![
            self.field(
                "title",
                "What is it about?",
                "In your words; it names the case.",
                FieldKind::Line,
                "Housing block, plot 03-041-207",
            ),
            self.field("workclass", "Kind of work", "", work, ""),
            self.field("housingunits", "Number of dwellings", "0 if there are none.", FieldKind::Number, "many"),
            self.field("near", "What lies within 200 m?", "", near, ""),
            self.field("more", "What else should be known?", "", FieldKind::Lines, "The plot borders on a canal.\nThe old shed goes."),
        ];
        fields[2].error = self.s("Write the number of dwellings in figures, for example 48.");
        fields[4].required = false;
        FormPage {
            caption: self.s("Permission to start building"),
            title: self.s("The building"),
            lead: self.s("From this follows the level of responsibility, and from that the steps."),
            action: "/applications/4/building".to_string(),
            back: "/applications/4".to_string(),
            version: 7,
            fields,
            cites: vec![self.cite(
                "construction-rules#levels",
                "Rules for organising construction, Levels of responsibility",
                Grade::Assumed,
            )],
        }
    }

    fn document(&self, kind: &str, name: &str, outdated: bool) -> Document {
        Document {
            kind: self.s(kind),
            name: self.s(name),
            href: "/cases/17/documents/9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab".to_string(),
            bytes: 2_480_113,
            hash: "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab".to_string(),
            at: at("2026-11-02", 612),
            by: self.s("Applicant"),
            outdated,
        }
    }

    pub fn papers(&self) -> Documents {
        let wanted = |name: &str, label: &str, hint: &str| Wanted {
            name: name.to_string(),
            label: self.s(label),
            hint: self.s(hint),
            from_step: None,
            action: "/applications/4/documents".to_string(),
            given: Vec::new(),
            error: String::new(),
            cites: vec![self.cite("permits-law#completeness", "Law on Permits and Notifications, Art. 25 Completeness", Grade::Reported)],
        };
        Documents {
            caption: self.s("Permission to start building"),
            back: "/applications/4".to_string(),
            wanted: vec![
                Wanted {
                    given: vec![(self.document("Title to the land", "title.pdf", false), "/applications/4/documents/1/remove".to_string())],
                    ..wanted("title", "Title to the land", "The act or contract by which you may build there.")
                },
                Wanted {
                    error: self.s("The file is larger than 20 MB; save it smaller, or in two parts."),
                    ..wanted("sketch", "Sketch design", "One PDF.")
                },
                Wanted { from_step: Some(self.s("Electricity conditions")), ..wanted("power", "Technical conditions, electricity", "") },
            ],
            bytes_max: 20 * 1_048_576,
        }
    }

    pub fn check(&self) -> CheckAnswers {
        CheckAnswers {
            caption: self.s("Permission to start building"),
            back: "/applications/4".to_string(),
            groups: vec![
                Answers {
                    title: self.s("The building"),
                    change: "/applications/4/building".to_string(),
                    rows: vec![
                        (self.s("Kind of work"), self.s("New building")),
                        (self.s("Number of dwellings"), self.s("48")),
                        (self.s("What else should be known?"), String::new()),
                    ],
                    mark: "0a".to_string(),
                    changed: true,
                },
                Answers {
                    title: self.s("Documents"),
                    change: "/applications/4/documents".to_string(),
                    rows: vec![(self.s("Title to the land"), self.s("title.pdf"))],
                    mark: "0b".to_string(),
                    changed: false,
                },
            ],
            action: "/applications/4/file".to_string(),
            version: 7,
            key: self.s("6f0c"),
            first_due: Some(at("2026-11-26", 0)),
            missing: Vec::new(),
            error: Some(("#declared".to_string(), self.s("Say that what you state is complete and true."))),
        }
    }

    pub fn event(&self, number: u64, when: Moment, text: &str, by: &str, weighty: bool) -> Event {
        let cites = if weighty { self.silence_cites() } else { Vec::new() };
        Event { number, at: when, text: self.s(text), by: self.s(by), clock: by.is_empty(), weighty, words: Vec::new(), cites }
    }

    fn events(&self) -> Vec<Event> {
        vec![
            self.event(9, at("2026-11-13", 600), "Opinions requested from three bodies", "Officer 1", false),
            self.event(8, at("2026-11-13", 0), "Nobody acted in time at “Check completeness”; the higher body has it now", "", true),
            self.event(2, at("2026-11-03", 540), "Registered", "One window", false),
            self.event(1, at("2026-11-02", 612), "Application filed", "Applicant", true),
        ]
    }

    fn applied(&self) -> Vec<(String, String)> {
        [("What is to be done?", "Four blocks of twelve dwellings."), ("Contact", "+7 700 000 00 00")]
            .map(|(a, b)| (self.s(a), self.s(b)))
            .into()
    }

    pub fn case(&self) -> Case {
        let holder = |body: &str, step: &str, clock: Option<Clock>| Holder {
            body: self.s(body),
            applicant: body == "Applicant",
            step: self.s(step),
            since: at("2026-11-13", 600),
            clock,
        };
        Case {
            number: 17,
            title: self.s("Housing block, plot 03-041-207"),
            service: self.s("Permission to start building"),
            place: self.s("City of Alatau"),
            filed: at("2026-11-02", 612),
            state: CaseState::Open,
            holders: vec![
                holder("Architecture department, city of Alatau", "Planning assignment", None),
                holder(
                    "Electricity network company",
                    "Electricity conditions",
                    Some(self.clock("Electricity conditions", 10, "2026-11-13", 6, "agreed")),
                ),
                holder(
                    "Water and sewerage company",
                    "Water conditions",
                    Some(self.clock("Water conditions", 10, "2026-11-13", 6, "agreed")),
                ),
            ],
            next: vec![self.s("Issue the initial materials")],
            stuck: true,
            diagram: "/cases/17/diagram".to_string(),
            promise: Some(Promise {
                at: at("2026-12-02", 0),
                yields: "refused".to_string(),
                step: self.s("Initial materials"),
                projected: false,
                cites: self.silence_cites(),
            }),
            asked: vec![Ask {
                title: self.s("Correct the file"),
                words: self.s("Two things are missing."),
                items: vec![
                    Because { text: self.s("The plan of the plot. It has no scale."), cites: self.silence_cites() },
                    Because { text: self.s("Sheet 4. It is missing."), cites: Vec::new() },
                ],
                until: Some(at("2026-11-28", 0)),
                yields: "withdrawn".to_string(),
                action: "/cases/17/answer".to_string(),
                fields: vec![Field { required: false, ..self.field("note", "What did you change?", "", FieldKind::Lines, "") }],
                cites: vec![self.cite(
                    "permits-law#completeness",
                    "Law on Permits and Notifications, Art. 25 Completeness",
                    Grade::Reported,
                )],
            }],
            time: ThreePart { statutory: 14.5, extended: 2.0, applicant: 4.5 },
            events: self.events(),
            last_event: 9,
            documents: vec![self.document("Sketch design", "sketch-2.pdf", false), self.document("Sketch design", "sketch-1.pdf", true)],
            attach: Some("/cases/17/documents".to_string()),
            looks: vec![Look { at: at("2026-11-20", 610), who: self.s("Officer 1"), what: self.s("case") }],
            application: self.applied(),
            rulings: Vec::new(),
            receipt: Some("/cases/17/receipt".to_string()),
            withdraw: Some("/cases/17/withdraw".to_string()),
            complaint: None,
            kept: None,
            work: None,
        }
    }

    pub fn closed_case(&self) -> Case {
        Case {
            state: CaseState::Closed { outcome: "refused".to_string(), at: at("2026-12-02", 0), by_silence: true },
            holders: Vec::new(),
            next: Vec::new(),
            diagram: "/cases/16/diagram".to_string(),
            promise: None,
            asked: Vec::new(),
            rulings: vec![Ruling {
                outcome: "refused".to_string(),
                step: self.s("Initial materials"),
                at: at("2026-12-02", 0),
                by: String::new(),
                body: self.s("Architecture department, city of Alatau"),
                reason: String::new(),
                grounds: vec![RulingGround {
                    cite: self.cite(
                        "appc#silence",
                        "Administrative Procedural and Process-Procedural Code, Art. 91(2) Silence",
                        Grade::Reported,
                    ),
                    reason: self.s("12 working days passed without an act."),
                }],
                because: vec![Because {
                    text: self.s("refused: nobody acted within 12 working days, and the law takes silence as: refused."),
                    cites: Vec::new(),
                }],
                record: "b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c".to_string(),
                receipt: "/cases/17/receipt?event=12".to_string(),
            }],
            complaint: Some(Complaint {
                until: Some(at("2027-03-02", 0)),
                action: "/cases/17/complaint".to_string(),
                decline: ("/cases/17/complete/9".to_string(), "complains".to_string()),
                error: self.s("Give an answer."),
                reason: self.s(""),
                cites: vec![self.cite(
                    "appc#complaint",
                    "Administrative Procedural and Process-Procedural Code, Art. 92 Complaint",
                    Grade::Reported,
                )],
            }),
            withdraw: None,
            kept: Some(self.kept()),
            work: Some("/work/17/4".to_string()),
            looks: Vec::new(),
            documents: Vec::new(),
            ..self.case()
        }
    }

    pub fn receipt(&self) -> Receipt {
        Receipt {
            number: 17,
            service: self.s("Permission to start building"),
            place: self.s("City of Alatau"),
            filed: at("2026-11-02", 612),
            what: self.s("Ruling on “Initial materials”"),
            outcome: "approved".to_string(),
            events: vec![(11, self.s("Ruled: approved")), (12, self.s("Done: Initial materials"))],
            later: true,
            at: at("2026-12-01", 905),
            by_silence: false,
            cites: self.silence_cites(),
            leaf: 12_477,
            origin: self.s("alatau.example/log"),
            size: 12_480,
            root: "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=".to_string(),
            counter: 1_873,
            download: "/cases/17/receipt.txt".to_string(),
            code: self.s("https://alatau.example/verify?entry=12477&leaf=b5bb9d8014a0f9b1d61e21e796d78dccdf1352f23cd32812f4850b878ae4944c"),
            back: Some("/cases/17".to_string()),
        }
    }
}
