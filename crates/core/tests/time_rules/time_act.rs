//! The act `law/acts/calendar-kz.md` is made: from published days up to 2027,
//! by the rules of `time::projection` after that. `cargo xtask golden` refreshes it.

use crate::time_support::{act_path, date, table};
use alatau_core::time::projection::{self, FIRST_YEAR, LAST_YEAR};
use alatau_core::time::{Calendar, Date, DayRule, WeeklyPattern, YearData, Zone};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const LAST_PUBLISHED: i32 = 2027;
const HEAD: &str = include_str!("../data/time/calendar-kz.head.md");

#[test]
fn the_act_is_what_its_sources_and_rules_give() {
    let made = act();
    if std::env::var_os("ALATAU_GOLDEN").is_some_and(|mode| mode == "write") {
        std::fs::write(act_path(), &made).unwrap();
    }
    let committed = std::fs::read_to_string(act_path()).unwrap_or_default();
    let differs = committed.lines().zip(made.lines()).position(|(a, b)| a != b);
    assert!(committed == made, "law/acts/calendar-kz.md differs from line {:?} on; run cargo xtask golden", differs.map(|n| n + 1));
}

/// Days that the Government exchanged by decree: no rule foresees them.
#[test]
fn the_rules_give_the_published_years_but_for_exchanged_days() {
    for year in FIRST_YEAR..=LAST_PUBLISHED {
        let aits: Vec<Date> =
            published(year).into_iter().filter(|(_, rule)| rule.name == projection::KURBAN_AIT).map(|(date, _)| date).collect();
        let by_rule = projection::days_off(year, &projection::HOLIDAYS, &aits);
        let mut published = published(year);
        published.retain(|_, rule| rule.name != projection::EXCHANGED);
        assert_eq!(by_rule, published, "{year}");
    }
}

/// The whole act.
fn act() -> String {
    let mut text = HEAD.to_string();
    for year in FIRST_YEAR..=LAST_YEAR {
        provision(&mut text, year);
    }
    text
}

fn provision(text: &mut String, year: i32) {
    let (rest, known) = match year {
        2026 => return disputed_year(text),
        2027 => (REPORTED_2027, "2026-07-10".to_string()),
        FIRST_YEAR..2026 => (REPORTED, format!("{}-12-31", year - 1)),
        _ => (ASSUMED, "2026-07-10".to_string()),
    };
    let mut data = if year > LAST_PUBLISHED { projection::projected_year(year) } else { year_of(published(year)) };
    if year == 2027 {
        data.estimated = projection::projected_year(year).estimated;
    }
    write!(text, "\n## {year} {{#year-{year}}}\n{}", sentence(&data)).unwrap();
    block(text, &data, &format!("{year}-01-01"), &known, rest);
}

/// 2026: the calendar as published in December 2025, then the new Constitution.
fn disputed_year(text: &mut String) {
    let new = year_of(published(2026));
    let aits = [date("2026-05-27")];
    let holidays: Vec<_> = projection::HOLIDAYS.into_iter().chain([projection::OLD_CONSTITUTION_DAY_2026]).collect();
    let old = year_of(projection::days_off(2026, &holidays, &aits));
    write!(text, "\n## 2026 {{#year-2026}}\nAs published in December 2025, with Constitution Day on 30 August: {}", sentence(&old))
        .unwrap();
    block(text, &old, "2026-01-01", "2025-12-05", REPORTED_2026);
    write!(text, "\nSince the referendum of 15 March 2026, Constitution Day is 15 March, first kept in 2027; 30 August is no holiday any more, so that 31 August 2026 is worked, and so was 16 March 2026. {}", sentence(&new)).unwrap();
    block(text, &new, "2026-03-18", "2026-03-18", CHANGED_2026);
}

const REPORTED: &str = "grade = \"reported\"\nsource = \"python-holidays 0.109, which lists the Government's exchanges with their acts on adilet.zan.kz; `known` is set to the last day of the year before\"\n";
const REPORTED_2026: &str = "grade = \"reported\"\nsource = \"prg.kz/m/amp/document/33673598, 5 Dec 2025 (Ministry of Labour: production calendar 2026); inform.kz and alau.kz, 2 Jan 2026\"\n";
const CHANGED_2026: &str = "when = { constitution-day-2026 = \"15-march\" }\ngrade = \"reported\"\nsource = \"taspanews.kz, 18 Mar 2026, quoting the Ministry of Labour: 30 August is no day off from this year, 15 March is kept from 2027; python-holidays 0.109 likewise, after the text of law 267-II on adilet.zan.kz of 10 Jul 2026\"\n";
const REPORTED_2027: &str = "grade = \"reported\"\nsource = \"python-holidays 0.109 and date-holidays 3.37.0, which differ only on 24 March; the Ministry's production calendar for 2027 was not at hand\"\n";
const ASSUMED: &str = "grade = \"assumed\"\nbasis = \"rules of law 267-II on holidays and the Labour Code, art. 85, applied ahead; Kurban-ait by the tabular Islamic calendar; exchanges by the Government are not foreseen\"\nask = \"Ministry of Labour and Social Protection of the Population; for Kurban-ait the Spiritual Administration of Muslims\"\nsource = \"python-holidays 0.109 for the rules as they stand in July 2026\"\n";

/// "247 working days, by month ...", and what may still move.
fn sentence(data: &YearData) -> String {
    let calendar = Calendar::build("kz", Zone::utc(), std::slice::from_ref(data)).unwrap();
    let worked = |month: u32| {
        let first = Date::from_ymd(data.year, month, 1).unwrap();
        (first.0..=first.last_of_month().0).filter(|n| calendar.is_working(Date(*n)).unwrap()).count()
    };
    let months: Vec<usize> = (1..=12).map(worked).collect();
    let list = months.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    let mut text = format!("{} working days, by month {list}.", months.iter().sum::<usize>());
    if !data.estimated.is_empty() {
        text.push_str(" Kurban-ait is an estimate: it may come a day earlier or later.");
    }
    text + "\n"
}

fn block(text: &mut String, data: &YearData, from: &str, known: &str, rest: &str) {
    let mut values: BTreeMap<&str, String> =
        BTreeMap::from([("values", String::new()), ("names", String::new()), ("moved", String::new())]);
    let mut row = |table: &'static str, day: &Date, value: &str| {
        writeln!(values.get_mut(table).unwrap(), "\"{day}\" = \"{value}\"").unwrap();
    };
    for (day, rule) in &data.days {
        row("values", day, if rule.working { "work" } else { "off" });
        row("names", day, &rule.name);
        if let Some(from) = rule.moved_from {
            row("moved", day, &from.to_string());
        }
    }
    write!(text, "```toml rule\nrule = \"calendar.kz.{}\"\nfrom = {from}\nknown = {known}\n{rest}", data.year).unwrap();
    text.push_str("zone = \"Asia/Almaty\"\nweekly = \"mon-fri\"\n");
    if !data.estimated.is_empty() {
        let days: Vec<String> = data.estimated.iter().map(|day| format!("\"{day}\"")).collect();
        writeln!(text, "estimated = [{}]", days.join(", ")).unwrap();
    }
    for table in ["values", "names", "moved"] {
        if !values[table].is_empty() {
            write!(text, "[{table}]\n{}", values[table]).unwrap();
        }
    }
    text.push_str("```\n");
}

fn year_of(days: BTreeMap<Date, DayRule>) -> YearData {
    let year = days.keys().next().unwrap().year();
    YearData { days, estimated: BTreeSet::new(), ..YearData::weekly(year, WeeklyPattern::FIVE_DAYS) }
}

fn published(year: i32) -> BTreeMap<Date, DayRule> {
    let mut days = BTreeMap::new();
    for row in table("kz-published.csv", b',') {
        let day = date(&row[0]);
        if day.year() == year {
            let moved_from = (!row[3].is_empty()).then(|| date(&row[3]));
            days.insert(day, DayRule { working: &row[1] == "work", name: row[2].to_string(), moved_from });
        }
    }
    days
}
