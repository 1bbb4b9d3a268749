//! What holds for every page, in every language, whatever people wrote.

mod office;
mod sample;

use super::*;
use crate::pages::views::{NoticeKind, Who};
use alatau_core::text::by_key;
use roxmltree::{Document, Node, ParsingOptions};
use sample::{EVIL, Sample};
use std::collections::BTreeSet;

/// One page with its name.
type Written = (&'static str, String);

fn all_pages(sample: &Sample, lang: Lang) -> Vec<Written> {
    let frame = sample.frame();
    vec![
        ("front", render_front(&frame, &sample.front(), lang)),
        ("need", render_need(&frame, &sample.need(), lang)),
        ("sign-in", render_sign_in(&frame, &sample.sign_in(), lang)),
        ("set-up", render_set_up(&frame, &sample.set_up(), lang)),
        ("applications", render_applications(&frame, &sample.applications(), lang)),
        ("cases", render_cases(&frame, &sample.cases(), lang)),
        ("messages", render_messages(&frame, &sample.messages(), lang)),
        ("registers", render_registers(&frame, &sample.registers(), lang)),
        ("tasks", render_task_list(&frame, &sample.task_list(), lang)),
        ("form", render_form(&frame, &sample.form(), lang)),
        ("documents", render_documents(&frame, &sample.papers(), lang)),
        ("check", render_check_answers(&frame, &sample.check(), lang)),
        ("case", render_case(&frame, &sample.case(), lang)),
        ("case-closed", render_case(&frame, &sample.closed_case(), lang)),
        ("receipt", render_receipt(&frame, &sample.receipt(), lang)),
        ("worklist", render_worklist(&frame, &sample.worklist(), lang)),
        ("work", render_work(&frame, &sample.work(), lang)),
        ("confirm", render_work(&frame, &sample.confirm(), lang)),
        ("figures", render_figures(&frame, &sample.figures(), lang)),
        ("verify", render_verify(&frame, &sample.verify(), lang)),
        ("own", render_own(&frame, &sample.own(), lang)),
        ("accounts", render_accounts(&frame, &sample.accounts(), lang)),
        ("erasing", render_erasing(&frame, &sample.erasing(), lang)),
        ("provision", render_provision(&frame, &sample.provision(), lang)),
        ("problem", render_problem(&frame, &sample.problem(), lang)),
    ]
}

/// Every page in every language, from quiet and from hostile words.
fn check(rule: impl Fn(&str, &str, &Document)) {
    for sample in [Sample { hostile: false }, Sample { hostile: true }] {
        for lang in Lang::ALL {
            for (name, page) in all_pages(&sample, lang) {
                let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
                let name = format!("{name} ({lang}{})", if sample.hostile { ", hostile" } else { "" });
                let document = Document::parse_with_options(&page, options).unwrap_or_else(|e| panic!("{name}: {e}\n{page}"));
                rule(&name, &page, &document);
            }
        }
    }
}

fn elements<'a, 'i>(document: &'a Document<'i>, tag: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    document.descendants().filter(move |node| node.has_tag_name(tag))
}

fn text_of(node: Node<'_, '_>) -> String {
    node.descendants().filter_map(|n| if n.is_text() { n.text() } else { None }).collect::<String>().trim().to_string()
}

#[test]
fn a_page_says_its_language_and_has_one_title_one_heading_and_one_main_part() {
    check(|name, _, document| {
        let html = document.root_element();
        assert!(Lang::ALL.iter().any(|lang| html.attribute("lang") == Some(lang.code())), "{name}");
        for tag in ["title", "h1", "main"] {
            assert_eq!(elements(document, tag).count(), 1, "{name}: {tag}");
            assert!(elements(document, tag).all(|node| !text_of(node).is_empty()), "{name}: {tag} is empty");
        }
    });
}

#[test]
fn every_field_has_a_label_and_every_button_and_link_a_name() {
    check(|name, _, document| {
        let labelled: BTreeSet<&str> = elements(document, "label").filter_map(|label| label.attribute("for")).collect();
        for tag in ["input", "select", "textarea"] {
            for field in elements(document, tag).filter(|field| field.attribute("type") != Some("hidden")) {
                let id = field.attribute("id").unwrap_or_else(|| panic!("{name}: a field without an id"));
                assert!(labelled.contains(id), "{name}: `{id}` has no label");
            }
        }
        for tag in ["a", "button", "summary", "legend", "th", "label", "h2", "h3"] {
            assert!(elements(document, tag).all(|node| !text_of(node).is_empty()), "{name}: a {tag} without a name");
        }
        for picture in elements(document, "svg") {
            let told = picture.attribute("aria-label").is_some() || picture.attribute("aria-hidden") == Some("true");
            assert!(told, "{name}: a picture without words");
        }
        assert!(elements(document, "img").all(|img| img.attribute("alt").is_some()), "{name}: an image without words");
    });
}

#[test]
fn ids_are_unique_and_what_refers_to_one_finds_it() {
    check(|name, _, document| {
        let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: {ids:?}");
        for node in document.descendants() {
            let lists = ["for", "form", "aria-labelledby", "aria-describedby"].iter().filter_map(|a| node.attribute(*a));
            let wanted = lists.flat_map(str::split_whitespace);
            let fragment = node.attribute("href").and_then(|href| href.strip_prefix('#'));
            for id in wanted.chain(fragment) {
                assert!(unique.contains(id), "{name}: `{id}` is referred to and not there");
            }
        }
    });
}

#[test]
fn headings_go_down_one_level_at_a_time() {
    check(|name, _, document| {
        let levels = document.descendants().filter_map(|node| match node.tag_name().name() {
            "h1" => Some(1),
            "h2" => Some(2),
            "h3" => Some(3),
            _ => None,
        });
        let mut before = 0;
        for level in levels {
            assert!(before > 0 || level <= 2, "{name}: begins with h{level}");
            assert!(before == 0 || level <= before + 1, "{name}: h{level} follows h{before}");
            before = level;
        }
    });
}

#[test]
fn nothing_is_run_styled_or_fetched_from_elsewhere() {
    check(|name, _, document| {
        for node in document.descendants().filter(Node::is_element) {
            let tag = node.tag_name().name();
            assert!(!["script", "style", "iframe", "object", "embed", "base"].contains(&tag), "{name}: {tag}");
            for attribute in node.attributes() {
                let (key, value) = (attribute.name(), attribute.value());
                assert!(key != "style" && !key.starts_with("on"), "{name}: {tag} has {key}");
                if ["href", "src", "action", "formaction"].contains(&key) {
                    assert!(value.starts_with(['/', '#']) && !value.starts_with("//"), "{name}: {tag} leads to {value}");
                }
            }
        }
    });
}

#[test]
fn what_people_write_comes_back_as_text() {
    check(|name, page, document| {
        if !name.contains("hostile") {
            return;
        }
        assert!(!page.contains("<script"), "{name}");
        assert!(!page.contains('\u{202e}') && !page.contains('\0'), "{name}: the text can be turned around");
        let words: String = document.descendants().filter_map(|n| if n.is_text() { n.text() } else { None }).collect();
        assert!(words.contains("<script>alert(1)</script>"), "{name}: what was written is lost");
        assert!(EVIL.contains("<script>alert(1)</script>"));
    });
}

#[test]
fn every_link_of_the_site_keeps_the_language() {
    check(|name, _, document| {
        let lang = document.root_element().attribute("lang").unwrap_or_default();
        let body = elements(document, "main").next().expect("counted by another test");
        for node in body.descendants() {
            for key in ["href", "action"] {
                let Some(path) = node.attribute(key).filter(|path| path.starts_with('/') && !path.starts_with("/api/")) else { continue };
                let is_get = node.attribute("method") == Some("get");
                assert!(is_get || path.contains(&format!("lang={lang}")), "{name}: {path}");
            }
            if node.attribute("method") == Some("get") {
                let kept = node.descendants().any(|n| n.attribute("name") == Some("lang") && n.attribute("value") == Some(lang));
                assert!(kept, "{name}: a question forgets the language");
            }
        }
    });
}

#[test]
fn a_page_is_small_and_the_style_sheet_too() {
    for lang in Lang::ALL {
        for (name, page) in all_pages(&Sample { hostile: false }, lang) {
            assert!(page.len() < 100_000, "{name} has {} bytes", page.len());
        }
    }
    assert!(SHEET.len() < 30_000, "the style sheet has {} bytes", SHEET.len());
    assert!(!SHEET.contains("url(") && !SHEET.contains("@import") && !SHEET.contains("@font-face"), "the style sheet fetches");
}

#[test]
fn a_time_is_only_ever_shown_in_its_three_parts() {
    for (name, page) in all_pages(&Sample { hostile: false }, Lang::En) {
        let main = page.split("<h2 id=\"definitions\"").next().unwrap_or_default();
        let parts = ["Time of the bodies by law", "Extensions", "With the applicant"].map(|part| main.matches(part).count());
        assert!(parts.iter().all(|n| *n == parts[0]), "{name}: {parts:?}");
        assert_eq!(parts[0] > 0, ["case", "case-closed", "work", "confirm", "figures"].contains(&name), "{name}");
    }
}

#[test]
fn the_language_is_chosen_by_a_link_and_on_a_form_by_sending_it() {
    let sample = Sample { hostile: false };
    let receipt = render_receipt(&sample.frame(), &sample.receipt(), Lang::En);
    assert!(receipt.contains("href=\"/cases/17?lang=kk\""), "{receipt}");
    let (frame, lang) = (sample.frame(), Lang::En);
    let forms = [
        render_form(&frame, &sample.form(), lang),
        render_case(&frame, &sample.case(), lang),
        render_work(&frame, &sample.work(), lang),
        render_need(&frame, &sample.need(), lang),
        render_set_up(&frame, &sample.set_up(), lang),
        render_accounts(&frame, &sample.accounts(), lang),
        render_erasing(&frame, &sample.erasing(), lang),
        render_registers(&frame, &sample.registers(), lang),
    ];
    for form in forms {
        assert!(form.contains("form=\"form\" formnovalidate=\"formnovalidate\" name=\"then-lang\" value=\"kk\""), "{form}");
    }
}

#[test]
fn a_path_keeps_its_question_and_its_fragment() {
    assert_eq!(in_language("/need", Lang::Kk), "/need?lang=kk");
    assert_eq!(in_language("/need?in=alatau#grades", Lang::Ru), "/need?in=alatau&lang=ru#grades");
}

#[test]
fn midnight_is_the_end_of_the_day_before() {
    let t = Say(Lang::En);
    let day: alatau_core::time::Date = "2026-12-05".parse().expect("a day");
    assert_eq!(t.until(&views::Moment { day, minute: 0 }).replace('\u{a0}', " "), "4 December 2026, 24:00");
    assert_eq!(t.until(&views::Moment { day, minute: 845 }).replace('\u{a0}', " "), "5 December 2026, 14:05");
}

#[test]
fn words_of_the_kernel_have_their_messages() {
    for lang in Lang::ALL {
        let t = Say(lang);
        for yields in ["approved", "refused", "agreed", "withdrawn", "escalated"] {
            assert_ne!(t.meaning(yields), t.silence(yields), "{lang}: {yields}");
            assert!(by_key(lang, &format!("silence-{yields}")).is_some(), "{lang}: {yields}");
        }
        for outcome in ["approved", "refused", "withdrawn", "done"] {
            assert_ne!(t.outcome(outcome), outcome, "{lang}");
        }
        for grade in [Grade::Enacted, Grade::Reported, Grade::Bill, Grade::Assumed, Grade::Proposed] {
            assert!(!t.grade_hint(&grade).is_empty(), "{lang}: {grade}");
        }
        let day: alatau_core::time::Date = "2026-12-05".parse().expect("a day");
        assert!(!t.weekday(&day).starts_with("calendar-"), "{lang}");
    }
}

#[test]
fn who_is_signed_in_sees_the_parts_that_are_open_to_them() {
    let mut frame = Sample { hostile: false }.frame();
    frame.who = Some(Who { label: "Officer 1".into(), body: String::new(), sections: vec![Section::Work], unread: 0 });
    frame.notice = Some(views::Notice { kind: NoticeKind::Done, text: "Saved".into() });
    let page = render_problem(&frame, &Sample { hostile: false }.problem(), Lang::En);
    assert!(page.contains("href=\"/work?lang=en\"") && !page.contains("href=\"/accounts?lang=en\""), "{page}");
    assert!(page.contains("notice-done"), "{page}");
    frame.who = None;
    assert!(render_problem(&frame, &Sample { hostile: false }.problem(), Lang::En).contains("href=\"/sign-in?lang=en\""));
}

/// With `ALATAU_PAGES=FOLDER` the sample pages are written there, to be looked at.
#[test]
fn sample_pages_can_be_looked_at() {
    let Some(folder) = std::env::var_os("ALATAU_PAGES").map(std::path::PathBuf::from) else { return };
    std::fs::create_dir_all(folder.join("assets")).expect("a folder to write to");
    std::fs::write(folder.join("assets/portal.css"), SHEET).expect("written");
    for lang in Lang::ALL {
        for (name, page) in all_pages(&Sample { hostile: false }, lang) {
            let page = page.replace("\"/assets/", "\"assets/");
            std::fs::write(folder.join(format!("{name}-{lang}.html")), page).expect("written");
        }
    }
}
