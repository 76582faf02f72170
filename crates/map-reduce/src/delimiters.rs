//! Finds the delimiters in a buffer that is filled from time to time: many at a time.

use crate::words::{BLOCK, equal};

/// How many bytes are searched at a time.
const STEP: usize = 64;

/// Where delimiters are in a buffer.
pub(crate) struct Delimiters {
    delimiter: u8,
    /// Up to where the buffer has been searched.
    searched: usize,
    /// A bit for each delimiter that has been found and not been passed.
    found: u64,
    /// Which place the lowest bit stands for. (That may have left the buffer: it wraps round.)
    base: usize,
}

impl Delimiters {
    /// Begins at the start of a buffer.
    pub(crate) fn new(delimiter: u8) -> Self {
        Self {
            delimiter,
            searched: 0,
            found: 0,
            base: 0,
        }
    }

    /// Gives the place of the first delimiter that has not been passed.
    #[inline]
    pub(crate) fn first(&mut self, buffer: &[u8]) -> Option<usize> {
        while self.found == 0 {
            let rest = &buffer[self.searched..];
            if rest.is_empty() {
                return None;
            }
            let (found, searched) = match rest.first_chunk() {
                Some(step) => (self.in_step(step), STEP),
                None => (self.in_rest(rest), rest.len()),
            };
            self.found = found;
            self.base = self.searched;
            self.searched += searched;
        }
        Some(self.base.wrapping_add(self.found.trailing_zeros() as usize))
    }

    /// Takes note that what is before a place has been passed.
    #[inline]
    pub(crate) fn pass(&mut self, place: usize) {
        if place > self.searched {
            self.searched = place;
            self.found = 0;
        }
        while self.found != 0
            && self.base.wrapping_add(self.found.trailing_zeros() as usize) < place
        {
            self.found &= self.found - 1;
        }
    }

    /// Takes note that the buffer's content has been moved to the front, by so many bytes, all of
    /// them passed.
    pub(crate) fn moved(&mut self, by: usize) {
        self.searched -= by;
        self.base = self.base.wrapping_sub(by);
    }

    #[inline]
    fn in_step(&self, step: &[u8; STEP]) -> u64 {
        let (blocks, _) = step.as_chunks::<BLOCK>();
        let blocks = blocks.iter().rev();
        blocks.fold(0, |mask, block| {
            (mask << BLOCK) | u64::from(equal(block, self.delimiter))
        })
    }

    fn in_rest(&self, rest: &[u8]) -> u64 {
        let bytes = rest.iter().rev();
        bytes.fold(0, |mask, &byte| {
            (mask << 1) | u64::from(byte == self.delimiter)
        })
    }
}
