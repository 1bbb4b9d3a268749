//! Which elements and attributes stand where, how many, in which order, and what the attributes hold.

use super::schema::{Content, Field, Form, SCHEMA, Value};
use super::tags::Tag;
use super::values::{is_id, is_mime, is_uri};
use super::{Check, Rule, rules};
use crate::procedure::bpmn::MODEL;

rules! { "AL-2151";
    UNKNOWN Breaking "element-unknown" "15.3 XML representation"
        "BPMN has no element of this name"
        "check the spelling; elements of a tool belong into its own namespace";
    PLACE Formal "element-place" "15.3 XML representation"
        "the element has no place there"
        "move it to an element that has it, or remove it";
    ORDER Formal "element-order" "15.3 XML representation"
        "the children of an element stand in the order of its class"
        "put the element before those that follow it in the standard";
    COUNT Formal "element-count" "15.3 XML representation"
        "there is at most one such child"
        "keep one of them";
    MISSING Formal "element-missing" "15.3 XML representation"
        "the child is mandatory"
        "add the child, or remove the element around it";
    STRAY_TEXT Formal "text-place" "15.3 XML representation"
        "the element holds elements only, no text"
        "move the text into `documentation` or a text annotation";
    ATTRIBUTE Formal "attribute-unknown" "15.3 XML representation"
        "the element has no such attribute"
        "remove it; attributes of a tool belong into its own namespace";
    ATTRIBUTE_MISSING Formal "attribute-missing" "15.3 XML representation"
        "the attribute is mandatory"
        "add the attribute";
    BOOLEAN Breaking "value-boolean" "15.3 XML representation"
        "the value is `true` or `false`"
        "write `true` or `false`";
    INTEGER Formal "value-integer" "15.3 XML representation"
        "the value is a whole number"
        "write digits only";
    QUANTITY Breaking "value-quantity" "10.3 Activities"
        "the number of tokens that start or complete an activity is not less than one"
        "write 1, the usual number";
    URI Formal "value-uri" "8.4.6 Expressions"
        "the value is an address (URI)"
        "write the address of the language or type, for example https://www.omg.org/spec/DMN/20191111/FEEL/";
    MIME Formal "value-media-type" "8.3 Foundation; 10.3.3 Tasks"
        "the format is a media type such as text/plain"
        "write type and subtype with a slash between";
    WORD Formal "value-word" "15.3 XML representation"
        "the value is one of the words that the standard lists"
        "write one of them, in the same letters";
    ID Formal "value-id" "8.3 Foundation"
        "an id begins with a letter or `_` and holds letters, digits, `_`, `-` and `.`"
        "choose another id, there and wherever it is used";
}

/// Holds every element against the table of the standard.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let unknown: Vec<_> = check.model.unknown.iter().map(|n| (n.range().start, n.tag_name().name().to_string())).collect();
    for (at, name) in unknown {
        check.breach_at(&UNKNOWN, at, format!("`{name}`"));
    }
    for item in 0..check.model.items.len() as u32 {
        let form = SCHEMA.form(check.model.tag(item));
        attributes(check, item, form);
        content(check, item, form);
    }
}

fn attributes(check: &mut Check<'_, '_>, item: u32, form: &Form) {
    let mut required = form.fields.iter().filter(|f| f.required).count();
    for attribute in check.model.items[item as usize].node.attributes() {
        if attribute.namespace().is_some_and(|n| n != MODEL) {
            continue;
        }
        match form.fields.iter().find(|f| f.name == attribute.name()) {
            Some(field) => {
                required -= usize::from(field.required);
                value(check, item, &field.name, attribute.value().trim(), &field.value);
            }
            None => {
                let fact = format!("`{}` at {}", attribute.name(), check.model.label(item));
                check.breach_at(&ATTRIBUTE, attribute.range().start, fact);
            }
        }
    }
    if required > 0 {
        let absent = |f: &&Field| f.required && check.model.attribute(item, &f.name).is_none();
        let names: Vec<&str> = form.fields.iter().filter(absent).map(|f| f.name.as_str()).collect();
        let fact = format!("`{}` of {}", names.join("`, `"), check.model.label(item));
        check.breach(&ATTRIBUTE_MISSING, item, fact);
    }
}

fn value(check: &mut Check<'_, '_>, item: u32, name: &str, text: &str, value: &Value) {
    let rule: &'static Rule = match value {
        Value::Boolean if !matches!(text, "true" | "false" | "1" | "0") => &BOOLEAN,
        Value::Integer if text.parse::<i64>().is_err() => &INTEGER,
        Value::Count if text.parse::<i64>().is_err() => &INTEGER,
        Value::Count if text.parse::<i64>().is_ok_and(|n| n < 1) => &QUANTITY,
        Value::Uri if !is_uri(text) => &URI,
        Value::Mime if !is_mime(text) => &MIME,
        Value::Word(words) if !words.iter().any(|w| w == text) => &WORD,
        Value::Id if !is_id(text) => &ID,
        _ => return,
    };
    let words = match value {
        Value::Word(words) => format!(" (the words are {})", words.join(", ")),
        _ => String::new(),
    };
    let fact = format!("`{name}` of {} is `{text}`{words}", check.model.label(item));
    check.breach_at(rule, check.model.attribute_at(item, name), fact);
}

fn content(check: &mut Check<'_, '_>, item: u32, form: &Form) {
    if matches!(form.content, Content::Anything | Content::Value(_)) {
        return;
    }
    if matches!(form.content, Content::Elements) {
        let node = check.model.items[item as usize].node;
        let stray = node.children().find(|n| n.is_text() && n.text().is_some_and(|t| !t.trim_ascii().is_empty()));
        if let Some(text) = stray {
            let fact = format!("text in {}", check.model.label(item));
            check.breach_at(&STRAY_TEXT, text.range().start, fact);
        }
    }
    children(check, item, form);
}

/// One walk along the children and the particles of the parent together.
fn children(check: &mut Check<'_, '_>, item: u32, form: &Form) {
    let (mut place, mut count) = (0, 0);
    let mut seen = vec![false; form.particles.len()];
    let mut child = check.model.items[item as usize].child;
    while let Some(found) = check.model.items.get(child as usize) {
        let (tag, next) = (found.tag, found.next);
        let groups = SCHEMA.form(tag).groups;
        let takes = |at: &usize| form.particles[*at].takes(tag, groups);
        match (place..form.particles.len()).find(takes) {
            Some(at) => {
                count = if at == place { count + 1 } else { 1 };
                place = at;
                seen[at] = true;
                if count > form.particles[at].most {
                    let fact = format!("{} is number {count} in {}", check.model.label(child), check.model.label(item));
                    check.breach(&COUNT, child, fact);
                }
            }
            None => misplaced(check, item, child, form, &mut seen),
        }
        child = next;
    }
    for (particle, seen) in form.particles.iter().zip(&seen) {
        if particle.least > 0 && !seen {
            let fact = format!("{} has no `{}`", check.model.label(item), particle.words);
            check.breach(&MISSING, item, fact);
        }
    }
    if let Some(particle) = form.particles.iter().find(|p| p.least > 1) {
        let found =
            check.model.children(item).filter(|&c| particle.takes(check.model.tag(c), SCHEMA.form(check.model.tag(c)).groups)).count();
        if (1..particle.least).contains(&found) {
            let fact =
                format!("{} has {found} `{}` where the standard asks for {}", check.model.label(item), particle.words, particle.least);
            check.breach(&MISSING, item, fact);
        }
    }
}

fn misplaced(check: &mut Check<'_, '_>, item: u32, child: u32, form: &Form, seen: &mut [bool]) {
    let tag = check.model.tag(child);
    let groups = SCHEMA.form(tag).groups;
    match form.particles.iter().position(|p| p.takes(tag, groups)) {
        Some(at) => {
            let rule = if seen[at] && form.particles[at].most == 1 { &COUNT } else { &ORDER };
            seen[at] = true;
            let fact = format!("{} in {}", check.model.label(child), check.model.label(item));
            check.breach(rule, child, fact);
        }
        // The table of the class has documentation, the XML form forgot it.
        None if check.model.tag(item) == Tag::Definitions && tag == Tag::Documentation => {}
        None => {
            let fact = format!("{} in {}", check.model.label(child), check.model.label(item));
            check.breach(&PLACE, child, fact);
        }
    }
}
