//! Fifty acts with everything that an act's file may hold, and characters that XML and TOML find hard.

use crate::law_support::{day, example_files};
use std::collections::BTreeMap;

/// Numbers that look random and are the same each time (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    fn of<'t>(&mut self, words: &[&'t str]) -> &'t str {
        words[usize::try_from(self.below(words.len() as u64)).expect("small")]
    }
}

const WORDS: [&str; 16] = [
    "the authority",
    "decides",
    "within",
    "ten working days;",
    "“silence”",
    "is agreement",
    "<not> & \"never\"",
    "рұқсат беру",
    "мерзімі",
    "орган",
    "отказывает",
    "мотивированно",
    "§ 4",
    "fee > 0.5 MCI/m²",
    "]]>",
    "п. 2 — см. приложение №1",
];
const HEADINGS: [&str; 6] = ["Scope", "Terms & fees", "Silence <of the body>", "Рұқсаттар", "Сроки \"решения\"", ""];
const LABELS: [&str; 6] = ["Art. ", "Article ", "§", "Статья ", "", ""];

/// The lists of the fictional example, and fifty acts with translations and amendments.
pub fn files(seed: u64) -> BTreeMap<String, String> {
    let mut dice = Dice(seed);
    let mut files: BTreeMap<String, String> = example_files().into_iter().filter(|(name, _)| !name.starts_with("acts/")).collect();
    let mut keys: Vec<String> = Vec::new();
    for number in 0..50 {
        let id = format!("act-{number:02}");
        let mut levels: Vec<(usize, String)> = Vec::new();
        let mut text = front(&id, number, &mut dice);
        if dice.below(2) == 0 {
            text.push_str(&format!("\n{}\n", sentence(&mut dice, &keys)));
        }
        for provision in 0..=dice.below(7) {
            let level = levels.last().map_or(2, |(above, _)| 2 + dice.below(*above as u64) as usize).min(4);
            let key = format!("p-{provision}");
            text.push_str(&format!("\n{}\n{}", heading(level, &key, provision, &mut dice), body(&mut dice, &keys)));
            for rule in 0..dice.below(3) {
                text.push_str(&block(&format!("parameter.n{number}-{provision}-{rule}"), number, &mut dice));
            }
            if let (true, Some(target)) = (dice.below(3) == 0, pick(&keys, &mut dice)) {
                text.push_str(&amendment(&target, number, provision, &mut dice));
            }
            levels.push((level, key));
        }
        for language in ["kk", "ru"].into_iter().take(dice.below(3) as usize) {
            let words: Vec<String> = levels
                .iter()
                .map(|(level, key)| {
                    format!(
                        "{} {}{{#{key}}}\n{}",
                        "#".repeat(*level),
                        dice.of(&["25-бап. Келісу ", "Статья 7 Срок ", ""]),
                        body(&mut dice, &keys)
                    )
                })
                .collect();
            files.insert(format!("acts/{id}.{language}.md"), words.join("\n"));
        }
        keys.extend(levels.iter().map(|(_, key)| format!("{id}#{key}")));
        files.insert(format!("acts/{id}.md"), if number == 7 { text.replace('\n', "\r\n") } else { text });
    }
    files
}

fn front(id: &str, number: i32, dice: &mut Dice) -> String {
    let adopted = day("2015-01-01").plus(number * 61);
    let eli = if dice.below(2) == 0 { format!("eli = \"kz/act/{number}?a=1&b=<2>\"\n") } else { String::new() };
    let rank = dice.of(&["code", "constitutional-law", "council-act"]);
    format!(
        "+++\nid = \"{id}\"\n{eli}title.en = \"Act No. {number} on “terms” & <fees>\"\ntitle.kk = \"№{number} заң\"\n\
         # a remark that nobody may lose: <&>\nrank = \"{rank}\"\nbody = \"parliament\"\nadopted = {adopted}\npublished = {}\ngrade = \"assumed\"\n\
         basis = 'generated; \"quoted\"'\nask = \"nobody\"\nscope = {{ territory = \"alatau\" }}\n+++\n",
        adopted.plus(9)
    )
}

fn heading(level: usize, key: &str, number: u64, dice: &mut Dice) -> String {
    let label = match dice.of(&LABELS) {
        "" => String::new(),
        word => format!("{word}{number}-1 "),
    };
    format!("{} {label}{} {{#{key}}}", "#".repeat(level), dice.of(&HEADINGS))
}

fn body(dice: &mut Dice, keys: &[String]) -> String {
    let paragraphs: Vec<String> = (0..dice.below(4)).map(|_| sentence(dice, keys)).collect();
    paragraphs.join("\n\n") + "\n"
}

fn sentence(dice: &mut Dice, keys: &[String]) -> String {
    let mut words: Vec<String> = (0..3 + dice.below(12)).map(|_| dice.of(&WORDS).to_string()).collect();
    if let Some(key) = pick(keys, dice) {
        words.insert(1, format!("(см. `{key}`)"));
        words.push(key);
    }
    words.join(if dice.below(4) == 0 { "\n" } else { " " })
}

fn pick(keys: &[String], dice: &mut Dice) -> Option<String> {
    if keys.is_empty() { None } else { Some(keys[dice.below(keys.len() as u64) as usize].clone()) }
}

fn block(slot: &str, number: i32, dice: &mut Dice) -> String {
    let from = day("2016-01-01").plus(number * 61);
    let value = dice.of(&["\"0.016\"", "\"a < b && c > \\\"d\\\"\"", "'ң ө ұ'", "17", "2031-05-01", "true"]);
    format!("\n```toml rule\nrule = \"{slot}\"\nfrom = {from} # from <here> on\nvalue = {value}\nsource = \"№{number} & c.\"\n```\n")
}

fn amendment(target: &str, number: i32, provision: u64, dice: &mut Dice) -> String {
    let from = day("2017-01-01").plus(number * 61);
    let what = match dice.below(4) {
        0 => format!("amend = \"repeal\"\ntarget = \"{target}\"\nsuccessor = \"none\"\nfrom = {from}"),
        1 => format!("amend = \"renumber\"\ntarget = \"{target}\"\nlabel = \"Art. 9<1>\"\nfrom = {from}"),
        2 => format!("amend = \"insert\"\ntarget = \"{}-new-{number}-{provision}\"\nfrom = {from}", target),
        _ => format!("amend = \"replace\"\ntarget = \"{target}\"\nfrom = {from}"),
    };
    format!("\n```toml amend\n{what}\n```\n")
}
