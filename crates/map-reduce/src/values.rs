//! The values of one key, as `reduce` sees them.

/// The values of one key: an iterator that hands them out one by one.
///
/// They need not all be in memory: past the memory budget they are read from disk as the iterator
/// goes. `reduce` may leave some of them unread.
///
/// # Examples
///
/// ```
/// use map_reduce::MapReduce;
///
/// let spread = MapReduce::map(|&(city, degrees): &(&'static str, i32), out| out.emit(city, degrees))
///     .reduce(|_city, degrees| {
///         degrees.fold((i32::MAX, i32::MIN), |(low, high), n| (low.min(n), high.max(n)))
///     })
///     .run([("Oslo", -3), ("Rome", 17), ("Oslo", 4)])?;
/// assert_eq!(spread.output, [("Oslo", (-3, 4)), ("Rome", (17, 17))]);
/// # Ok::<(), map_reduce::RunError>(())
/// ```
pub struct Values<'run, V> {
    source: &'run mut dyn Iterator<Item = V>,
}

impl<'run, V> Values<'run, V> {
    /// Makes the values of a key out of any iterator: for tests of a [`Job`](crate::Job) by itself.
    ///
    /// # Examples
    ///
    /// ```
    /// let mut numbers = 1..=4;
    /// assert_eq!(map_reduce::Values::new(&mut numbers).sum::<i32>(), 10);
    /// ```
    pub fn new(source: &'run mut dyn Iterator<Item = V>) -> Self {
        Self { source }
    }
}

impl<V> Iterator for Values<'_, V> {
    type Item = V;

    #[inline]
    fn next(&mut self) -> Option<V> {
        self.source.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.source.size_hint()
    }
}
