//! Bytes as printable ASCII that sorts as the bytes do.
//!
//! The usual escapes do not: a TAB that is written `\t` sorts behind a letter, while the byte sorts before
//! all of them; the engine would then sort the lines in an order that is not that of the keys. Here each
//! byte has a code of its own, and the codes ascend as the bytes do:
//!
//! | bytes | code |
//! |---|---|
//! | 00 to 21 (TAB, LF, CR and the space among them) | `!`, and the byte plus 30: `!0` to `!Q` |
//! | 22 to 5A | the byte |
//! | 5B and 5C (the backslash) | `[0` and `[1` |
//! | 5D to 7D | the byte |
//! | 7E to FF | `~`, and two digits: `~7e` to `~ff` |
//!
//! (All numbers are hexadecimal.) No code is the beginning of another one, so two texts compare as the
//! bytes that they stand for. What is not ASCII is escaped too, since some engines take lines for UTF-8 and
//! replace what is not; and there is never a backslash, of which some engines have their own opinion.

/// Appends the codes of bytes.
pub(super) fn escape(bytes: &[u8], to: &mut Vec<u8>) {
    for &byte in bytes {
        match byte {
            0x00..=0x21 => to.extend_from_slice(&[b'!', byte + b'0']),
            0x5B..=0x5C => to.extend_from_slice(&[b'[', byte - 0x5B + b'0']),
            0x7E..=0xFF => to.extend_from_slice(&[b'~', digit(byte >> 4), digit(byte & 15)]),
            _ => to.push(byte),
        }
    }
}

/// Appends the bytes that a text stands for; `None` if it stands for none. Each byte has one code, so that
/// equal bytes are equal texts.
pub(super) fn unescape(mut text: &[u8], to: &mut Vec<u8>) -> Option<()> {
    while let [first, rest @ ..] = text {
        let (byte, rest) = match (first, rest) {
            (b'!', [code @ b'0'..=b'Q', rest @ ..]) => (code - b'0', rest),
            (b'[', [code @ b'0'..=b'1', rest @ ..]) => (code - b'0' + 0x5B, rest),
            (b'~', [high, low, rest @ ..]) => {
                let byte = (value(*high)? << 4) | value(*low)?;
                (byte >= 0x7E).then_some((byte, rest))?
            }
            (0x22..=0x5A | 0x5D..=0x7D, rest) => (*first, rest),
            _ => return None,
        };
        to.push(byte);
        text = rest;
    }
    Some(())
}

fn digit(value: u8) -> u8 {
    b"0123456789abcdef"[usize::from(value)]
}

fn value(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{escape, unescape};

    fn escaped(bytes: &[u8]) -> Vec<u8> {
        let mut text = Vec::new();
        escape(bytes, &mut text);
        text
    }

    fn unescaped(text: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        unescape(text, &mut bytes).map(|()| bytes)
    }

    #[test]
    fn codes_are_printable_ascend_and_none_begins_another() {
        let codes: Vec<_> = (0..=u8::MAX).map(|byte| escaped(&[byte])).collect();
        assert!(codes.is_sorted_by(|a, b| a < b && !b.starts_with(a)));
        let allowed = |&byte: &u8| byte.is_ascii_graphic() && byte != b'\\';
        assert!(codes.iter().flatten().all(allowed));
    }

    #[test]
    fn a_text_that_no_bytes_have_is_refused() {
        for text in [
            "\t", " ", "\\", "\\t", "é", "!", "!/", "!R", "[", "[2", "~", "~7", "~7d", "~FF", "~g0",
        ] {
            assert_eq!(unescaped(text.as_bytes()), None, "{text:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn texts_compare_as_bytes_do_and_become_them_again(
            a in prop::collection::vec(any::<u8>(), 0..6),
            b in prop::collection::vec(any::<u8>(), 0..6),
        ) {
            prop_assert_eq!(escaped(&a).cmp(&escaped(&b)), a.cmp(&b));
            prop_assert_eq!(unescaped(&escaped(&a)), Some(a));
        }
    }
}
