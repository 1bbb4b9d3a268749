//! The answer in one sentence.
//!
//! "With what is enacted and published today, Alatau decides like …; it would be
//! N days faster [low, high] if the Council adopted …; M of these come from …;
//! the order turns if …." A lead is claimed only where the interval, as printed,
//! leaves zero out; a difference that exists only through assumed provisions
//! says so in the same sentence.

use super::words::{days, interval, name, say, value};
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

/// The clauses of the sentence: today, with Council acts, largest lever, flip.
/// The last two stand only where a difference is shown.
pub fn clauses(answer: &Answer, lang: Lang) -> Vec<String> {
    let mut clauses = vec![today(difference(answer, ORDINARY, FACADE), lang)];
    let council = difference(answer, FACADE, ALATAU);
    clauses.push(with_acts(council, lang));
    let Some(council) = council.filter(|d| matches!(verdict(d), Verdict::Faster | Verdict::Slower)) else {
        return clauses;
    };
    clauses.extend(largest_lever(council).map(|lever| lever_clause(council, lever, lang)));
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

/// The lever that works most in the direction of the difference; the interaction is none.
pub fn largest_lever(difference: &Difference) -> Option<&Lever> {
    let direction = if difference.median_days < 0.0 { 1.0 } else { -1.0 };
    let levers = difference.levers.iter().filter(|l| l.id != "interaction" && rounded(l.days.mean * direction) > 0.0);
    levers.max_by(|x, y| (x.days.mean * direction).total_cmp(&(y.days.mean * direction)))
}

fn lever_clause(difference: &Difference, lever: &Lever, lang: Lang) -> String {
    let whole = difference.median_days.abs();
    let alone = lever.days.mean.abs();
    let message = if alone > whole { msg::SENTENCE_LEVER_ALONE } else { msg::SENTENCE_LEVER };
    let called = text(lang, msg::QUOTED, &[("text", Arg::Text(&name(lang, "lever", &lever.id)))]);
    text(lang, message, &[("days", Arg::Text(&days(lang, alone))), ("lever", Arg::Text(&called))])
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
    headline_flips(answer).next()?;
    let Some((flip, at)) = nearest_flip(answer) else {
        return Some(say(lang, msg::SENTENCE_FLIP_NONE));
    };
    let message = if at > flip.now { msg::SENTENCE_FLIP_RISES } else { msg::SENTENCE_FLIP_FALLS };
    let parameter = name(lang, "parameter", &flip.parameter);
    let (now, at) = (value(lang, flip.now, &flip.unit), value(lang, at, &flip.unit));
    Some(text(lang, message, &[("parameter", Arg::Text(&parameter)), ("now", Arg::Text(&now)), ("at", Arg::Text(&at))]))
}
