//! Which of many bytes are white space: a bit for each.

/// How many bytes are looked at at a time.
pub(crate) const BLOCK: usize = 16;

#[cfg(target_arch = "x86_64")]
pub(crate) use vector::{equal, spaces};

#[cfg(not(target_arch = "x86_64"))]
pub(crate) use portable::{equal, spaces};

/// Sixteen bytes at a time, with what each x86-64 processor has (SSE2).
#[cfg(target_arch = "x86_64")]
#[allow(unsafe_code, reason = "bytes become a vector")]
mod vector {
    use std::arch::x86_64::{
        __m128i, _mm_cmpeq_epi8, _mm_min_epu8, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
        _mm_sub_epi8,
    };
    use std::mem;

    use super::BLOCK;

    /// Tells which bytes are white space; the lowest bit is the first byte's.
    #[inline]
    pub(crate) fn spaces(block: &[u8; BLOCK]) -> u16 {
        let bytes = vector(*block);
        // SAFETY: SSE2 is part of x86-64.
        unsafe {
            let space = _mm_cmpeq_epi8(bytes, _mm_set1_epi8(0x20));
            // From tab to carriage return: 0 to 4 above a tab, and what is below wraps round.
            let above = _mm_sub_epi8(bytes, _mm_set1_epi8(0x09));
            let control = _mm_cmpeq_epi8(_mm_min_epu8(above, _mm_set1_epi8(4)), above);
            bits(_mm_or_si128(space, control))
        }
    }

    /// Tells which bytes are a certain one; the lowest bit is the first byte's.
    #[inline]
    pub(crate) fn equal(block: &[u8; BLOCK], byte: u8) -> u16 {
        // SAFETY: SSE2 is part of x86-64.
        bits(unsafe { _mm_cmpeq_epi8(vector(*block), _mm_set1_epi8(byte.cast_signed())) })
    }

    #[inline]
    fn vector(block: [u8; BLOCK]) -> __m128i {
        // SAFETY: both types are sixteen bytes, any of which are valid.
        unsafe { mem::transmute(block) }
    }

    #[inline]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "one bit for each of sixteen bytes"
    )]
    fn bits(vector: __m128i) -> u16 {
        // SAFETY: SSE2 is part of x86-64.
        (unsafe { _mm_movemask_epi8(vector) }) as u16
    }
}

/// The same on any processor.
#[cfg(any(test, not(target_arch = "x86_64")))]
mod portable {
    use super::BLOCK;

    /// As C's `isspace`: space, tab, line feed, vertical tab, form feed, carriage return.
    #[inline]
    pub(crate) fn is_space(byte: u8) -> bool {
        matches!(byte, b' ' | b'\t'..=b'\r')
    }

    #[inline]
    pub(crate) fn spaces(block: &[u8; BLOCK]) -> u16 {
        which(block, is_space)
    }

    #[inline]
    pub(crate) fn equal(block: &[u8; BLOCK], wanted: u8) -> u16 {
        which(block, |byte| byte == wanted)
    }

    #[inline]
    fn which(block: &[u8; BLOCK], is_one: impl Fn(u8) -> bool) -> u16 {
        let bits = block.iter().rev();
        bits.fold(0, |mask, &byte| (mask << 1) | u16::from(is_one(byte)))
    }
}

#[cfg(test)]
pub(crate) use portable::is_space;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BLOCK, equal, portable, spaces};

    #[test]
    fn every_byte_in_every_place_is_judged_as_by_the_portable_function() {
        for byte in 0..=255 {
            for place in 0..BLOCK {
                let mut block = [b'x'; BLOCK];
                block[place] = byte;
                assert_eq!(
                    spaces(&block),
                    portable::spaces(&block),
                    "{byte} at {place}"
                );
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_block_is_judged_as_by_the_portable_functions(block: [u8; BLOCK], place in 0..BLOCK, byte: u8) {
            prop_assert_eq!(spaces(&block), portable::spaces(&block));
            prop_assert_eq!(equal(&block, byte), portable::equal(&block, byte));
            prop_assert_eq!(equal(&block, block[place]), portable::equal(&block, block[place]));
        }
    }
}
