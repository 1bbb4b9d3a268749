//! Properties of stops and resumptions. A failing case prints its seed.

use crate::time_support::kazakhstan;
use alatau_core::time::explain::{Pause, explain};
use alatau_core::time::{Calendar, CountedIn, Date, Due, End, FirstDay, Rounding, TermSpec, Timestamp, Unit, count};
use proptest::prelude::*;
use std::sync::LazyLock;

static CALENDAR: LazyLock<Calendar> = LazyLock::new(|| kazakhstan("30-august"));

fn specs() -> impl Strategy<Value = TermSpec> {
    let units = prop_oneof![
        (1u32..60).prop_map(|n| (n, Unit::WorkingDays)),
        (1u32..90).prop_map(|n| (n, Unit::CalendarDays)),
        (1u32..8).prop_map(|n| (n, Unit::Months)),
        (1u32..3).prop_map(|n| (n, Unit::Years)),
        (1u32..400).prop_map(|n| (n, Unit::Hours)),
    ];
    let rules = (prop_oneof![Just(End::NextWorkingDay), Just(End::Stays)], any::<bool>(), any::<bool>());
    (units, rules).prop_map(|((length, unit), (end, included, up))| TermSpec {
        length,
        unit,
        end,
        first_day: if included { FirstDay::Included } else { FirstDay::Excluded },
        rounding: if up { Rounding::Up } else { Rounding::Down },
    })
}

/// Hours that end on a day off gain the whole next working day, so a start an hour later may gain nothing: they have no order.
fn in_order(spec: &TermSpec) -> bool {
    spec.unit != Unit::Hours || spec.end == End::Stays
}

/// A start within 2023 to 2026, to the second.
fn starts() -> impl Strategy<Value = Timestamp> {
    let first = i64::from(Date::from_ymd(2023, 1, 1).unwrap().0) * 86_400;
    (first..first + 4 * 365 * 86_400).prop_map(|seconds| Timestamp(seconds * Timestamp::SECOND))
}

/// Stops as the kernel sees them: after how many seconds of running, and for how long.
fn stops() -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((0i64..20 * 86_400, 0i64..40 * 86_400), 0..4)
}

/// Runs a leg the way the kernel does: a due day at the start, days left at each stop, a new due day at each resumption.
fn run(start: Timestamp, spec: &TermSpec, stops: &[(i64, i64)]) -> (Vec<Pause>, Due) {
    let mut due = count::due(start, spec, &CALENDAR).unwrap();
    let mut left = count::leg_length(CALENDAR.zone.date(start), spec, &CALENDAR).unwrap();
    let (mut since, mut pauses) = (start, Vec::new());
    for &(runs, stands) in stops {
        let stopped = since.plus(runs * Timestamp::SECOND);
        if stopped >= due.at {
            break;
        }
        let used = match pauses.is_empty() {
            true => count::consumed_at(since, stopped, spec, &CALENDAR).unwrap(),
            false => count::consumed_since_resumption_at(since, stopped, spec, &CALENDAR).unwrap(),
        };
        left = left.saturating_sub(used);
        since = stopped.plus(stands * Timestamp::SECOND);
        due = count::resume_due_at(since, left, spec, &CALENDAR).unwrap();
        pauses.push(Pause { stopped, resumed: Some(since) });
    }
    (pauses, due)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn stop_by_stop_and_day_by_day_end_alike(start in starts(), spec in specs(), stops in stops()) {
        let (pauses, due) = run(start, &spec, &stops);
        let explained = explain(start, &spec, &pauses, &CALENDAR).unwrap();
        prop_assert_eq!(explained.due, Some(due), "{:?}", explained.days);
    }

    #[test]
    fn what_is_used_and_what_is_left_make_the_whole(start in starts(), spec in specs(), after in 0i64..3_000) {
        let due = count::due(start, &spec, &CALENDAR).unwrap();
        let whole = count::leg_length(CALENDAR.zone.date(start), &spec, &CALENDAR).unwrap();
        let stopped = Timestamp(start.0 + (due.at.0 - start.0) / 3_000 * after);
        let used = count::consumed_at(start, stopped, &spec, &CALENDAR).unwrap();
        // Past the last counted day the end may wait for a working day, while calendar days go on.
        prop_assert!(used <= whole || count::counted_in(spec.unit) != CountedIn::WorkingDays);
        let again = count::resume_due_at(stopped, whole.saturating_sub(used), &spec, &CALENDAR).unwrap();
        if spec.unit == Unit::Hours {
            prop_assert!((again.at.0 - due.at.0).abs() <= Timestamp::SECOND || spec.end == End::NextWorkingDay);
        } else if stopped > start && CALENDAR.zone.date(stopped) > CALENDAR.zone.date(start) {
            // The day of the stop counted, so a stop of no length changes nothing.
            prop_assert_eq!(again, due);
        }
    }

    #[test]
    fn a_later_start_or_a_longer_term_is_never_due_earlier(start in starts(), spec in specs(), later in 0i64..30, more in 0u32..20) {
        prop_assume!(in_order(&spec));
        let due = count::due(start, &spec, &CALENDAR).unwrap();
        let postponed = count::due(start.plus(later * Timestamp::DAY), &spec, &CALENDAR).unwrap();
        prop_assert!(postponed >= due);
        let longer = count::due(start, &TermSpec { length: spec.length + more, ..spec }, &CALENDAR).unwrap();
        prop_assert!(longer >= due);
    }

    #[test]
    fn a_longer_stop_is_never_due_earlier(
        start in starts(),
        spec in specs(),
        stop in 0i64..20 * 86_400,
        stands in 0i64..90 * 86_400,
        more in 0i64..90 * 86_400
    ) {
        prop_assume!(in_order(&spec));
        let (_, short) = run(start, &spec, &[(stop, stands)]);
        let (_, long) = run(start, &spec, &[(stop, stands + more)]);
        prop_assert!(long >= short);
    }

    #[test]
    fn next_working_day_ends_on_one_and_stays_never_ends_later(start in starts(), spec in specs()) {
        let rolled = count::due(start, &TermSpec { end: End::NextWorkingDay, ..spec }, &CALENDAR).unwrap();
        let stays = count::due(start, &TermSpec { end: End::Stays, ..spec }, &CALENDAR).unwrap();
        prop_assert!(CALENDAR.is_working(rolled.day).unwrap());
        prop_assert!(stays <= rolled);
        prop_assert!(spec.unit == Unit::Hours || rolled.at == CALENDAR.due_instant(rolled.day));
    }
}

#[test]
fn a_stop_on_the_last_day_leaves_nothing_and_the_leg_ends_when_it_runs_again() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let term: TermSpec = "3 working-days".parse().unwrap();
    assert_eq!(count::consumed(day("2026-11-02"), day("2026-11-05"), &term, &CALENDAR), Ok(3));
    assert_eq!(count::resume_due(day("2026-11-07"), 0, &term, &CALENDAR), Ok(day("2026-11-09")));
    assert_eq!(count::resume_due(day("2026-11-07"), 0, &TermSpec { end: End::Stays, ..term }, &CALENDAR), Ok(day("2026-11-07")));
}

#[test]
fn a_stop_and_resumption_on_one_day_cost_nothing() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let term: TermSpec = "10 working-days".parse().unwrap();
    let used = count::consumed(day("2026-11-02"), day("2026-11-04"), &term, &CALENDAR).unwrap();
    let due = count::resume_due(day("2026-11-04"), 10 - used, &term, &CALENDAR);
    assert_eq!(due, count::leg_due(day("2026-11-02"), &term, &CALENDAR));
}

#[test]
fn a_cap_adds_the_stopped_days_before_it_moves_to_a_working_day() {
    let day = |text: &str| text.parse::<Date>().unwrap();
    let cap: TermSpec = "2 months".parse().unwrap();
    assert_eq!(count::cap_day(day("2026-11-02"), &cap, 0, &CALENDAR), Ok(day("2027-01-05")));
    assert_eq!(count::cap_day(day("2026-11-02"), &cap, 10, &CALENDAR), Ok(day("2027-01-12")));
}
