//! Event sub-processes, transactions, ad-hoc sub-processes, terminate, links.

use super::*;

/// A sub-process with an event sub-process in it; `q` is the ordinary work.
fn held(kind: &str, words: &str, inner: &str) -> Xml {
    let handler = esp("h", body(&format!("{kind} g {words}; t r; g>r")));
    sub("w", &(body(inner) + &handler)) + body("start s; t v; s>w; w>v")
}

const WORK: &str = "start a; t q; a>q";

#[test]
fn an_event_sub_process_interrupts_its_scope() {
    for (words, step) in [("m1", "message m1"), ("g1", "signal g1"), ("x>1", "state x=2")] {
        play(
            held("start", words, WORK),
            &[("file", "+w +q"), (step, "| +h +r"), (step, if words == "x>1" { "" } else { "no" }), ("do r", "-r -h -w +v")],
        );
    }
    play(held("start", "2s", WORK), &[("file", "+w +q"), ("wait 2s", "*g | +h +r"), ("do r", "-r -h -w +v")]);
    play(held("start", "2s", WORK), &[("file", "+w +q"), ("do q", "-q -w +v"), ("wait 9s", "")]);
    play(
        held("start", "bad", "start a; t q; end e bad; a>q; q>e"),
        &[("file", "+w +q"), ("do q", "-q e:bad | +h +r"), ("do r", "-r -h -w +v")],
    );
    play(held("start", "any-error", WORK), &[("file", "+w +q"), ("raise q bad", "e: | +h +r")]);
    let throws = "start a; throw c up; t q; a>c; c>q";
    play(held("start", "up", throws), &[("file", "+w c:c | +h +r"), ("do r", "-r -h -w +v")]);
    play(
        held("start", "up", "start a; t q; end e up; a>q; q>e"),
        &[("file", "+w +q"), ("do q", "-q c:e | +h +r"), ("do r", "-r -h -w +v")],
    );
    let signals = "start a; p p; throw c g1; t q; a>p; p>c; p>q";
    play(held("start", "g1", signals), &[("file", "+w g:c +q | +h +r"), ("do r", "-r -h -w +v")]);
}

#[test]
fn an_event_sub_process_beside_its_scope_keeps_it_open() {
    for (words, step) in [("m1", "message m1"), ("g1", "signal g1")] {
        let steps =
            [("file", "+w +q"), (step, "+h +r"), (step, "+h +r"), ("do q", "-q"), ("do r", "-r -h"), ("do r", "-r -h -w +v"), (step, "no")];
        play(held("watch", words, WORK), &steps);
    }
    play(held("watch", "2s", WORK), &[("file", "+w +q"), ("wait 9s", "*g +h +r"), ("do q", "-q"), ("do r", "-r -h -w +v")]);
    play(held("watch", "R2/PT1S", WORK), &[("file", "+w +q"), ("wait 9s", "*g +h +r *g +h +r"), ("do q", "-q"), ("do r", "-r -h")]);
    play(held("watch", "x>1", WORK), &[("file", "+w +q"), ("state x=2", "+h +r"), ("state x=0", ""), ("state x=2", "+h +r")]);
    let throws = "start a; throw c up; t q; a>c; c>q";
    play(held("watch", "up", throws), &[("file", "+w c:c +h +q +r"), ("do r", "-r -h"), ("do q", "-q -w +v")]);
}

#[test]
fn the_process_itself_has_event_sub_processes() {
    let process = |kind: &str, words: &str| body("start s; t t; s>t") + esp("h", body(&format!("{kind} g {words}; t r; g>r")));
    for (words, step) in [("m1", "message m1"), ("g1", "signal g1"), ("x>1", "state x=2")] {
        play(process("start", words), &[("file", "+t"), (step, "| +h +r"), ("do r", "-r -h closed")]);
        play(process("watch", words), &[("file", "+t"), (step, "+h +r"), ("do t", "-t"), ("do r", "-r -h closed")]);
    }
    play(process("start", "1s"), &[("file", "+t"), ("wait 1s", "*g | +h +r"), ("do r", "-r -h closed")]);
    play(process("watch", "1s"), &[("file", "+t"), ("do t", "-t closed")]);
    let failing = body("start s; t t; end e bad; s>t; t>e") + esp("h", body("start g bad; t r; g>r"));
    play(&failing, &[("file", "+t"), ("do t", "-t e:bad | +h +r"), ("do r", "-r -h closed")]);
    let rising = body("start s; throw c up; t t; s>c; c>t") + esp("h", body("start g up; t r; g>r"));
    play(&rising, &[("file", "c:c | +h +r"), ("do r", "-r -h closed")]);
    let rising = body("start s; throw c up; t t; s>c; c>t") + esp("h", body("watch g up; t r; g>r"));
    play(&rising, &[("file", "c:c +h +t +r")]);
}

#[test]
fn an_event_sub_process_comes_before_the_border_of_its_scope() {
    let handler = esp("h", body("start g bad; t r; end z worse; g>r; r>z"));
    let process = sub("w", &(body("start a; t q; end e bad; a>q; q>e") + &handler))
        + body("start s; on b w bad; on c w worse; t u; t y; s>w; b>u; c>y");
    play(&process, &[("file", "+w +q"), ("do q", "-q e:bad | +h +r"), ("do r", "-r e:worse xw +y")]);
}

#[test]
fn an_event_sub_process_does_not_catch_what_it_throws_itself() {
    let handler = esp("h", body("start g bad; t r; end z bad; g>r; r>z"));
    let process = sub("w", &(body("start a; t q; end e bad; a>q; q>e") + &handler)) + body("start s; on b w bad; t u; s>w; b>u");
    play(&process, &[("file", "+w +q"), ("do q", "-q e:bad | +h +r"), ("do r", "-r e:bad xw +u")]);
}

#[test]
fn terminate_ends_its_scope_only() {
    let process =
        sub("w", body("start a; p p; t q; t r; end z stop; a>p; p>q; p>r; q>z")) + body("start s; t v; p f; t o; s>f; f>w; f>o; w>v");
    play(&process, &[("file", "+w +q +r +o"), ("do q", "-q z. -w +v"), ("do v", "-v"), ("do o", "-o closed")]);
    let process = body("start s; p p; t q; t r; end z stop; s>p; p>q; p>r; q>z");
    play(&process, &[("file", "+q +r"), ("do q", "-q z. closed")]);
}

#[test]
fn links_are_flows() {
    let process = Xml::from(
        "<startEvent id=\"s\"/><intermediateThrowEvent id=\"to\"><linkEventDefinition name=\"far\"/></intermediateThrowEvent>\
        <intermediateCatchEvent id=\"from\"><linkEventDefinition name=\"far\"/></intermediateCatchEvent>",
    ) + body("t t; s>to; from>t");
    play(&process, &[("file", "+t"), ("do t", "-t closed")]);
}

#[test]
fn a_cancelled_transaction_undoes_and_leaves_by_its_cancel_event() {
    let inner = body("start a; t q; on b q undo; undoer c; undone-by b c; t r; end z cancel; a>q; q>r; r>z");
    let process = within("transaction", "w", "", &inner) + body("start s; on k w cancel; t u; t v; s>w; w>v; k>u");
    let steps = [("file", "+w +q"), ("do q", "-q +r"), ("do r", "-r | +z <q +c"), ("do c", "-c -z z. xw +u"), ("do u", "-u closed")];
    play(&process, &steps);
    let kept =
        within("transaction", "w", "", body("start a; t q; end z; a>q; q>z")) + body("start s; on k w cancel; t u; t v; s>w; w>v; k>u");
    play(&kept, &[("file", "+w +q"), ("do q", "-q z. -w +v")]);
    let failed = within("transaction", "w", "", body("start a; t q; on b q undo; undoer c; undone-by b c; end z bad; a>q; q>z"));
    let failed = failed + body("start s; on k w bad; t u; t v; s>w; w>v; k>u");
    play(&failed, &[("file", "+w +q"), ("do q", "-q e:bad xw +u")]);
}

#[test]
fn a_cancelled_transaction_with_parallel_work_ends_it() {
    let inner = body("start a; p p; t q; t r; end z cancel; a>p; p>q; p>r; q>z");
    let process = within("transaction", "w", "", &inner) + body("start s; on k w cancel; t u; s>w; k>u");
    play(&process, &[("file", "+w +q +r"), ("do q", "-q | +z -z z. xw +u")]);
}

#[test]
fn ad_hoc_activities_need_no_flows() {
    let ad_hoc = |attributes: &str, inner: Xml| within("adHocSubProcess", "w", attributes, inner) + body("start s; t v; s>w; w>v");
    let parallel = ad_hoc("", body("t q; t r"));
    play(&parallel, &[("file", "+w +q +r"), ("do r", "-r"), ("do q", "-q -w +v")]);
    let one_by_one = ad_hoc("ordering=\"Sequential\"", body("t q; t r"));
    play(&one_by_one, &[("file", "+w +q"), ("begin w r", "no"), ("do q", "-q +r"), ("do r", "-r -w +v")]);
    let chained = ad_hoc("", body("t q; t r; t y; q>r"));
    play(&chained, &[("file", "+w +q +y"), ("do q", "-q +r"), ("do y", "-y"), ("do r", "-r -w +v")]);
    let enough = ad_hoc("", body("t q; t r") + "<completionCondition>x > 1</completionCondition>");
    play(&enough, &[("file", "+w +q +r"), ("do q x=2", "-q -w +v")]);
    play(&enough, &[("file", "+w +q +r"), ("do q", "-q"), ("do r", "-r"), ("begin w q", "+q"), ("do q x=2", "-q -w +v")]);
    let patient = ad_hoc("cancelRemainingInstances=\"false\"", body("t q; t r") + "<completionCondition>x > 1</completionCondition>");
    play(&patient, &[("file", "+w +q +r"), ("do q x=2", "-q"), ("do r", "-r -w +v")]);
}

#[test]
fn a_sub_process_without_a_start_event_begins_where_no_flow_enters() {
    let process = sub("w", body("t q; t r; q>r; t y")) + body("start s; t v; s>w; w>v");
    play(&process, &[("file", "+w +q +y"), ("do q", "-q +r"), ("do r", "-r"), ("do y", "-y -w +v")]);
    play(body("t q; t r; q>r"), &[("file", "+q"), ("do q", "-q +r"), ("do r", "-r closed")]);
}

#[test]
fn events_create_the_case() {
    let process = body("start s m1; t t; s>t");
    play(&process, &[("file", "no"), ("start s", "+t")]);
    play(body("start s; start z g1; t t; t u; s>t; z>u"), &[("start z", "+u")]);
    play(body("start s; start z g1; t t; t u; s>t; z>u"), &[("file", "+t")]);
    let created = Xml::from("<receiveTask id=\"k\" instantiate=\"true\" messageRef=\"m1\"/>") + body("t t; k>t");
    play(&created, &[("start k", "+t"), ("do t", "-t closed")]);
    let first =
        Xml::from("<eventBasedGateway id=\"k\" instantiate=\"true\"/>") + body("catch a m1; catch b g1; t t; t u; k>a; k>b; a>t; b>u");
    play(&first, &[("start b", "+u"), ("message m1", "no"), ("do u", "-u closed")]);
    let both = Xml::from("<eventBasedGateway id=\"k\" instantiate=\"true\" eventGatewayType=\"Parallel\"/>")
        + body("catch a m1; catch b m2; t t; t u; k>a; k>b; a>t; b>u");
    play(&both, &[("start b", "+a +u"), ("do u", "-u"), ("message m1", "-a +t"), ("do t", "-t closed")]);
}
