//! Data: inputs, outputs and their sets, associations, items.

use super::model::{Model, NONE};
use super::schema::SCHEMA;
use super::tags::Tag;
use super::{Check, rules};

rules! { "AL-2162";
    COLLECTION Formal "data-collection" "10.4.1 Data Modeling"
        "`isCollection` of data agrees with their item definition"
        "set both to the same value";
    STATE_NAME Formal "data-reference-name" "10.4.1 Data Modeling"
        "a reference to a data object in a state is called `object [state]`"
        "rename the reference";
    PROPERTY Formal "property-place" "10.4.1 Data Modeling"
        "properties belong to processes, activities and events"
        "move the property into one of these";
    INPUT_UNUSED Formal "data-input-set" "10.4.1 Data Modeling"
        "a data input is in an input set"
        "name it in `dataInputRefs`";
    OUTPUT_UNUSED Formal "data-output-set" "10.4.1 Data Modeling"
        "a data output is in an output set"
        "name it in `dataOutputRefs`";
    OPTIONAL_INPUT Formal "optional-input" "10.4.1 Data Modeling"
        "an optional input is one of the set's inputs"
        "name it in `dataInputRefs` of the set too";
    WHILE_INPUT Formal "while-executing-input" "10.4.1 Data Modeling"
        "an input taken while executing is one of the set's inputs"
        "name it in `dataInputRefs` of the set too";
    OPTIONAL_OUTPUT Formal "optional-output" "10.4.1 Data Modeling"
        "an optional output is one of the set's outputs"
        "name it in `dataOutputRefs` of the set too";
    WHILE_OUTPUT Formal "while-executing-output" "10.4.1 Data Modeling"
        "an output given while executing is one of the set's outputs"
        "name it in `dataOutputRefs` of the set too";
    SETS Formal "sets-both-ways" "10.4.1 Data Modeling"
        "an input set and an output set that belong together name each other"
        "add the reference that is missing";
    SET_FOREIGN Formal "set-own-data" "10.4.1 Data Modeling"
        "a set holds data of its own element"
        "name a data input or output that stands beside the set";
    ITEM Formal "association-item" "10.4.1 Data Modeling"
        "the ends of a data association have the same item definition, or there is a transformation"
        "add a transformation, or give both the same item definition";
    SOURCES Formal "association-sources" "10.4.1 Data Modeling"
        "a data association without a transformation or assignments has one source"
        "name one source, or add a transformation";
    FROM_OUTPUT Formal "association-from-output" "10.4.1 Data Modeling"
        "a data output of the process is a target of data associations, never a source"
        "turn the association, or use a data object";
    TO_INPUT Formal "association-to-input" "10.4.1 Data Modeling"
        "a data input of the process is a source of data associations, never a target"
        "turn the association, or use a data object";
    INPUT_TARGET Formal "input-association-target" "10.4.1 Data Modeling"
        "a data input association ends at a data input of its own element"
        "name a dataInput of the activity or event";
    OUTPUT_SOURCE Formal "output-association-source" "10.4.1 Data Modeling"
        "a data output association begins at a data output of its own element"
        "name a dataOutput of the activity or event";
    CAPACITY Formal "data-store-capacity" "10.4.1 Data Modeling"
        "a store with a capacity is not unlimited"
        "say isUnlimited=\"false\", or remove the capacity";
}

/// Whether an element says that it holds a collection.
pub(super) fn is_collection(model: &Model<'_, '_>, item: u32) -> bool {
    model.says(item, "isCollection")
}

/// Whether two item definitions have one structure; unknown ones agree with all.
pub(super) fn same_structure(model: &Model<'_, '_>, a: Option<u32>, b: Option<u32>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return true };
    a == b || matches!((model.attribute(a, "structureRef"), model.attribute(b, "structureRef")), (Some(a), Some(b)) if a == b)
}

/// Whether what is meant and what is given have the same item; an item that only one names is a difference.
pub(super) fn same_item(model: &Model<'_, '_>, a: Option<u32>, b: Option<u32>) -> bool {
    a.is_some() == b.is_some() && same_structure(model, a, b)
}

/// Checks data.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let sets = [
        (Tag::DataInputRefs, Tag::OptionalInputRefs, &OPTIONAL_INPUT),
        (Tag::DataInputRefs, Tag::WhileExecutingInputRefs, &WHILE_INPUT),
        (Tag::DataOutputRefs, Tag::OptionalOutputRefs, &OPTIONAL_OUTPUT),
        (Tag::DataOutputRefs, Tag::WhileExecutingOutputRefs, &WHILE_OUTPUT),
    ];
    for (all, some, rule) in sets {
        let all = check.model.pairs(all);
        for item in check.model.all(some).collect::<Vec<_>>() {
            let pair = (check.model.parent(item), check.model.named(item, check.model.text(item)));
            if all.binary_search(&pair).is_err() {
                let fact = format!("`{}`", check.model.text(item));
                check.breach(rule, item, fact);
            }
        }
    }
    let used = |tag| check.model.pairs(tag).into_iter().map(|p| p.1).collect::<std::collections::BTreeSet<u32>>();
    let used = [used(Tag::DataInputRefs), used(Tag::DataOutputRefs)];
    for item in 0..check.model.items.len() as u32 {
        match check.model.tag(item) {
            Tag::DataInput | Tag::DataOutput => {
                let output = check.model.tag(item) == Tag::DataOutput;
                collection(check, item);
                if !used[usize::from(output)].contains(&item) {
                    let fact = check.model.label(item);
                    check.breach(if output { &OUTPUT_UNUSED } else { &INPUT_UNUSED }, item, fact);
                }
            }
            Tag::DataObject => collection(check, item),
            Tag::DataObjectReference => state_name(check, item),
            Tag::DataInputAssociation | Tag::DataOutputAssociation => association(check, item),
            Tag::DataStore if check.model.says(item, "isUnlimited") && check.model.attribute(item, "capacity").is_some() => {
                let fact = check.model.label(item);
                check.breach(&CAPACITY, item, fact);
            }
            Tag::Property => property(check, item),
            _ => {}
        }
    }
    own_data(check);
    both_ways(check);
}

fn property(check: &mut Check<'_, '_>, item: u32) {
    let parent = check.model.parent(item);
    let groups = ["activity", "event"].map(|g| SCHEMA.group(g));
    let good = check.model.parent_tag(item) == Some(Tag::Process) || groups.iter().any(|&g| parent != NONE && check.model.is(parent, g));
    if !good {
        let fact = format!("{} in {}", check.model.label(item), check.model.label(parent));
        check.breach(&PROPERTY, item, fact);
    }
}

fn collection(check: &mut Check<'_, '_>, item: u32) {
    let Some(subject) = check.model.referred(item, "itemSubjectRef").filter(|&s| check.model.tag(s) == Tag::ItemDefinition) else { return };
    if is_collection(&check.model, item) != is_collection(&check.model, subject) {
        let fact = format!("{} and {}", check.model.label(item), check.model.label(subject));
        check.breach(&COLLECTION, item, fact);
    }
}

fn state_name(check: &mut Check<'_, '_>, item: u32) {
    let model = &check.model;
    let state = model.first(item, Tag::DataState).and_then(|s| model.attribute(s, "name"));
    let object = model.referred(item, "dataObjectRef").and_then(|o| model.attribute(o, "name"));
    if let (Some(name), Some(state), Some(object)) = (model.attribute(item, "name"), state, object)
        && name != format!("{object} [{state}]")
    {
        let fact = format!("{} is called `{name}`, not `{object} [{state}]`", model.label(item));
        check.breach(&STATE_NAME, item, fact);
    }
}

/// Sets name data that stand beside them.
fn own_data(check: &mut Check<'_, '_>) {
    let entries: Vec<u32> = [Tag::DataInputRefs, Tag::DataOutputRefs].into_iter().flat_map(|t| check.model.all(t)).collect();
    for entry in entries {
        let data = check.model.named(entry, check.model.text(entry));
        let beside = check.model.parent(check.model.parent(entry));
        if data != NONE && check.model.parent(data) != beside {
            let fact = format!("{} in a set of {}", check.model.label(data), check.model.label(beside));
            check.breach(&SET_FOREIGN, entry, fact);
        }
    }
}

fn both_ways(check: &mut Check<'_, '_>) {
    let (outputs, inputs) = (check.model.pairs(Tag::OutputSetRefs), check.model.pairs(Tag::InputSetRefs));
    for (ours, theirs) in [(&outputs, &inputs), (&inputs, &outputs)] {
        for &(from, to) in ours.iter().filter(|p| p.1 != NONE) {
            if theirs.binary_search(&(to, from)).is_err() {
                let fact = format!("{} names {}", check.model.label(from), check.model.label(to));
                check.breach(&SETS, from, fact);
            }
        }
    }
}

/// The item definition of data, that of what a reference means included.
fn subject(model: &Model<'_, '_>, data: u32) -> Option<u32> {
    let behind = match model.tag(data) {
        Tag::DataObjectReference => model.referred(data, "dataObjectRef"),
        Tag::DataStoreReference => model.referred(data, "dataStoreRef"),
        _ => None,
    };
    model.referred(data, "itemSubjectRef").or_else(|| model.referred(behind?, "itemSubjectRef"))
}

/// The element whose inputs and outputs these are.
fn owner(model: &Model<'_, '_>, data: u32) -> u32 {
    let parent = model.parent(data);
    if model.items.get(parent as usize).is_some_and(|p| p.tag == Tag::IoSpecification) { model.parent(parent) } else { parent }
}

fn association(check: &mut Check<'_, '_>, item: u32) {
    let model = &check.model;
    let sources: Vec<u32> = model.tagged(item, Tag::SourceRef).map(|s| model.named(s, model.text(s))).collect();
    let target = model.listed(item, Tag::TargetRef).next();
    let whole = model.first(item, Tag::Transformation).is_some();
    let pieces = model.first(item, Tag::Assignment).is_some();
    let found = |s: &u32| *s != NONE;
    let process = |d: u32| owner(model, d) != NONE && matches!(model.tag(owner(model, d)), Tag::Process);
    let from_output = sources.iter().copied().filter(found).any(|s| model.tag(s) == Tag::DataOutput && process(s));
    let to_input = target.is_some_and(|t| model.tag(t) == Tag::DataInput && process(t));
    let input = model.tag(item) == Tag::DataInputAssociation;
    let own = |d: u32, tag| model.tag(d) == tag && owner(model, d) == model.parent(item);
    let item_of = |d: u32| subject(model, d);
    let differs = target.is_some_and(|t| sources.iter().copied().filter(found).any(|s| !same_structure(model, item_of(s), item_of(t))));
    let broken = [
        (&ITEM, !whole && differs),
        (&SOURCES, !whole && sources.len() != 1 && (!pieces || sources.len() > 1)),
        (&FROM_OUTPUT, from_output),
        (&TO_INPUT, to_input),
        (&INPUT_TARGET, input && target.is_some_and(|t| !own(t, Tag::DataInput))),
        (&OUTPUT_SOURCE, !input && sources.iter().copied().filter(found).any(|s| !own(s, Tag::DataOutput))),
    ];
    for (rule, broken) in broken {
        if broken {
            let fact = format!("{} of {}", check.model.label(item), check.model.label(check.model.parent(item)));
            check.breach(rule, item, fact);
        }
    }
}
