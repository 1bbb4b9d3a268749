//! Expressions: formal in executable processes, not empty, of the type that the place asks for.

use super::model::Model;
use super::schema::{Content, SCHEMA};
use super::tags::Tag;
use super::{Check, rules};

rules! { "AL-2164";
    NATURAL Formal "expression-natural" "8.4.6 Expressions"
        "a process with an expression in natural language is not executable"
        "write a formal expression, with xsi:type=\"tFormalExpression\", or say isExecutable=\"false\"";
    BODY Formal "expression-body" "8.4.6 Expressions"
        "a formal expression has a body"
        "write the expression, or remove the element";
    BOOLEAN Breaking "expression-boolean" "8.4.6 Expressions; 10.3.8 Loop Characteristics"
        "a condition is true or false"
        "write a condition, for example a comparison";
    NUMBER Breaking "expression-number" "10.3.8 Loop Characteristics"
        "the number of instances is a whole number"
        "write an expression that gives a whole number";
    BOTH_ENDS Formal "assignment-ends" "10.4.2 Execution Semantics for Data"
        "an assignment has `from` and `to` with an expression each"
        "write both";
}

const SCHEMA_INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// Whether the element says that its expression is formal, or is formal by its class.
pub(super) fn is_formal(model: &Model<'_, '_>, item: u32) -> bool {
    let said = model.items[item as usize].node.attribute((SCHEMA_INSTANCE, "type"));
    let formal = |t: &str| t.rsplit(':').next() == Some("tFormalExpression");
    said.is_some_and(|t| formal(t.trim())) || by_class(model, item)
}

/// Places whose class asks for a formal expression, so that nothing needs to be said.
fn by_class(model: &Model<'_, '_>, item: u32) -> bool {
    match model.tag(item) {
        Tag::FormalExpression | Tag::DataPath | Tag::MessagePath | Tag::Transformation => true,
        Tag::Condition => model.parent_tag(item) == Some(Tag::ComplexBehaviorDefinition),
        _ => false,
    }
}

/// Checks expressions.
pub(super) fn check(check: &mut Check<'_, '_>) {
    for item in 0..check.model.items.len() as u32 {
        let tag = check.model.tag(item);
        let mixed = matches!(SCHEMA.form(tag).content, Content::Mixed);
        if mixed && !matches!(tag, Tag::Expression) {
            expression(check, item, tag);
        }
    }
}

fn expression(check: &mut Check<'_, '_>, item: u32, tag: Tag) {
    let formal = is_formal(&check.model, item);
    let text = check.model.text(item);
    let elements = check.model.items[item as usize].node.children().any(|n| n.is_element());
    let owner = |check: &Check<'_, '_>| format!("`{}` of {}", tag.name(), check.model.label(check.model.parent(item)));
    if formal && text.is_empty() && !elements {
        let fact = owner(check);
        check.breach(&BODY, item, fact);
    }
    if !formal && check.model.executable(item) {
        let fact = owner(check);
        check.breach(&NATURAL, item, fact);
    }
    let rule = match tag {
        Tag::LoopCardinality if text.parse::<i64>().is_err() && is_literal(text) => &NUMBER,
        Tag::ConditionExpression | Tag::CompletionCondition | Tag::ActivationCondition | Tag::Condition | Tag::LoopCondition
            if is_literal(text) =>
        {
            &BOOLEAN
        }
        Tag::From | Tag::To if text.is_empty() && !formal && !elements => &BOTH_ENDS,
        _ => return,
    };
    let fact = format!("{} is `{text}`", owner(check));
    check.breach(rule, item, fact);
}

/// Whether the text is a number or a text in quotes, and nothing else.
fn is_literal(text: &str) -> bool {
    let inner = text.strip_prefix('"').and_then(|t| t.strip_suffix('"'));
    text.parse::<f64>().is_ok_and(f64::is_finite) || inner.is_some_and(|t| !t.contains('"'))
}
