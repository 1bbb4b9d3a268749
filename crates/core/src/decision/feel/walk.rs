//! Walking a FEEL tree.

use dsntk_feel_parser::AstNode;

/// Two functions of one shape: the parts of a node that are expressions, types, or hold some.
macro_rules! parts {
    ($name:ident, $($mutable:tt)?) => {
        /// The parts of a node that are expressions, types, or hold some.
        pub(crate) fn $name(node: &$($mutable)? AstNode) -> Vec<&$($mutable)? AstNode> {
            use AstNode as N;
            match node {
                N::Add(a, b) | N::And(a, b) | N::ContextEntry(a, b) | N::Div(a, b) | N::Eq(a, b) | N::Every(a, b) => vec![a, b],
                N::Exp(a, b) | N::Filter(a, b) | N::For(a, b) | N::FormalParameter(a, b) | N::FunctionDefinition(a, b) => vec![a, b],
                N::FunctionInvocation(a, b) | N::Ge(a, b) | N::Gt(a, b) | N::In(a, b) | N::InstanceOf(a, b) | N::Le(a, b) => vec![a, b],
                N::Lt(a, b) | N::Mul(a, b) | N::NamedParameter(a, b) | N::Nq(a, b) | N::Or(a, b) | N::Out(a, b) => vec![a, b],
                N::Path(a, b) | N::Range(a, b) | N::Some(a, b) | N::Sub(a, b) => vec![a, b],
                N::FunctionType(a, b) | N::ContextTypeEntry(a, b) => vec![a, b],
                N::Between(a, b, c) | N::If(a, b, c) => vec![a, b, c],
                // What stands before a loop variable is the variable, which is bound, not read.
                N::IterationContextSingle(_, b) | N::QuantifiedContext(_, b) => vec![b],
                N::IterationContextInterval(_, b, c) => vec![b, c],
                N::CommaList(all) | N::Context(all) | N::ExpressionList(all) | N::FormalParameters(all) => all.into_iter().collect(),
                N::IterationContexts(all) | N::List(all) | N::NamedParameters(all) | N::NegatedList(all) => all.into_iter().collect(),
                N::PositionalParameters(all) | N::QuantifiedContexts(all) | N::ContextType(all) => all.into_iter().collect(),
                N::ParameterTypes(all) | N::QualifiedName(all) => all.into_iter().collect(),
                N::EvaluatedExpression(a) | N::FunctionBody(a, _) | N::IntervalEnd(a, _) | N::IntervalStart(a, _) => vec![a],
                N::Neg(a) | N::Satisfies(a) | N::UnaryEq(a) | N::UnaryGe(a) | N::UnaryGt(a) | N::UnaryLe(a) => vec![a],
                N::UnaryLt(a) | N::UnaryNe(a) | N::ListType(a) | N::RangeType(a) => vec![a],
                _ => Vec::new(),
            }
        }
    };
}

parts!(children,);
parts!(children_mut, mut);

/// Names that a node gives to what follows beside it.
pub(super) fn binds(node: &AstNode, bound: &mut Vec<String>) {
    let mut bind = |name: &AstNode| match name {
        AstNode::Name(n) | AstNode::ParameterName(n) | AstNode::ContextEntryKey(n) => bound.push(n.as_str().to_string()),
        _ => {}
    };
    match node {
        AstNode::IterationContextSingle(name, _)
        | AstNode::IterationContextInterval(name, _, _)
        | AstNode::QuantifiedContext(name, _)
        | AstNode::ContextEntry(name, _)
        | AstNode::FormalParameter(name, _) => bind(name),
        _ => {}
    }
}

/// Whether names bound within a node end with it.
pub(super) fn closes(node: &AstNode) -> bool {
    use AstNode as N;
    matches!(node, N::For(..) | N::Some(..) | N::Every(..) | N::FunctionDefinition(..) | N::Filter(..))
}

/// Whether a tree has more levels than `levels`.
pub(super) fn deeper_than(node: &AstNode, levels: usize) -> bool {
    levels == 0 || children(node).into_iter().any(|child| deeper_than(child, levels - 1))
}
