//! FEEL expressions, parsed and checked before they may decide anything.
//!
//! The library that evaluates FEEL is lenient where law must not be: an unknown
//! name swallows the operator after it (`Unknown + 1` is one name), `today()`
//! reads the computer's clock, a function may be external. [`parse`] closes
//! these traps once, at load: every name must be declared, a fact or a
//! parameter of the expression itself; the clock is a variable; functions are
//! FEEL's own.
//!
//! Invariant: an expression that [`parse`] accepts reads nothing but its
//! declared names, and cannot overflow the stack.

mod calls;
pub(crate) mod guard;
mod mend;
mod names;
mod walk;

pub use names::{identifiers, nearest};
pub(crate) use walk::children;

use dsntk_feel::bif::Bif;
use dsntk_feel::context::FeelContext;
use dsntk_feel::{FeelScope, FeelType, Name};
pub use dsntk_feel_parser::AstNode;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::Arc;

/// Longest expression that is read, in bytes.
pub const TEXT_BYTES_MAX: usize = 4096;
/// Deepest nesting of brackets that is read.
pub const BRACKETS_MAX: usize = 64;
/// Deepest tree of an expression that is read.
pub const DEPTH_MAX: usize = 200;

/// Why an expression is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// A code with a page in `docs/errors/`.
    pub code: &'static str,
    /// Byte in the expression.
    pub offset: usize,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do next.
    pub help: String,
}

impl Fault {
    pub(crate) fn new(code: &'static str, offset: usize, message: impl Into<String>, help: impl Into<String>) -> Fault {
        Fault { code, offset, message: message.into(), help: help.into() }
    }
}

/// Which part of FEEL's grammar a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// An expression.
    Expression,
    /// A cell of a decision table: tests on the input `?`.
    UnaryTests,
}

/// The names that an expression may read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Names {
    /// Variables: facts, inputs, decisions.
    pub declared: Vec<String>,
    /// Parts of values: what may follow a dot or stand in a filter.
    pub parts: Vec<String>,
    /// Types of the model's own.
    pub(crate) types: Arc<BTreeMap<String, FeelType>>,
    /// Those of the declared names that are passed in, and may therefore not be called.
    pub(crate) passed: Vec<String>,
    /// Whether names that nobody declares are null, as in the standard, and no fault.
    pub(crate) lenient: bool,
    /// What `now()` answers, in ISO 8601; where nothing is given the clock is refused.
    pub(crate) now: Option<String>,
}

impl Names {
    /// The same names and one more that is passed in.
    pub(crate) fn with(&self, name: &str) -> Names {
        let mut names = self.clone();
        names.declared.push(name.to_string());
        names.passed.push(name.to_string());
        names
    }
}

impl From<&[String]> for Names {
    fn from(declared: &[String]) -> Names {
        Names { declared: declared.to_vec(), ..Names::default() }
    }
}

/// A parsed expression and the declared names that it reads.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// Its tree.
    pub tree: AstNode,
    /// Declared names in it, in order.
    pub reads: Vec<String>,
}

/// Parses `text`, which may read these names and no others.
pub fn parse(text: &str, form: Form, names: &Names) -> Result<Parsed, Fault> {
    limits(text)?;
    let mut context = FeelContext::default();
    for name in names.declared.iter().chain(&names.parts) {
        context.set_null(Name::from(name.as_str()));
    }
    if form == Form::UnaryTests {
        context.set_null(Name::from("?"));
    }
    let scope = FeelScope::from(context);
    let parsed = match form {
        Form::Expression => dsntk_feel_parser::parse_expression(&scope, text, false),
        Form::UnaryTests => dsntk_feel_parser::parse_unary_tests(&scope, text, false),
    };
    let mut tree = parsed.map_err(|_| syntax(text, &names.declared))?;
    if walk::deeper_than(&tree, DEPTH_MAX) {
        return Err(too_complex());
    }
    let mut reads = BTreeSet::new();
    check(&tree, text, names, &mut Vec::new(), &mut reads)?;
    if !names.lenient {
        calls::check(&tree, text, &names.passed)?;
    }
    mend::mend(&mut tree, names);
    if names.lenient {
        guard::guard(&mut tree);
    }
    Ok(Parsed { tree, reads: reads.into_iter().collect() })
}

fn limits(text: &str) -> Result<(), Fault> {
    let mut depth = 0usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > BRACKETS_MAX || at >= TEXT_BYTES_MAX {
            return Err(too_complex());
        }
    }
    Ok(())
}

fn too_complex() -> Fault {
    let message = format!("the expression is longer than {TEXT_BYTES_MAX} bytes or nested deeper than {BRACKETS_MAX}");
    Fault::new("AL-2208", 0, message, "split it: let a decision compute a part of it and give the result a name")
}

/// The library's syntax errors carry no position; an undeclared name is the most frequent cause, so it is named.
fn syntax(text: &str, declared: &[String]) -> Fault {
    let strange =
        identifiers(text).into_iter().find(|(name, _)| !declared.contains(name) && !declared.iter().any(|d| d.contains(name.as_str())));
    if let Some((name, offset)) = strange.filter(|_| !declared.is_empty()) {
        return undeclared(&name, offset, declared);
    }
    let message = format!("`{}` is not a FEEL expression", shorten(text));
    Fault::new("AL-2201", 0, message, "check quotes, brackets and operators; FEEL compares with `=` and joins with `and`, `or`")
}

fn undeclared(name: &str, offset: usize, declared: &[String]) -> Fault {
    let known = match nearest(name, declared.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "declare it, or write it as one of the names that are".to_string(),
    };
    Fault::new("AL-2204", offset, format!("the name `{name}` is not declared"), known)
}

/// The first words of a text, for a message.
pub(crate) fn shorten(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

/// Checks names and functions; collects the declared names that are read.
fn check(node: &AstNode, text: &str, names: &Names, bound: &mut Vec<String>, reads: &mut BTreeSet<String>) -> Result<(), Fault> {
    let before = bound.len();
    match node {
        AstNode::Name(name) => return name_is_known(name.as_str(), text, names, bound, reads),
        AstNode::FunctionBody(_, true) => return Err(external(text)),
        AstNode::FunctionInvocation(function, arguments) => {
            check_function(function, text, names, bound, reads)?;
            return check(arguments, text, names, bound, reads);
        }
        AstNode::Path(base, part) => {
            part_is_known(part, text, names)?;
            return check(base, text, names, bound, reads);
        }
        AstNode::Filter(list, test) => {
            check(list, text, names, bound, reads)?;
            bound.extend(names.parts.iter().cloned());
            check(test, text, names, bound, reads)?;
            bound.truncate(before);
            return Ok(());
        }
        _ => {}
    }
    for child in children(node) {
        check(child, text, names, bound, reads)?;
        walk::binds(child, bound);
    }
    // Contexts and iterations bind for what stands beside them, and no longer.
    if walk::closes(node) {
        bound.truncate(before);
    }
    Ok(())
}

fn name_is_known(name: &str, text: &str, names: &Names, bound: &[String], reads: &mut BTreeSet<String>) -> Result<(), Fault> {
    if names.declared.iter().any(|d| d == name) {
        reads.insert(name.to_string());
        return Ok(());
    }
    if bound.iter().any(|b| b == name) || matches!(name, "?" | "item" | "partial") {
        return Ok(());
    }
    if names.lenient {
        return Ok(());
    }
    let offset = text.find(name.split([' ', '+', '-', '*', '/', '.']).next().unwrap_or(name)).unwrap_or(0);
    Err(undeclared(name, offset, &names.declared))
}

/// A part whose name holds an operator is what an undeclared part has swallowed.
fn part_is_known(part: &AstNode, text: &str, names: &Names) -> Result<(), Fault> {
    match part {
        _ if names.lenient => Ok(()),
        AstNode::Name(name)
            if name.as_str().contains(['+', '-', '*', '/', '.', '\'']) && !names.parts.iter().any(|p| p == name.as_str()) =>
        {
            let first = name.as_str().split(['+', '-', '*', '/', '.', '\'']).next().unwrap_or("").trim();
            Err(undeclared(first, text.find(first).unwrap_or(0), &names.parts))
        }
        _ => Ok(()),
    }
}

fn check_function(
    function: &AstNode,
    text: &str,
    names: &Names,
    bound: &mut Vec<String>,
    reads: &mut BTreeSet<String>,
) -> Result<(), Fault> {
    let AstNode::Name(name) = function else { return check(function, text, names, bound, reads) };
    let name = name.as_str();
    let offset = text.find(name).unwrap_or(0);
    match name {
        "today" | "now" if names.now.is_none() => {
            let message = format!("`{name}()` reads the computer's clock; the same case would be decided differently tomorrow");
            Err(Fault::new("AL-2202", offset, message, "name a fact that holds the day, for example `filing_day`"))
        }
        _ if names.declared.iter().any(|d| d == name) || bound.iter().any(|b| b == name) => {
            reads.insert(name.to_string());
            Ok(())
        }
        _ if names.lenient || Bif::from_str(name).is_ok() => Ok(()),
        _ => {
            let help = "use a built-in function of FEEL, or a business knowledge model that is required here";
            Err(Fault::new("AL-2204", offset, format!("there is no function `{name}`"), help))
        }
    }
}

fn external(text: &str) -> Fault {
    let offset = text.find("external").unwrap_or(0);
    let message = "external functions run code that nobody here can check";
    Fault::new("AL-2203", offset, message, "express the rule in FEEL or as a decision table")
}

/// Names that a checked tree reads, in order of first use: neither bound within it nor functions.
pub(crate) fn free_names(node: &AstNode, bound: &mut Vec<String>, found: &mut Vec<String>) {
    let before = bound.len();
    match node {
        AstNode::Name(name) => {
            let name = name.as_str();
            let own = bound.iter().any(|b| b == name) || matches!(name, "?" | "item" | "partial");
            if !own && !found.iter().any(|f| f == name) {
                found.push(name.to_string());
            }
            return;
        }
        AstNode::FunctionInvocation(function, arguments) => {
            if !matches!(&**function, AstNode::Name(_)) {
                free_names(function, bound, found);
            }
            return free_names(arguments, bound, found);
        }
        AstNode::Path(base, _) => return free_names(base, bound, found),
        _ => {}
    }
    for child in children(node) {
        free_names(child, bound, found);
        walk::binds(child, bound);
    }
    if walk::closes(node) {
        bound.truncate(before);
    }
}

/// An expression ready to be evaluated.
pub(crate) struct Prepared {
    pub(crate) evaluator: dsntk_feel::Evaluator,
}

/// Parses, checks and prepares an expression; the tree is for those who explain it.
pub(crate) fn prepare(text: &str, names: &Names) -> Result<(AstNode, Prepared), Fault> {
    let parsed = parse(text, Form::Expression, names)?;
    let evaluator = dsntk_feel_evaluator::prepare(&parsed.tree);
    Ok((parsed.tree, Prepared { evaluator }))
}
