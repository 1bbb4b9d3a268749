//! Decision tables as nets: for each value of a column the set of rules whose cell it passes, as bits.
//!
//! A cell that compares with constants gives the same answer everywhere between two of them. So a
//! column is cut at its constants, the FEEL library answers once for each piece when the table is
//! loaded, and a decision is one search and one `and` per column. Cells outside that subset keep
//! running in the library.
//!
//! ```
//! use alatau_core::decision::dmn::{self, Datum, Net, Nulls};
//! use alatau_core::decision::{Symbols, Value};
//! let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../benches/data/track.dmn"));
//! let model = dmn::load("track.dmn", text).unwrap();
//! let symbols = Symbols::default();
//! let net = Net::of(&model, "Permit Track", &symbols).unwrap();
//! assert_eq!(net.inputs(), ["Investment", "Sector", "Zone", "Jobs"]);
//! let facts = [Value::int(5), symbols.intern("crypto"), symbols.intern("Gate"), Value::int(0)];
//! let mut matched = Vec::new();
//! let answer = net.decide(&facts, Nulls::Refuse, &mut matched).unwrap();
//! assert_eq!((answer.get("Track"), matched), (Some(&Datum::text("refer")), vec![0]));
//! ```

use super::run::{self, hangs_on};
use super::{Cell, Datum, HitPolicy, Kind, Logic, Model, Nulls, Parts, Table};
use crate::decision::feel::{AstNode, free_names};
use crate::decision::{Symbols, Value};
use dsntk_feel::FeelScope;
use dsntk_feel::context::FeelContext;
use dsntk_feel::values::Value as FeelValue;
use dsntk_feel::{FeelNumber, Name};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most answers that the library is asked for when one column is loaded.
const QUESTIONS_MAX: usize = 1 << 20;

type Bits = Box<[u64]>;

const NULL: usize = 0;
const FALSE: usize = 1;
const OTHER: usize = 3;
const FIRST_NUMBER: usize = 4;

/// A column: which rules each value passes.
pub(crate) struct ColumnNet {
    /// Numbers that cells name, in ten-thousandths, rising.
    points: Vec<i64>,
    /// Strings that cells name, with their rows.
    words: BTreeMap<String, usize>,
    /// Bits of the rules that pass: for null, false, true, any other string, each piece between numbers, each string.
    rows: Vec<Bits>,
    /// Rules whose cell null may answer: it asks about null, or any value will do.
    asks: Bits,
    /// Rules whose cell the rows speak for.
    compiled: Bits,
}

fn bits(length: usize) -> Bits {
    vec![0; length.div_ceil(64)].into()
}

fn set(bits: &mut Bits, index: usize) {
    bits[index / 64] |= 1 << (index % 64);
}

fn has(bits: &Bits, index: usize) -> bool {
    bits[index / 64] >> (index % 64) & 1 == 1
}

impl ColumnNet {
    /// Asks the library about each piece of the column; nothing if there are too many.
    pub(super) fn of(cells: &[&Cell]) -> ColumnNet {
        let (mut points, mut words) = (Vec::new(), Vec::new());
        let (mut compiled, mut asks) = (bits(cells.len()), bits(cells.len()));
        for (number, cell) in cells.iter().enumerate() {
            let before = (points.len(), words.len());
            match constants(&cell.tree, false, &mut points, &mut words) {
                true => set(&mut compiled, number),
                false => {
                    points.truncate(before.0);
                    words.truncate(before.1);
                }
            }
            if cell.may_answer_null() {
                set(&mut asks, number);
            }
        }
        points.sort_unstable();
        points.dedup();
        words.sort_unstable();
        words.dedup();
        if (2 * points.len() + words.len()).saturating_mul(cells.len()) > QUESTIONS_MAX {
            points.clear();
            words.clear();
            compiled = bits(cells.len());
        }
        let other = (0..).map(|n| format!("other {n}")).find(|text| words.binary_search(text).is_err()).unwrap_or_default();
        let mut values = vec![FeelValue::Null(None), FeelValue::Boolean(false), FeelValue::Boolean(true), FeelValue::String(other)];
        values.extend(pieces(&points).into_iter().map(|scaled| FeelValue::Number(FeelNumber::new(scaled, 4))));
        let first_word = values.len();
        values.extend(words.iter().cloned().map(FeelValue::String));
        let row = |value: &FeelValue| {
            let mut row = bits(cells.len());
            let mut context = FeelContext::default();
            context.set_entry(&Name::from("?"), value.clone());
            let scope = FeelScope::from(context);
            for (number, cell) in cells.iter().enumerate().filter(|(number, _)| has(&compiled, *number)) {
                if cell.passes(value, &scope, false) == Some(true) {
                    set(&mut row, number);
                }
            }
            row
        };
        let rows = values.iter().map(row).collect();
        let words = words.into_iter().enumerate().map(|(number, word)| (word, first_word + number)).collect();
        ColumnNet { points, words, rows, asks, compiled }
    }

    /// The row of a value; nothing if it is no simple value.
    pub(super) fn row(&self, value: &FeelValue) -> Option<usize> {
        Some(match value {
            FeelValue::Null(_) => NULL,
            FeelValue::Boolean(truth) => FALSE + usize::from(*truth),
            FeelValue::String(text) => self.words.get(text).copied().unwrap_or(OTHER),
            FeelValue::Number(number) => self.piece(Value::parse_number(&number.to_string())?.as_scaled()?),
            _ => return None,
        })
    }

    #[inline]
    fn piece(&self, scaled: i64) -> usize {
        FIRST_NUMBER
            + match self.points.binary_search(&scaled) {
                Ok(at) => 2 * at + 1,
                Err(at) => 2 * at,
            }
    }

    /// Whether a rule's cell passes in a row; nothing if the row does not speak for it. The inner
    /// nothing is an open cell: null, where `strict` and the cell does not ask about null.
    pub(super) fn passes(&self, row: usize, rule: usize, strict: bool) -> Option<Option<bool>> {
        has(&self.compiled, rule).then(|| match strict && row == NULL && !has(&self.asks, rule) {
            true => None,
            false => Some(has(&self.rows[row], rule)),
        })
    }
}

/// One value for each piece between rising numbers, and the numbers themselves.
fn pieces(points: &[i64]) -> Vec<i64> {
    let mut values = vec![points.first().map_or(0, |first| first - 1)];
    for point in points {
        values.extend([*point, point + 1]);
    }
    values
}

/// Collects the constants of a cell; false if it does anything but compare the column's value with them.
fn constants(tree: &AstNode, ordered: bool, points: &mut Vec<i64>, words: &mut Vec<String>) -> bool {
    use AstNode as N;
    let is_value = |node: &AstNode| matches!(node, N::Name(name) if name.as_str() == "?");
    let mut go = |node: &AstNode, ordered: bool| constants(node, ordered, points, words);
    match tree {
        N::Irrelevant | N::Null | N::Boolean(_) => true,
        N::Numeric(..) | N::Neg(_) => scaled(tree).map(|point| points.push(point)).is_some(),
        // Strings have an order, too, but a set of strings has no pieces.
        N::String(word) if !ordered => {
            words.push(word.clone());
            true
        }
        N::ExpressionList(all) | N::NegatedList(all) => all.iter().all(|one| go(one, ordered)),
        N::Range(low, high) => go(low, true) && go(high, true),
        N::IntervalStart(end, _) | N::IntervalEnd(end, _) => go(end, true),
        N::UnaryGt(to) | N::UnaryGe(to) | N::UnaryLt(to) | N::UnaryLe(to) => go(to, true),
        N::UnaryEq(to) | N::UnaryNe(to) => go(to, ordered),
        N::Eq(a, b) | N::Nq(a, b) => is_value(a) && go(b, false) || is_value(b) && go(a, false),
        N::Lt(a, b) | N::Le(a, b) | N::Gt(a, b) | N::Ge(a, b) => is_value(a) && go(b, true) || is_value(b) && go(a, true),
        N::And(a, b) | N::Or(a, b) => is_test(a) && is_test(b) && go(a, false) && go(b, false),
        _ => false,
    }
}

/// Whether a part of `and` and `or` is itself a comparison.
fn is_test(node: &AstNode) -> bool {
    use AstNode as N;
    matches!(node, N::Eq(..) | N::Nq(..) | N::Lt(..) | N::Le(..) | N::Gt(..) | N::Ge(..) | N::And(..) | N::Or(..))
}

/// A number in ten-thousandths, if it is a literal with at most four decimal places.
fn scaled(node: &AstNode) -> Option<i64> {
    let (sign, node) = match node {
        AstNode::Neg(inner) => (-1, &**inner),
        other => (1, other),
    };
    let AstNode::Numeric(whole, fraction, _, exponent) = node else { return None };
    let whole = if whole.is_empty() { "0" } else { whole };
    let value = Value::parse_number(&format!("{whole}.{}", fraction.trim_end_matches('0'))).filter(|_| exponent.is_empty())?;
    value.as_scaled().map(|scaled| sign * scaled)
}

/// A decision made by one table whose columns are inputs and whose outputs are constants.
pub struct Net {
    parts: Arc<Parts>,
    decision: usize,
    inputs: Vec<String>,
    columns: Vec<Searched>,
    /// What each rule says.
    said: Vec<Datum>,
    rules: usize,
}

/// A column with the strings as symbols.
struct Searched {
    net: ColumnNet,
    /// Rows of symbols, by number; others have the row of any other string.
    symbols: Vec<u32>,
    /// Whether its input is a number: a symbol then stands for a decimal that fits no word, and is unknown here.
    is_number: bool,
}

impl Net {
    /// The net of a decision, its strings numbered in `symbols`. Nothing if it needs other decisions, if a column
    /// is more than an input, or if a cell or an output is outside the compiled subset: then [`Model::decide`] runs it.
    pub fn of(model: &Model, decision: &str, symbols: &Symbols) -> Option<Net> {
        let number = model.decisions.iter().position(|d| d.name == decision || d.id == decision)?;
        let decision = &model.decisions[number];
        let Logic::Table(table) = &decision.logic else { return None };
        let (mut inputs, mut columns, mut guarded) = (Vec::new(), Vec::new(), false);
        for (index, column) in table.columns.iter().enumerate() {
            let AstNode::Name(name) = &column.tree else { return None };
            let input = decision.inputs.iter().map(|&i| &model.inputs[i]).find(|input| input.name == name.as_str())?;
            let simple = matches!(input.kind, Kind::Number | Kind::Text | Kind::Bool);
            let restricted = input.allowed.as_ref().map(|allowed| allowed.cells()).unwrap_or_default();
            if !simple || restricted.len() > 1 {
                return None;
            }
            // What bars every rule is one more cell, which must hold beside them.
            let guards = restricted.into_iter().chain(&column.allowed);
            let cells: Vec<&Cell> = table.rules.iter().map(|rule| &rule.cells[index]).chain(guards).collect();
            let mut net = ColumnNet::of(&cells);
            if (0..cells.len()).any(|cell| !has(&net.compiled, cell)) {
                return None;
            }
            guarded |= cells.len() > table.rules.len();
            net.guard(table.rules.len(), cells.len());
            inputs.push(input.name.clone());
            columns.push(net.searched(symbols, input.kind == Kind::Number));
        }
        let said = table.rules.iter().map(|rule| constant(table, &rule.trees)).collect::<Option<Vec<_>>>()?;
        // A default may hang on names, and a type on one answer may not fit a list of them.
        let single = matches!(table.policy, HitPolicy::Unique | HitPolicy::First | HitPolicy::Any | HitPolicy::Priority);
        let plain = match decision.kind {
            Kind::Any => single || !guarded,
            Kind::Number | Kind::Text | Kind::Bool => single && said.iter().all(|datum| decision.kind.admits(datum)),
            _ => false,
        };
        if !plain || table.outputs.iter().any(|output| output.default.is_some()) {
            return None;
        }
        Some(Net { rules: table.rules.len(), decision: number, inputs, columns, said, parts: model.parts.clone() })
    }

    /// Names of the inputs, in the order of the columns.
    pub fn inputs(&self) -> &[String] {
        &self.inputs
    }

    /// The decision's answer, and the rules that matched, counted from 0; nothing if it is undetermined.
    /// `facts` are the inputs in the order of [`Net::inputs`].
    #[inline]
    pub fn decide(&self, facts: &[Value], nulls: Nulls, matched: &mut Vec<usize>) -> Option<Cow<'_, Datum>> {
        matched.clear();
        let policy = self.table().policy;
        let strict = nulls == Nulls::Refuse;
        let mut open_rule = None;
        for word in 0..self.rules.div_ceil(64) {
            let (mut pass, mut open) = (u64::MAX, u64::MAX);
            for (column, fact) in self.columns.iter().zip(facts) {
                let row = column.row(*fact);
                let holds = column.net.rows[row][word];
                // What a cell would say of null counts only where it asks about null.
                let asks = if strict && row == NULL { column.net.asks[word] } else { u64::MAX };
                pass &= holds & asks;
                open &= holds | !asks;
            }
            if word == self.rules / 64 {
                let real = (1u64 << (self.rules % 64)) - 1;
                (pass, open) = (pass & real, open & real);
            }
            open &= !pass;
            if open != 0 && open_rule.is_none() {
                open_rule = Some(word * 64 + open.trailing_zeros() as usize);
            }
            while pass != 0 {
                matched.push(word * 64 + pass.trailing_zeros() as usize);
                if policy == HitPolicy::First {
                    break;
                }
                pass &= pass - 1;
            }
            if policy == HitPolicy::First && !matched.is_empty() {
                break;
            }
        }
        if open_rule.is_some_and(|rule| hangs_on(policy, rule, matched)) {
            return None;
        }
        self.speak(policy, matched)
    }

    fn speak(&self, policy: HitPolicy, matched: &[usize]) -> Option<Cow<'_, Datum>> {
        let said = |rule: usize| Some(&self.said[rule]).filter(|datum| **datum != Datum::Null).map(Cow::Borrowed);
        match (policy, matched) {
            (HitPolicy::First | HitPolicy::Unique | HitPolicy::Any | HitPolicy::Priority, []) => None,
            (HitPolicy::First | HitPolicy::Unique, [only]) => said(*only),
            (HitPolicy::Unique, _) => None,
            (HitPolicy::Any, [first, rest @ ..]) if rest.iter().all(|rule| self.said[*rule] == self.said[*first]) => said(*first),
            (HitPolicy::Any, _) => None,
            // What rules say together hangs on constants alone, and needs no scope.
            _ => {
                let value = run::speak(self.table(), &FeelScope::default(), matched.to_vec()).value;
                Some(Datum::from_feel(&value)).filter(|datum| *datum != Datum::Null).map(Cow::Owned)
            }
        }
    }

    fn table(&self) -> &Table {
        match &self.parts.decisions[self.decision].logic {
            Logic::Table(table) => table,
            _ => unreachable!("only tables become nets"),
        }
    }
}

/// What a rule says; nothing if that hangs on anything.
fn constant(table: &Table, outputs: &[AstNode]) -> Option<Datum> {
    let mut names = Vec::new();
    outputs.iter().for_each(|tree| free_names(tree, &mut Vec::new(), &mut names));
    let scope = FeelScope::default();
    let values = || outputs.iter().map(|tree| dsntk_feel_evaluator::evaluate(&scope, tree)).collect();
    names.is_empty().then(|| Datum::from_feel(&run::component(&table.outputs, values())))
}

impl ColumnNet {
    /// Where one of the cells from `rules` on fails, no rule passes; null passes them all.
    fn guard(&mut self, rules: usize, cells: usize) {
        for (number, row) in self.rows.iter_mut().enumerate() {
            if number != NULL && (rules..cells).any(|guard| !has(row, guard)) {
                row.iter_mut().for_each(|word| *word = 0);
            }
        }
    }

    fn searched(self, symbols: &Symbols, is_number: bool) -> Searched {
        let mut numbered = Vec::new();
        for (word, row) in &self.words {
            let Some(number) = symbols.intern(word).as_symbol().map(|number| number as usize) else { continue };
            if numbered.len() <= number {
                numbered.resize(number + 1, OTHER as u32);
            }
            numbered[number] = *row as u32;
        }
        Searched { net: self, symbols: numbered, is_number }
    }
}

impl Searched {
    #[inline]
    fn row(&self, value: Value) -> usize {
        if let Some(scaled) = value.as_scaled() {
            self.net.piece(scaled)
        } else if let Some(symbol) = value.as_symbol() {
            let row = self.symbols.get(symbol as usize).map_or(OTHER, |row| *row as usize);
            if self.is_number { NULL } else { row }
        } else {
            value.as_bool().map_or(NULL, |truth| FALSE + usize::from(truth))
        }
    }
}
