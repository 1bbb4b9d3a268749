//! HTML and SVG, written so that no text can become markup.
//!
//! Invariant: tags, attribute names and the style sheet are fixed in the
//! program; everything else passes through `escape`. Elements close in the
//! reverse order of opening.

/// A page under construction.
#[derive(Default)]
pub struct Page {
    out: String,
    open: Vec<&'static str>,
}

/// Attributes: name, value.
pub type Attributes<'a> = &'a [(&'static str, &'a str)];

impl Page {
    /// An empty HTML 5 document.
    pub fn new() -> Page {
        Page { out: "<!DOCTYPE html>\n".to_string(), open: Vec::new() }
    }

    /// Opens an element.
    pub fn open(&mut self, tag: &'static str, attributes: Attributes) {
        self.tag(tag, attributes);
        self.out.push('>');
        self.open.push(tag);
        if matches!(tag, "html" | "head" | "body" | "main" | "section" | "div" | "table" | "tbody" | "thead" | "figure" | "details") {
            self.out.push('\n');
        }
    }

    /// Closes the element opened last.
    pub fn close(&mut self) {
        let tag = self.open.pop().expect("an element is open");
        self.out.push_str("</");
        self.out.push_str(tag);
        self.out.push('>');
        if !matches!(tag, "span" | "strong" | "code" | "a" | "title" | "text") {
            self.out.push('\n');
        }
    }

    /// Text inside the open element.
    pub fn text(&mut self, text: &str) {
        escape(text, &mut self.out);
    }

    /// An element with text alone.
    pub fn element(&mut self, tag: &'static str, attributes: Attributes, text: &str) {
        self.open(tag, attributes);
        self.text(text);
        self.close();
    }

    /// An element of HTML that never holds anything (`meta`).
    pub fn void(&mut self, tag: &'static str, attributes: Attributes) {
        self.tag(tag, attributes);
        self.out.push_str(">\n");
    }

    /// An element of SVG without content (`rect`, `line`, `circle`).
    pub fn shape(&mut self, tag: &'static str, attributes: Attributes) {
        self.tag(tag, attributes);
        self.out.push_str("/>");
    }

    /// The style sheet, which is part of the program.
    pub fn style(&mut self, sheet: &'static str) {
        self.out.push_str("<style>\n");
        self.out.push_str(sheet);
        self.out.push_str("</style>\n");
    }

    /// The finished page.
    pub fn finish(self) -> String {
        assert!(self.open.is_empty(), "left open: {:?}", self.open);
        self.out
    }

    fn tag(&mut self, tag: &'static str, attributes: Attributes) {
        self.out.push('<');
        self.out.push_str(tag);
        for (name, value) in attributes {
            self.out.push(' ');
            self.out.push_str(name);
            self.out.push_str("=\"");
            escape(value, &mut self.out);
            self.out.push('"');
        }
    }
}

/// Text as it may stand in HTML, in an attribute too. Control characters that
/// HTML forbids become spaces.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() && c != '\n' => out.push(' '),
            c => out.push(c),
        }
    }
}
