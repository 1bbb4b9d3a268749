//! Loops and several instances of an activity.

use super::data::{is_collection, same_structure};
use super::schema::SCHEMA;
use super::tags::Tag;
use super::{Check, rules};

rules! { "AL-2160";
    BOTH Breaking "loop-and-instances" "10.3.8 Loop Characteristics"
        "an activity is a loop or has several instances, not both"
        "put the activity into a sub-process, and give each one marker";
    SOURCE Formal "instances-number" "10.3.8 Loop Characteristics"
        "in an executable process the instances come from `loopCardinality` or `loopDataInputRef`"
        "add one of the two";
    BOTH_SOURCES Formal "instances-number-twice" "10.3.8 Loop Characteristics"
        "the number of instances comes from `loopCardinality` or from `loopDataInputRef`, not both"
        "keep one of the two";
    INPUT Formal "instances-input" "10.3.8 Loop Characteristics"
        "`loopDataInputRef` of a task is one of its own data inputs"
        "name a dataInput of the task";
    OUTPUT Formal "instances-output" "10.3.8 Loop Characteristics"
        "`loopDataOutputRef` of a task is one of its own data outputs"
        "name a dataOutput of the task";
    INPUT_ITEM Formal "instances-input-item" "10.3.8 Loop Characteristics"
        "the input of an instance is one of the collection's items"
        "give `inputDataItem` the collection's structure, not a collection of it";
    OUTPUT_ITEM Formal "instances-output-item" "10.3.8 Loop Characteristics"
        "the output of an instance is one of the collection's items"
        "give `outputDataItem` the collection's structure, not a collection of it";
    ONE Formal "instances-one-event" "10.3.8 Loop Characteristics"
        "behavior One names the event that the first instance throws"
        "add oneBehaviorEventRef";
    NO_EVENT Formal "instances-none-event" "10.3.8 Loop Characteristics"
        "behavior None names the event that each instance throws"
        "add noneBehaviorEventRef";
    COMPLEX Formal "instances-complex" "10.3.8 Loop Characteristics"
        "behavior Complex has a `complexBehaviorDefinition`"
        "add it, or choose another behavior";
    MAXIMUM Breaking "loop-maximum" "10.3.8 Loop Characteristics"
        "a loop runs at most a positive number of times"
        "write a number from 1 up, or remove the attribute";
    CONDITION Formal "loop-condition" "10.3.8 Loop Characteristics"
        "in an executable process a loop has a condition or a most number of turns"
        "add loopCondition";
}

/// Checks loops.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let activity = SCHEMA.group("activity");
    let group = SCHEMA.group("loopCharacteristics");
    for item in 0..check.model.items.len() as u32 {
        if check.model.is(item, activity) && check.model.children(item).filter(|&c| check.model.is(c, group)).nth(1).is_some() {
            let fact = check.model.label(item);
            check.breach(&BOTH, item, fact);
        }
    }
    for item in check.model.all(Tag::StandardLoopCharacteristics).collect::<Vec<_>>() {
        let maximum = check.model.attribute(item, "loopMaximum");
        let few = maximum.is_some_and(|m| m.parse::<i64>().is_ok_and(|n| n < 1));
        let endless = maximum.is_none() && check.model.first(item, Tag::LoopCondition).is_none() && check.model.executable(item);
        for (rule, broken) in [(&MAXIMUM, few), (&CONDITION, endless)] {
            if broken {
                let fact = check.model.label(check.model.parent(item));
                check.breach(rule, item, fact);
            }
        }
    }
    for item in check.model.all(Tag::MultiInstanceLoopCharacteristics).collect::<Vec<_>>() {
        instances(check, item);
    }
}

fn instances(check: &mut Check<'_, '_>, item: u32) {
    let model = &check.model;
    let has = |tag| model.first(item, tag).is_some();
    let (number, input) = (has(Tag::LoopCardinality), has(Tag::LoopDataInputRef));
    let behavior = model.attribute(item, "behavior").unwrap_or("All");
    let found = [
        (&SOURCE, !number && !input && model.executable(item)),
        (&BOTH_SOURCES, number && input),
        (&ONE, behavior == "One" && model.attribute(item, "oneBehaviorEventRef").is_none()),
        (&NO_EVENT, behavior == "None" && model.attribute(item, "noneBehaviorEventRef").is_none()),
        (&COMPLEX, behavior == "Complex" && !has(Tag::ComplexBehaviorDefinition)),
    ];
    for (rule, broken) in found {
        if broken {
            let fact = check.model.label(check.model.parent(item));
            check.breach(rule, item, fact);
        }
    }
    sides(check, item);
}

/// The collections that instances take from and give to.
fn sides(check: &mut Check<'_, '_>, item: u32) {
    let activity = check.model.parent(item);
    let sub_process =
        check.model.items.get(activity as usize).is_none_or(|a| matches!(a.tag, Tag::SubProcess | Tag::AdHocSubProcess | Tag::Transaction));
    let all = [
        (Tag::LoopDataInputRef, Tag::DataInput, Tag::InputDataItem, &INPUT, &INPUT_ITEM),
        (Tag::LoopDataOutputRef, Tag::DataOutput, Tag::OutputDataItem, &OUTPUT, &OUTPUT_ITEM),
    ];
    for (reference, kind, scalar, rule, rule_item) in all {
        let Some(named) = check.model.first(item, reference) else { continue };
        let collection = check.model.listed(item, reference).next();
        let own = collection.is_some_and(|c| check.model.tag(c) == kind && check.model.parent(check.model.parent(c)) == activity);
        if !own && !sub_process && check.model.executable(item) {
            let fact = format!("`{}` in {} is `{}`", reference.name(), check.model.label(activity), check.model.text(named));
            check.breach(rule, named, fact);
        }
        let (Some(collection), Some(scalar)) = (collection, check.model.first(item, scalar)) else { continue };
        let model = &check.model;
        let (ours, theirs) = (model.referred(scalar, "itemSubjectRef"), model.referred(collection, "itemSubjectRef"));
        let one = ours.is_some_and(|i| is_collection(model, i)) || is_collection(model, scalar);
        if one || !same_structure(model, ours, theirs) {
            let fact = format!("{} of {}", model.label(scalar), model.label(activity));
            check.breach(rule_item, scalar, fact);
        }
    }
}
