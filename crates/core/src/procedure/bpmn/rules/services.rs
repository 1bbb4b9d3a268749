//! Operations, messages and their data: service, send and receive tasks, call activities, elements offered as a service.

use super::data::{same_item, same_structure};
use super::model::Model;
use super::schema::SCHEMA;
use super::tags::Tag;
use super::{Check, Rule, rules};

rules! { "AL-2163";
    SERVICE_INPUTS Formal "service-input-set" "10.3.3 Tasks"
        "a service task with an operation has exactly one input set"
        "add `ioSpecification` with one input set";
    SERVICE_OUTPUTS Formal "service-output-set" "10.3.3 Tasks"
        "a service task with an operation has at most one output set"
        "keep one output set";
    SERVICE_IN Formal "service-input-item" "10.3.3 Tasks"
        "the data input of a service task has the item of the operation's incoming message"
        "let both name the same item definition";
    SERVICE_OUT Formal "service-output-item" "10.3.3 Tasks"
        "the data output of a service task has the item of the operation's outgoing message"
        "let both name the same item definition";
    SEND_SETS Formal "send-input-set" "10.3.3 Tasks"
        "a send task with a message has at most one input set"
        "keep one input set";
    SEND_DATA Formal "send-input" "10.3.3 Tasks"
        "a send task with a message has at most one data input"
        "keep one data input";
    SEND_ITEM Formal "send-item" "10.3.3 Tasks"
        "the data input of a send task has the item of its message"
        "let both name the same item definition";
    RECEIVE_SETS Formal "receive-output-set" "10.3.3 Tasks"
        "a receive task with a message has at most one output set"
        "keep one output set";
    RECEIVE_DATA Formal "receive-output" "10.3.3 Tasks"
        "a receive task with a message has at most one data output"
        "keep one data output";
    RECEIVE_ITEM Formal "receive-item" "10.3.3 Tasks"
        "the data output of a receive task has the item of its message"
        "let both name the same item definition";
    OPERATION Formal "operation-message" "8.5 Services"
        "a message and an operation that are named together belong together"
        "name the operation's own message";
    CALL Formal "call-data" "10.3.6 Call Activity"
        "a call activity has the data inputs, outputs and sets of what it calls"
        "copy the `ioSpecification` of the called element";
    BINDING Formal "binding-absent" "10.4.1 Data Modeling"
        "an element offered as a service has an `ioBinding`"
        "bind each operation of the interface";
    BINDING_IN Formal "binding-input" "10.4.1 Data Modeling"
        "a binding joins an own data input to an operation whose incoming message has its item"
        "name a data input with the message's item definition";
    BINDING_OUT Formal "binding-output" "10.4.1 Data Modeling"
        "a binding joins an own data output to an operation whose outgoing message has its item"
        "name a data output with the message's item definition";
    BINDING_OPERATION Formal "binding-operation" "10.4.1 Data Modeling"
        "a binding names an operation of an interface that the element supports"
        "name an operation of the interface, or add the interface";
}

/// Checks operations and what calls them.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let callable = SCHEMA.group("callable");
    for item in 0..check.model.items.len() as u32 {
        match check.model.tag(item) {
            Tag::ServiceTask => service(check, item),
            Tag::SendTask => {
                message_task(check, item, [Tag::InputSet, Tag::DataInput], [&SEND_SETS, &SEND_DATA, &SEND_ITEM]);
                operation(check, item);
            }
            Tag::ReceiveTask => {
                message_task(check, item, [Tag::OutputSet, Tag::DataOutput], [&RECEIVE_SETS, &RECEIVE_DATA, &RECEIVE_ITEM]);
                operation(check, item);
            }
            Tag::CallActivity => call(check, item),
            Tag::MessageEventDefinition => operation(check, item),
            _ if check.model.is(item, callable) => offered(check, item),
            _ => {}
        }
    }
}

fn report(check: &mut Check<'_, '_>, item: u32, found: &[(&'static Rule, bool)]) {
    for (rule, _) in found.iter().filter(|f| f.1) {
        let fact = check.model.label(item);
        check.breach(rule, item, fact);
    }
}

/// The `ioSpecification`'s children of one name.
fn io(model: &Model<'_, '_>, item: u32, tag: Tag) -> Vec<u32> {
    model.first(item, Tag::IoSpecification).map_or_else(Vec::new, |io| model.tagged(io, tag).collect())
}

/// The item definition of the message that an operation takes or gives; nothing if it has no such message.
fn message_item(model: &Model<'_, '_>, operation: u32, tag: Tag) -> Option<Option<u32>> {
    let message = model.listed(operation, tag).next()?;
    Some(model.referred(message, "itemRef"))
}

fn service(check: &mut Check<'_, '_>, item: u32) {
    let model = &check.model;
    let Some(operation) = model.referred(item, "operationRef").filter(|&o| model.tag(o) == Tag::Operation) else { return };
    let differs = |tag, message| {
        let data: Vec<u32> = io(model, item, tag);
        let matches = |item| data.iter().any(|&d| same_item(model, item, model.referred(d, "itemSubjectRef")));
        match message_item(model, operation, message) {
            Some(item) => !matches(item) && (!data.is_empty() || message == Tag::OutMessageRef && item.is_some()),
            None => false,
        }
    };
    let found = [
        (&SERVICE_INPUTS as &'static Rule, io(model, item, Tag::InputSet).len() != 1),
        (&SERVICE_OUTPUTS, io(model, item, Tag::OutputSet).len() > 1),
        (&SERVICE_IN, differs(Tag::DataInput, Tag::InMessageRef)),
        (&SERVICE_OUT, differs(Tag::DataOutput, Tag::OutMessageRef)),
    ];
    report(check, item, &found);
}

fn message_task(check: &mut Check<'_, '_>, item: u32, [sets, data]: [Tag; 2], rules: [&'static Rule; 3]) {
    let model = &check.model;
    let Some(message) = model.referred(item, "messageRef").filter(|&m| model.tag(m) == Tag::Message) else { return };
    let data = io(model, item, data);
    let theirs = model.referred(message, "itemRef");
    let differs = data.iter().any(|&d| !same_item(model, theirs, model.referred(d, "itemSubjectRef")));
    let found = [(rules[0], io(model, item, sets).len() > 1), (rules[1], data.len() > 1), (rules[2], differs)];
    report(check, item, &found);
}

/// The message of a task or event is that of the operation it names.
fn operation(check: &mut Check<'_, '_>, item: u32) {
    let model = &check.model;
    let by_child = || model.listed(item, Tag::OperationRef).next();
    let operation = model.referred(item, "operationRef").or_else(by_child).filter(|&o| model.tag(o) == Tag::Operation);
    let (Some(operation), Some(message)) = (operation, model.referred(item, "messageRef")) else { return };
    let own = [Tag::InMessageRef, Tag::OutMessageRef].iter().any(|&t| model.listed(operation, t).any(|m| m == message));
    report(check, item, &[(&OPERATION, !own)]);
}

fn call(check: &mut Check<'_, '_>, item: u32) {
    let model = &check.model;
    let callable = SCHEMA.group("callable");
    let Some(called) = model.referred(item, "calledElement").filter(|&c| model.is(c, callable)) else { return };
    let count = |element, tag| io(model, element, tag).len();
    let entries = |element, sets, tag| io(model, element, sets).iter().map(|&s| model.tagged(s, tag).count()).sum::<usize>();
    let has = |element| model.first(element, Tag::IoSpecification).is_some();
    let counts = |element| {
        [
            count(element, Tag::DataInput),
            count(element, Tag::DataOutput),
            count(element, Tag::InputSet),
            count(element, Tag::OutputSet),
            entries(element, Tag::InputSet, Tag::DataInputRefs),
            entries(element, Tag::OutputSet, Tag::DataOutputRefs),
        ]
    };
    let items = |element, tag| io(model, element, tag).iter().map(|&d| model.referred(d, "itemSubjectRef")).collect::<Vec<_>>();
    let alike = |tag| {
        let theirs = items(called, tag);
        items(item, tag).into_iter().all(|ours| theirs.iter().any(|&t| same_structure(model, ours, t)))
    };
    let broken = (has(item) || has(called)) && (counts(item) != counts(called) || !alike(Tag::DataInput) || !alike(Tag::DataOutput));
    if broken {
        let fact = format!("{} calls {}", check.model.label(item), check.model.label(called));
        check.breach(&CALL, item, fact);
    }
}

/// A process or global task offered as a service binds its data to operations.
fn offered(check: &mut Check<'_, '_>, item: u32) {
    let model = &check.model;
    let interfaces: Vec<u32> = model.listed(item, Tag::SupportedInterfaceRef).collect();
    let bindings: Vec<u32> = model.tagged(item, Tag::IoBinding).collect();
    let unbound = model.first(item, Tag::SupportedInterfaceRef).is_some() && bindings.is_empty();
    report(check, item, &[(&BINDING, unbound)]);
    for binding in bindings {
        let model = &check.model;
        let Some(operation) = model.referred(binding, "operationRef").filter(|&o| model.tag(o) == Tag::Operation) else { continue };
        let differs = |attribute, kind, message| {
            let Some(data) = model.referred(binding, attribute) else { return false };
            let own = io(model, item, kind).contains(&data);
            let theirs = message_item(model, operation, message);
            !own || theirs.is_some_and(|theirs| !same_structure(model, theirs, model.referred(data, "itemSubjectRef")))
        };
        let found = [
            (&BINDING_IN as &'static Rule, differs("inputDataRef", Tag::DataInput, Tag::InMessageRef)),
            (&BINDING_OUT, differs("outputDataRef", Tag::DataOutput, Tag::OutMessageRef)),
            (&BINDING_OPERATION, !interfaces.contains(&model.parent(operation))),
        ];
        report(check, binding, &found);
    }
}
