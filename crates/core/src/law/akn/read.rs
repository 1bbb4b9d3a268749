//! From documents back to the law's files.

use super::{AKN, LANGUAGES, LEVELS, OURS};
use roxmltree::{Document, Node};

/// Why a text is no document of ours.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAkn {
    /// It is no XML.
    #[error("this is no XML: {0}")]
    Xml(String),
    /// An element or attribute that every document has.
    #[error("line {line}: `{what}` is missing; this is no act in Akoma Ntoso 3.0")]
    Missing {
        /// Which.
        what: &'static str,
        /// Where it was looked for.
        line: u32,
    },
}

/// The file in the law's folder that a document stands for, and its text.
///
/// A translation holds words only; an act in English also its front matter and
/// blocks, if a document of [`super::write`] brings them along.
pub fn read(text: &str) -> Result<(String, String), NotAkn> {
    let document = Document::parse(text).map_err(|error| NotAkn::Xml(error.to_string()))?;
    let root = document.root_element();
    let act = child(root, "act")?;
    let meta = child(act, "meta")?;
    let name = attribute(find(meta, "FRBRname")?, "value")?;
    let code = attribute(find(meta, "FRBRlanguage")?, "language")?;
    let language = LANGUAGES.iter().find(|(_, akn)| *akn == code).map_or(code, |(language, _)| language);
    let mut out = String::new();
    let ours = |name: &'static str| meta.descendants().filter(move |node| node.has_tag_name((OURS, name)));
    if let Some(front) = ours("front").next() {
        out.push_str(&format!("+++\n{}+++\n", ended(&words(front))));
    }
    if let Ok(preamble) = child(act, "preamble") {
        out.push_str(&format!("\n{}\n", paragraphs(preamble)));
    }
    let blocks: Vec<(String, &str, String)> = ours("block")
        .map(|block| {
            let about = block.attribute("about").unwrap_or_default().trim_start_matches('#').to_string();
            (about, block.attribute("kind").unwrap_or("rule"), words(block))
        })
        .collect();
    provisions(child(act, "body")?, &blocks, &mut out)?;
    let file = if language == "en" { format!("acts/{name}.md") } else { format!("acts/{name}.{language}.md") };
    Ok((file, out))
}

/// Every provision below an element, in the order of the text.
fn provisions(parent: Node<'_, '_>, blocks: &[(String, &str, String)], out: &mut String) -> Result<(), NotAkn> {
    for node in parent.children().filter(Node::is_element) {
        let Some(level) = LEVELS.iter().position(|(name, _)| node.has_tag_name((AKN, *name))) else { continue };
        let key = attribute(node, "wId")?;
        let own = |name: &str| child_words(node, name);
        let heading = [own("num"), own("heading")].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        out.push_str(&format!("\n{} {heading} {{#{key}}}\n", "#".repeat(level + 1)));
        for part in node.children().filter(|part| part.has_tag_name((AKN, "intro")) || part.has_tag_name((AKN, "content"))) {
            out.push_str(&format!("{}\n", paragraphs(part)));
        }
        let id = attribute(node, "eId")?;
        for (_, kind, content) in blocks.iter().filter(|(about, ..)| about == id) {
            let fence = fence(content);
            out.push_str(&format!("\n{fence}toml {kind}\n{}{fence}\n", ended(content)));
        }
        provisions(node, blocks, out)?;
    }
    Ok(())
}

fn paragraphs(node: Node<'_, '_>) -> String {
    let paragraphs: Vec<String> = node.children().filter(|p| p.has_tag_name((AKN, "p"))).map(words).collect();
    paragraphs.join("\n\n")
}

/// All words of an element, those of references included.
fn words(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// A run of backquotes that the content does not hold.
fn fence(content: &str) -> String {
    let longest = content.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

fn ended(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_string() } else { format!("{text}\n") }
}

fn child_words(node: Node<'_, '_>, name: &str) -> String {
    node.children().find(|child| child.has_tag_name((AKN, name))).map(words).unwrap_or_default()
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> Result<Node<'a, 'i>, NotAkn> {
    node.children().find(|child| child.has_tag_name((AKN, name))).ok_or_else(|| missing(node, name))
}

fn find<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> Result<Node<'a, 'i>, NotAkn> {
    node.descendants().find(|child| child.has_tag_name((AKN, name))).ok_or_else(|| missing(node, name))
}

fn attribute<'a>(node: Node<'a, '_>, name: &'static str) -> Result<&'a str, NotAkn> {
    node.attribute(name).ok_or_else(|| missing(node, name))
}

fn missing(node: Node<'_, '_>, what: &'static str) -> NotAkn {
    NotAkn::Missing { what, line: node.document().text_pos_at(node.range().start).row }
}
