//! Which functions an expression may call, so that every evaluation ends.
//!
//! A function that calls what it was given can be given itself, and then never
//! ends. So a parameter, a loop variable or an item of a filter is not called;
//! what is left can only call what stood before it.

use super::Fault;
use super::walk::children;
use dsntk_feel_parser::AstNode;

/// Refuses calls of what is passed in; `passed` are the parameters and loop variables around the expression.
pub(super) fn check<'t>(tree: &'t AstNode, text: &str, passed: &'t [String]) -> Result<(), Fault> {
    let mut names: Vec<&str> = passed.iter().map(String::as_str).collect();
    names.extend(["item", "partial", "?"]);
    walk(tree, text, &mut names)
}

fn walk<'t>(node: &'t AstNode, text: &str, passed: &mut Vec<&'t str>) -> Result<(), Fault> {
    use AstNode as N;
    let before = passed.len();
    if let N::FunctionInvocation(called, arguments) = node {
        callable(called, text, passed)?;
        if matches!(&**called, N::Name(name) if name.as_str() == "sort") {
            comparator(arguments).map_or(Ok(()), |given| callable(given, text, passed))?;
        }
    }
    for child in children(node) {
        walk(child, text, passed)?;
        match child {
            N::IterationContexts(all) | N::QuantifiedContexts(all) | N::FormalParameters(all) => {
                passed.extend(all.iter().filter_map(bound));
            }
            _ => {}
        }
    }
    passed.truncate(before);
    Ok(())
}

/// The name that a parameter or a loop gives.
fn bound(node: &AstNode) -> Option<&str> {
    use AstNode as N;
    match node {
        N::FormalParameter(name, _)
        | N::IterationContextSingle(name, _)
        | N::IterationContextInterval(name, _, _)
        | N::QuantifiedContext(name, _) => match &**name {
            N::Name(name) | N::ParameterName(name) => Some(name.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// The function that `sort` calls.
fn comparator(arguments: &AstNode) -> Option<&AstNode> {
    match arguments {
        AstNode::PositionalParameters(given) => given.get(1),
        AstNode::NamedParameters(given) => given.iter().find_map(|parameter| match parameter {
            AstNode::NamedParameter(name, value) if matches!(&**name, AstNode::ParameterName(n) if n.as_str() == "precedes") => {
                Some(&**value)
            }
            _ => None,
        }),
        _ => None,
    }
}

/// A function by its name, a part of something by its name, or one that is written on the spot.
fn callable(called: &AstNode, text: &str, passed: &[&str]) -> Result<(), Fault> {
    let root = match called {
        AstNode::FunctionDefinition(..) => return Ok(()),
        AstNode::Path(base, _) => &**base,
        other => other,
    };
    match root {
        AstNode::Name(name) if !passed.contains(&name.as_str()) => Ok(()),
        AstNode::Name(name) => {
            let message = format!("`{name}` is given from outside and called: given itself, it would never end");
            let help = "call a function by its own name: a business knowledge model, or an entry of a context";
            Err(Fault::new("AL-2210", text.find(name.as_str()).unwrap_or(0), message, help))
        }
        _ => {
            let message = "the result of an expression is called: nobody can tell whether it ends";
            let help = "give the function a name, as a business knowledge model or an entry of a context";
            Err(Fault::new("AL-2210", 0, message, help))
        }
    }
}
