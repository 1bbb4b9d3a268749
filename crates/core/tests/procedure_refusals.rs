//! Every refusal, each on a small file with one thing wrong.

mod common;

use alatau_core::procedure::{Branching, Options, bpmn, compile};
use alatau_core::source::Diagnostic;

const HEAD: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:al="urn:alatau:bpmn" id="d" targetNamespace="t">
<message id="m" name="corrected"/><error id="e" errorCode="E1"/>
"#;
const GOOD: &str = r#"<process id="p">
<startEvent id="s"/>
<userTask id="t"/>
<endEvent id="z"/>
<sequenceFlow id="a" sourceRef="s" targetRef="t"/>
<sequenceFlow id="b" sourceRef="t" targetRef="z"/>
</process></definitions>"#;
const CHOICE: &str = r#"<process id="p">
<startEvent id="s"/>
<exclusiveGateway id="x"/>
<userTask id="t"/>
<endEvent id="z"/>
<sequenceFlow id="a" sourceRef="s" targetRef="x"/>
<sequenceFlow id="b" sourceRef="x" targetRef="t"><conditionExpression>ok = true</conditionExpression></sequenceFlow>
<sequenceFlow id="c" sourceRef="x" targetRef="z"><conditionExpression>ok = false</conditionExpression></sequenceFlow>
<sequenceFlow id="f" sourceRef="t" targetRef="z"/>
</process></definitions>"#;

fn errors(text: &str, options: &Options<'_>) -> Vec<Diagnostic> {
    let file = match bpmn::parse("bad.bpmn", text) {
        Ok(file) => file,
        Err(errors) => return errors,
    };
    compile(&file, options).err().unwrap_or_default()
}

/// Changes one thing and expects this one refusal, at this line, with these words.
fn check(base: &str, from: &str, to: &str, code: &str, line: u32, words: &str) {
    assert!(base.contains(from), "`{from}` is not in the file");
    let text = format!("{HEAD}{}", base.replacen(from, to, 1));
    let found = errors(&text, &Options::default());
    let shown: String = found.iter().map(|e| format!("{e}\n")).collect();
    assert_eq!(found.len(), 1, "`{to}`:\n{shown}");
    assert_eq!((found[0].code, found[0].place.line), (code, line), "{shown}");
    assert!(found[0].message.contains(words), "{shown}");
    assert!(!found[0].help.is_empty() && !found[0].excerpt.is_empty(), "{shown}");
}

#[test]
fn the_unchanged_files_are_accepted() {
    for base in [GOOD, CHOICE] {
        assert_eq!(errors(&format!("{HEAD}{base}"), &Options::default()), []);
    }
}

#[test]
fn text_that_is_no_bpmn_is_refused() {
    let text = format!("{HEAD}{GOOD}");
    let check = |text: &str, code: &str, line: u32| {
        let found = errors(text, &Options::default());
        assert_eq!((found.len(), found[0].code, found[0].place.line), (1, code, line), "{}", found[0]);
    };
    check(&text.replace("<endEvent id=\"z\"/>", "<endEvent id=\"z\">"), "AL-2001", 9);
    check(&text.replace("id=\"t\"", "id=\"t\" id=\"u\""), "AL-2001", 5);
    check(&text.replace("id=\"t\"", "id=\"&x;\""), "AL-2001", 5);
    check("", "AL-2001", 1);
    check(&format!("<!DOCTYPE a [<!ENTITY b \"c\">]>\n{text}"), "AL-2002", 1);
    check(&text.replace("20100524", "20060101"), "AL-2003", 1);
    check("<html/>", "AL-2003", 1);
    check(&format!("{}{}", "<a>".repeat(1000), "</a>".repeat(1000)), "AL-2004", 1);
}

#[test]
fn elements_that_the_kernel_cannot_run_are_refused_by_name() {
    for tag in ["choreographyTask", "subChoreography", "callChoreography", "implicitThrowEvent", "event"] {
        check(GOOD, "<userTask id=\"t\"/>", &format!("<{tag} id=\"t\"/>"), "AL-2109", 5, &format!("{tag} `t` cannot be carried out"));
    }
    check(GOOD, "<userTask id=\"t\"/>", "<scriptTask id=\"t\"/>", "AL-2109", 5, "has no script");
    let sub = "<subProcess id=\"t\" triggeredByEvent=\"true\"><startEvent id=\"i\"/></subProcess>";
    check(GOOD, "<endEvent id=\"z\"/>", &format!("<endEvent id=\"z\"/>{}", sub.replace("\"t\"", "\"q\"")), "AL-2110", 6, "has no trigger");
    let found = errors(&format!("{HEAD}{}", GOOD.replace("<userTask id=\"t\"/>", sub)), &Options::default());
    let codes: Vec<(u32, &str)> = found.iter().map(|e| (e.place.line, e.code)).collect();
    assert_eq!(codes, [(5, "AL-2110"), (7, "AL-2105"), (8, "AL-2105")], "no flow leads to or from an event sub-process");
    let handler = GOOD.replace("<userTask id=\"t\"/>", "<userTask id=\"t\" isForCompensation=\"true\"/>");
    let found = errors(&format!("{HEAD}{handler}"), &Options::default());
    let codes: Vec<(u32, &str)> = found.iter().map(|e| (e.place.line, e.code)).collect();
    assert_eq!(codes, [(7, "AL-2105"), (8, "AL-2105")], "no flow leads to or from what only compensation begins");
    check(GOOD, "<userTask id=\"t\"/>", "<callActivity id=\"t\"/>", "AL-2104", 5, "does not say what it calls");
    check(GOOD, "<userTask id=\"t\"/>", "<callActivity id=\"t\" calledElement=\"q\"/>", "AL-2104", 5, "calls `q`");
    check(GOOD, "<userTask id=\"t\"/>", "<callActivity id=\"t\" calledElement=\"p\"/>", "AL-2122", 5, "calls `p`");
    check(GOOD, "<userTask id=\"t\"/>", "<userTask id=\"t\" startQuantity=\"0\"/>", "AL-2118", 5, "startQuantity");
    let found = errors(&format!("{HEAD}{}", GOOD.replace("userTask", "eventBasedGateway")), &Options::default());
    let words = ["chooses between two", "no event that can be waited for"];
    assert!(found.len() == 2 && found.iter().zip(words).all(|(e, w)| e.code == "AL-2105" && e.message.contains(w)), "{found:?}");
    check(GOOD, "<endEvent id=\"z\"/>", "<endEvent id=\"z\"/><usrTask id=\"q\"/>", "AL-2109", 6, "usrTask `q`");
    check(GOOD, "<endEvent id=\"z\"/>", "<endEvent id=\"z\"/><task xmlns=\"\" id=\"q\"/>", "AL-2109", 6, "task `q`");
    for (marker, words) in [
        ("<multiInstanceLoopCharacteristics/>", "how often"),
        ("<standardLoopCharacteristics/>", "never ends"),
        ("<standardLoopCharacteristics loopMaximum=\"-1\"/>", "loopMaximum=\"-1\""),
        ("<multiInstanceLoopCharacteristics><loopCardinality>-1</loopCardinality></multiInstanceLoopCharacteristics>", "`-1`"),
        (
            "<multiInstanceLoopCharacteristics behavior=\"One\"><loopCardinality>1</loopCardinality></multiInstanceLoopCharacteristics>",
            "oneBehaviorEventRef",
        ),
    ] {
        check(GOOD, "<userTask id=\"t\"/>", &format!("<userTask id=\"t\">{marker}</userTask>"), "AL-2111", 5, words);
    }
}

#[test]
fn events_that_the_kernel_cannot_run_are_refused_by_name() {
    for trigger in ["escalation", "error", "compensate", "cancel", "link", "terminate"] {
        let to = format!("<startEvent id=\"s\"><{trigger}EventDefinition/></startEvent>");
        check(GOOD, "<startEvent id=\"s\"/>", &to, "AL-2110", 4, &format!("startEvent `s` has a {trigger} trigger"));
    }
    for trigger in ["timer", "conditional", "link"] {
        let to = format!("<endEvent id=\"z\"><{trigger}EventDefinition/></endEvent>");
        check(GOOD, "<endEvent id=\"z\"/>", &to, "AL-2110", 6, trigger);
    }
    check(GOOD, "<endEvent id=\"z\"/>", "<endEvent id=\"z\"><escalationEventDefinition/></endEvent>", "AL-2110", 6, "which escalation");
    for trigger in ["error", "escalation", "cancel", "compensate", "terminate"] {
        let to = format!("<intermediateCatchEvent id=\"t\"><{trigger}EventDefinition/></intermediateCatchEvent>");
        check(GOOD, "<userTask id=\"t\"/>", &to, "AL-2110", 5, trigger);
    }
    for trigger in ["link", "terminate"] {
        let to = format!("<userTask id=\"t\"/><boundaryEvent id=\"q\" attachedToRef=\"t\"><{trigger}EventDefinition/></boundaryEvent>");
        check(GOOD, "<userTask id=\"t\"/>", &to, "AL-2110", 5, trigger);
    }
    let condition = "<intermediateCatchEvent id=\"t\"><conditionalEventDefinition/></intermediateCatchEvent>";
    check(GOOD, "<userTask id=\"t\"/>", condition, "AL-2110", 5, "which condition");
    check(GOOD, "<userTask id=\"t\"/>", "<intermediateCatchEvent id=\"t\"/>", "AL-2110", 5, "no trigger");
    check(GOOD, "<endEvent id=\"z\"/>", "<endEvent id=\"z\"><errorEventDefinition/></endEvent>", "AL-2110", 6, "which error");
    let lenient =
        "<userTask id=\"t\"/><boundaryEvent id=\"q\" attachedToRef=\"t\" cancelActivity=\"false\"><errorEventDefinition/></boundaryEvent>";
    check(GOOD, "<userTask id=\"t\"/>", lenient, "AL-2110", 5, "always does");
}

#[test]
fn ids_and_references_must_hold() {
    check(GOOD, "<userTask id=\"t\"/>", "<userTask id=\"t\"/><userTask id=\"t\"/>", "AL-2103", 5, "used twice");
    check(GOOD, "sequenceFlow id=\"b\"", "sequenceFlow id=\"a\"", "AL-2103", 8, "used twice");
    check(GOOD, "sequenceFlow id=\"b\"", "sequenceFlow", "AL-2102", 8, "no id");
    check(GOOD, "targetRef=\"z\"", "targetRef=\"y\"", "AL-2104", 8, "targetRef `y`");
    check(GOOD, " targetRef=\"z\"", "", "AL-2104", 8, "no targetRef");
    check(
        GOOD,
        "<userTask id=\"t\"/>",
        "<userTask id=\"t\"><outgoing>q</outgoing></userTask>",
        "AL-2104",
        5,
        "which the file does not have",
    );
    check(GOOD, "<userTask id=\"t\"/>", "<userTask id=\"t\"><incoming>b</incoming></userTask>", "AL-2104", 5, "which does not");
    check(CHOICE, "<exclusiveGateway id=\"x\"/>", "<exclusiveGateway id=\"x\" default=\"f\"/>", "AL-2104", 5, "default `f`");
    let lane = "<process id=\"p\"><laneSet id=\"l\"><lane id=\"l1\"><flowNodeRef>q</flowNodeRef></lane></laneSet>";
    check(GOOD, "<process id=\"p\">", lane, "AL-2104", 3, "`q`");
    let lanes = "<process id=\"p\"><laneSet id=\"l\"><lane id=\"l1\"><flowNodeRef>t</flowNodeRef></lane><lane id=\"l2\"><flowNodeRef>t</flowNodeRef></lane></laneSet>";
    check(GOOD, "<process id=\"p\">", lanes, "AL-2120", 3, "`l1` and `l2`");
    let end = |r: &str| format!("<endEvent id=\"z\"><messageEventDefinition messageRef=\"{r}\"/></endEvent>");
    check(GOOD, "<endEvent id=\"z\"/>", &end("q"), "AL-2104", 6, "message `q`");
    check(GOOD, "<endEvent id=\"z\"/>", "<endEvent id=\"z\"><errorEventDefinition errorRef=\"q\"/></endEvent>", "AL-2104", 6, "error `q`");
    let boundary = |to: &str| format!("<userTask id=\"t\"/><boundaryEvent id=\"q\"{to}><errorEventDefinition/></boundaryEvent>");
    check(GOOD, "<userTask id=\"t\"/>", &boundary(""), "AL-2104", 5, "which activity");
    check(GOOD, "<userTask id=\"t\"/>", &boundary(" attachedToRef=\"y\""), "AL-2104", 5, "activity `y`");
    check(GOOD, "<userTask id=\"t\"/>", &boundary(" attachedToRef=\"z\""), "AL-2112", 5, "no activity");
}

#[test]
fn the_flow_must_lead_from_one_start_to_an_end() {
    check(GOOD, "sourceRef=\"t\" targetRef=\"z\"", "sourceRef=\"t\" targetRef=\"s\"", "AL-2105", 8, "enters a start event");
    check(GOOD, "</process>", "<sequenceFlow id=\"c\" sourceRef=\"z\" targetRef=\"t\"/></process>", "AL-2105", 9, "leaves an end event");
    let inner = "<subProcess id=\"q\"><startEvent id=\"i\"/></subProcess><sequenceFlow id=\"c\" sourceRef=\"t\" targetRef=\"q\"/><sequenceFlow id=\"g\" sourceRef=\"t\" targetRef=\"i\"/></process>";
    check(GOOD, "</process>", inner, "AL-2105", 9, "crosses the border");
    check(
        GOOD,
        "</process>",
        "<startEvent id=\"s2\"/><sequenceFlow id=\"c\" sourceRef=\"s2\" targetRef=\"t\"/></process>",
        "AL-2107",
        9,
        "2 start events",
    );
    check(GOOD, "</process>", "<userTask id=\"q\"/></process>", "AL-2108", 9, "userTask `q`");
    let island = "<userTask id=\"q\"/><userTask id=\"r\"/><sequenceFlow id=\"c\" sourceRef=\"q\" targetRef=\"r\"/></process>";
    check(GOOD, "</process>", island, "AL-2108", 9, "userTask `q`");
    let hollow = "<subProcess id=\"t\"/>";
    let found = errors(&format!("{HEAD}{}", GOOD.replacen("<userTask id=\"t\"/>", hollow, 1)), &Options::default());
    assert_eq!(found.iter().map(|e| e.code).collect::<Vec<_>>(), ["AL-2106"]);
    let found = errors(&format!("{HEAD}<process id=\"p\"/></definitions>"), &Options::default());
    assert_eq!(found.iter().map(|e| e.code).collect::<Vec<_>>(), ["AL-2106"]);
}

#[test]
fn which_process_must_be_clear() {
    let two = format!("{HEAD}{}", GOOD.replace("</definitions>", "<process id=\"o\"><startEvent id=\"os\"/></process></definitions>"));
    let found = errors(&two, &Options::default());
    assert_eq!((found[0].code, found[0].help.as_str()), ("AL-2101", "name one of: p, o"));
    assert_eq!(errors(&two, &Options { process: Some("o"), ..Options::default() }), []);
    assert_eq!(errors(&two, &Options { process: Some("q"), ..Options::default() })[0].code, "AL-2101");
    assert_eq!(errors(&format!("{HEAD}</definitions>"), &Options::default())[0].code, "AL-2101");
}

#[test]
fn timers_must_be_constant_and_exact() {
    let catch = |inner: &str| {
        format!("<intermediateCatchEvent id=\"t\"><timerEventDefinition>{inner}</timerEventDefinition></intermediateCatchEvent>")
    };
    for (inner, words) in [
        ("", "does not say when"),
        ("<timeDuration>P1MT</timeDuration>", "`P1MT`"),
        ("<timeDuration>P1D1Y</timeDuration>", "`P1D1Y`"),
        ("<timeDuration>30</timeDuration>", "`30`"),
        ("<timeDuration>=wait +</timeDuration>", "`=wait +`"),
        ("<timeDate>2026-11-02T09:00:00</timeDate>", "with an offset"),
        ("<timeCycle>R3/PT0S</timeCycle>", "no ISO 8601 repetition"),
        ("<timeCycle>R0/PT1H</timeCycle>", "no ISO 8601 repetition"),
        ("<timeCycle>PT1H</timeCycle>", "no ISO 8601 repetition"),
    ] {
        check(GOOD, "<userTask id=\"t\"/>", &catch(inner), "AL-2113", 5, words);
    }
    let both = catch("<timeDuration>PT1H</timeDuration>").replace("id=\"t\"", "id=\"t\" al:term=\"term.opinion\"");
    check(GOOD, "<userTask id=\"t\"/>", &both, "AL-2113", 5, "both");
}

#[test]
fn choices_must_be_decidable() {
    let condition = "<conditionExpression>ok = true</conditionExpression>";
    check(CHOICE, condition, "", "AL-2114", 9, "without a condition");
    check(
        CHOICE,
        "<exclusiveGateway id=\"x\"/>",
        "<exclusiveGateway id=\"x\" default=\"b\"/>",
        "AL-2115",
        9,
        "default flow and has a condition",
    );
    check(GOOD, "<userTask id=\"t\"/>", "<parallelGateway id=\"t\" default=\"b\"/>", "AL-2115", 5, "cannot have a default");
    let from_start = "sourceRef=\"s\" targetRef=\"t\"><conditionExpression>ok</conditionExpression></sequenceFlow>";
    check(GOOD, "sourceRef=\"s\" targetRef=\"t\"/>", from_start, "AL-2115", 7, "does not choose");
    for (text, code, words) in [
        ("", "AL-2201", "not a FEEL expression"),
        ("ok = ", "AL-2201", "not a FEEL expression"),
        ("ok true", "AL-2201", "not a FEEL expression"),
        ("today() = day", "AL-2202", "clock"),
        ("now() &gt; day", "AL-2202", "clock"),
        ("(function(x) external {java: {class: \"a\", method signature: \"b\"}})(1)", "AL-2203", "external"),
        ("shout(ok)", "AL-2204", "no function `shout`"),
        ("case.ok = true", "AL-2209", "`case`"),
        ("ok = \"yes\"", "AL-2205", "is a truth value in `"),
        ("3", "AL-2206", "never true or false"),
        ("fee + 1", "AL-2206", "never true or false"),
        ("ok &lt; true", "AL-2206", "truth value"),
    ] {
        let line = if code == "AL-2205" { 10 } else { 9 };
        check(CHOICE, "ok = true", text, code, line, words);
    }
    let foreign = "<conditionExpression language=\"http://www.w3.org/1999/XPath\">ok = true</conditionExpression>";
    check(CHOICE, condition, foreign, "AL-2207", 9, "XPath");
    check(CHOICE, "ok = true", &format!("ok = {}1{}", "(".repeat(65), ")".repeat(65)), "AL-2208", 9, "nested");
}

#[test]
fn a_loop_that_never_waits_is_refused() {
    let text = CHOICE.replace("<userTask id=\"t\"/>", "<intermediateThrowEvent id=\"t\"/>");
    check(&text, "sourceRef=\"t\" targetRef=\"z\"", "sourceRef=\"t\" targetRef=\"x\"", "AL-2116", 5, "`x`, `t`");
    let sub = "<subProcess id=\"t\"><startEvent id=\"i\"/><endEvent id=\"j\"/><sequenceFlow id=\"k\" sourceRef=\"i\" targetRef=\"j\"/></subProcess>";
    let text = CHOICE.replace("<userTask id=\"t\"/>", sub);
    check(&text, "sourceRef=\"t\" targetRef=\"z\"", "sourceRef=\"t\" targetRef=\"x\"", "AL-2116", 5, "`x`, `t`");
    let waits = sub.replace("<endEvent id=\"j\"/>", "<userTask id=\"j\"/>");
    let text = CHOICE.replace("<userTask id=\"t\"/>", &waits).replace("sourceRef=\"t\" targetRef=\"z\"", "sourceRef=\"t\" targetRef=\"x\"");
    assert_eq!(errors(&format!("{HEAD}{text}"), &Options::default()), []);
}

#[test]
fn our_attributes_are_checked() {
    let task = |a: &str| format!("<userTask id=\"t\" al:{a}/>");
    check(GOOD, "<userTask id=\"t\"/>", &task("cite=\"x\""), "AL-2117", 5, "al:cite");
    check(GOOD, "<userTask id=\"t\"/>", &task("term=\"term.opinion\""), "AL-2117", 5, "al:term");
    check(GOOD, "<userTask id=\"t\"/>", &task("clock=\"sand\""), "AL-2118", 5, "`sand`");
    check(GOOD, "<userTask id=\"t\"/>", &task("ruling=\"yes\""), "AL-2118", 5, "`yes`");
    check(GOOD, "<endEvent id=\"z\"/>", "<endEvent id=\"z\" al:outcome=\"granted\"/>", "AL-2118", 6, "`granted`");
    check(GOOD, "<process id=\"p\">", "<process id=\"p\" al:uses=\"stage\">", "AL-2118", 3, "fact=slot");
    check(GOOD, "<process id=\"p\">", "<process id=\"p\" al:uses=\"a=b a=c\">", "AL-2118", 3, "twice");
    let found = errors(&format!("{HEAD}{}", GOOD.replace("<userTask id=\"t\"/>", &task("cite=\"x\""))), &Options::default());
    assert_eq!(found[0].help, "did you mean al:cites?");
}

#[test]
fn a_branching_must_fit() {
    let mut branching = Branching::new();
    branching.insert("nowhere".into(), vec![]);
    branching.insert("t".into(), vec![]);
    branching.insert("x".into(), vec![("f".into(), 1.0)]);
    let found = errors(&format!("{HEAD}{CHOICE}"), &Options { branching: Some(&branching), ..Options::default() });
    assert_eq!(found.iter().map(|e| e.code).collect::<Vec<_>>(), ["AL-2121"; 3]);
}

#[test]
fn all_refusals_of_a_file_come_at_once_in_its_order() {
    let text = format!("{HEAD}{}", GOOD.replace("userTask", "scriptTask").replace("targetRef=\"z\"", "targetRef=\"y\""));
    let codes: Vec<(u32, &str)> = errors(&text, &Options::default()).iter().map(|e| (e.place.line, e.code)).collect();
    assert_eq!(codes, [(5, "AL-2109"), (8, "AL-2104")]);
}

#[test]
fn every_code_has_a_page() {
    let folder = common::in_repository("docs/errors");
    let mut codes = std::collections::BTreeSet::new();
    for source in ["procedure", "decision"] {
        for file in common::files(&common::in_repository("crates/core/src").join(source), "rs") {
            let text = std::fs::read_to_string(file).unwrap();
            codes.extend(text.match_indices("AL-2").filter_map(|(at, _)| text.get(at..at + 7)).map(String::from));
        }
    }
    assert!(codes.len() > 40, "{codes:?}");
    for code in &codes {
        let page = folder.join(format!("{code}.md"));
        let text = std::fs::read_to_string(&page).unwrap_or_else(|_| panic!("{code} has no page"));
        assert!(text.starts_with(&format!("# {code}: ")), "{code}");
    }
}
