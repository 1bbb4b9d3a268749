//! Comparison of routing values.

use super::Value;
use std::cmp::Ordering;

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Compare {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Compare {
    /// Whether `left OP right`; nothing if either is null, if they are of
    /// different kinds, or if truth values or strings are asked for an order.
    ///
    /// ```
    /// use alatau_core::decision::{Compare, Value};
    /// assert_eq!(Compare::Less.holds(Value::int(2), Value::int(3)), Some(true));
    /// assert_eq!(Compare::Equal.holds(Value::NULL, Value::int(3)), None);
    /// assert_eq!(Compare::Equal.holds(Value::bool(true), Value::int(1)), None);
    /// ```
    #[inline]
    pub fn holds(self, left: Value, right: Value) -> Option<bool> {
        if left.is_null() || left.kind() != right.kind() {
            return None;
        }
        match self {
            Compare::Equal => Some(left == right),
            Compare::NotEqual => Some(left != right),
            _ => {
                let order = left.as_scaled()?.cmp(&right.as_scaled()?);
                Some(match self {
                    Compare::Less => order == Ordering::Less,
                    Compare::LessOrEqual => order != Ordering::Greater,
                    Compare::Greater => order == Ordering::Greater,
                    _ => order != Ordering::Less,
                })
            }
        }
    }

    /// The operator that holds exactly when this one does not.
    pub fn negated(self) -> Compare {
        match self {
            Compare::Equal => Compare::NotEqual,
            Compare::NotEqual => Compare::Equal,
            Compare::Less => Compare::GreaterOrEqual,
            Compare::LessOrEqual => Compare::Greater,
            Compare::Greater => Compare::LessOrEqual,
            Compare::GreaterOrEqual => Compare::Less,
        }
    }

    /// The operator with its sides exchanged: `3 < x` is `x > 3`.
    pub fn mirrored(self) -> Compare {
        match self {
            Compare::Less => Compare::Greater,
            Compare::LessOrEqual => Compare::GreaterOrEqual,
            Compare::Greater => Compare::Less,
            Compare::GreaterOrEqual => Compare::LessOrEqual,
            same => same,
        }
    }

    /// As FEEL writes it.
    pub fn sign(self) -> &'static str {
        match self {
            Compare::Equal => "=",
            Compare::NotEqual => "!=",
            Compare::Less => "<",
            Compare::LessOrEqual => "<=",
            Compare::Greater => ">",
            Compare::GreaterOrEqual => ">=",
        }
    }
}
