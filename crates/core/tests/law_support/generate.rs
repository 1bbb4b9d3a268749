//! A large invented body of law, the same for the same seed: national laws, acts
//! of twenty councils within their competence, amending laws, orders on narrower
//! questions. Loaded and checked, it has no finding.

#![allow(dead_code, reason = "each test uses its own part")]

use std::collections::BTreeMap;
use std::fmt::Write;

/// Cities with a council of their own.
const CITIES: usize = 20;
/// Regions in which they lie.
const REGIONS: usize = 5;
/// Switches, each with the values `on` and `off`.
const SWITCHES: usize = 8;
/// Areas of the vocabulary.
const AREAS: usize = 40;

/// A generator of numbers (SplitMix64).
pub struct Random(pub u64);

impl Random {
    /// The next number below `bound`.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((word ^ (word >> 31)) % bound.max(1) as u64) as usize
    }
}

/// The files of a law of `acts` acts (at least 10) with `provisions` provisions each.
pub fn law(acts: usize, provisions: usize, seed: u64) -> BTreeMap<String, String> {
    let nationals = acts * 4 / 10;
    let mut maker = Maker { random: Random(seed), provisions, nationals, files: BTreeMap::new() };
    maker.lists(acts);
    maker.act("constitution", "constitutional-law", "parliament", "2015-01-01", "", Maker::competence);
    for number in 0..nationals {
        maker.act(&format!("law-{number}"), "law", "parliament", "2016-03-01", "", |m, k| m.national(number, k));
    }
    for number in 0..acts * 4 / 10 {
        let city = number % CITIES;
        let scope = format!("scope = {{ territory = \"city-{city}\" }}\n");
        maker
            .act(&format!("city-act-{number}"), "council-act", &format!("council-{city}"), "2019-05-01", &scope, |m, k| m.local(number, k));
    }
    let orders = acts * 5 / 100;
    for number in 0..orders {
        maker.act(&format!("order-{number}"), "order", "government", "2018-02-01", "", |m, k| m.narrower(number, k));
    }
    for number in 0..acts - 1 - nationals - acts * 4 / 10 - orders {
        maker.act(&format!("change-{number}"), "law", "parliament", "2021-09-01", "", |m, k| m.change(number, k));
    }
    maker.files
}

struct Maker {
    random: Random,
    provisions: usize,
    nationals: usize,
    files: BTreeMap<String, String>,
}

impl Maker {
    fn act(
        &mut self,
        id: &str,
        rank: &str,
        body: &str,
        day: &str,
        defaults: &str,
        mut block: impl FnMut(&mut Maker, usize) -> (String, String),
    ) {
        let mut text = format!(
            "+++\nid = \"{id}\"\ntitle = {{ en = \"{id}\", kk = \"{id}\", ru = \"{id}\" }}\nrank = \"{rank}\"\nbody = \"{body}\"\n\
             adopted = {day}\npublished = {day}\ngrade = \"assumed\"\nbasis = \"generated\"\nask = \"nobody\"\n{defaults}+++\n"
        );
        for k in 0..self.provisions {
            let (heading, content) = block(self, k);
            let _ = write!(
                text,
                "## Art. {} {heading} {{#p-{k}}}\nWhoever applies under this article is answered within the time and for the price that it names. \
                 The body says why it refuses, and keeps what it was given.\n{content}",
                k + 1
            );
        }
        self.files.insert(format!("acts/{id}.md"), text);
        let test = "- it: does not reach back\n  given: { place: country, filed: 2010-02-01 }\n  then: { parameter.p-0-6: no-rule }\n";
        self.files.insert(format!("acts/{id}.test.yaml"), test.into());
    }

    /// The slot that provision `k` of national law `number` answers; of ten, four are terms and silences.
    fn slot(&self, number: usize, k: usize) -> String {
        match k % 10 {
            0 | 2 => format!("term.q-{number}-{k}"),
            1 | 3 => format!("silence.q-{number}-{}", k - 1),
            4 => format!("jurisdiction.j-{number}-{k}"),
            5 => format!("informative.i-{number}-{k}"),
            _ => format!("parameter.p-{number}-{k}"),
        }
    }

    /// The slot that stands at place `at` of all that councils may answer otherwise.
    fn numbered(&self, at: usize) -> (usize, usize) {
        let at = at % (self.nationals * self.provisions);
        (at / self.provisions, at % self.provisions)
    }

    fn rule(&mut self, slot: &str, from: &str, more: &str) -> String {
        let number = self.random.below(30) + 1;
        let body = self.random.below(CITIES);
        let content = match slot.split('.').next().unwrap_or("") {
            "term" => format!(
                "length = {number}\nunit = \"working-days\"\ncounts-from = \"registered\"\nby = \"officer\"\nto = \"applicant\"\n\
                 calendar = \"national\"\nend = \"next-working-day\"\n"
            ),
            "silence" => format!("yields = \"{}\"\n", ["approved", "refused"][number % 2]),
            "jurisdiction" => format!("body = \"council-{body}\"\n"),
            "informative" => "because = \"it states a purpose\"\n".to_string(),
            _ if more.contains("per = ") => String::new(),
            _ => format!("value = \"{number}.{}\"\nunit = \"MCI\"\n", number % 10),
        };
        format!("```toml rule\nrule = \"{slot}\"\nfrom = {from}\n{content}{more}```\n")
    }

    /// Who may regulate what; and the calendar.
    fn competence(&mut self, k: usize) -> (String, String) {
        let block = match k {
            0..CITIES => format!(
                "```toml rule\nrule = \"competence.council-{k}\"\nfrom = 2015-06-01\nbody = \"council-{k}\"\nareas = [{}]\n\
                 scope = {{ territory = \"city-{k}\" }}\ndisplaces = \"law\"\nagainst-later = \"prevails\"\n```\n",
                (0..AREAS).map(|area| format!("\"area-{area}\"")).collect::<Vec<_>>().join(", ")
            ),
            _ if k < CITIES + 25 => format!(
                "```toml rule\nrule = \"calendar.national.{}\"\nfrom = {}-01-01\nweekly = \"mon-fri\"\n```\n",
                2016 + k - CITIES,
                2016 + k - CITIES
            ),
            _ => self.rule(&format!("informative.c-{k}"), "2015-06-01", ""),
        };
        (format!("Matter {k}"), block)
    }

    /// A rule for everybody; a third of the parameters has a row for each class.
    fn national(&mut self, number: usize, k: usize) -> (String, String) {
        let slot = self.slot(number, k);
        let rows = slot.starts_with("parameter.") && self.random.below(3) == 0;
        let more = match rows {
            true => {
                "per = \"class\"\nunit = \"MCI\"\nvalues = { class-0 = \"5.5\", class-1 = \"4.5\", class-2 = \"3.5\", class-3 = \"2.5\", class-4 = \"1.5\" }\n"
            }
            false => "",
        };
        (format!("Question {k}"), self.rule(&slot, "2016-07-01", more))
    }

    /// A council's answer, for its city: sometimes not for a class, for one status only, or in one reading only.
    fn local(&mut self, number: usize, k: usize) -> (String, String) {
        // 17 has no common divisor with the number of slots of an ordinary size, so a city answers each slot once.
        let (law, at) = self.numbered(((number / CITIES) * self.provisions + k) * 17);
        let slot = self.slot(law, at);
        let mut more = String::new();
        match self.random.below(8) {
            0 => more.push_str(&format!("except = {{ class = \"class-{}\" }}\n", self.random.below(4) + 1)),
            1 => more.push_str(&format!("when = {{ switch-{} = \"on\" }}\n", self.random.below(SWITCHES))),
            2 => {
                let (city, status) = (number % CITIES, self.random.below(3));
                more.push_str(&format!("scope = {{ territory = \"city-{city}\", person = \"status-{status}\" }}\n"));
            }
            _ => {}
        }
        let from = format!("{}-{:02}-01", 2019 + self.random.below(5), 6 + self.random.below(7));
        (format!("Question {at} of law {law}"), self.rule(&slot, &from, &more))
    }

    /// A narrower question than a national law's.
    fn narrower(&mut self, number: usize, k: usize) -> (String, String) {
        let slot = narrow(self.nationals, self.provisions, number * self.provisions + k);
        (format!("Special case {k}"), self.rule(&slot, "2018-07-01", ""))
    }

    /// New content for a provision of a national law.
    fn change(&mut self, number: usize, k: usize) -> (String, String) {
        let (law, at) = self.numbered((number * self.provisions + k) * 7);
        let from = format!("{}-01-01", 2022 + number % 9);
        let slot = self.slot(law, at);
        let amend = format!("```toml amend\namend = \"replace\"\ntarget = \"law-{law}#p-{at}\"\nfrom = {from}\n```\n");
        (format!("Change of law {law}"), amend + self.rule(&slot, &from, "").as_str())
    }

    fn lists(&mut self, acts: usize) {
        let label = |name: &str| format!("label = {{ en = \"{name}\", kk = \"{name}\", ru = \"{name}\" }}\n");
        let mut ranks = String::new();
        for (rank, more) in [("constitutional-law", ""), ("law", ""), ("order", ""), ("council-act", "needs-competence = true\n")] {
            let _ = write!(ranks, "[[rank]]\nid = \"{rank}\"\n{}{more}", label(rank));
        }
        let mut bodies = format!("[authorities.parliament]\n{}[authorities.government]\n{}", label("p"), label("g"));
        let mut places = format!("[territories.country]\n{}", label("country"));
        for region in 0..REGIONS {
            let _ = write!(places, "[territories.region-{region}]\n{}within = \"country\"\n", label("r"));
        }
        for city in 0..CITIES {
            let _ = write!(bodies, "[authorities.council-{city}]\n{}", label("c"));
            let _ = write!(places, "[territories.city-{city}]\n{}within = \"region-{}\"\n", label("c"), city % REGIONS);
        }
        let mut switches = String::new();
        for switch in 0..SWITCHES {
            let question = label("q").replacen("label", "question", 1);
            let _ =
                write!(switches, "[switches.switch-{switch}]\n{question}values = [\"on\", \"off\"]\ndefault = \"off\"\nask = \"nobody\"\n");
        }
        let mut words = String::new();
        for (list, count) in [("areas.area", AREAS), ("classes.class", 5), ("statuses.status", 3)] {
            for number in 0..count {
                let _ = write!(words, "[{list}-{number}]\n{}", label("w"));
            }
        }
        for word in ["events.registered", "roles.officer", "roles.applicant"] {
            let _ = write!(words, "[{word}]\n{}", label("w"));
        }
        let mut slots: Vec<String> =
            (0..self.nationals).flat_map(|n| (0..self.provisions).map(move |k| (n, k))).map(|(n, k)| self.slot(n, k)).collect();
        slots.extend((0..(acts * 5 / 100) * self.provisions).map(|at| narrow(self.nationals, self.provisions, at)));
        slots.extend((0..CITIES).map(|city| format!("competence.council-{city}")));
        for slot in slots {
            let area = self.random.below(AREAS);
            let _ = write!(
                words,
                "[slots.\"{slot}\"]\narea = \"area-{area}\"\nfavours = \"lower\"\noptional = {}\n{}",
                slot.starts_with("comp"),
                label("s")
            );
        }
        for (name, text) in
            [("ranks", ranks), ("authorities", bodies), ("territories", places), ("switches", switches), ("vocabulary", words)]
        {
            self.files.insert(format!("{name}.toml"), text);
        }
    }
}

/// A slot below a parameter of a national law.
fn narrow(nationals: usize, provisions: usize, at: usize) -> String {
    format!("parameter.p-{}-{}.special-{at}", at % nationals, 6 + (at * 10) % provisions.max(10))
}
