//! Finds the words of a text: what lies between white space.

use super::masks::{BLOCK, spaces};

/// How many bytes' masks are looked at at a time.
const STEP: usize = 64;

/// How many borders of words are found before they are told: of words next to each other, those of a
/// few steps.
const BORDERS: usize = 4 * STEP;

/// Room for the borders of words. Kept from text to text: clearing it takes longer than many a text.
pub(crate) struct Borders(Box<[usize; BORDERS]>);

impl Borders {
    pub(crate) fn new() -> Self {
        Self(Box::new([0; BORDERS]))
    }
}

/// Calls `word` with the start and the end of each word, in order.
#[inline]
pub(crate) fn for_each_word(
    text: &[u8],
    Borders(borders): &mut Borders,
    mut word: impl FnMut(usize, usize),
) {
    // Where a word begins, and where it has ended: in turns. Found in one loop and told in another,
    // so that each of them goes through without guessing.
    let mut found = 0;
    let mut inside = 0;
    let mut at = 0;
    while at < text.len() {
        while at < text.len() && found + STEP < BORDERS {
            let letters = !mask_at(text, at);
            let mut edges = letters ^ ((letters << 1) | inside);
            inside = letters >> (STEP - 1);
            while edges != 0 {
                borders[found] = at + edges.trailing_zeros() as usize;
                found += 1;
                edges &= edges - 1;
            }
            at += STEP;
        }
        if at >= text.len() && found % 2 == 1 {
            borders[found] = text.len();
            found += 1;
        }
        let (pairs, half) = borders[..found].as_chunks::<2>();
        for &[start, end] in pairs {
            word(start, end);
        }
        // The last word goes on.
        let half = half.first().copied();
        found = usize::from(half.is_some());
        borders[0] = half.unwrap_or_default();
    }
}

/// Which of the next 64 bytes are white space. Those behind the end are.
#[inline]
fn mask_at(text: &[u8], at: usize) -> u64 {
    let rest = &text[at..];
    if let Some(step) = rest.first_chunk::<STEP>() {
        let (blocks, _) = step.as_chunks::<BLOCK>();
        let blocks = blocks.iter().rev();
        return blocks.fold(0, |mask, block| (mask << BLOCK) | u64::from(spaces(block)));
    }
    let (blocks, left) = rest.as_chunks::<BLOCK>();
    let mut mask = u64::MAX;
    if !left.is_empty() {
        let behind = match text.last_chunk() {
            // The last block of the text reaches back to what has been seen.
            Some(last) => spaces(last) >> (BLOCK - left.len()),
            None => {
                let mut last = [b' '; BLOCK];
                last[..left.len()].copy_from_slice(left);
                spaces(&last)
            }
        };
        mask = u64::from(behind) | (u64::MAX << left.len());
    }
    for block in blocks.iter().rev() {
        mask = (mask << BLOCK) | u64::from(spaces(block));
    }
    mask
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::masks::is_space;
    use super::{Borders, for_each_word};

    /// Texts with words and spaces of all lengths; those of more than 64 bytes among them.
    fn text() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            prop::collection::vec(any::<u8>(), 0..40),
            (
                prop::sample::select(b" \t\n\x0B\x0C\r".as_slice()),
                1..90_usize
            )
                .prop_map(|(space, count)| vec![space; count]),
            (any::<u8>(), 1..200_usize).prop_map(|(byte, count)| vec![byte; count]),
            Just(b" ".to_vec()),
            "[a-zé]{1,12}".prop_map(String::into_bytes),
        ];
        prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn words_are_what_lies_between_white_space(text in text(), from in 0..20_usize) {
            // Not aligned to anything.
            let text = &text[from.min(text.len())..];
            let mut found = Vec::new();
            for_each_word(text, &mut Borders::new(), |start, end| found.push(&text[start..end]));
            let expected = text.split(|&byte| is_space(byte)).filter(|word| !word.is_empty());
            prop_assert_eq!(found, expected.collect::<Vec<_>>());
        }
    }
}
