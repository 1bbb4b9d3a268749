//! Activities and processes: who does them, what starts them, what they run.

use super::schema::SCHEMA;
use super::tags::Tag;
use super::{Check, rules};

rules! { "AL-2159";
    PUBLIC Formal "process-public" "10.2.1 Types of BPMN Processes"
        "a public process is not executable"
        "say isExecutable=\"false\", or make the process private";
    RECEIVE_START Formal "receive-task-instantiate" "10.3.3 Tasks"
        "a receive task that starts the process has no incoming flow"
        "remove the flow or the attribute `instantiate`";
    SCRIPT_FORMAT Formal "script-format" "10.3.3 Tasks"
        "a script comes with its format"
        "add scriptFormat, for example application/feel";
    RESOURCE Formal "resource-assignment" "10.3.1 Resource Assignment"
        "a resource is named by `resourceRef` or worked out by an expression; parameters belong to the first only"
        "keep one of the two ways";
    RESOURCE_PARAMETER Formal "resource-parameter" "10.3.1 Resource Assignment"
        "a binding names a parameter of its resource"
        "name one of the resource's parameters";
    GLOBAL_SCRIPT Formal "global-script-language" "10.3.7 Global Task"
        "a script comes with its language"
        "add scriptLanguage, for example application/feel";
}

/// Checks activities and processes.
pub(super) fn check(check: &mut Check<'_, '_>) {
    let roles = SCHEMA.group("resourceRole");
    for item in 0..check.model.items.len() as u32 {
        let model = &check.model;
        let script = || model.first(item, Tag::Script).is_some();
        let (rule, broken) = match model.tag(item) {
            Tag::Process => (&PUBLIC, model.attribute(item, "processType") == Some("Public") && model.says(item, "isExecutable")),
            Tag::ReceiveTask => {
                let incoming = model.has_incoming(item) || model.first(item, Tag::Incoming).is_some();
                (&RECEIVE_START, model.says(item, "instantiate") && incoming)
            }
            Tag::ScriptTask => (&SCRIPT_FORMAT, model.attribute(item, "scriptFormat").is_none() && script()),
            Tag::GlobalScriptTask => (&GLOBAL_SCRIPT, model.attribute(item, "scriptLanguage").is_none() && script()),
            _ if model.is(item, roles) => {
                role(check, item);
                continue;
            }
            _ => continue,
        };
        if broken {
            let fact = check.model.label(item);
            check.breach(rule, item, fact);
        }
    }
}

fn role(check: &mut Check<'_, '_>, item: u32) {
    let model = &check.model;
    let has = |tag| model.first(item, tag).is_some();
    let worked_out = has(Tag::ResourceAssignmentExpression);
    let broken = worked_out && (has(Tag::ResourceRef) || has(Tag::ResourceParameterBinding))
        || has(Tag::ResourceParameterBinding) && !has(Tag::ResourceRef);
    let resource = model.listed(item, Tag::ResourceRef).next();
    let strange = resource.and_then(|resource| {
        let parameters = model.tagged(item, Tag::ResourceParameterBinding).filter_map(|b| model.referred(b, "parameterRef"));
        parameters.into_iter().find(|&p| model.tag(p) == Tag::ResourceParameter && model.parent(p) != resource)
    });
    let fact = model.label(item);
    if let Some(parameter) = strange {
        let fact = format!("{fact} binds {}", model.label(parameter));
        check.breach(&RESOURCE_PARAMETER, item, fact);
    }
    if broken {
        check.breach(&RESOURCE, item, fact);
    }
}
