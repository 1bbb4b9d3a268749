//! The files of a model: the one that is read, and those that it imports.

use super::graph;
use super::load::{MODELS, Reading, Source, children};
use crate::decision::xml;
use crate::source::{Diagnostic, Lines};
use roxmltree::{Document, Node};

/// The parsed files that may be imported.
pub(super) struct Files<'a> {
    documents: Vec<(&'a str, &'a str, Document<'a>)>,
    /// Whether imports of other kinds of files are left aside.
    lenient: bool,
}

impl<'a> Files<'a> {
    /// Parses them, if the model imports any; what is no DMN model is left aside.
    pub(super) fn parse(reading: &Reading<'a>, root: Node<'_, '_>) -> Files<'a> {
        if children(root, "import").is_empty() {
            return Files { documents: Vec::new(), lenient: reading.standard };
        }
        let is_model = |document: &Document<'_>| MODELS.contains(&document.root_element().tag_name().namespace().unwrap_or(""));
        let parsed = reading.files.iter().filter_map(|(file, text)| {
            let document = xml::document(file, text).ok().filter(is_model)?;
            Some((file.as_str(), text.as_str(), document))
        });
        Files { documents: parsed.collect(), lenient: reading.standard }
    }

    /// The model's own file first, each import behind the file that imports it. An import that leads nowhere, or back, is refused.
    pub(super) fn sources<'d>(
        &'d self,
        file: &'d str,
        text: &'d str,
        root: Node<'d, 'd>,
        errors: &mut Vec<Diagnostic>,
    ) -> Vec<Source<'d, 'd>>
    where
        'a: 'd,
    {
        let source = |file, text, root| Source { file, text, lines: Lines::of(text), root, imports: Vec::new() };
        let mut sources: Vec<Source<'d, 'd>> = vec![source(file, text, root)];
        let mut next = 0;
        while next < sources.len() {
            for import in children(sources[next].root, "import") {
                if self.lenient && !MODELS.contains(&import.attribute("importType").unwrap_or(MODELS[2])) {
                    continue;
                }
                let wanted = import.attribute("namespace").unwrap_or("");
                let name = import.attribute("name").unwrap_or("").trim().to_string();
                let known = sources.iter().position(|source| own_namespace(source.root) == wanted);
                let found = self.documents.iter().find(|(_, _, document)| own_namespace(document.root_element()) == wanted);
                let mut refuse = |code, message: String, help: &str| {
                    let Source { file, text, .. } = &sources[next];
                    errors.push(Diagnostic::error(code, file, text, import.range().start, message, help));
                };
                match (known, found) {
                    (Some(known), _) => sources[next].imports.push((name, known)),
                    (None, Some((file, text, document))) => {
                        sources.push(source(file, text, document.root_element()));
                        let last = sources.len() - 1;
                        sources[next].imports.push((name, last));
                    }
                    (None, None) => {
                        let help = "put the file beside it, or the parts into one file; law is read one file at a time";
                        refuse("AL-2305", format!("`{name}` imports the model `{wanted}`, which is not among the files"), help);
                    }
                }
            }
            next += 1;
        }
        let needs: Vec<Vec<usize>> = sources.iter().map(|source| source.imports.iter().map(|(_, to)| *to).collect()).collect();
        if let Err(circle) = graph::order(&needs) {
            let Source { file, text, root, .. } = &sources[circle];
            let message = "the file imports itself, through others or at once";
            errors.push(Diagnostic::error("AL-2306", file, text, root.range().start, message, "break the circle of imports"));
            sources.iter_mut().for_each(|source| source.imports.clear());
        }
        sources
    }
}

/// The namespace of a model itself.
pub(super) fn own_namespace<'d>(root: Node<'d, '_>) -> &'d str {
    root.attribute("namespace").unwrap_or("")
}
