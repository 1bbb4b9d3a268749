//! The page: one file that opens anywhere, without a script and without a
//! request to anybody.

use super::markup::Page;
use super::sections;
use super::sentence::{clauses, sentence};
use super::tables;
use super::words::say;
use alatau_core::text::{Lang, msg};
use alatau_twin::answer::Answer;

const STYLE: &str = include_str!("report.css");

/// The answer as one self-contained HTML file.
pub fn html(answer: &Answer, lang: Lang) -> String {
    let mut page = Page::new();
    page.open("html", &[("lang", lang.code())]);
    head(&mut page, answer, lang);
    page.open("body", &[]);
    page.element("a", &[("class", "skip"), ("href", "#answer")], &say(lang, msg::REPORT_SKIP));
    page.open("main", &[]);
    top(&mut page, answer, lang);
    for section in sections::ALL {
        section(&mut page, answer, lang);
    }
    page.element("p", &[("class", "footer")], &say(lang, msg::REPORT_FOOTER));
    page.close();
    page.close();
    page.close();
    page.finish()
}

fn head(page: &mut Page, answer: &Answer, lang: Lang) {
    page.open("head", &[]);
    page.void("meta", &[("charset", "utf-8")]);
    page.void("meta", &[("name", "viewport"), ("content", "width=device-width, initial-scale=1")]);
    page.void("meta", &[("name", "color-scheme"), ("content", "light dark")]);
    page.void("meta", &[("name", "description"), ("content", &sentence(answer, lang))]);
    page.element("title", &[], &say(lang, msg::REPORT_TITLE));
    page.style(STYLE);
    page.close();
}

/// Title, the sentence in big type, key figures, what weakens the answer.
fn top(page: &mut Page, answer: &Answer, lang: Lang) {
    page.open("header", &[("id", "answer")]);
    page.element("h1", &[], &say(lang, msg::REPORT_TITLE));
    page.element("p", &[("class", "subtitle")], &tables::subtitle(answer, lang));
    page.open("p", &[("class", "sentence")]);
    let said = clauses(answer, lang);
    for (i, clause) in said.iter().enumerate() {
        let end = if i + 1 == said.len() { "." } else { "; " };
        page.element("span", &[("class", if i < 2 { "first" } else { "then" })], &format!("{clause}{end}"));
    }
    page.close();
    sections::tiles(page, answer, lang);
    if let Some(said) = tables::chance(answer, lang) {
        page.element("p", &[("class", "note")], &said);
    }
    page.open("ul", &[("class", "warnings")]);
    for warning in tables::warnings(answer, lang) {
        page.element("li", &[], &warning);
    }
    page.close();
    page.close();
}
