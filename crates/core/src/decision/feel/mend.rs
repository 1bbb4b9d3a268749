//! What the FEEL library does otherwise than the standard, mended in the tree before it is prepared.
//!
//! Types of the model's own take the place of their names, the clock is a
//! constant where one is given, and the widest scale of rounding is the standard's.

use super::Names;
use super::walk::children_mut;
use dsntk_feel::{FeelType, Name};
use dsntk_feel_parser::AstNode;

/// Largest scale that the library rounds to; the standard's is 6176, where no digit of a decimal is left to round.
const SCALE_MAX: &str = "6144";
const STANDARD_SCALE_MAX: &str = "6176";

/// Mends a tree.
pub(super) fn mend(node: &mut AstNode, names: &Names) {
    children_mut(node).into_iter().for_each(|child| mend(child, names));
    match node {
        AstNode::QualifiedName(segments) => {
            if let Some(own) = own_type(segments, names) {
                *node = AstNode::FeelType(own);
            }
        }
        AstNode::FunctionInvocation(function, arguments) => {
            let AstNode::Name(name) = &**function else { return };
            match (name.as_str(), &mut **arguments) {
                ("now", AstNode::PositionalParameters(none)) if none.is_empty() => given_clock(node, "date and time", names),
                ("today", AstNode::PositionalParameters(none)) if none.is_empty() => given_clock(node, "date", names),
                (
                    "floor" | "ceiling" | "decimal" | "round up" | "round down" | "round half up" | "round half down",
                    AstNode::PositionalParameters(given),
                ) => {
                    given.get_mut(1).into_iter().for_each(narrowed);
                }
                (
                    "floor" | "ceiling" | "decimal" | "round up" | "round down" | "round half up" | "round half down",
                    AstNode::NamedParameters(given),
                ) => {
                    for parameter in given {
                        if let AstNode::NamedParameter(name, scale) = parameter
                            && matches!(&**name, AstNode::ParameterName(name) if name.as_str() == "scale")
                        {
                            narrowed(scale);
                        }
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
}

fn own_type(segments: &[AstNode], names: &Names) -> Option<FeelType> {
    let words = segments.iter().map(|segment| match segment {
        AstNode::QualifiedNameSegment(name) => Some(name.as_str()),
        _ => None,
    });
    names.types.get(&words.collect::<Option<Vec<_>>>()?.join(".")).cloned()
}

/// `now()` as `date and time("2026-11-02T10:00:00Z")`, and `today()` as the date of it.
fn given_clock(node: &mut AstNode, function: &str, names: &Names) {
    if let Some(now) = &names.now {
        let call = |function: &str, argument: AstNode| {
            let name = AstNode::Name(Name::from(function));
            AstNode::FunctionInvocation(Box::new(name), Box::new(AstNode::PositionalParameters(vec![argument])))
        };
        let instant = call("date and time", AstNode::String(now.clone()));
        *node = if function == "date" { call("date", instant) } else { instant };
    }
}

/// A scale between the library's largest and the standard's is the library's largest.
fn narrowed(scale: &mut AstNode) {
    let number = |digits: &str| Box::new(AstNode::Numeric(digits.to_string(), String::new(), '+', String::new()));
    if matches!(scale, AstNode::Numeric(whole, ..) if whole.len() < SCALE_MAX.len()) {
        return;
    }
    let given = Box::new(std::mem::replace(scale, AstNode::Null));
    let above = AstNode::Gt(given.clone(), number(SCALE_MAX));
    let within = AstNode::Le(given.clone(), number(STANDARD_SCALE_MAX));
    *scale = AstNode::If(Box::new(AstNode::And(Box::new(above), Box::new(within))), number(SCALE_MAX), given);
}
