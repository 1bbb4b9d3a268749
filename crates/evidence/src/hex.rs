//! Bytes as small hexadecimal digits, and back.

/// The digits of a hash.
pub fn digits(bytes: &[u8; 32]) -> [u8; 64] {
    // Sums instead of a table: sixteen digits at a time.
    let digit = |half: u8| half.wrapping_add(if half > 9 { b'a' - 10 } else { b'0' });
    let mut written = [0; 64];
    for (pair, byte) in written.as_chunks_mut::<2>().0.iter_mut().zip(bytes) {
        *pair = [digit(byte >> 4), digit(byte & 15)];
    }
    written
}

/// Bytes from their digits; nothing where there is a capital, or half a byte.
pub fn bytes(text: &[u8]) -> Option<Vec<u8>> {
    let digit = |one: u8| match one {
        b'0'..=b'9' => Some(one - b'0'),
        b'a'..=b'f' => Some(one - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_chunks::<2>();
    if !rest.is_empty() {
        return None;
    }
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

/// A hash from its 64 digits.
pub fn hash(text: &[u8]) -> Option<[u8; 32]> {
    bytes(text)?.try_into().ok()
}
