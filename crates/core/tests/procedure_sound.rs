//! Small procedures with one thing wrong, each beside its nearest good neighbour.

use alatau_core::procedure::sound::{Kind, warnings};
use alatau_core::procedure::{Net, Options, bpmn, compile};
use alatau_core::source::Severity;

/// Elements by their first letter: `t` task, `x` `p` `i` gateways, `e` end, `a` terminate, `f` error end,
/// `n` a timer that does not interrupt the task named after it; `<` opens, `>` closes a sub-process `s`.
fn net(nodes: &str, flows: &str) -> Net {
    let mut text = String::from(
        r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><error id="bad" errorCode="bad"/><process id="p"><startEvent id="s"/>"#,
    );
    for node in nodes.split_whitespace() {
        text += &match node.split_at(1) {
            ("t", _) => format!("<task id=\"{node}\"/>"),
            ("x", _) => format!("<exclusiveGateway id=\"{node}\"/>"),
            ("p", _) => format!("<parallelGateway id=\"{node}\"/>"),
            ("i", _) => format!("<inclusiveGateway id=\"{node}\"/>"),
            ("a", _) => format!("<endEvent id=\"{node}\"><terminateEventDefinition/></endEvent>"),
            ("f", _) => format!("<endEvent id=\"{node}\"><errorEventDefinition errorRef=\"bad\"/></endEvent>"),
            ("n", host) => boundary(node, host, "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>", "false"),
            ("b", host) => boundary(node, host, "<errorEventDefinition errorRef=\"bad\"/>", "true"),
            ("c", _) => {
                format!("<complexGateway id=\"{node}\"><activationCondition>activationCount &gt;= 2</activationCondition></complexGateway>")
            }
            ("q", _) => format!("<task id=\"{node}\" startQuantity=\"2\"/>"),
            _ => format!("<endEvent id=\"{node}\"/>"),
        };
    }
    text += &sub(flows);
    text += &ways(flows.split('|').next().unwrap());
    text += "</process></definitions>";
    let file = bpmn::parse("small.bpmn", &text).unwrap_or_else(|e| panic!("{}", e[0]));
    compile(&file, &Options::default()).unwrap_or_else(|e| panic!("{}\n{text}", e[0]))
}

fn boundary(id: &str, host: &str, trigger: &str, cancel: &str) -> String {
    format!("<boundaryEvent id=\"{id}\" attachedToRef=\"{host}\" cancelActivity=\"{cancel}\">{trigger}</boundaryEvent>")
}

/// After a bar stand the elements and flows of a sub-process `S`.
fn sub(flows: &str) -> String {
    let mut parts = flows.split('|').skip(1);
    let (Some(nodes), Some(inner)) = (parts.next(), parts.next()) else { return String::new() };
    let mut text = String::from("<subProcess id=\"S\"><startEvent id=\"S0\"/>");
    for node in nodes.split_whitespace() {
        text += &match &node[..1] {
            "t" => format!("<task id=\"{node}\"/>"),
            "x" => format!("<exclusiveGateway id=\"{node}\"/>"),
            "p" => format!("<parallelGateway id=\"{node}\"/>"),
            "f" => format!("<endEvent id=\"{node}\"><errorEventDefinition errorRef=\"bad\"/></endEvent>"),
            _ => format!("<endEvent id=\"{node}\"/>"),
        };
    }
    format!("{text}{}</subProcess>", ways(inner))
}

fn ways(flows: &str) -> String {
    let mut text = String::new();
    for flow in flows.split_whitespace() {
        let (from, to) = flow.split_once('>').unwrap();
        let condition = if from.starts_with(['x', 'i']) {
            format!("<conditionExpression>{from}{to} = true</conditionExpression>")
        } else {
            String::new()
        };
        text += &format!("<sequenceFlow id=\"{from}-{to}\" sourceRef=\"{from}\" targetRef=\"{to}\">{condition}</sequenceFlow>");
    }
    text
}

fn check(nodes: &str, flows: &str, expected: &[(Kind, &str)]) {
    let found = warnings(&net(nodes, flows));
    let short: Vec<(Kind, &str)> = found.iter().map(|w| (w.kind, w.elements[0].as_str())).collect();
    assert_eq!(short, expected, "{nodes} | {flows}\n{found:#?}");
    for warning in &found {
        assert_eq!(warning.diagnostic().severity, Severity::Warning);
        assert!(warning.place.line > 0);
        let needs_way = matches!(warning.kind, Kind::NeverJoins | Kind::NeverEnds | Kind::Multiplies | Kind::LeftOver);
        assert_eq!(warning.path.first().map(String::as_str), needs_way.then(|| if warning.path[0] == "S0" { "S0" } else { "s" }));
    }
}

#[test]
fn branches_are_joined_as_they_were_split() {
    use Kind::{Multiplies, NeverJoins};
    check("p1 t1 t2 p2 e", "s>p1 p1>t1 p1>t2 t1>p2 t2>p2 p2>e", &[]);
    check("x1 t1 t2 p2 e", "s>x1 x1>t1 x1>t2 t1>p2 t2>p2 p2>e", &[(NeverJoins, "p2")]);
    check("i1 t1 t2 i2 t3 e", "s>i1 i1>t1 i1>t2 t1>i2 t2>i2 i2>t3 t3>e", &[]);
    check("i1 t1 t2 p2 t3 e", "s>i1 i1>t1 i1>t2 t1>p2 t2>p2 p2>t3 t3>e", &[(NeverJoins, "p2")]);
    check("x1 t1 t2 x2 t3 e", "s>x1 x1>t1 x1>t2 t1>x2 t2>x2 x2>t3 t3>e", &[]);
    check("p1 t1 t2 x2 t3 e", "s>p1 p1>t1 p1>t2 t1>x2 t2>x2 x2>t3 t3>e", &[(Multiplies, "x2")]);
    check("p1 t1 t2 t3 e", "s>p1 p1>t1 p1>t2 t1>t3 t2>t3 t3>e", &[(Multiplies, "t3")]);
    // An inclusive join serves every split, and branches may end by themselves.
    check("p1 t1 t2 i2 t3 e", "s>p1 p1>t1 p1>t2 t1>i2 t2>i2 i2>t3 t3>e", &[]);
    check("p1 t1 t2 e e2", "s>p1 p1>t1 p1>t2 t1>e t2>e2", &[]);
    // One branch can leave before the join.
    check("p1 t1 t2 x1 p2 e e2", "s>p1 p1>t1 p1>t2 t2>x1 x1>p2 x1>e2 t1>p2 p2>e", &[(NeverJoins, "p2")]);
    check("p1 t1 t2 x1 p2 e a", "s>p1 p1>t1 p1>t2 t2>x1 x1>p2 x1>a t1>p2 p2>e", &[]);
}

#[test]
fn every_token_has_a_way_to_an_end() {
    check("x1 t1 x2 e", "s>x1 x1>t1 t1>x2 x2>x1 x2>e", &[]);
    check("t1 t2", "s>t1 t1>t2 t2>t1", &[(Kind::NeverEnds, "t1")]);
    check("p1 x1 t1 t2 t3 e", "s>p1 p1>x1 p1>t3 x1>t1 t1>t2 t2>x1 t3>e", &[(Kind::NeverEnds, "t1")]);
}

#[test]
fn a_reminder_stays_beside_its_task() {
    check("t1 nt1 t2 e e2", "s>t1 t1>e nt1>t2 t2>e2", &[]);
    check("t1 nt1 t2 e", "s>t1 t1>t2 nt1>t2 t2>e", &[(Kind::Multiplies, "t2")]);
    check("t1 nt1 p2 e", "s>t1 t1>p2 nt1>p2 p2>e", &[(Kind::NeverJoins, "p2")]);
    // Another round may begin while the reminder of an earlier one is still at work.
    check("x1 t1 nt1 t2 x2 e e2", "s>x1 x1>t1 t1>x2 x2>x1 x2>e nt1>t2 t2>e2", &[]);
    check("x1 t1 nt1 t2 nt2 t3 x2 e e2 e3", "s>x1 x1>t1 t1>x2 x2>x1 x2>e nt1>t2 t2>e2 nt2>t3 t3>e3", &[]);
    // What is wrong with the reminder itself is told once, with the way to it.
    let wrong = "s>x1 x1>t1 t1>x2 x2>x1 x2>e nt1>x3 x3>t2 x3>t3 t2>p2 t3>p2 p2>t4 t4>e2";
    check("x1 t1 nt1 x3 t2 t3 p2 t4 x2 e e2", wrong, &[(Kind::NeverJoins, "p2")]);
    check("t1 nt1 t2 t3 e", "s>t1 t1>e nt1>t2 t2>t3 t3>t2", &[(Kind::NeverEnds, "t2")]);
    // A reminder that can end everything gives a way out.
    check("t1 nt1 t2 t3 a", "s>t1 t1>t3 t3>t1 nt1>t2 t2>a", &[]);
}

#[test]
fn joins_that_count_get_enough() {
    check("p1 t1 t2 q1 e", "s>p1 p1>t1 p1>t2 t1>q1 t2>q1 q1>e", &[]);
    check("x1 t1 t2 q1 e", "s>x1 x1>t1 x1>t2 t1>q1 t2>q1 q1>e", &[(Kind::NeverJoins, "q1")]);
    check("p1 t1 t2 t3 c2 t4 e", "s>p1 p1>t1 p1>t2 p1>t3 t1>c2 t2>c2 t3>c2 c2>t4 t4>e", &[]);
    check("x1 t1 t2 c2 t4 e", "s>x1 x1>t1 x1>t2 t1>c2 t2>c2 c2>t4 t4>e", &[(Kind::NeverJoins, "c2")]);
}

#[test]
fn errors_are_caught_and_sub_processes_end() {
    check("bS t9 e e2", "s>S S>e bS>t9 t9>e2 | x1 f e1 t1 | S0>t1 t1>x1 x1>f x1>e1", &[]);
    check("e", "s>S S>e | x1 f e1 t1 | S0>t1 t1>x1 x1>f x1>e1", &[(Kind::NotCaught, "f")]);
    check("bS t9 e e2", "s>S S>e bS>t9 t9>e2 | e1 t1 | S0>t1 t1>e1", &[(Kind::NeverThrown, "bS")]);
    // A sub-process that only fails never goes on as usual.
    check("bS t8 e e2", "s>S S>t8 t8>e bS>e2 | f t1 | S0>t1 t1>f", &[(Kind::NeverReached, "t8")]);
    check(
        "t8 e",
        "s>S S>t8 t8>e | x1 t1 t2 p1 e1 | S0>x1 x1>t1 x1>t2 t1>p1 t2>p1 p1>e1",
        &[(Kind::NeverReached, "t8"), (Kind::NeverJoins, "p1")],
    );
}

#[test]
fn a_wide_procedure_is_looked_at_in_full_or_says_that_it_was_not() {
    let names: Vec<String> = (1..=40).map(|n| format!("t{n}")).collect();
    let block = |split: &str, join: &str| {
        let flows: String = names.iter().map(|t| format!(" {split}>{t} {t}>{join}")).collect();
        format!("s>{split} {join}>t0 t0>e{flows}")
    };
    let nodes = names.join(" ");
    check(&format!("p1 p2 t0 e {nodes}"), &block("p1", "p2"), &[]);
    check(&format!("p1 i2 t0 e {nodes}"), &block("p1", "i2"), &[]);
    check(&format!("p1 x2 t0 e {nodes}"), &block("p1", "x2"), &[(Kind::Multiplies, "x2")]);
    check(&format!("i1 i2 t0 e {nodes}"), &block("i1", "i2"), &[(Kind::TooLarge, "i1")]);
}

#[test]
fn the_shipped_procedures_are_without_a_warning() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../law/procedures");
    let mut read = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "bpmn") {
            let file = bpmn::parse(&path.display().to_string(), &std::fs::read_to_string(&path).unwrap()).unwrap();
            assert_eq!(warnings(&compile(&file, &Options::default()).unwrap_or_else(|e| panic!("{}", e[0]))), []);
            read += 1;
        }
    }
    assert!(read > 0);
}
