//! Step 1: cuts the items into chunks of nearly the same size, one for each thread that will map.

/// Cuts `items` into `parts` chunks, or into one per item where there are fewer items than `parts`.
///
/// The chunks follow one another as the items do, and put end to end they are the items again.
/// Their sizes differ by one at most, so that no thread has much more to do than another; and no
/// chunk is empty, so that no thread is started for nothing. Without any item there is no chunk.
///
/// # Panics
///
/// If `parts` is 0.
///
/// # Examples
///
/// ```
/// use map_reduce::split;
///
/// let chunks = split(&['a', 'b', 'c', 'd', 'e'], 3);
/// assert_eq!(chunks.concat(), ['a', 'b', 'c', 'd', 'e']);
/// let mut sizes: Vec<usize> = chunks.iter().map(|chunk| chunk.len()).collect();
/// sizes.sort();
/// assert_eq!(sizes, [1, 2, 2]);
/// ```
pub fn split<T>(items: &[T], parts: usize) -> Vec<&[T]> {
    todo!("step 1: refuse 0 parts, then cut the items into chunks")
}
