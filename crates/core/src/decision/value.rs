//! Routing values: what conditions compare, in one machine word.

use std::collections::BTreeMap;
use std::fmt;

/// A fact that a condition or a term reads: null, truth value, number or symbol.
///
/// One `u64`: the low two bits tell the kind. Numbers are whole
/// ten-thousandths, exact from -2.3e14 to 2.3e14; longer decimals stay in the
/// case's form and never reach a condition in this shape.
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
    /// A string.
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

/// The strings that conditions compare, numbered in order of first use.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Symbols {
    names: Vec<String>,
    numbers: BTreeMap<String, u32>,
}

impl Symbols {
    /// The symbol of `name`, numbered now if it is new.
    pub fn intern(&mut self, name: &str) -> Value {
        if let Some(&number) = self.numbers.get(name) {
            return Value::symbol(number);
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_string());
        self.numbers.insert(name.to_string(), number);
        Value::symbol(number)
    }

    /// The symbol of `name`, if any condition uses it.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.numbers.get(name).map(|&n| Value::symbol(n))
    }

    /// The name of a symbol.
    pub fn name(&self, value: Value) -> Option<&str> {
        value.as_symbol().and_then(|n| self.names.get(n as usize)).map(String::as_str)
    }
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
