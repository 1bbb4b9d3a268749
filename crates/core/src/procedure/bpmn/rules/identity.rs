//! Ids, and the names that point to them.

use super::model::Target;
use super::schema::{Content, SCHEMA, Value, Wanted};
use super::tags::Tag;
use super::{Check, rules};

rules! { "AL-2152";
    REPEATED Breaking "id-repeated" "8.3 Foundation"
        "an id names one element of a file"
        "give one of the two another id, and follow it through the references";
    ABSENT Formal "id-absent" "8.3 Foundation"
        "an element that others refer to, or may refer to, has an id"
        "give the element an id";
    LOST Breaking "reference-lost" "8.3 Foundation"
        "a reference names an element of the file, or with a prefix one of an imported file"
        "correct the name or add the element";
    OPEN Formal "reference-open" "8.3 Foundation"
        "a reference names an element of the file, or with a prefix one of an imported file"
        "correct the name or add the element";
    LOST_KIND Breaking "reference-kind-lost" "8.3 Foundation"
        "a reference names an element of the class that the attribute asks for"
        "name an element of that class";
    KIND Formal "reference-kind" "8.3 Foundation"
        "a reference names an element of the class that the attribute asks for"
        "name an element of that class";
    IMPORT Formal "import-incomplete" "8.2 Infrastructure"
        "an import says what it imports, and from where"
        "fill in namespace, location and importType";
}

/// Checks ids and references.
pub(super) fn check(check: &mut Check<'_, '_>) {
    for (first, second) in check.model.repeated.clone() {
        let place = check.model.label(first);
        let fact = format!("{} has the id of {place}", check.model.label(second));
        check.breach_at(&REPEATED, check.model.attribute_at(second, "id"), fact);
    }
    let named = SCHEMA.group("flowElement");
    let root = SCHEMA.group("rootElement");
    for item in 0..check.model.items.len() as u32 {
        let tag = check.model.tag(item);
        let trigger_inside = check.model.parent_tag(item) != Some(Tag::Definitions);
        let needs = check.model.is(item, named)
            || check.model.is(item, root) && !trigger_inside && tag != Tag::Collaboration
            || matches!(tag, Tag::Participant | Tag::MessageFlow | Tag::Operation);
        if needs && check.model.id(item).is_empty() {
            let fact = check.model.label(item);
            check.breach(&ABSENT, item, fact);
        }
        references(check, item);
    }
    for import in check.model.all(Tag::Import).collect::<Vec<_>>() {
        let blank = |name: &&str| check.model.attribute(import, name).is_some_and(str::is_empty);
        if let Some(name) = ["namespace", "location", "importType"].iter().find(|n| blank(n)) {
            let fact = format!("`{name}` of an import is empty");
            check.breach(&IMPORT, import, fact);
        }
    }
}

fn references(check: &mut Check<'_, '_>, item: u32) {
    let form = SCHEMA.form(check.model.tag(item));
    for field in &form.fields {
        if let (Value::Reference(wanted, grave), Some(name)) = (&field.value, check.model.attribute(item, &field.name)) {
            reference(check, item, &field.name, name, (wanted, *grave));
        }
    }
    if let Content::Value(Value::Reference(wanted, grave)) = &form.content {
        let tag = check.model.tag(item).name();
        reference(check, item, tag, check.model.text(item), (wanted, *grave));
    }
}

fn reference(check: &mut Check<'_, '_>, item: u32, what: &str, name: &str, (wanted, grave): (&Wanted, bool)) {
    let at = |check: &Check<'_, '_>| check.model.attribute_at(item, what);
    let whose = |check: &Check<'_, '_>| match check.model.items[item as usize].node.attribute(what) {
        Some(_) => format!("`{what}` of {}", check.model.label(item)),
        None => format!("`{what}` in {}", check.model.label(check.model.parent(item))),
    };
    match check.model.target(item, name) {
        Target::Elsewhere => {}
        Target::Nowhere => {
            let fact = format!("{} is `{name}`, which nothing here has as its id", whose(check));
            check.breach_at(if grave { &LOST } else { &OPEN }, at(check), fact);
        }
        Target::Here(found) if !wanted.takes(check.model.tag(found)) => {
            let fact = format!("{} is {}, not {}", whose(check), check.model.label(found), wanted.words);
            check.breach_at(if grave { &LOST_KIND } else { &KIND }, at(check), fact);
        }
        Target::Here(_) => {}
    }
}
