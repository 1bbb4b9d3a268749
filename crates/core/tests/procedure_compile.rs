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
    assert!(net.one_safe);
    golden("procedure/permit-simulation.net", &Dump(&net).to_string());
}
