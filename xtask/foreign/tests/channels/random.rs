//! The two names that crossbeam's tests take from `rand`.

use std::ops::Range;

pub(crate) fn thread_rng() -> fastrand::Rng {
    fastrand::Rng::new()
}

pub(crate) trait Rng {
    fn gen_range(&mut self, range: Range<usize>) -> usize;
}

impl Rng for fastrand::Rng {
    fn gen_range(&mut self, range: Range<usize>) -> usize {
        self.usize(range)
    }
}
