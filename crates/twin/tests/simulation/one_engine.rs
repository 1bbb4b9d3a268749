//! There is one engine: nothing moves in the twin but through `handle` and `apply`.

use crate::support::{Model, data, joined, permit};
use alatau_core::case::{Case, Command, Event, Rulebook, Status, What, apply, handle};
use alatau_core::decision::Value;
use alatau_core::procedure::NONE;
use alatau_core::time::Timestamp;
use alatau_twin::model::{Filing, FilingKept, NOBODY, Observer};

/// What one command did: the activity that it was for, and its events.
struct Step {
    after: u32,
    events: Vec<Event>,
}

/// Keeps what happened to the cases under way, and repeats each one when it closes.
struct Witness<'m> {
    model: &'m Model,
    /// By slot.
    cases: Vec<Vec<Step>>,
    closed: u32,
    events: u64,
    silences: u64,
}

impl<'m> Witness<'m> {
    fn new(model: &'m Model) -> Witness<'m> {
        Witness { model, cases: Vec::new(), closed: 0, events: 0, silences: 0 }
    }
}

impl Observer for Witness<'_> {
    fn filed(&mut self, slot: u32, _filing: &Filing) {
        if slot as usize >= self.cases.len() {
            self.cases.resize_with(slot as usize + 1, Vec::new);
        }
        self.cases[slot as usize].clear();
    }

    fn acted(&mut self, slot: u32, after: u32) {
        self.cases[slot as usize].push(Step { after, events: Vec::new() });
    }

    fn event(&mut self, slot: u32, event: &Event) {
        self.cases[slot as usize].last_mut().expect("a command before its events").events.push(*event);
        self.events += 1;
        self.silences += u64::from(matches!(event.what, What::TimerFired { .. }));
    }

    fn closed(&mut self, slot: u32, case: &Case, _kept: &FilingKept, _at: Timestamp) {
        let rulebook = &self.model.books[0].rulebook;
        assert_eq!(case.status, Status::Closed);
        assert_eq!(&folded(&self.cases[slot as usize]), case);
        repeat(&self.cases[slot as usize], rulebook);
        self.closed += 1;
    }
}

/// The events alone, folded from an empty case.
fn folded(steps: &[Step]) -> Case {
    let mut case = Case::default();
    for event in steps.iter().flat_map(|step| &step.events) {
        apply(&mut case, event);
    }
    case
}

/// The commands that the events tell of, given to the kernel again.
fn repeat(steps: &[Step], rulebook: &Rulebook) {
    let mut case = Case::default();
    let mut said = Vec::new();
    for step in steps {
        let now = step.events.first().expect("a command that was accepted says something").at;
        let facts = stated(&step.events, rulebook);
        said.clear();
        let command = match step.events[0].what {
            What::Filed { .. } => Command::File { facts: &facts },
            What::TimerFired { .. } | What::SilenceSpoke { .. } | What::LegBegan { .. } => Command::Tick,
            _ => Command::Complete { activity: step.after, facts: &facts },
        };
        assert_eq!(matches!(command, Command::File { .. }), step.after == NOBODY);
        handle(&case, command, rulebook, now, &mut said).expect("the kernel accepts what the twin gave it");
        assert_eq!(said, step.events);
        for event in &said {
            apply(&mut case, event);
        }
    }
    assert_eq!(case.status, Status::Closed);
}

/// The facts that a command states: they come before anything moves.
fn stated(events: &[Event], rulebook: &Rulebook) -> Vec<(u16, Value)> {
    let by_silence = |fact: u16| rulebook.silence_fact != NONE && fact == rulebook.silence_fact;
    let facts = events.iter().skip_while(|e| matches!(e.what, What::Filed { .. })).map_while(|e| match e.what {
        What::FactStated { fact, value } if !by_silence(fact) => Some((fact, value)),
        _ => None,
    });
    facts.collect()
}

fn check(model: &Model, cases: u32, seed: u64) -> u64 {
    let witness = model.watched(cases, seed, Witness::new(model));
    assert_eq!(witness.closed, cases, "seed {seed}");
    assert!(witness.events > u64::from(cases) * 10);
    witness.silences
}

#[test]
fn the_events_of_a_simulated_case_fold_back_into_its_state_and_its_commands_say_them_again() {
    check(&permit(), 2_000, 1);
}

#[test]
fn so_do_those_of_parallel_reviews_and_of_conditions() {
    check(&joined(&data("variants/parallel-reviews.bpmn"), &data("permit-simulation.json")), 2_000, 2);
    check(&joined(&data("variants/conditions.bpmn"), &data("variants/conditions.json")), 2_000, 3);
}

#[test]
fn so_do_those_of_cases_whose_timers_speak() {
    let hasty = data("variants/boundary-timers.bpmn").replace("P30D", "PT5H");
    let silences = check(&joined(&hasty, &data("permit-simulation.json")), 2_000, 4);
    assert!(silences > 100, "{silences} timers fired");
}
