//! Choreographies and conversations.

use super::model::Model;
use super::schema::SCHEMA;
use super::tags::Tag;
use super::{Check, rules};

rules! { "AL-2166";
    REFERENCE Formal "choreography-reference" "9.7 Choreography within Collaboration"
        "a choreography or global conversation refers to no choreography"
        "let a collaboration refer to it";
    TWO Formal "choreography-task-participants" "11.5 Choreography Activities"
        "a choreography task has two participants"
        "name two of them";
    INITIATING Formal "choreography-initiator" "11.5 Choreography Activities"
        "the participant who begins is one of the participants"
        "name one of them";
    MESSAGES Formal "choreography-messages" "11.5 Choreography Activities"
        "the messages of a choreography task go between its participants"
        "name message flows that join the two";
    SUB_PARTICIPANTS Formal "sub-choreography-participants" "11.5 Choreography Activities"
        "the participants of a sub-choreography are those of its activities"
        "name the same participants";
    LINK Formal "conversation-link-ends" "9.5 Conversations"
        "a conversation link joins a conversation to a participant"
        "choose these two ends";
    PARTICIPANTS Formal "conversation-participants" "9.5 Conversations"
        "a conversation has two or more participants"
        "link another participant";
    GLOBAL Formal "global-conversation-parts" "9.5 Conversations"
        "a global conversation contains no conversations"
        "use a collaboration";
    CALLED Formal "call-conversation-target" "9.5 Conversations"
        "a call conversation calls a collaboration or global conversation"
        "name one, not a choreography";
    ASSOCIATION Formal "participant-association-calls" "9.3 Pool and Participant"
        "a participant association joins a participant here to one of what is called"
        "name the inner participant of the called element";
}

/// Checks choreographies and conversations.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let mut linked: Vec<(u32, u32)> = Vec::new();
    for link in check.model.all(Tag::ConversationLink).collect::<Vec<_>>() {
        conversation_link(check, link, &mut linked);
    }
    linked.sort_unstable();
    linked.dedup();
    let node = SCHEMA.group("conversationNode");
    for item in 0..check.model.items.len() as u32 {
        let tag = check.model.tag(item);
        match tag {
            Tag::Choreography | Tag::GlobalConversation | Tag::GlobalChoreographyTask => collaboration(check, item, tag),
            Tag::ChoreographyTask | Tag::SubChoreography | Tag::CallChoreography => activity(check, item, tag),
            _ if check.model.is(item, node) => conversation(check, item, &linked),
            _ => {}
        }
    }
}

fn report(check: &mut Check<'_, '_>, item: u32, rule: &'static super::Rule, broken: bool) {
    if broken {
        let fact = check.model.label(item);
        check.breach(rule, item, fact);
    }
}

fn collaboration(check: &mut Check<'_, '_>, item: u32, tag: Tag) {
    let node = SCHEMA.group("conversationNode");
    let refers = check.model.first(item, Tag::ChoreographyRef).is_some();
    let contains = tag == Tag::GlobalConversation && check.model.children(item).any(|c| check.model.is(c, node));
    report(check, item, &REFERENCE, refers);
    report(check, item, &GLOBAL, contains);
}

fn participants(model: &Model<'_, '_>, item: u32) -> Vec<u32> {
    let mut all: Vec<u32> = model.listed(item, Tag::ParticipantRef).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn activity(check: &mut Check<'_, '_>, item: u32, tag: Tag) {
    let model = &check.model;
    let group = SCHEMA.group("choreographyActivity");
    let all = participants(model, item);
    let count = model.tagged(item, Tag::ParticipantRef).count();
    let begins = model.referred(item, "initiatingParticipantRef").is_none_or(|p| all.binary_search(&p).is_ok());
    let between = |flow: u32| {
        let ends = ["sourceRef", "targetRef"].map(|e| model.referred(flow, e));
        ends.iter().flatten().all(|e| model.tag(*e) != Tag::Participant || all.binary_search(e).is_ok())
    };
    let task = tag == Tag::ChoreographyTask;
    let stray = task && model.listed(item, Tag::MessageFlowRef).any(|f| !between(f));
    let mut inner: Vec<u32> = model.children(item).filter(|&c| model.is(c, group)).flat_map(|c| participants(model, c)).collect();
    inner.sort_unstable();
    inner.dedup();
    report(check, item, &TWO, task && (count != 2 || all.len() == 1));
    report(check, item, &INITIATING, !begins && !all.is_empty());
    report(check, item, &MESSAGES, stray);
    report(check, item, &SUB_PARTICIPANTS, tag == Tag::SubChoreography && !inner.is_empty() && inner != all);
}

fn conversation_link(check: &mut Check<'_, '_>, link: u32, linked: &mut Vec<(u32, u32)>) {
    let model = &check.model;
    let node = SCHEMA.group("conversationNode");
    let (Some(a), Some(b)) = (model.referred(link, "sourceRef"), model.referred(link, "targetRef")) else { return };
    let (conversation, other) = if model.is(a, node) { (a, b) } else { (b, a) };
    let good = model.is(conversation, node) && !model.is(other, node);
    if good {
        linked.push((conversation, other));
    }
    report(check, link, &LINK, !good);
}

fn conversation(check: &mut Check<'_, '_>, item: u32, linked: &[(u32, u32)]) {
    let model = &check.model;
    let from = linked.partition_point(|l| l.0 < item);
    let links = linked[from..].iter().take_while(|l| l.0 == item).count();
    let few = links.max(participants(model, item).len()) < 2;
    let inner = model.parent_tag(item) == Some(Tag::SubConversation);
    let called = model.referred(item, "calledCollaborationRef").map(|c| model.tag(c));
    let choreography = matches!(called, Some(Tag::Choreography | Tag::GlobalChoreographyTask));
    report(check, item, &PARTICIPANTS, few && !inner);
    report(check, item, &CALLED, choreography);
    for association in check.model.tagged(item, Tag::ParticipantAssociation).collect::<Vec<_>>() {
        let model = &check.model;
        let called = model.referred(item, "calledCollaborationRef");
        let inner = model.listed(association, Tag::InnerParticipantRef).next();
        let outside = called.is_some() && inner.is_some_and(|p| Some(model.parent(p)) != called);
        report(check, association, &ASSOCIATION, outside);
    }
}
