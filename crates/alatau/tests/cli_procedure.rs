//! `alatau procedure` from the outside.

mod cli;

use cli::{alatau, alatau_in, golden, json, shipped};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn procedure(name: &str) -> String {
    shipped().join("procedures").join(name).to_string_lossy().into_owned()
}

fn scratch(name: &str, text: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).unwrap();
    path
}

const SMALL: &str = r#"<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:al="urn:alatau:bpmn" id="d" targetNamespace="t">
<process id="p" name="Small &lt;permit&gt;">
<startEvent id="s"><outgoing>a</outgoing></startEvent>
<userTask id="review" name="Review &amp; &quot;decide&quot;"><incoming>a</incoming><outgoing>b</outgoing></userTask>
<exclusiveGateway id="ok" name="In order?" default="no"><incoming>b</incoming><outgoing>yes</outgoing><outgoing>no</outgoing></exclusiveGateway>
<endEvent id="granted" al:outcome="approved"><incoming>yes</incoming></endEvent>
<endEvent id="denied" al:outcome="refused"><incoming>no</incoming></endEvent>
<sequenceFlow id="a" sourceRef="s" targetRef="review"/>
<sequenceFlow id="b" sourceRef="review" targetRef="ok"/>
<sequenceFlow id="yes" sourceRef="ok" targetRef="granted"><conditionExpression>complete = true</conditionExpression></sequenceFlow>
<sequenceFlow id="no" sourceRef="ok" targetRef="denied"/>
</process></definitions>"#;

fn script(file: &Path, lines: &str) -> (i32, String) {
    let mut run = Command::new(env!("CARGO_BIN_EXE_alatau"))
        .args(["procedure", "run", file.to_str().unwrap(), "--at", "2026-11-02T09:00:00Z"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    run.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = run.wait_with_output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_procedure_is_read_out_in_three_languages() {
    for (lang, word) in [("en", "Who:"), ("kk", "Кім:"), ("ru", "Кто:")] {
        let run = alatau(&["procedure", "show", "building-permit", "--in", "alatau", "--on", "2026-11-02", "--lang", lang]);
        assert!(run.code == 0 && run.out.contains(word) && run.out.contains('→'), "{}{}", run.out, run.err);
    }
}

#[test]
fn every_step_that_a_way_names_is_there() {
    let (code, shown) = json(&["procedure", "show", &procedure("building-permit.bpmn"), "--json"]);
    assert_eq!(code, 0);
    let steps = shown[0]["steps"].as_array().unwrap();
    let top: Vec<&str> = steps.iter().map(|step| step["number"].as_str().unwrap()).collect();
    assert!(top.len() > 10);
    for way in steps.iter().flat_map(|step| step["ways"].as_array().unwrap()) {
        if let Some(number) = way["step"].as_str() {
            assert!(top.contains(&number), "{way}");
        }
    }
}

#[test]
fn a_file_without_a_diagram_is_drawn_and_its_text_escaped() {
    let file = scratch("small-draw.bpmn", SMALL);
    let run = alatau(&["procedure", "draw", file.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.starts_with("<svg") && run.out.contains("Small &lt;permit&gt;") && run.out.contains("prefers-color-scheme:dark"));
    assert!(!run.out.contains("<permit>") && run.out.contains("Review &amp; &quot;decide&quot;"));
}

/// Attributes of the first `tag` after a place in an SVG, as numbers.
fn numbers(svg: &str, tag: &str, names: [&str; 4]) -> [f64; 4] {
    let element = svg.split(&format!("<{tag} ")).nth(1).unwrap_or_else(|| panic!("no {tag} in {svg}"));
    names.map(|name| element.split(&format!("{name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap())
}

#[test]
fn an_own_layout_has_lanes_and_data_and_words_keep_clear_of_events() {
    let data = "<dataObject id=\"plan\"/><dataObjectReference id=\"sheet\" name=\"Site plan\" dataObjectRef=\"plan\"/>\
        <boundaryEvent id=\"late\" name=\"Three days over\" attachedToRef=\"review\"><timerEventDefinition><timeDuration>P3D</timeDuration></timerEventDefinition></boundaryEvent>\
        <sequenceFlow id=\"l\" sourceRef=\"late\" targetRef=\"denied\"/>";
    let reads =
        "<dataInputAssociation id=\"reads\"><sourceRef>sheet</sourceRef><targetRef>in</targetRef></dataInputAssociation></userTask>";
    let lanes = "<laneSet id=\"ls\"><lane id=\"one\" name=\"One window\"><flowNodeRef>s</flowNodeRef><flowNodeRef>review</flowNodeRef></lane>\
        <lane id=\"two\" name=\"Architect\"><flowNodeRef>ok</flowNodeRef><flowNodeRef>granted</flowNodeRef><flowNodeRef>denied</flowNodeRef></lane></laneSet>";
    let long = "Review the whole file of the applicant, and everything that was said about it before, and decide";
    let text = SMALL.replace("</userTask>", reads).replacen("<startEvent", &format!("{lanes}<startEvent"), 1);
    let text = text.replace("</process>", &format!("{data}</process>")).replace("Review &amp; &quot;decide&quot;", long);
    let file = scratch("laid-out.bpmn", &text);
    let run = alatau(&["procedure", "draw", file.to_str().unwrap()]);
    assert_eq!(run.code, 0, "{}", run.err);
    let of = |name: &str| {
        let at = run.out.find(&format!("<title>{name}")).unwrap_or_else(|| panic!("no {name}: {}", run.out));
        &run.out[at..]
    };
    let rect = ["x", "y", "width", "height"];
    let [one, two, task] = ["One window", "Architect", "Review"].map(|name| numbers(of(name), "rect", rect));
    // The lanes lie under each other, each with what it holds.
    assert!((one[1] + one[3] - two[1]).abs() < 0.2 && one[0] == two[0] && one[2] == two[2], "{one:?} {two:?}");
    assert!(one[1] < task[1] && task[1] + task[3] < two[1], "{task:?}");
    assert!(of("Site plan").contains("<path"), "the data object is drawn");
    // No line of the task's name lies under its timer.
    let place = of("Three days over").split("translate(").nth(1).unwrap().split(')').next().unwrap();
    let [_, middle] = place.split(' ').map(|n| n.parse::<f64>().unwrap()).collect::<Vec<_>>()[..] else { panic!("{place}") };
    let words = of("Review").split("<g><title>").next().unwrap();
    let lines: Vec<f64> = words.split("<text ").skip(1).map(|line| numbers(&format!("<text {line}"), "text", ["y"; 4])[0]).collect();
    assert!(lines.len() > 1 && lines.iter().all(|y| *y < middle - 18.0 + 1.0), "{lines:?} {middle}");
}

#[test]
fn the_shipped_procedures_are_read_out_and_drawn_as_they_were_looked_at() {
    let folder = shipped().join("procedures");
    for file in ["building-permit.bpmn", "building-permit-parallel.bpmn"] {
        let name = file.trim_end_matches(".bpmn");
        for lang in ["en", "kk", "ru"] {
            let shown = alatau_in(&folder, &["procedure", "show", file, "--lang", lang]);
            assert_eq!(shown.code, 0, "{}", shown.err);
            golden(&format!("{name}.{lang}.txt"), &shown.out);
        }
        let drawn = alatau_in(&folder, &["procedure", "draw", file]);
        assert_eq!(drawn.code, 0, "{}", drawn.err);
        golden(&format!("{name}.svg"), &drawn.out);
    }
}

#[test]
fn findings_name_their_place_and_make_the_answer_no() {
    let broken = scratch("broken-lint.bpmn", &SMALL.replace("targetRef=\"denied\"", "targetRef=\"nowhere\""));
    let run = alatau(&["procedure", "lint", broken.to_str().unwrap()]);
    assert!(run.code == 1 && run.out.contains("broken-lint.bpmn:11:"), "{}", run.out);
    let sound = alatau(&["procedure", "lint", &procedure("building-permit.bpmn")]);
    assert_eq!(sound.code, 0, "{}", sound.out);
}

#[test]
fn a_refused_command_changes_nothing_and_undo_takes_one_back() {
    let file = scratch("small-run.bpmn", SMALL);
    let (code, said) = script(&file, "complete 99\ncomplete review complete=false\nundo\ncomplete review complete=true\n");
    assert!(code == 1 && said.contains("Not done:"), "{said}");
    assert!(said.trim_end().ends_with("closed: approved"), "{said}");
    let (code, said) = script(&file, "complete review complete=true\n");
    assert!(code == 0 && said.trim_end().ends_with("closed: approved"), "{said}");
}

#[test]
fn the_page_of_elements_is_what_the_program_prints() {
    let run = alatau(&["procedure", "elements"]);
    let page = shipped().join("../docs/elements.md");
    if std::env::var("ALATAU_GOLDEN").is_ok_and(|mode| mode == "write") {
        std::fs::write(&page, &run.out).unwrap();
    }
    assert!(std::fs::read_to_string(page).unwrap() == run.out, "docs/elements.md differs; run with ALATAU_GOLDEN=write");
}

#[test]
fn the_table_lists_what_is_refused() {
    let (code, rows) = json(&["procedure", "elements", "--json"]);
    let fate = |tag: &str| rows.as_array().unwrap().iter().find(|row| row["element"] == tag).map(|row| row["fate"].clone());
    assert_eq!((code, fate("userTask"), fate("choreographyTask")), (0, Some("executed".into()), Some("refused".into())));
}
