//! Routing values: what conditions compare, in one machine word.

use super::dmn::Datum;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{PoisonError, RwLock};

/// A fact that a condition or a term reads: null, truth value, number or symbol.
///
/// One `u64`: the low two bits tell the kind. Numbers are whole
/// ten-thousandths, exact from -2.3e14 to 2.3e14; longer decimals, strings, lists
/// and contexts are symbols, which stand for a [`Datum`] in [`Symbols`].
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Value(u64);

/// The kind of a [`Value`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ValueKind {
    /// Unknown.
    Null,
    /// A truth value.
    Bool,
    /// A number.
    Number,
    /// A string, or what else has a number in [`Symbols`].
    Symbol,
}

impl Value {
    /// Unknown: a condition that meets it refuses to decide.
    pub const NULL: Value = Value(0);
    /// Ten-thousandths in one.
    pub const SCALE: i64 = 10_000;

    /// A truth value.
    pub const fn bool(value: bool) -> Value {
        Value((value as u64) << 2 | 1)
    }

    /// A number in ten-thousandths; nothing if it does not fit.
    pub const fn scaled(ten_thousandths: i64) -> Option<Value> {
        if ten_thousandths > (i64::MAX >> 2) || ten_thousandths < (i64::MIN >> 2) {
            return None;
        }
        Some(Value((ten_thousandths << 2) as u64 | 2))
    }

    /// A whole number that surely fits.
    pub const fn int(value: i32) -> Value {
        Value(((value as i64 * Value::SCALE) << 2) as u64 | 2)
    }

    /// A symbol, by its number in the net's [`Symbols`].
    pub const fn symbol(number: u32) -> Value {
        Value((number as u64) << 2 | 3)
    }

    /// The word itself, for storage.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// The value of a stored word.
    pub const fn from_bits(bits: u64) -> Value {
        Value(bits)
    }

    /// Whether the value is unknown.
    pub const fn is_null(self) -> bool {
        self.0 == 0
    }

    /// What kind of value it is.
    pub const fn kind(self) -> ValueKind {
        match self.0 & 3 {
            1 => ValueKind::Bool,
            2 => ValueKind::Number,
            3 => ValueKind::Symbol,
            _ => ValueKind::Null,
        }
    }

    /// The truth value, if it is one.
    pub const fn as_bool(self) -> Option<bool> {
        if self.0 & 3 == 1 { Some(self.0 >> 2 == 1) } else { None }
    }

    /// The number in ten-thousandths, if it is one.
    pub const fn as_scaled(self) -> Option<i64> {
        if self.0 & 3 == 2 { Some(self.0 as i64 >> 2) } else { None }
    }

    /// The symbol's number, if it is one.
    pub const fn as_symbol(self) -> Option<u32> {
        if self.0 & 3 == 3 { Some((self.0 >> 2) as u32) } else { None }
    }

    /// A decimal such as `-12.5`, exact to four places; nothing if it is not one.
    pub fn parse_number(text: &str) -> Option<Value> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || fraction.len() > 4 {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let fraction: i64 = format!("{fraction:0<4}").parse().ok()?;
        Value::scaled(sign * whole.checked_mul(Value::SCALE)?.checked_add(fraction)?)
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(b) = self.as_bool() {
            write!(f, "{b}")
        } else if let Some(n) = self.as_scaled() {
            write!(f, "{}", n as f64 / Value::SCALE as f64)
        } else if let Some(s) = self.as_symbol() {
            write!(f, "#{s}")
        } else {
            f.write_str("null")
        }
    }
}

/// The strings, lists and other values that need more than a machine word,
/// numbered in order of first use.
///
/// It only grows, and the same value always has the same number, so that to
/// compare numbers is to compare values. The numbers themselves mean nothing: which
/// is given first depends on who asks first, and no result may hang on their order.
#[derive(Default)]
pub struct Symbols {
    values: boxcar::Vec<Datum>,
    numbers: RwLock<BTreeMap<Datum, u32>>,
    /// How many were there when the procedure was compiled.
    constants: u32,
}

impl Symbols {
    /// Ends the constants of a procedure; whatever comes later is a value of some case.
    pub fn seal(&mut self) {
        self.constants = self.values.count() as u32;
    }

    /// The symbol of a string that the procedure itself compares.
    pub fn get(&self, name: &str) -> Option<Value> {
        let numbers = self.numbers.read().unwrap_or_else(PoisonError::into_inner);
        numbers.get(&Datum::text(name)).filter(|&&number| number < self.constants).map(|&number| Value::symbol(number))
    }

    /// The symbol of a string, numbered now if it is new.
    pub fn intern(&self, name: &str) -> Value {
        self.number(Datum::text(name))
    }

    /// A datum as a routing value; strings, lists, contexts and long decimals get a symbol.
    pub fn value(&self, datum: &Datum) -> Value {
        match datum {
            Datum::Null => Value::NULL,
            Datum::Bool(truth) => Value::bool(*truth),
            Datum::Number(text) => Value::parse_number(text).unwrap_or_else(|| self.number(datum.clone())),
            _ => self.number(datum.clone()),
        }
    }

    /// The datum of a routing value.
    pub fn datum(&self, value: Value) -> Datum {
        if let Some(truth) = value.as_bool() {
            Datum::Bool(truth)
        } else if let Some(number) = value.as_scaled() {
            Datum::Number(decimal(number))
        } else {
            self.stored(value).cloned().unwrap_or(Datum::Null)
        }
    }

    /// The string of a symbol; nothing for other values.
    pub fn name(&self, value: Value) -> Option<&str> {
        match self.stored(value) {
            Some(Datum::Text(text)) => Some(text),
            _ => None,
        }
    }

    fn stored(&self, value: Value) -> Option<&Datum> {
        value.as_symbol().and_then(|number| self.values.get(number as usize))
    }

    fn number(&self, datum: Datum) -> Value {
        if let Some(&number) = self.numbers.read().unwrap_or_else(PoisonError::into_inner).get(&datum) {
            return Value::symbol(number);
        }
        let mut numbers = self.numbers.write().unwrap_or_else(PoisonError::into_inner);
        let number = *numbers.entry(datum).or_insert_with_key(|datum| self.values.push(datum.clone()) as u32);
        Value::symbol(number)
    }
}

impl Clone for Symbols {
    fn clone(&self) -> Symbols {
        let copy = Symbols { constants: self.constants, ..Symbols::default() };
        self.values.iter().for_each(|(_, datum)| {
            copy.number(datum.clone());
        });
        copy
    }
}

impl fmt::Debug for Symbols {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.values.iter().map(|(_, datum)| datum)).finish()
    }
}

/// Ten-thousandths as the shortest decimal, for example `-12.5`.
pub fn decimal(scaled: i64) -> String {
    let (whole, rest) = (scaled.unsigned_abs() / Value::SCALE as u64, scaled.unsigned_abs() % Value::SCALE as u64);
    let sign = if scaled < 0 { "-" } else { "" };
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:04}").trim_end_matches('0').to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_survives_its_word() {
        assert_eq!(Value::bool(true).as_bool(), Some(true));
        assert_eq!(Value::bool(false).as_bool(), Some(false));
        assert!(!Value::bool(false).is_null());
        assert_eq!(Value::int(-7).as_scaled(), Some(-70_000));
        assert_eq!(Value::parse_number("-12.5").unwrap().as_scaled(), Some(-125_000));
        assert_eq!(Value::parse_number("1.23456"), None);
        assert_eq!(Value::symbol(9).as_symbol(), Some(9));
        assert_eq!(Value::scaled(i64::MAX), None);
    }
}
