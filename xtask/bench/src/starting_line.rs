//! A barrier whose threads stay awake.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Lets threads begin together, each on the core where it was started.
///
/// Sleeping threads that are woken together often find themselves on one core, the waker's, and
/// stay there for milliseconds: then the placement is measured, and differs from run to run.
pub(crate) struct StartingLine {
    missing: AtomicUsize,
}

impl StartingLine {
    /// Makes one for so many threads, to be used once.
    pub(crate) fn new(threads: usize) -> Self {
        Self {
            missing: AtomicUsize::new(threads),
        }
    }

    /// Waits for the others, without sleeping.
    pub(crate) fn wait(&self) {
        self.missing.fetch_sub(1, Ordering::SeqCst);
        let mut looks = 0_u32;
        while self.missing.load(Ordering::SeqCst) > 0 {
            looks += 1;
            if looks.is_multiple_of(100) {
                // There may be more threads than cores.
                thread::yield_now();
            } else {
                std::hint::spin_loop();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_begins_before_everybody_is_there() {
        const THREADS: usize = 5;
        let (line, there) = (StartingLine::new(THREADS), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    there.fetch_add(1, Ordering::SeqCst);
                    line.wait();
                    assert_eq!(there.load(Ordering::SeqCst), THREADS);
                });
            }
        });
    }
}
