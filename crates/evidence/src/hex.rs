//! Thirty-two bytes as 64 small hexadecimal digits, and back.

/// Its digits.
pub(crate) fn digits(bytes: &[u8; 32]) -> [u8; 64] {
    const DIGIT: &[u8; 16] = b"0123456789abcdef";
    let mut written = [0; 64];
    for (pair, byte) in written.as_chunks_mut::<2>().0.iter_mut().zip(bytes) {
        *pair = [DIGIT[usize::from(byte >> 4)], DIGIT[usize::from(byte & 15)]];
    }
    written
}

/// Back; nothing where there is another number of digits, or a capital.
pub(crate) fn read(text: &[u8]) -> Option<[u8; 32]> {
    let digit = |one: u8| match one {
        b'0'..=b'9' => Some(one - b'0'),
        b'a'..=b'f' => Some(one - b'a' + 10),
        _ => None,
    };
    let pairs = text.as_chunks::<2>();
    if pairs.0.len() != 32 || !pairs.1.is_empty() {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(pairs.0) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}
