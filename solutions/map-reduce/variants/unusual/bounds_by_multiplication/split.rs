//! Unusual: each chunk's bounds are computed on their own, by multiplying before dividing.

/// Cuts `items` into `parts` chunks, or into one per item where there are fewer items than `parts`.
pub fn split<T>(items: &[T], parts: usize) -> Vec<&[T]> {
    assert!(parts > 0, "items cannot be cut into 0 parts");
    let len = items.len();
    let parts = parts.min(len);
    // The end of a chunk and the beginning of the next come from the same formula, so they agree.
    let bound = |chunk: usize| len * chunk / parts;
    (0..parts)
        .map(|chunk| &items[bound(chunk)..bound(chunk + 1)])
        .collect()
}
