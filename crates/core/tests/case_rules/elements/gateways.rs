//! Gateways, catch and throw events.

use super::*;

#[test]
fn the_first_of_several_events_decides() {
    let process = body(
        "start s; first f; catch a m1; catch b g1; catch c 2s; catch d x>1; receive e m2; \
        t at; t bt; t ct; t dt; t et; s>f; f>a; f>b; f>c; f>d; f>e; a>at; b>bt; c>ct; d>dt; e>et",
    );
    play(&process, &[("file", "+f"), ("message m1", "-f +at"), ("signal g1", "no"), ("wait 9s", ""), ("do at", "-at closed")]);
    play(&process, &[("file", "+f"), ("signal g1", "-f +bt")]);
    play(&process, &[("file", "+f"), ("wait 2s", "*c -f +ct")]);
    play(&process, &[("file", "+f"), ("state x=2", "-f +dt"), ("state x=1", "")]);
    play(&process, &[("file", "+f"), ("message m2", "-f +et")]);
    play(&process, &[("file x=2", "+f -f +dt")]);
}

#[test]
fn an_intermediate_event_waits_for_its_trigger() {
    for (words, step) in [("m1", "message m1"), ("g1", "signal g1"), ("x>1", "state x=2")] {
        play(body(&format!("start s; catch c {words}; t t; s>c; c>t")), &[("file", "+c"), (step, "-c +t")]);
    }
    play(body("start s; catch c 2s; t t; s>c; c>t"), &[("file", "+c"), ("wait 1s", ""), ("wait 1s", "*c -c +t")]);
    play(body("start s; catch c x>1; t t; s>c; c>t"), &[("file x=2", "+c -c +t")]);
    play(body("start s; catch c R3/PT1S; t t; s>c; c>t"), &[("file", "+c"), ("wait 2s", "*c +t *c +t"), ("wait 5s", "*c -c +t")]);
    play(body("start s; throw c; t t; s>c; c>t"), &[("file", "+t")]);
}

#[test]
fn an_event_with_several_triggers_takes_one_or_needs_all() {
    let any = body("start s; catch c m1 g1; t t; s>c; c>t");
    play(&any, &[("file", "+c"), ("message m1", "-c +t")]);
    play(&any, &[("file", "+c"), ("signal g1", "-c +t")]);
    let all = body("start s; catch-all c m1 g1 x>1; t t; s>c; c>t");
    play(&all, &[("file", "+c"), ("signal g1", ""), ("state x=2", ""), ("message m1", "-c +t")]);
    let timed = body("start s; catch-all c m1 2s; t t; s>c; c>t");
    play(&timed, &[("file", "+c"), ("wait 5s", "*c"), ("message m1", "-c +t")]);
    let both = body("start s; catch-all c g1 g2; p p; throw h g1; t t; s>p; p>c; p>h; c>t");
    play(&both, &[("file", "+c g:h"), ("signal g2", "-c +t")]);
    let throws = body("start s; p p; catch a g1; catch b g2; throw c g1 g2 m1; t t; t u; s>p; p>a; p>b; p>c; a>t; b>u");
    play(&throws, &[("file", "+a +b g:c g:c m:c -a +t -b +u")]);
}

#[test]
fn a_signal_is_heard_by_all_who_wait() {
    let process = body("start s; p p; catch a g1; t b; on n b g1; throw c g1; t t; t u; s>p; p>a; p>b; p>c; a>t; n>u");
    play(&process, &[("file", "+a +b g:c -a xb +u +t")]);
    let end = body("start s; p p; catch a g1; end c g1 m1; t t; s>p; p>a; p>c; a>t");
    play(&end, &[("file", "+a g:c m:c c. -a +t"), ("do t", "-t closed")]);
}

#[test]
fn a_default_flow_is_taken_when_no_condition_holds() {
    let from = |kind: &str| Xml(format!("<{kind} id=\"g\" default=\"g-c\"/>"));
    let ways = "start s; t a; t b; t c; s>g; g>c; g>a[x > 1]; g>b[x > 2]";
    let choosing = from("exclusiveGateway") + body(ways);
    play(&choosing, &[("file x=3", "+a")]);
    play(&choosing, &[("file x=0", "+c")]);
    let including = from("inclusiveGateway") + body(ways);
    play(&including, &[("file x=3", "+a +b")]);
    play(&including, &[("file x=0", "+c")]);
    let task = from("task") + body("start s; t a; t b; t c; s>g; g>c; g>a; g>b[x > 2]");
    play(&task, &[("file x=3", "+g"), ("do g", "-g +a +b")]);
    play(&task, &[("file x=0", "+g"), ("do g", "-g +c +a")]);
    let nowhere = body("start s; i i; t a; t b; s>i; i>a[x > 1]; i>b[x > 2]");
    play(&nowhere, &[("file x=0", "no")]);
    play(&nowhere, &[("file x=3", "+a +b")]);
    let complex = from("complexGateway") + body(ways);
    play(&complex, &[("file x=2", "+a")]);
}

#[test]
fn an_inclusive_join_waits_for_what_can_still_come() {
    let process = body("start s; i i; t a; t b; t c; i j; t t; s>i; i>a[x > 0]; i>b[x > 1]; i>c[x > 2]; a>j; b>j; c>j; j>t");
    play(&process, &[("file x=1", "+a"), ("do a", "-a +t")]);
    play(&process, &[("file x=2", "+a +b"), ("do a", "-a"), ("do b", "-b +t")]);
    play(&process, &[("file x=3", "+a +b +c"), ("do c", "-c"), ("do a", "-a"), ("do b", "-b +t"), ("do t", "-t closed")]);
    let parallel = body("start s; p p; t a; t b; i j; t t; s>p; p>a; p>b; a>j; b>j; j>t");
    play(&parallel, &[("file", "+a +b"), ("do b", "-b"), ("do a", "-a +t")]);
    let ended = body("start s; p p; t a; t b; x x; end e; i j; t t; s>p; p>a; p>b; a>j; b>x; x>e[y > 1]; x>j[y <= 1]; j>t");
    play(&ended, &[("file", "+a +b"), ("do a", "-a"), ("do b y=2", "-b e. +t")]);
    play(&ended, &[("file", "+a +b"), ("do a", "-a"), ("do b y=1", "-b +t")]);
}

#[test]
fn an_exclusive_merge_passes_every_token() {
    let process = body("start s; p p; t a; t b; x x; t t; s>p; p>a; p>b; a>x; b>x; x>t");
    play(&process, &[("file", "+a +b"), ("do a", "-a +t"), ("do b", "-b +t"), ("do t", "-t"), ("do t", "-t closed")]);
    let implicit = body("start s; p p; t a; t b; t t; s>p; p>a; p>b; a>t; b>t");
    play(&implicit, &[("file", "+a +b"), ("do a", "-a +t"), ("do b", "-b +t")]);
}

#[test]
fn a_parallel_gateway_joins_and_forks_at_once() {
    let process = body("start s; p p; t a; t b; p q; t t; t u; s>p; p>a; p>b; a>q; b>q; q>t; q>u");
    play(&process, &[("file", "+a +b"), ("do a", "-a"), ("do b", "-b +t +u"), ("do t", "-t"), ("do u", "-u closed")]);
    let stuck = body("start s; x x; t a; t b; p q; t t; s>x; x>a[y > 1]; x>b[y <= 1]; a>q; b>q; q>t");
    play(&stuck, &[("file y=2", "+a"), ("do a", "-a stuck")]);
}

#[test]
fn a_complex_gateway_goes_on_once_its_condition_holds() {
    let process = body("start s; p p; t a; t b; t c; complex k activationCount >= 2; t t; s>p; p>a; p>b; p>c; a>k; b>k; c>k; k>t");
    let steps = [("file", "+a +b +c"), ("do a", "-a"), ("do b", "-b +t"), ("do c", "-c"), ("do t", "-t closed")];
    play(&process, &steps);
    let fact = body("start s; p p; t a; t b; complex k x > 1; t t; s>p; p>a; p>b; a>k; b>k; k>t");
    play(&fact, &[("file x=0", "+a +b"), ("do a x=2", "-a +t"), ("do b", "-b"), ("do t", "-t closed")]);
    // In a loop the gateway begins anew after each round.
    let around = body(
        "start s; x h; p p; t a; t b; complex k activationCount >= 1; t t; x x; end e; s>h; h>p; p>a; p>b; a>k; b>k; \
        k>t; t>x; x>h[n > 0]; x>e[n <= 0]",
    );
    let steps = [
        ("file", "+a +b"),
        ("do a", "-a +t"),
        ("do b", "-b"),
        ("do t n=1", "-t +a +b"),
        ("do b", "-b +t"),
        ("do a", "-a"),
        ("do t n=0", "-t e. closed"),
    ];
    play(&around, &steps);
}

#[test]
fn tokens_can_be_counted() {
    let process =
        body("start s; p p; t a; t b; s>p; p>a; p>b; a>t; b>t; t u; t>u") + "<task id=\"t\" startQuantity=\"2\" completionQuantity=\"2\"/>";
    play(&process, &[("file", "+a +b"), ("do a", "-a"), ("do b", "-b +t"), ("do t", "-t +u +u"), ("do u", "-u"), ("do u", "-u closed")]);
}
