//! Random cases on random procedures move to a random change of their procedure,
//! and are compared with cases that ran on the change from the start.
//!
//! `ALATAU_SEED` and `ALATAU_CASES` choose other and more of them.

use super::generate::{Edit, Pen, block, drawn};
use super::properties::{Move, begin, moves, run, step};
use super::support::*;
use alatau_core::case::migrate::{Block, Bridge, NotUndone, Plan};
use alatau_core::case::{Case, Event, What, apply};
use alatau_core::procedure::Net;
use alatau_core::time::Timestamp;
use proptest::prelude::*;
use serde_json::Value as Json;
use std::cell::Cell;
use std::collections::BTreeMap;

fn edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        3 => (1..4u32).prop_map(Edit::Rename),
        2 => (1..6u32).prop_map(Edit::Insert),
        2 => (1..4u32).prop_map(Edit::Branch),
        2 => (1..6u32).prop_map(Edit::Remove),
    ]
}

/// What happened, told by names: the same on every procedure that has them.
fn trace(net: &Net, log: &[Event], old_id: &dyn Fn(&str) -> String) -> Vec<String> {
    let id = |node: u64| net.info.get(node as usize).map_or("none".into(), |info| old_id(&info.id));
    let slot = |slot: u64| {
        let flow = net.flows.iter().find(|flow| u64::from(flow.slot) == slot);
        flow.map_or(String::new(), |flow| format!("{}>{}", id(flow.source.into()), id(flow.target.into())))
    };
    let name = |names: &[String], number: u64| names.get(number as usize).cloned().unwrap_or_default();
    let told = |event: &Event| {
        let mut json = serde_json::to_value(event.what).unwrap();
        if let What::FactStated { fact, value } | What::LocalStated { fact, value, .. } = event.what {
            return format!("{} {} = {}", event.at.0, net.facts[fact as usize], net.symbols.datum(value));
        }
        for fields in json.as_object_mut().into_iter().flat_map(|kinds| kinds.values_mut()) {
            for (key, field) in fields.as_object_mut().into_iter().flatten() {
                let Some(number) = field.as_u64() else { continue };
                let said = match key.as_str() {
                    "node" | "within" => id(number),
                    "event" => name(&net.events, number),
                    "slot" | "first" => slot(number),
                    _ => continue,
                };
                *field = Json::String(said);
            }
        }
        format!("{} {json}", event.at.0)
    };
    log.iter().map(told).collect()
}

/// What waits, told by names: activity, element, due instant, days to count.
fn waiting(net: &Net, case: &Case, id: &dyn Fn(&str) -> String) -> Vec<(u32, String, Timestamp, u16)> {
    let mut all: Vec<_> = case.active.as_slice().iter().map(|a| (a.activity, id(&net.info[a.node as usize].id), a.due, a.left)).collect();
    all.sort();
    all
}

fn same_but_for_the_move(a: &Case, b: &Case) -> bool {
    // A fact that was stated as unknown is one that was never stated.
    let plain = |case: &Case| {
        let mut plain = Case { last: Timestamp(0), since: Timestamp(0), clocks: [0; 3], ..case.clone() };
        while plain.facts.as_slice().last().is_some_and(|value| value.is_null()) {
            plain.facts.pop();
        }
        plain
    };
    let total = |case: &Case| case.clocks.iter().sum::<i64>() - case.since.0;
    plain(a) == plain(b) && total(a) == total(b)
}

/// How often each thing was seen, so that the test cannot pass by doing nothing.
#[derive(Default)]
struct Seen {
    moved: Cell<u32>,
    blocked: Cell<u32>,
    compared: Cell<u32>,
    undone: Cell<u32>,
}

fn count(cell: &Cell<u32>) {
    cell.set(cell.get() + 1);
}

/// Which obstacles an edit can make at all.
fn is_due_to(edit: Edit, block: &Block) -> bool {
    match block {
        Block::Due { .. } => true,
        Block::Join { .. } => !matches!(edit, Edit::Rename(_)),
        Block::NoElement { element } => matches!(edit, Edit::Remove(_)) && element.rsplit('/').next().is_some_and(|id| id.starts_with('t')),
        _ => false,
    }
}

#[test]
fn random_cases_move_whole_and_go_on_as_if_they_had_always_been_there() {
    let seen = Seen::default();
    run("migrate", (block(false), edit(), moves(), any::<u8>()), |(block, edit, moves, at)| {
        let mut pen = Pen::with(edit);
        let (old, new) = (drawn(&block, &mut Pen::default()), drawn(&block, &mut pen));
        let plan = Plan { rename: pen.renamed.iter().cloned().collect(), ..Plan::default() };
        let backwards: BTreeMap<String, String> = pen.renamed.iter().map(|(old, new)| (new.clone(), old.clone())).collect();
        let old_id = |id: &str| backwards.get(id).cloned().unwrap_or_else(|| id.to_string());
        let as_is = |id: &str| id.to_string();
        let (before, after) = moves.split_at(at as usize % (moves.len() + 1));
        let (mut live, mut now) = begin(&old);
        let (mut model, mut then) = begin(&new);
        for &m in before {
            let _ = step(&mut live, m, &mut now);
            let _ = step(&mut model, m, &mut then);
        }
        if !live.is_open() {
            return Ok(());
        }
        let bridge = Bridge::new(&old, &new, &plan);
        let (mut out, mut next) = (Vec::new(), Case::default());
        if let Err(blocks) = bridge.migrate(&live.case, now, &mut out, &mut next) {
            prop_assert!(out.is_empty() && !blocks.is_empty());
            prop_assert!(blocks.iter().all(|block| is_due_to(edit, block)), "{edit:?}: {blocks:?}");
            count(&seen.blocked);
            return Ok(());
        }
        count(&seen.moved);
        let same_so_far = trace(&old.net, &live.log, &as_is) == trace(&new.net, &model.log, &old_id);
        prop_assert_eq!(waiting(&old.net, &live.case, &as_is), waiting(&new.net, &next, &old_id), "nothing is lost, nothing doubled");
        prop_assert_eq!(&live.case.notes.len(), &next.notes.len());
        if same_so_far {
            prop_assert!(same_but_for_the_move(&next, &model.case), "as if it had always been there");
        }
        goes_back(&bridge, &live, &out, now, after, &seen)?;
        live.log.extend(&out);
        out.iter().for_each(|event| apply(&mut live.case, event));
        prop_assert!(live.case == next, "the fold of the events is the case");
        live.book = bridge.rulebook().clone();
        let (here, there) = (live.log.len(), model.log.len());
        for &m in after {
            let (a, b) = (step(&mut live, m, &mut now), step(&mut model, m, &mut then));
            prop_assert!(!same_so_far || a == b, "{a:?} {b:?}");
        }
        if same_so_far {
            prop_assert_eq!(&live.log[here..], &model.log[there..]);
            count(&seen.compared);
        }
        Ok(())
    });
    let Seen { moved, blocked, compared, undone } = &seen;
    println!(
        "migrate: {} moved, {} blocked, {} compared by trace, {} taken back",
        moved.get(),
        blocked.get(),
        compared.get(),
        undone.get()
    );
    let all = moved.get() + blocked.get();
    let share = |cell: &Cell<u32>, percent: u32| cell.get() * 100 >= all * percent && cell.get() > 0;
    assert!(share(moved, 60) && share(blocked, 2) && share(compared, 45) && share(undone, 45));
}

/// Taken back at once, the case is as it was, and goes on as if it had never moved.
fn goes_back(bridge: &Bridge<'_>, live: &Live, moved: &[Event], now: Timestamp, after: &[Move], seen: &Seen) -> Result<(), TestCaseError> {
    let log: Vec<Event> = live.log.iter().chain(moved).copied().collect();
    let (mut out, mut back) = (Vec::new(), Case::default());
    match bridge.undo(&log, now, &mut out, &mut back) {
        // An inclusive join that lost its other way in goes on as it moves.
        Err(NotUndone::Advanced) => return Ok(()),
        Err(refused) => return Err(TestCaseError::fail(refused.to_string())),
        Ok(()) => {}
    }
    prop_assert!(same_but_for_the_move(&back, &live.case), "{:?}\n{:?}", back, live.case);
    let mut returned = Live { book: live.book.clone(), case: back, log: log.iter().chain(&out).copied().collect() };
    let mut stayed = Live { book: live.book.clone(), case: live.case.clone(), log: live.log.clone() };
    let (mut now, mut then) = (now, now);
    let (here, there) = (returned.log.len(), stayed.log.len());
    for &m in after {
        let (a, b) = (step(&mut returned, m, &mut now), step(&mut stayed, m, &mut then));
        prop_assert_eq!(a, b);
    }
    prop_assert_eq!(&returned.log[here..], &stayed.log[there..]);
    count(&seen.undone);
    Ok(())
}
