//! The answer in one sentence.
//!
//! "With what is enacted and published today, Alatau decides like …; it would be
//! N days faster [low, high] if the Council adopted …; M of these come from …;
//! the order turns if …." A lead is claimed only where the interval, as printed,
//! leaves zero out; a difference that exists only through assumed provisions
//! says so in the same sentence.

use super::words::{days, interval, name, parameter, say, value};
use alatau_core::text::{Arg, Lang, Message, msg, rounded, text};
use alatau_twin::answer::{Answer, Difference, Flip, Lever};

/// The ordinary regime, the law alone, the law with Council acts.
pub const ORDINARY: &str = "ordinary";
/// See [`ORDINARY`].
pub const FACADE: &str = "alatau-facade";
/// See [`ORDINARY`].
pub const ALATAU: &str = "alatau";

/// What a paired difference allows to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The whole interval is below zero.
    Faster,
    /// The whole interval is above zero.
    Slower,
    /// The interval contains zero.
    NotShown,
    /// No replication differs.
    Same,
}

/// What this difference allows to be said.
pub fn verdict(difference: &Difference) -> Verdict {
    let Difference { median_days, low, high, .. } = *difference;
    if median_days == 0.0 && low == 0.0 && high == 0.0 {
        Verdict::Same
    } else if rounded(high) < 0.0 {
        Verdict::Faster
    } else if rounded(low) > 0.0 {
        Verdict::Slower
    } else {
        Verdict::NotShown
    }
}

/// `b` against `a`, if it was computed.
pub fn difference<'a>(answer: &'a Answer, a: &str, b: &str) -> Option<&'a Difference> {
    answer.differences.iter().find(|d| d.a == a && d.b == b)
}

/// The sentence of the headline.
pub fn sentence(answer: &Answer, lang: Lang) -> String {
    format!("{}.", clauses(answer, lang).join("; "))
}

/// The clauses of the sentence: today, with Council acts, levers, flip.
/// The last two stand only where a difference is shown.
pub fn clauses(answer: &Answer, lang: Lang) -> Vec<String> {
    let mut clauses = vec![today(difference(answer, ORDINARY, FACADE), lang)];
    let council = difference(answer, FACADE, ALATAU);
    clauses.push(with_acts(council, lang));
    let Some(council) = council.filter(|d| matches!(verdict(d), Verdict::Faster | Verdict::Slower)) else {
        return clauses;
    };
    clauses.extend(lever_clause(council, lang));
    clauses.extend(flip_clause(answer, lang));
    clauses
}

fn today(difference: Option<&Difference>, lang: Lang) -> String {
    let Some(difference) = difference else {
        return say(lang, msg::SENTENCE_TODAY_ABSENT);
    };
    let (message, shown) = match verdict(difference) {
        Verdict::Faster => (msg::SENTENCE_TODAY_FASTER, Shown::Ahead),
        Verdict::Slower => (msg::SENTENCE_TODAY_SLOWER, Shown::Signed),
        Verdict::NotShown => (msg::SENTENCE_TODAY_LIKE, Shown::Signed),
        Verdict::Same => (msg::SENTENCE_TODAY_SAME, Shown::Signed),
    };
    clause(difference, message, shown, lang)
}

fn with_acts(difference: Option<&Difference>, lang: Lang) -> String {
    let Some(difference) = difference else {
        return say(lang, msg::SENTENCE_COUNCIL_ABSENT);
    };
    let (message, shown) = match verdict(difference) {
        Verdict::Faster => (msg::SENTENCE_COUNCIL_FASTER, Shown::Ahead),
        Verdict::Slower => (msg::SENTENCE_COUNCIL_SLOWER, Shown::Signed),
        Verdict::NotShown => (msg::SENTENCE_COUNCIL_NONE, Shown::Signed),
        Verdict::Same => (msg::SENTENCE_COUNCIL_SAME, Shown::Signed),
    };
    clause(difference, message, shown, lang)
}

/// How the days of a difference are written.
enum Shown {
    /// As days gained: "12 days faster [5, 20]".
    Ahead,
    /// As they are: "difference −0.4 days [−3, 2]".
    Signed,
}

fn clause(difference: &Difference, message: Message, shown: Shown, lang: Lang) -> String {
    let Difference { median_days, low, high, only_assumed, .. } = *difference;
    let (length, range) = match shown {
        Shown::Ahead => (days(lang, -median_days), interval(lang, -high, -low)),
        Shown::Signed => (days(lang, median_days), interval(lang, low, high)),
    };
    let act = say(lang, if only_assumed { msg::SENTENCE_ACT } else { msg::SENTENCE_ACT_KNOWN });
    let said = text(lang, message, &[("days", Arg::Text(&length)), ("interval", Arg::Text(&range)), ("act", Arg::Text(&act))]);
    let differs = matches!(verdict(difference), Verdict::Faster | Verdict::Slower);
    if only_assumed && differs { text(lang, msg::SENTENCE_ONLY_ASSUMED, &[("clause", Arg::Text(&said))]) } else { said }
}

/// The levers that work in the direction of the difference, the strongest first; the interaction is none.
pub fn working_levers(difference: &Difference) -> Vec<&Lever> {
    let toward = toward(difference);
    let mut levers: Vec<&Lever> = single(difference).filter(|l| rounded(l.days.mean * toward) > 0.0).collect();
    levers.sort_by(|x, y| (y.days.mean * toward).total_cmp(&(x.days.mean * toward)));
    levers
}

/// The lever that works most against the difference when it is switched on alone, if it weighs a tenth of the whole.
pub fn opposing_lever(difference: &Difference) -> Option<&Lever> {
    let toward = toward(difference);
    let weighs = |l: &&Lever| l.days.mean * toward < -0.1 * difference.median_days.abs() && rounded(l.days.mean) != 0.0;
    single(difference).filter(weighs).min_by(|x, y| (x.days.mean * toward).total_cmp(&(y.days.mean * toward)))
}

fn single(difference: &Difference) -> impl Iterator<Item = &Lever> {
    difference.levers.iter().filter(|l| l.id != "interaction")
}

/// What is saved counts for a difference that is faster, what is lost for one that is slower.
fn toward(difference: &Difference) -> f64 {
    if difference.median_days < 0.0 { 1.0 } else { -1.0 }
}

/// Whether the levers are parts of the whole: none works against it, and what they do only together is small.
fn adds_up(difference: &Difference) -> bool {
    let whole = difference.median_days.abs();
    let together = difference.levers.iter().find(|l| l.id == "interaction").map_or(0.0, |l| l.days.mean.abs());
    let largest = working_levers(difference).first().map_or(0.0, |l| l.days.mean.abs());
    opposing_lever(difference).is_none() && together <= 0.1 * whole && largest <= whole
}

/// "M of these come from …" where the levers add up; else what the strongest are worth taken alone.
fn lever_clause(difference: &Difference, lang: Lang) -> Option<String> {
    let levers = working_levers(difference);
    let called = |lever: &Lever| text(lang, msg::QUOTED, &[("text", Arg::Text(&name(lang, "lever", &lever.id)))]);
    let worth = |lever: &Lever| days(lang, lever.days.mean.abs());
    let [first, rest @ ..] = levers.as_slice() else { return None };
    let (one, one_days) = (called(first), worth(first));
    let one_args = [("days", Arg::Text(&one_days)), ("lever", Arg::Text(&one))];
    if adds_up(difference) {
        return Some(text(lang, msg::SENTENCE_LEVER, &one_args));
    }
    let mut said = match rest.first() {
        None => text(lang, msg::SENTENCE_LEVER_ALONE, &one_args),
        Some(second) => {
            let (two, two_days) = (called(second), worth(second));
            let [days, lever] = one_args;
            text(lang, msg::SENTENCE_LEVERS_ALONE, &[days, lever, ("more", Arg::Text(&two_days)), ("second", Arg::Text(&two))])
        }
    };
    if let Some(against) = opposing_lever(difference) {
        let (lever, lost) = (called(against), worth(against));
        let certain = rounded(against.days.low) > 0.0 || rounded(against.days.high) < 0.0;
        let message = if certain { msg::SENTENCE_LEVER_AGAINST } else { msg::SENTENCE_LEVER_MAY_BE_AGAINST };
        said.push_str(&text(lang, message, &[("days", Arg::Text(&lost)), ("lever", Arg::Text(&lever))]));
    }
    Some(said)
}

/// The flip that needs the smallest part of its range, for the order of the headline.
pub fn nearest_flip(answer: &Answer) -> Option<(&Flip, f64)> {
    let flips = headline_flips(answer).filter_map(|flip| flip.flips_at.map(|at| (flip, at)));
    flips.min_by(|(x, at_x), (y, at_y)| effort(x, *at_x).total_cmp(&effort(y, *at_y)))
}

/// The flips that speak of the order of the headline.
pub fn headline_flips(answer: &Answer) -> impl Iterator<Item = &Flip> {
    answer.flips.iter().filter(|f| (f.a == FACADE && f.b == ALATAU) || (f.a == ALATAU && f.b == FACADE))
}

/// The part of the range that must be walked to turn the order.
fn effort(flip: &Flip, at: f64) -> f64 {
    (at - flip.now).abs() / (flip.high - flip.low).abs().max(f64::MIN_POSITIVE)
}

fn flip_clause(answer: &Answer, lang: Lang) -> Option<String> {
    let tried = headline_flips(answer).count() as u32;
    let Some((flip, at)) = nearest_flip(answer) else {
        return (tried > 0).then(|| text(lang, msg::SENTENCE_FLIP_NONE, &[("n", tried.into())]));
    };
    let message = if at > flip.now { msg::SENTENCE_FLIP_RISES } else { msg::SENTENCE_FLIP_FALLS };
    let parameter = parameter(lang, &flip.parameter, &flip.label);
    let (now, at) = (value(lang, flip.now, &flip.unit), value(lang, at, &flip.unit));
    Some(text(lang, message, &[("parameter", Arg::Text(&parameter)), ("now", Arg::Text(&now)), ("at", Arg::Text(&at))]))
}
