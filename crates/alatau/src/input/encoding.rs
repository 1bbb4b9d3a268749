//! Bytes to text. UTF-8 is expected; what else is met is recognised and named.

use super::text::Text;
use alatau_core::source::Diagnostic;
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252};

const UTF_8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];
const HELP: &str = "save the file as UTF-8 to be sure";

/// The text without byte order mark. A warning says which other encoding it was read in.
pub fn decode(file: &str, bytes: &[u8], warnings: &mut Vec<Diagnostic>) -> Result<String, Vec<Diagnostic>> {
    let bytes_after_mark = bytes.strip_prefix(UTF_8_MARK).unwrap_or(bytes);
    if let Some(encoding) = utf_16(bytes) {
        return read_as(file, encoding, bytes, warnings);
    }
    if bytes.contains(&0) {
        return Err(vec![not_text(file, bytes)]);
    }
    match std::str::from_utf8(bytes_after_mark) {
        Ok(text) => Ok(text.to_string()),
        Err(error) if bytes_after_mark.len() < bytes.len() => {
            let shown = String::from_utf8_lossy(bytes_after_mark).into_owned();
            let message = "the file says that it is UTF-8, but this is not";
            Err(vec![Text::new(file, &shown).error("AL-3002", error.valid_up_to(), message, HELP)])
        }
        Err(_) => read_as(file, one_byte_encoding(bytes), bytes, warnings),
    }
}

/// By its byte order mark, or by the zeroes that plain Latin text has in every second byte.
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    if bytes.starts_with(&[0xFF, 0xFE]) {
        return Some(UTF_16LE);
    }
    if bytes.starts_with(&[0xFE, 0xFF]) {
        return Some(UTF_16BE);
    }
    let head = &bytes[..bytes.len().min(4_096)];
    let zeroes = |first: usize| head.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeroes(0), zeroes(1));
    let many = head.len() / 4;
    match (even, odd) {
        (0, odd) if odd > 0 && odd >= many => Some(UTF_16LE),
        (even, 0) if even > 0 && even >= many => Some(UTF_16BE),
        _ => None,
    }
}

/// Cyrillic letters of Windows-1251 stand beside each other; accented letters of Windows-1252 stand among plain ones.
fn one_byte_encoding(bytes: &[u8]) -> &'static Encoding {
    let high = |byte: u8| byte >= 0xC0;
    let beside = bytes.windows(2).filter(|pair| high(pair[0]) && high(pair[1])).count();
    let all = bytes.iter().filter(|byte| high(**byte)).count();
    if beside * 2 > all { WINDOWS_1251 } else { WINDOWS_1252 }
}

fn read_as(file: &str, encoding: &'static Encoding, bytes: &[u8], warnings: &mut Vec<Diagnostic>) -> Result<String, Vec<Diagnostic>> {
    let (text, _, had_errors) = encoding.decode(bytes);
    if had_errors {
        let at = text.find('\u{FFFD}').unwrap_or(0);
        let message = format!("the file looks like {}, but this is not a letter of it", encoding.name());
        return Err(vec![Text::new(file, &text).error("AL-3002", at, message, HELP)]);
    }
    let message = format!("the file is not UTF-8; it was read as {}", encoding.name());
    warnings.push(Text::new(file, "").error("AL-3002", 0, message, HELP).warning());
    Ok(text.into_owned())
}

fn not_text(file: &str, bytes: &[u8]) -> Diagnostic {
    let what = match bytes {
        [b'P', b'K', 3, 4, ..] => "the file is a ZIP archive or a spreadsheet, not text",
        [0x1F, 0x8B, ..] => "the file is compressed with gzip",
        [b'%', b'P', b'D', b'F', ..] => "the file is a PDF document",
        _ => "the file is not text",
    };
    Text::new(file, "").error("AL-3002", 0, what, "export the table as CSV in UTF-8")
}
