//! Numbers that look random and are the same for the same seed.

/// Draws numbers that depend on a seed alone.
///
/// It is `SplitMix64` (Steele, Lea and Flood, OOPSLA 2014): tiny, and good enough to pick threads and to
/// make inputs. Nothing secret is safe with it.
///
/// # Examples
///
/// ```
/// use pattern_sync::graded::Random;
///
/// let draw = |seed| Random::new(seed).below(1_000_000);
/// assert_eq!(draw(7), draw(7));
/// assert_ne!(draw(7), draw(8));
/// ```
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// Begins the numbers of `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// Draws a number from 0 to `limit - 1`; 0 if there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        // The remainder's bias is far below what a few hundred draws could show.
        usize::try_from(self.next() % limit.max(1) as u64).expect("smaller than the limit")
    }

    /// Says yes once in so many `times`, on average.
    pub fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// Draws one of `items`.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn one_of<T: Clone>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())].clone()
    }
}
