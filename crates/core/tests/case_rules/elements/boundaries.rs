//! Boundary events on tasks, sub-processes, called processes and repeated activities.

use super::*;

/// A task with a boundary event that leads to `u`, and a way on to `v`.
fn on_task(kind: &str, words: &str) -> Xml {
    body(&format!("start s; t t; {kind} b t {words}; t u; t v; s>t; t>v; b>u"))
}

#[test]
fn an_interrupting_event_ends_its_task() {
    for (words, step) in
        [("m1", "message m1"), ("g1", "signal g1"), ("x>1", "state x=2"), ("bad", "raise t bad"), ("any-error", "raise t worse")]
    {
        let thrown = if step.starts_with("raise") { "e: " } else { "" };
        let process = on_task("on", words);
        let net = built(&process, "").unwrap();
        let mut play = Play { live: Live::new(Rulebook::bare(Arc::new(net))), now: Timestamp(0) };
        play.step("file").unwrap();
        let events = play.step(step).unwrap();
        let said = super::words(&play.live.book.net, &events);
        assert!(said.starts_with("e:") != thrown.is_empty() && said.ends_with("xt +u"), "{words}: {said}");
    }
    play(on_task("on", "2s"), &[("file", "+t"), ("wait 1s", ""), ("wait 1s", "*b xt +u"), ("do u", "-u closed")]);
    play(on_task("on", "up"), &[("file", "+t"), ("escalate t up", "c:t xt +u")]);
    play(on_task("on", "any-escalation"), &[("file", "+t"), ("escalate t none", "c:t xt +u")]);
}

#[test]
fn an_event_beside_a_task_lets_it_go_on() {
    play(on_task("beside", "m1"), &[("file", "+t"), ("message m1", "+u"), ("message m1", "+u"), ("do t", "-t +v"), ("message m1", "no")]);
    play(on_task("beside", "g1"), &[("file", "+t"), ("signal g1", "+u"), ("do t", "-t +v"), ("signal g1", "no")]);
    play(on_task("beside", "up"), &[("file", "+t"), ("escalate t up", "c:t +u"), ("escalate t top", "c:t"), ("do t", "-t +v")]);
    play(on_task("beside", "2s"), &[("file", "+t"), ("wait 5s", "*b +u"), ("do t", "-t +v"), ("do u", "-u"), ("do v", "-v closed")]);
    let times = [("file", "+t"), ("wait 3s", "*b +u *b +u *b +u"), ("wait 9s", ""), ("do t", "-t +v")];
    play(on_task("beside", "R3/PT1S"), &times);
}

#[test]
fn a_condition_acts_each_time_it_becomes_true() {
    let steps = [
        ("file x=0", "+t"),
        ("state x=2", "+u"),
        ("state x=3", ""),
        ("state x=0", ""),
        ("state x=2", "+u"),
        ("do t", "-t +v"),
        ("state x=5", ""),
    ];
    play(on_task("beside", "x>1"), &steps);
    play(on_task("on", "x>1"), &[("file x=2", "+t xt +u")]);
}

#[test]
fn an_error_without_a_catcher_is_refused_and_a_code_is_matched() {
    play(on_task("on", "bad"), &[("file", "+t"), ("raise t worse", "no"), ("do t", "-t +v")]);
}

/// A sub-process whose inner end throws, with a boundary.
fn on_scope(kind: &str, caught: &str, inner: &str) -> Xml {
    sub("w", body(inner)) + body(&format!("start s; {kind} b w {caught}; t u; t v; s>w; w>v; b>u"))
}

#[test]
fn what_an_end_event_throws_reaches_the_border_of_its_scope() {
    let inner = |word: &str| format!("start a; t q; p p; t r; end e {word}; a>p; p>q; p>r; q>e");
    let ended = [("file", "+w +q +r"), ("do q", "")];
    let with = |last: &'static str| [ended[0], ("do q", last)];
    play(on_scope("on", "bad", &inner("bad")), &with("-q e:bad xw +u"));
    play(on_scope("on", "any-error", &inner("worse")), &with("-q e:worse xw +u"));
    play(on_scope("on", "up", &inner("up")), &with("-q c:e xw +u"));
    play(on_scope("beside", "up", &inner("up")), &with("-q c:e e. +u"));
    play(on_scope("on", "g1", &inner("g1")), &with("-q g:e e. xw +u"));
    play(on_scope("beside", "g1", &inner("g1")), &with("-q g:e e. +u"));
    play(on_scope("on", "m1", &inner("stop")), &with("-q e. -w +v"));
}

#[test]
fn an_intermediate_escalation_goes_on_unless_it_is_cut_off() {
    let inner = "start a; throw c up; t q; a>c; c>q";
    play(on_scope("beside", "up", inner), &[("file", "+w c:c +q +u"), ("do q", "-q -w +v")]);
    play(on_scope("on", "up", inner), &[("file", "+w c:c xw +u"), ("do u", "-u closed")]);
    play(on_scope("on", "top", inner), &[("file", "+w c:c +q"), ("do q", "-q -w +v")]);
}

#[test]
fn errors_and_escalations_pass_scopes_that_do_not_catch_them() {
    let deep = sub("w", &(sub("inner", body("start a; t q; end e bad; a>q; q>e")) + body("start z; on c inner worse; z>inner")));
    let process = deep + body("start s; on b w bad; t u; s>w; b>u");
    play(&process, &[("file", "+w +inner +q"), ("do q", "-q e:bad xw +u")]);
    let process = body("start s; t t; end e bad; s>t; t>e");
    play(&process, &[("file", "+t"), ("do t", "-t e:bad closed")]);
    let process = body("start s; t t; end e up; s>t; t>e");
    play(&process, &[("file", "+t"), ("do t", "-t c:e e. closed")]);
}

#[test]
fn several_triggers_on_one_event() {
    play(on_task("on", "m1 g1"), &[("file", "+t"), ("signal g1", "xt +u")]);
    play(on_task("on", "m1 2s"), &[("file", "+t"), ("message m1", "xt +u"), ("wait 5s", "")]);
    play(on_task("on-all", "m1 g1"), &[("file", "+t"), ("message m1", ""), ("message m1", ""), ("signal g1", "xt +u")]);
    play(on_task("on-all", "m1 2s"), &[("file", "+t"), ("wait 3s", "*b"), ("message m1", "xt +u")]);
}

#[test]
fn several_events_on_one_task() {
    let process = body("start s; t t; on b t m1; beside c t m2; on d t 9s; t u; t v; s>t; t>v; b>u; c>v; d>v");
    play(&process, &[("file", "+t"), ("message m2", "+v"), ("message m1", "xt +u"), ("message m2", "no"), ("wait 20s", "")]);
}

#[test]
fn a_called_process_ends_like_a_sub_process() {
    let called = |end: &str| within("process", "other", "", body(&format!("start a; t q; end e {end}; a>q; q>e")));
    let caller = |kind: &str, word: &str| {
        within("callActivity", "k", "calledElement=\"other\"", "") + body(&format!("start s; {kind} b k {word}; t u; t v; s>k; k>v; b>u"))
    };
    play_all(caller("on", "bad"), called("bad"), &[("file", "+k +k/q"), ("do k/q", "-k/q e:bad xk +u")]);
    play_all(caller("beside", "up"), called("up"), &[("file", "+k +k/q"), ("do k/q", "-k/q c:k/e k/e. +u -k +v")]);
    play_all(caller("on", "2s"), called("stop"), &[("file", "+k +k/q"), ("do k/q", "-k/q k/e. -k +v")]);
    play_all(caller("on", "2s"), called("stop"), &[("file", "+k +k/q"), ("wait 2s", "*b xk +u")]);
    let global = within("callActivity", "k", "calledElement=\"global\"", "") + body("start s; t v; s>k; k>v");
    play(&global, &[("file", "+k +k/global"), ("do k/global", "-k/global -k +v")]);
}

#[test]
fn send_and_receive_tasks_can_carry_events() {
    let process = body("start s; receive t m1; on b t 2s; t u; t v; s>t; t>v; b>u");
    play(&process, &[("file", "+t"), ("message m1", "-t +v")]);
    play(&process, &[("file", "+t"), ("wait 2s", "*b xt +u")]);
    play(body("start s; send t m1; t v; s>t; t>v"), &[("file", "m:t +v")]);
}
