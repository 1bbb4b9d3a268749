//! As much Python as can be said otherwise: comparisons, and assignments of simple values.

use alatau_core::decision::dmn::Datum;
use std::collections::BTreeMap;

/// `name = value`, `name += value`.
#[derive(Clone, Debug, PartialEq)]
pub struct Assignment {
    /// What is stated.
    pub name: String,
    /// Whether it is added to what the name had.
    adds: bool,
    value: Operand,
}

#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Constant(Datum),
    Name(String),
}

impl Assignment {
    /// What the name is from now on; nothing if that depends on something unknown.
    pub fn value(&self, data: &BTreeMap<String, Datum>) -> Option<Datum> {
        let value = match &self.value {
            Operand::Constant(value) => value.clone(),
            Operand::Name(name) => data.get(name)?.clone(),
        };
        if !self.adds {
            return Some(value);
        }
        let (Datum::Number(a), Datum::Number(b)) = (data.get(&self.name)?, &value) else { return None };
        Some(Datum::number(&(a.parse::<i64>().ok()? + b.parse::<i64>().ok()?).to_string()))
    }
}

/// The assignments of a script, in order; nothing if it does anything else than assign and print.
pub fn script(text: &str) -> Option<Vec<Assignment>> {
    let mut found = Vec::new();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        if line.strip_prefix("print(").and_then(|l| l.strip_suffix(')')).is_some_and(is_name) {
            continue;
        }
        let (left, right) = line.split_once('=')?;
        let (left, adds) = left.strip_suffix('+').map_or((left, false), |left| (left, true));
        let (names, values): (Vec<&str>, Vec<&str>) = (left.split(',').collect(), right.split(',').collect());
        if names.len() != values.len() || adds && names.len() > 1 {
            return None;
        }
        for (name, value) in names.into_iter().zip(values) {
            let name = Some(name.trim()).filter(|n| is_name(n))?.to_string();
            found.push(Assignment { name, adds, value: operand(value.trim())? });
        }
    }
    Some(found)
}

fn operand(text: &str) -> Option<Operand> {
    let quoted = |q: char| text.strip_prefix(q).and_then(|t| t.strip_suffix(q)).filter(|t| !t.contains([q, '\\']));
    Some(Operand::Constant(match text {
        "True" => Datum::Bool(true),
        "False" => Datum::Bool(false),
        "None" => Datum::Null,
        _ if text.parse::<i64>().is_ok() => Datum::number(text),
        _ => match quoted('\'').or_else(|| quoted('"')) {
            Some(text) => Datum::text(text),
            None if is_name(text) => return Some(Operand::Name(text.to_string())),
            None => return None,
        },
    }))
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(|c| c.is_alphanumeric() || c == '_')
}

/// A condition, number or time in FEEL; the reason if it needs Python.
pub fn expression(text: &str) -> Result<String, String> {
    let refused = || format!("an expression is Python: {}", text.trim());
    let mut feel: Vec<String> = Vec::new();
    let mut rest = text.trim();
    let mut open = 0;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ' ' => 1,
            '\'' | '"' => rest[1..].find(first).map(|end| end + 2).ok_or_else(refused)?,
            c if c.is_alphanumeric() || c == '_' => rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(rest.len()),
            '=' | '!' | '<' | '>' if rest[1..].starts_with('=') => 2,
            '<' | '>' | '+' | '-' | '*' => 1,
            _ => return Err(refused()),
        };
        let (word, after) = rest.split_at(length);
        rest = after;
        match word {
            " " => continue,
            // What `not` denies reaches to the next `and` or `or`.
            "not" => {
                feel.push("not(".to_string());
                open += 1;
                continue;
            }
            "and" | "or" => feel.extend(std::iter::repeat_n(")".to_string(), std::mem::take(&mut open))),
            _ => {}
        }
        let is_dotted = word.contains('.') && word.parse::<f64>().is_err() && !word.starts_with(['\'', '"']);
        if is_dotted || matches!(word, "in" | "is" | "if" | "lambda") {
            return Err(refused());
        }
        feel.push(match word {
            "==" => "=".to_string(),
            "True" => "true".to_string(),
            "False" => "false".to_string(),
            "None" => "null".to_string(),
            _ if word.starts_with('\'') => format!("\"{}\"", word.trim_matches('\'')),
            _ => word.to_string(),
        });
    }
    feel.extend(std::iter::repeat_n(")".to_string(), open));
    Ok(feel.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comparisons_are_said_in_feel() {
        let cases = [
            ("choice == 'Yes'", "choice = \"Yes\""),
            ("x < 2 and y != None", "x < 2 and y != null"),
            ("not done", "not( done )"),
            ("'P14D'", "\"P14D\""),
            ("3", "3"),
        ];
        for (python, feel) in cases {
            assert_eq!(expression(python).as_deref(), Ok(feel));
        }
        for python in ["len(x) > 1", "x in y", "a.b == 1", "[1]"] {
            assert!(expression(python).is_err(), "{python}");
        }
    }

    #[test]
    fn scripts_assign() {
        let data = BTreeMap::from([("x".to_string(), Datum::number("1"))]);
        let values = |text: &str| script(text).map(|all| all.iter().map(|a| (a.name.clone(), a.value(&data))).collect::<Vec<_>>());
        assert_eq!(values("x += 2"), Some(vec![("x".to_string(), Some(Datum::number("3")))]));
        assert_eq!(
            values("a, b = 'hi', x\n# so\nprint(a)"),
            Some(vec![("a".to_string(), Some(Datum::text("hi"))), ("b".to_string(), Some(Datum::number("1")))])
        );
        assert_eq!(values("y = z"), Some(vec![("y".to_string(), None)]));
        for text in ["x = f(1)", "import os", "x, y = 1", "def f():\n  pass", "x = 'a' + 'b'"] {
            assert_eq!(script(text), None, "{text}");
        }
    }
}
