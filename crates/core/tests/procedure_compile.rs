//! Which files compile, and into what.

mod common;

use alatau_core::procedure::{Branching, Dump, Net, Options, bpmn, compile};
use common::{golden, in_repository};

fn net(path: &str, options: &Options<'_>) -> Net {
    let text = std::fs::read_to_string(in_repository(path)).unwrap();
    let file = bpmn::parse(path, &text).unwrap();
    assert_eq!(file.write(), text);
    compile(&file, options).unwrap_or_else(|errors| panic!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}

#[test]
fn the_permit_flow_compiles() {
    let net = net("benches/data/flow.bpmn", &Options::default());
    assert_eq!(net.facts, ["docs_ok", "approved"]);
    golden("procedure/flow.net", &Dump(&net).to_string());
}

#[test]
fn probabilities_replace_conditions() {
    let mut branching = Branching::new();
    branching.insert("GS".into(), vec![("f4".into(), 0.3), ("f6".into(), 0.7)]);
    let net = net("benches/data/permit-simulation.bpmn", &Options { branching: Some(&branching), ..Options::default() });
    assert_eq!(net.facts, ["choice:GS"]);
    golden("procedure/permit-simulation.net", &Dump(&net).to_string());
}

#[test]
fn every_supported_element_compiles() {
    let net = net("crates/core/tests/data/procedure/elements.bpmn", &Options::default());
    assert_eq!(net.info[net.node("filed").unwrap() as usize].name_kk, "Өтініш берілді");
    assert_eq!(net.info[net.node("silent").unwrap() as usize].place.line, 23);
    golden("procedure/elements.net", &Dump(&net).to_string());
}

#[test]
fn the_view_shows_what_is_drawn() {
    let text = std::fs::read_to_string(common::data("procedure/elements.bpmn")).unwrap();
    let file = bpmn::parse("elements.bpmn", &text).unwrap();
    let pool = &file.collaborations[0];
    assert_eq!((pool.participants.len(), pool.message_flows.len()), (2, 1));
    let shape = file.shape("register").unwrap();
    assert_eq!((shape.bounds.y, shape.label.unwrap().width, shape.horizontal), (20.5, 3.0, Some(true)));
    assert_eq!(file.edge("f1").unwrap().waypoints.len(), 2);
    let scope = &file.processes[0].scope;
    assert_eq!((scope.data.len(), scope.artifacts.len(), scope.lanes.len(), scope.unknown.len()), (2, 1, 3, 0));
    assert_eq!(scope.flows[3].condition.as_ref().unwrap().value, "not(gas = false)");
    assert_eq!(file.place(scope.flows[3].condition.as_ref().unwrap().at).line, 56);
}

/// A process from `node kind` and `from to` pairs: t task, x exclusive, p parallel, i inclusive, e end, a terminate.
fn sketch(nodes: &str, flows: &str) -> Net {
    let mut text =
        String::from("<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"p\"><startEvent id=\"s\"/>");
    for node in nodes.split_whitespace() {
        text += &match &node[..1] {
            "t" => format!("<task id=\"{node}\"/>"),
            "x" => format!("<exclusiveGateway id=\"{node}\"/>"),
            "p" => format!("<parallelGateway id=\"{node}\"/>"),
            "i" => format!("<inclusiveGateway id=\"{node}\"/>"),
            "a" => format!("<endEvent id=\"{node}\"><terminateEventDefinition/></endEvent>"),
            // A timer `bt`, that does not interrupt task `t`.
            "b" => format!(
                "<boundaryEvent id=\"{node}\" attachedToRef=\"{}\" cancelActivity=\"false\"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>",
                &node[1..]
            ),
            _ => format!("<endEvent id=\"{node}\"/>"),
        };
    }
    for (number, flow) in flows.split_whitespace().enumerate() {
        let (from, to) = flow.split_once('>').unwrap();
        let chooses = from.starts_with(['x', 'i']);
        let condition = if chooses { format!("<conditionExpression>c{number} = true</conditionExpression>") } else { String::new() };
        text += &format!("<sequenceFlow id=\"f{number}\" sourceRef=\"{from}\" targetRef=\"{to}\">{condition}</sequenceFlow>");
    }
    text += "</process></definitions>";
    let file = bpmn::parse("sketch.bpmn", &text).unwrap();
    compile(&file, &Options::default()).unwrap_or_else(|e| panic!("{}", e[0]))
}

#[test]
fn an_inclusive_join_looks_back_to_where_tokens_can_come_from() {
    let net = sketch("i1 t1 t2 i2 x1 e", "s>i1 i1>t1 i1>t2 t1>i2 t2>i2 i2>x1 x1>t1 x1>e");
    let join = net.nodes[net.node("i2").unwrap() as usize];
    let before = |slot: u16| -> Vec<&str> {
        let bits = &net.upstream[slot as usize];
        (0..net.nodes.len()).filter(|i| bits[i / 64] >> (i % 64) & 1 == 1).map(|i| net.info[i].id.as_str()).collect()
    };
    // From x1 a token comes to t1 without passing the join again, never to t2.
    assert_eq!(before(join.slots.first), ["s", "i1", "t1", "x1"]);
    assert_eq!(before(join.slots.first + 1), ["s", "i1", "t2"]);
}

#[test]
fn opposite_conditions_become_one_comparison() {
    for (second, folds) in [("a != 1", true), ("not(a = 1)", true), ("a &gt; 1", false), ("b != 1", false), ("a != 2", false)] {
        let text = format!(
            "<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process id=\"p\"><startEvent id=\"s\"/><exclusiveGateway id=\"x\"/>\
             <task id=\"t\"/><task id=\"u\"/><sequenceFlow id=\"f\" sourceRef=\"s\" targetRef=\"x\"/>\
             <sequenceFlow id=\"g\" sourceRef=\"x\" targetRef=\"t\"><conditionExpression>a = 1</conditionExpression></sequenceFlow>\
             <sequenceFlow id=\"h\" sourceRef=\"x\" targetRef=\"u\"><conditionExpression>{second}</conditionExpression></sequenceFlow></process></definitions>"
        );
        let net = compile(&bpmn::parse("x.bpmn", &text).unwrap(), &Options::default()).unwrap();
        let gateway = net.nodes[net.node("x").unwrap() as usize];
        assert_eq!(gateway.default != alatau_core::procedure::NONE, folds, "{second}");
    }
}
