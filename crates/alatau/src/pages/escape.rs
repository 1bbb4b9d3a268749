//! The one way of a text into a page.
//!
//! Invariant: no text becomes markup, and none can turn the text around it:
//! characters that set the direction of writing are dropped, control characters
//! become spaces. So every page is well-formed, whatever people wrote.

use askama::filters::Escaper;
use std::fmt::{self, Write};

/// Escapes for HTML, in an attribute too.
#[derive(Clone, Copy, Debug)]
pub struct Text;

impl Escaper for Text {
    fn write_escaped_str<W: Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        let mut written = 0;
        for (at, c) in text.char_indices() {
            let instead = match c {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => "",
                '\u{fffe}' | '\u{ffff}' => "",
                c if c.is_control() && c != '\n' => " ",
                _ => continue,
            };
            dest.write_str(&text[written..at])?;
            dest.write_str(instead)?;
            written = at + c.len_utf8();
        }
        dest.write_str(&text[written..])
    }
}
