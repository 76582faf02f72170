//! Merges runs: always goes on with the one whose key is the least.

use std::io;

use super::run::RunReader;

/// The pairs of several runs as one ascending sequence. Among equal keys, those of the run that was
/// given first come first.
pub(crate) struct Merge<'run> {
    readers: Vec<RunReader<'run>>,
    /// The readers that have a current pair, as a binary heap: none is less than its parent, at
    /// half its index.
    heap: Vec<usize>,
}

impl<'run> Merge<'run> {
    /// Begins with the first pair.
    pub(crate) fn new(mut readers: Vec<RunReader<'run>>) -> io::Result<Self> {
        let mut heap = Vec::with_capacity(readers.len());
        for (index, reader) in readers.iter_mut().enumerate() {
            if reader.advance()? {
                heap.push(index);
            }
        }
        let mut merge = Self { readers, heap };
        for place in (0..merge.heap.len() / 2).rev() {
            merge.sift_down(place);
        }
        Ok(merge)
    }

    /// The reader whose current pair is the least; `None` after the last.
    #[inline]
    pub(crate) fn least(&self) -> Option<&RunReader<'run>> {
        self.heap.first().map(|&index| &self.readers[index])
    }

    /// Goes to the next pair.
    pub(crate) fn advance(&mut self) -> io::Result<()> {
        let Some(&index) = self.heap.first() else {
            return Ok(());
        };
        if !self.readers[index].advance()? {
            self.heap.swap_remove(0);
        }
        self.sift_down(0);
        Ok(())
    }

    fn sift_down(&mut self, mut place: usize) {
        loop {
            let mut least = place;
            for child in [2 * place + 1, 2 * place + 2] {
                if child < self.heap.len() && self.is_less(self.heap[child], self.heap[least]) {
                    least = child;
                }
            }
            if least == place {
                return;
            }
            self.heap.swap(place, least);
            place = least;
        }
    }

    #[inline]
    fn is_less(&self, one: usize, other: usize) -> bool {
        let (one_key, other_key) = (self.readers[one].key(), self.readers[other].key());
        (one_key, one) < (other_key, other)
    }
}
