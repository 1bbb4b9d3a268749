//! Loops and multi-instance.

use super::*;

fn looped(attributes: &str, condition: &str) -> String {
    let condition =
        if condition.is_empty() { String::new() } else { format!("<loopCondition>{}</loopCondition>", condition.replace('<', "&lt;")) };
    format!("<standardLoopCharacteristics {attributes}>{condition}</standardLoopCharacteristics>")
}

fn many(attributes: &str, inner: impl AsRef<str>) -> String {
    format!("<multiInstanceLoopCharacteristics {attributes}>{}</multiInstanceLoopCharacteristics>", inner.as_ref())
}

fn times(number: u32) -> Xml {
    Xml(format!("<loopCardinality>{number}</loopCardinality>"))
}

const AROUND: &str = "start s; t v; s>w; w>v";

#[test]
fn a_loop_goes_on_while_its_condition_holds() {
    let process = marked("task", "w", looped("", "x < 3"), "") + body(AROUND);
    play(&process, &[("file x=5", "+w +w"), ("do w", "-w -w +v")]);
    play(&process, &[("file x=0", "+w +w"), ("do w x=2", "-w +w"), ("do w x=3", "-w -w +v")]);
    let before = marked("task", "w", looped("testBefore=\"true\"", "x < 3"), "") + body(AROUND);
    play(&before, &[("file x=5", "+w -w +v")]);
    play(&before, &[("file x=2", "+w +w"), ("do w x=3", "-w -w +v")]);
    let most = marked("task", "w", looped("loopMaximum=\"2\"", "true"), "") + body(AROUND);
    play(&most, &[("file", "+w +w"), ("do w", "-w +w"), ("do w", "-w -w +v")]);
    let only = marked("task", "w", looped("loopMaximum=\"2\"", ""), "") + body(AROUND);
    play(&only, &[("file", "+w +w"), ("do w", "-w +w"), ("do w", "-w -w +v")]);
    let counted = marked("task", "w", looped("", "loopCounter < 2"), "") + body(AROUND);
    play(&counted, &[("file", "+w +w"), ("do w", "-w +w"), ("do w", "-w -w +v")]);
}

#[test]
fn a_sub_process_can_be_looped_and_left() {
    let inner = body("start a; t q; a>q");
    let process = marked("subProcess", "w", looped("", "x < 3"), &inner) + body("start s; on b w m1; t u; t v; s>w; w>v; b>u");
    play(&process, &[("file x=0", "+w +w +q"), ("do q", "-q -w +w +q"), ("message m1", "xw +u")]);
}

#[test]
fn instances_run_together_or_one_by_one() {
    let together = marked("task", "w", many("", times(2)), "") + body(AROUND);
    play(&together, &[("file", "+w +w +w"), ("do w", "-w"), ("do w", "-w -w +v")]);
    let one_by_one = marked("task", "w", many("isSequential=\"true\"", times(2)), "") + body(AROUND);
    play(&one_by_one, &[("file", "+w +w"), ("do w", "-w +w"), ("do w", "-w -w +v")]);
    let none = marked("task", "w", many("", times(0)), "") + body(AROUND);
    play(&none, &[("file", "+w -w +v")]);
    let computed = marked("task", "w", many("", "<loopCardinality>n + 1</loopCardinality>"), "") + body(AROUND);
    play(&computed, &[("file n=1", "+w +w +w")]);
    play(&computed, &[("file", "no")]);
    for bad in ["-1", "1.5", "many of"] {
        let process = marked("task", "w", many("", format!("<loopCardinality>{bad}</loopCardinality>")), "") + body(AROUND);
        let refused = built(&process, "").map(|net| Rulebook::bare(Arc::new(net))).map(|book| {
            let mut play = Play { live: Live::new(book), now: Timestamp(0) };
            play.step("file").unwrap_err().to_string()
        });
        assert!(refused.as_ref().is_ok_and(|r| r.contains("whole number")) || refused.is_err(), "{bad}: {refused:?}");
    }
}

#[test]
fn enough_instances_end_the_rest() {
    let until = "<completionCondition>numberOfCompletedInstances >= 2</completionCondition>";
    let process = marked("task", "w", many("", &(times(4) + until)), "") + body(AROUND);
    play(&process, &[("file", "+w +w +w +w +w"), ("do w", "-w"), ("do w", "-w -w +v"), ("do v", "-v closed")]);
    let process = marked("task", "w", many("isSequential=\"true\"", &(times(4) + until)), "") + body(AROUND);
    play(&process, &[("file", "+w +w"), ("do w", "-w +w"), ("do w", "-w -w +v")]);
    let fact = marked("task", "w", many("", &(times(3) + "<completionCondition>x > 1</completionCondition>")), "") + body(AROUND);
    play(&fact, &[("file", "+w +w +w +w"), ("do w", "-w"), ("do w x=2", "-w -w +v")]);
}

#[test]
fn one_instance_for_each_item() {
    let marker = "<loopDataInputRef>list</loopDataInputRef><inputDataItem id=\"item\"/>";
    let process = marked("subProcess", "w", many("", marker), body("start a; x x; t q; t r; a>x; x>q[item > 1]; x>r[item <= 1]"))
        + body(AROUND)
        + body("fact list");
    play(&process, &[("file list=[1,2]", "+w +w +w +q +r"), ("do q", "-q -w"), ("do r", "-r -w -w +v")]);
    play(&process, &[("file list=[]", "+w -w +v")]);
    play(&process, &[("file", "no")]);
}

#[test]
fn instances_throw_to_the_border() {
    let behaves = |word: &str, reference: &str| format!("isSequential=\"true\" behavior=\"{word}\" {reference}=\"thrown\"");
    let each = marked("task", "w", many(&behaves("None", "noneBehaviorEventRef"), times(2)), "")
        + body("start s; on b w g1; t u; t v; s>w; w>v; b>u");
    play(&each, &[("file", "+w +w"), ("do w", "-w g:w +w +u"), ("do w", "-w g:w -w +v +u")]);
    let first = marked("task", "w", many(&behaves("One", "oneBehaviorEventRef"), times(2)), "")
        + body("start s; on b w g1; t u; t v; s>w; w>v; b>u");
    play(&first, &[("file", "+w +w"), ("do w", "-w g:w +w +u"), ("do w", "-w -w +v")]);
}

#[test]
fn instances_throw_where_a_condition_holds() {
    let when = "<complexBehaviorDefinition id=\"k\"><condition>numberOfCompletedInstances = 2</condition>\
        <event id=\"i\"><signalEventDefinition id=\"g\" signalRef=\"g1\"/></event></complexBehaviorDefinition>";
    let marker = many("behavior=\"Complex\"", times(3) + when);
    let process = marked("task", "w", marker, "") + body("start s; on b w g1; t u; t v; s>w; w>v; b>u");
    play(&process, &[("file", "+w +w +w +w"), ("do w", "-w"), ("do w", "-w g:w +u"), ("do w", "-w -w +v")]);
}

#[test]
fn an_instance_that_fails_ends_all() {
    let inner = body("start a; t q; end e bad; a>q; q>e");
    let process = marked("subProcess", "w", many("", times(2)), &inner) + body("start s; on b w bad; t u; t v; s>w; w>v; b>u");
    play(&process, &[("file", "+w +w +w +q +q"), ("do q", "-q e:bad xw +u"), ("do u", "-u closed")]);
    let ending = body("start a; t q; end e stop; a>q; q>e");
    let process = marked("subProcess", "w", many("", times(2)), &ending) + body(AROUND);
    play(&process, &[("file", "+w +w +w +q +q"), ("do q", "-q e. -w"), ("do q", "-q e. -w -w +v")]);
}

#[test]
fn calls_and_receive_tasks_repeat_too() {
    let call = Xml::from("<callActivity id=\"w\" calledElement=\"global\">") + many("isSequential=\"true\"", times(2)) + "</callActivity>";
    play(
        &(call + body(AROUND)),
        &[("file", "+w +w +w/global"), ("do w/global", "-w/global -w +w +w/global"), ("do w/global", "-w/global -w -w +v")],
    );
    let receive = Xml::from("<receiveTask id=\"w\" messageRef=\"m1\">") + many("", times(2)) + "</receiveTask>";
    play(&(receive + body(AROUND)), &[("file", "+w +w +w"), ("message m1", "-w"), ("message m1", "-w -w +v")]);
}
