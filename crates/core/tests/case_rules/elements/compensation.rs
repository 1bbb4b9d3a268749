//! What was done is undone, the last first.

use super::*;

#[test]
fn a_throw_event_undoes_its_scope_in_reverse_order() {
    let process = body(
        "start s; t a; on ab a undo; undoer au; undone-by ab au; t b; on bb b undo; undoer bu; undone-by bb bu; \
        throw z undo; t t; s>a; a>b; b>z; z>t",
    );
    let steps = [
        ("file", "+a"),
        ("do a", "-a +b"),
        ("do b", "-b +z <b +bu"),
        ("do bu", "-bu <a +au"),
        ("do au", "-au -z +t"),
        ("do t", "-t closed"),
    ];
    play(&process, &steps);
}

#[test]
fn an_end_event_undoes_too_and_only_what_was_done() {
    let process = body(
        "start s; t a; on ab a undo; undoer au; undone-by ab au; x x; t b; on bb b undo; undoer bu; undone-by bb bu; \
        end z undo; s>a; a>x; x>b[y > 1]; x>z[y <= 1]; b>z",
    );
    play(&process, &[("file y=0", "+a"), ("do a", "-a +z <a +au"), ("do au", "-au -z z. closed")]);
    let nothing = body("start s; end z undo; s>z");
    play(&nothing, &[("file", "+z -z z. closed")]);
}

#[test]
fn one_activity_can_be_named() {
    let process = body(
        "start s; t a; on ab a undo; undoer au; undone-by ab au; t b; on bb b undo; undoer bu; undone-by bb bu; \
        throw z undo:a; t t; s>a; a>b; b>z; z>t",
    );
    play(&process, &[("file", "+a"), ("do a", "-a +b"), ("do b", "-b +z <a +au"), ("do au", "-au -z +t")]);
}

#[test]
fn a_completed_sub_process_is_undone_from_outside() {
    let inner = body("start a; t q; on b q undo; undoer c; undone-by b c; a>q");
    let process = sub("w", &inner) + body("start s; throw z undo; t t; s>w; w>z; z>t");
    play(&process, &[("file", "+w +q"), ("do q", "-q -w +z <q +c"), ("do c", "-c -z +t")]);
    let named = sub("w", &inner) + body("start s; throw z undo:w; t t; s>w; w>z; z>t");
    play(&named, &[("file", "+w +q"), ("do q", "-q -w +z <q +c"), ("do c", "-c -z +t")]);
}

#[test]
fn a_sub_process_with_its_own_handler_is_undone_by_it() {
    let inner = body("start a; t q; on b q undo; undoer c; undone-by b c; a>q");
    let process = sub("w", &inner) + body("start s; on k w undo; undoer u; undone-by k u; throw z undo; t t; s>w; w>z; z>t");
    play(&process, &[("file", "+w +q"), ("do q", "-q -w +z <w +u"), ("do u", "-u -z +t")]);
    let inside = sub("w", &(body("start a; t q; a>q") + esp("h", body("start g undo; t r; g>r"))));
    let process = inside + body("start s; throw z undo; t t; s>w; w>z; z>t");
    play(&process, &[("file", "+w +q"), ("do q", "-q -w +z <w +h +r"), ("do r", "-r -h -z +t")]);
}

#[test]
fn inside_a_sub_process_and_after_an_error() {
    let inner = body("start a; t q; on b q undo; undoer c; undone-by b c; end z undo; a>q; q>z");
    let process = sub("w", &inner) + body("start s; t v; s>w; w>v");
    play(&process, &[("file", "+w +q"), ("do q", "-q +z <q +c"), ("do c", "-c -z z. -w +v")]);
    let handler = esp("h", body("start g bad; throw z undo; t r; g>z; z>r"));
    let failing = sub("w", &(body("start a; t q; on b q undo; undoer c; undone-by b c; end e bad; a>q; q>e") + &handler))
        + body("start s; t v; s>w; w>v");
    play(&failing, &[("file", "+w +q"), ("do q", "-q e:bad | +h +z <q +c"), ("do c", "-c -z +r"), ("do r", "-r -h -w +v")]);
}

#[test]
fn a_repeated_activity_is_undone_once_it_is_over() {
    let marker = "<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>";
    let process = marked("task", "w", marker, "") + body("start s; on k w undo; undoer u; undone-by k u; throw z undo; t t; s>w; w>z; z>t");
    play(&process, &[("file", "+w +w +w"), ("do w", "-w"), ("do w", "-w -w +z <w +u"), ("do u", "-u -z +t")]);
}

#[test]
fn a_throw_event_need_not_wait_until_all_is_undone() {
    let process = body(
        "start s; t a; on ab a undo; undoer au; undone-by ab au; t b; on bb b undo; undoer bu; undone-by bb bu; \
        throw z undo-aside; t c; on cb c undo; undoer cu; undone-by cb cu; t t; s>a; a>b; b>z; z>c; c>t",
    );
    // What is done meanwhile is not undone; the case ends when both ways have.
    let steps = [
        ("file", "+a"),
        ("do a", "-a +b"),
        ("do b", "-b +z <b +bu +c"),
        ("do c", "-c +t"),
        ("do bu", "-bu <a +au"),
        ("do t", "-t"),
        ("do au", "-au -z closed"),
    ];
    play(&process, &steps);
    let nothing = body("start s; throw z undo-aside; t t; s>z; z>t");
    play(&nothing, &[("file", "+z -z +t"), ("do t", "-t closed")]);
    let end = body("start s; t a; on ab a undo; undoer au; undone-by ab au; end z undo-aside; s>a; a>z");
    play(&end, &[("file", "+a"), ("do a", "-a +z z. <a +au"), ("do au", "-au -z closed")]);
}

#[test]
fn what_is_done_again_while_it_is_undone_stays() {
    let process = body(
        "start s; t a; on ab a undo; undoer au; undone-by ab au; throw z undo-aside; x x; t b; throw y undo; t t; \
        s>a; a>z; z>x; x>a[again = 1]; x>b[again != 1]; b>y; y>t",
    );
    let steps = [("file again=1", "+a"), ("do a", "-a +z <a +au +a"), ("do a again=0", "-a +z <a +au +b"), ("do b", "-b +y -y +t")];
    play(&process, &steps);
    let named = body(
        "start s; t a; on ab a undo; undoer au; undone-by ab au; t q; on qb q undo; undoer qu; undone-by qb qu; throw z undo-aside; \
        x x; t b; throw y undo; t t; s>a; a>q; q>z; z>x; x>a[again = 1]; x>b[again != 1]; b>y; y>t",
    );
    // `q` is being undone when `a` is done again: the first asks for one `a` only, the second for the other.
    let steps = [
        ("file again=1", "+a"),
        ("do a", "-a +q"),
        ("do q", "-q +z <q +qu +a"),
        ("do a", "-a +q"),
        ("do qu", "-qu <a +au"),
        ("do au", "-au -z"),
        ("do q again=0", "-q +z <q +qu +b"),
        ("do qu", "-qu <a +au"),
        ("do au", "-au -z"),
    ];
    play(&named, &steps);
}
