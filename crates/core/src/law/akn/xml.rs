//! Writing XML: elements with attributes, indented where nothing but elements stands inside.

/// A document that grows.
pub struct Writer {
    out: String,
    open: Vec<String>,
}

impl Writer {
    /// A document with its declaration.
    pub fn new() -> Writer {
        Writer { out: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_string(), open: Vec::new() }
    }

    /// Opens an element that holds elements.
    pub fn open(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.out.push_str(">\n");
        self.open.push(name.to_string());
    }

    /// Closes the element that was opened last.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            self.out.push_str(&format!("</{name}>\n"));
        }
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.out.push_str("/>\n");
    }

    /// An element that holds words.
    pub fn words(&mut self, name: &str, attributes: &[(&str, &str)], words: &str) {
        self.mixed(name, attributes, &[Inline::Words(words)]);
    }

    /// An element that holds words and references.
    pub fn mixed(&mut self, name: &str, attributes: &[(&str, &str)], parts: &[Inline<'_>]) {
        self.start(name, attributes);
        self.out.push('>');
        for part in parts {
            match part {
                Inline::Words(words) => escape(words, &mut self.out),
                Inline::Ref { href, words } => {
                    self.out.push_str("<ref href=\"");
                    escape(href, &mut self.out);
                    self.out.push_str("\">");
                    escape(words, &mut self.out);
                    self.out.push_str("</ref>");
                }
            }
        }
        self.out.push_str(&format!("</{name}>\n"));
    }

    /// The text of the whole document.
    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.out
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.out.push('<');
        self.out.push_str(name);
        for (key, value) in attributes {
            self.out.push_str(&format!(" {key}=\""));
            escape(value, &mut self.out);
            self.out.push('"');
        }
    }

    fn indent(&mut self) {
        self.out.push_str(&"  ".repeat(self.open.len()));
    }
}

/// A part of running text.
pub enum Inline<'t> {
    /// Words.
    Words(&'t str),
    /// A reference to a provision.
    Ref {
        /// Where it leads.
        href: String,
        /// Its words.
        words: &'t str,
    },
}

/// Characters that XML cannot hold become the replacement character; a carriage return is kept as a reference.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\t' | '\n' => out.push(c),
            c if (c as u32) < 0x20 || matches!(c as u32, 0xFFFE | 0xFFFF) => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
}
