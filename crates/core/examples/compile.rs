//! What reading and compiling a procedure of 200 KB costs beside its XML parse alone.
//!
//! Prints one line `bytes elements xml_us compile_us`: CPU microseconds of the XML
//! library on the text, and of everything from the text to the net (parsed, held
//! against the standard, compiled), each the fastest of many rounds. Given a path,
//! that file instead. `cargo xtask bench flow` shows it.

mod support;

use alatau_core::procedure::{Options, bpmn, compile};
use support::cpu_seconds;

const BYTES: usize = 200_000;
const ROUNDS: usize = 5;
/// The system counts CPU time in milliseconds, so one round does the work often.
const TIMES: usize = 60;

fn main() {
    let text = match std::env::args().nth(1) {
        Some(path) => std::fs::read_to_string(path).expect("the file can be read"),
        None => permit(),
    };
    let xml = fastest(|| roxmltree::Document::parse(&text).expect("it is XML").root().id().get() as usize);
    let file = bpmn::parse("permit.bpmn", &text).expect("it is BPMN");
    let process = file.processes.iter().max_by_key(|p| p.scope.nodes.len()).expect("it has a process").element.id.clone();
    let options = Options { process: Some(&process), ..Options::default() };
    let elements = compile(&file, &options).map_or_else(|errors| panic!("{}", errors[0]), |net| net.nodes.len());
    let whole = fastest(|| {
        let file = bpmn::parse("permit.bpmn", &text).expect("it is BPMN");
        compile(&file, &options).map_or(0, |net| net.nodes.len())
    });
    println!("{} {elements} {:.0} {:.0}", text.len(), xml * 1e6, whole * 1e6);
}

fn fastest(work: impl Fn() -> usize) -> f64 {
    let round = |_| {
        let before = cpu_seconds();
        (0..TIMES).for_each(|_| {
            std::hint::black_box(work());
        });
        (cpu_seconds() - before) / TIMES as f64
    };
    (0..ROUNDS).map(round).fold(f64::MAX, f64::min)
}

/// A permit procedure with its diagram, of the shape that modelers write: rounds of a
/// check, a fork into reviews with a term each, a join and a decision.
fn permit() -> String {
    let (mut model, mut shapes, mut rounds) = (String::new(), String::new(), 0);
    let shape = |id: &str, at: usize| {
        let (x, y) = (100 * (at % 40), 120 * (at / 40));
        format!(
            "      <bpmndi:BPMNShape id=\"{id}_di\" bpmnElement=\"{id}\">\n        <dc:Bounds x=\"{x}\" y=\"{y}\" width=\"100\" height=\"80\" />\n      </bpmndi:BPMNShape>\n"
        )
    };
    let flow = |id: &str, from: &str, to: &str, condition: &str| {
        let condition = if condition.is_empty() {
            String::new()
        } else {
            format!("\n      <conditionExpression xsi:type=\"tFormalExpression\">{condition}</conditionExpression>\n    ")
        };
        let line = format!("    <sequenceFlow id=\"{id}\" sourceRef=\"{from}\" targetRef=\"{to}\">{condition}</sequenceFlow>\n");
        let edge = format!(
            "      <bpmndi:BPMNEdge id=\"{id}_di\" bpmnElement=\"{id}\">\n        <di:waypoint x=\"10\" y=\"20\" />\n        <di:waypoint x=\"60\" y=\"20\" />\n      </bpmndi:BPMNEdge>\n"
        );
        (line, edge)
    };
    let mut before = "filed".to_string();
    while model.len() + shapes.len() < BYTES - 1_500 {
        let n = rounds;
        let element = |tag: &str, id: &str, more: &str| format!("    <{tag} id=\"{id}\" name=\"{id} of round {n}\"{more} />\n");
        let ids = ["check", "x", "fork", "fire", "land", "join"].map(|word| format!("{word}_{n}"));
        let [check, x, fork, fire, land, join] = &ids;
        model += &element("userTask", check, " al:event=\"registered\"");
        model += &element("exclusiveGateway", x, &format!(" default=\"f{n}_1\""));
        model += &element("parallelGateway", fork, "");
        model += &element("userTask", fire, "");
        model += &element("userTask", land, "");
        model += &element("parallelGateway", join, "");
        let late = format!("late_{n}");
        model += &format!(
            "    <boundaryEvent id=\"{late}\" attachedToRef=\"{fire}\">\n      <timerEventDefinition>\n        <timeDuration xsi:type=\"tFormalExpression\">PT48H</timeDuration>\n      </timerEventDefinition>\n    </boundaryEvent>\n"
        );
        for (at, id) in ids.iter().chain([&late]).enumerate() {
            shapes += &shape(id, 8 * n + at);
        }
        let flows = [
            (&before, check, ""),
            (x, check, ""),
            (check, x, ""),
            (x, fork, "=docs_ok = true and area &gt; 100"),
            (fork, fire, ""),
            (fork, land, ""),
            (fire, join, ""),
            (land, join, ""),
            (&late, join, ""),
        ];
        for (at, (from, to, condition)) in flows.into_iter().enumerate() {
            let (line, edge) = flow(&format!("f{n}_{at}"), from, to, condition);
            model += &line;
            shapes += &edge;
        }
        before = join.clone();
        rounds += 1;
    }
    let (last, _) = flow("last", &before, "done", "");
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:bpmndi=\"http://www.omg.org/spec/BPMN/20100524/DI\" xmlns:dc=\"http://www.omg.org/spec/DD/20100524/DC\" xmlns:di=\"http://www.omg.org/spec/DD/20100524/DI\" xmlns:al=\"urn:alatau:bpmn\" id=\"d\" targetNamespace=\"urn:permit\">\n  <process id=\"permit\" isExecutable=\"true\">\n    <startEvent id=\"filed\" />\n{model}    <endEvent id=\"done\" />\n{last}  </process>\n  <bpmndi:BPMNDiagram id=\"diagram\">\n    <bpmndi:BPMNPlane id=\"plane\" bpmnElement=\"permit\">\n{shapes}    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n</definitions>\n"
    )
}
