//! The path on paper as a timeline: one lane per body, all regimes on one scale.

use super::super::markup::Page;
use super::super::words::{days, length, name, say};
use super::{Scale, Strip, axis, percent, row};
use alatau_core::text::{Lang, msg};
use alatau_twin::answer::{Paper, PaperStep};

/// Height of one track of a lane.
const TRACK: f64 = 22.0;

/// One timeline per regime.
pub fn paper(page: &mut Page, papers: &[&Paper], lang: Lang) {
    let scale = Scale::of(papers.iter().flat_map(|p| p.walk.iter().map(|s| s.to_day).chain([p.longest_days])));
    page.open("div", &[("class", "timelines")]);
    for paper in papers {
        page.open("figure", &[("class", "chart timeline")]);
        page.open("figcaption", &[]);
        page.element("strong", &[], &name(lang, "column", &paper.id));
        page.element("span", &[("class", "detail")], &days(lang, paper.longest_days));
        page.close();
        for (body, steps) in lanes(paper) {
            lane(page, &scale, &body, &steps, lang);
        }
        axis(page, &scale, lang, &say(lang, msg::PAPER_AXIS));
        page.close();
    }
    page.close();
}

/// Steps with their numbers, grouped by body in order of first appearance.
fn lanes(paper: &Paper) -> Vec<(String, Vec<(usize, &PaperStep)>)> {
    let mut lanes: Vec<(String, Vec<(usize, &PaperStep)>)> = Vec::new();
    for (i, step) in paper.walk.iter().enumerate() {
        match lanes.iter_mut().find(|(body, _)| *body == step.body) {
            Some((_, steps)) => steps.push((i + 1, step)),
            None => lanes.push((step.body.clone(), vec![(i + 1, step)])),
        }
    }
    lanes
}

/// Steps of one body; those that overlap stand on tracks below each other.
fn lane(page: &mut Page, scale: &Scale, body: &str, steps: &[(usize, &PaperStep)], lang: Lang) {
    let mut ends: Vec<f64> = Vec::new();
    let tracks: Vec<usize> = steps
        .iter()
        .map(|(_, step)| {
            let from = scale.at(step.from_day);
            let to = scale.at(step.to_day).max(from + 5.0);
            match ends.iter().position(|end| *end <= from + 1e-6) {
                Some(track) => {
                    ends[track] = to;
                    track
                }
                None => {
                    ends.push(to);
                    ends.len() - 1
                }
            }
        })
        .collect();
    let called = name(lang, "body", body);
    let said: Vec<String> = steps.iter().map(|(number, step)| describe(*number, step, lang)).collect();
    row(page, &called, "", |page| {
        let height = ends.len() as f64 * TRACK + 6.0;
        let mut strip = Strip::new(page, scale, height, &format!("{called}: {}", said.join("; ")));
        for (((number, step), track), words) in steps.iter().zip(&tracks).zip(&said) {
            draw(&mut strip, *number, step, 4.0 + *track as f64 * TRACK, words);
        }
        strip.close();
    });
}

fn draw(strip: &mut Strip, number: usize, step: &PaperStep, top: f64, words: &str) {
    let passes = matches!(step.silence.as_deref(), Some("approved" | "agreed"));
    let class = match step.body.as_str() {
        "applicant" => "task applicant",
        _ if passes => "task passes",
        _ => "task",
    };
    strip.page.open("g", &[]);
    strip.page.element("title", &[], words);
    strip.bar(step.from_day, step.to_day, top, 18.0, class);
    let (left, right) = (strip.scale.at(step.from_day), strip.scale.at(step.to_day));
    let wide = right - left > 4.5;
    let late = left > 93.0;
    let (x, anchor) = match (wide, late) {
        (true, _) => ((left + right) / 2.0, "middle"),
        (false, false) => (right + 0.9, "start"),
        (false, true) => (left - 0.9, "end"),
    };
    let ink = if wide && !passes { "inside on-task" } else { "inside" };
    strip.page.element(
        "text",
        &[("class", ink), ("x", &percent(x)), ("y", &super::px(top + 9.5)), ("text-anchor", anchor), ("dominant-baseline", "central")],
        &number.to_string(),
    );
    strip.page.close();
}

/// `3. Sketch approved, 10 working days (day 12 to 26)`, for the title of a bar.
fn describe(number: usize, step: &PaperStep, lang: Lang) -> String {
    let mut words = format!("{number}. {}", step.name);
    if let Some(said) = &step.length {
        words.push_str(&format!(", {}", length(lang, said)));
    }
    if let Some(silence) = &step.silence {
        words.push_str(&format!(", {}: {}", say(lang, msg::HEAD_ON_SILENCE), name(lang, "silence", silence)));
    }
    words
}
