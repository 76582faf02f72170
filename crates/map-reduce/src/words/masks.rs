//! Which of many bytes are white space: a bit for each.

/// How many bytes are looked at at a time.
pub(crate) const BLOCK: usize = 16;

/// As C's `isspace`: space, tab, line feed, vertical tab, form feed, carriage return.
#[inline]
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r')
}

/// Tells which bytes are white space; the lowest bit is the first byte's.
#[cfg(target_arch = "x86_64")]
#[inline]
#[allow(
    unsafe_code,
    reason = "bytes become a vector; each x86-64 processor has the instructions"
)]
pub(crate) fn spaces(block: &[u8; BLOCK]) -> u16 {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
        _mm_sub_epi8,
    };
    // SAFETY: both types are sixteen bytes, any of which are valid.
    let bytes = unsafe { std::mem::transmute::<[u8; BLOCK], __m128i>(*block) };
    // SAFETY: SSE2 is part of x86-64.
    let mask = unsafe {
        let space = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x20));
        // From tab to carriage return: 0 to 4 above a tab, and lower bytes wrap to above that.
        let above = _mm_sub_epi8(bytes, _mm_set1_epi8(0x09));
        let control = _mm_cmpeq_epi8(_mm_min_epu8(above, _mm_set1_epi8(4)), above);
        _mm_movemask_epi8(_mm_or_si128(space, control))
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let mask = mask as u16; // one bit for each of sixteen bytes
    mask
}

/// Tells which bytes are white space; the lowest bit is the first byte's.
#[cfg(not(target_arch = "x86_64"))]
pub(crate) use portable as spaces;

/// As `spaces`, on any processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
#[inline]
pub(crate) fn portable(block: &[u8; BLOCK]) -> u16 {
    let bits = block.iter().rev();
    bits.fold(0, |mask, &byte| (mask << 1) | u16::from(is_space(byte)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BLOCK, portable, spaces};

    #[test]
    fn every_byte_in_every_place_is_judged_as_by_the_portable_function() {
        for byte in 0..=255 {
            for place in 0..BLOCK {
                let mut block = [b'x'; BLOCK];
                block[place] = byte;
                assert_eq!(spaces(&block), portable(&block), "{byte} at {place}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_block_is_judged_as_by_the_portable_function(block: [u8; BLOCK]) {
            prop_assert_eq!(spaces(&block), portable(&block));
        }
    }
}
