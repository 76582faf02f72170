//! How many primes there are in a range. (`stdio_primes` of `map-reduce` has the same counted on Spark.)

/// The numbers of a task: from the first to before the second.
pub(crate) type Range = (u32, u32);

/// Counts the primes of a range, the slow way.
pub(crate) fn count_primes((from, to): &Range) -> u32 {
    let is_prime = |n: &u32| {
        *n > 1
            && (2..)
                .take_while(|d| d * d <= *n)
                .all(|d| !n.is_multiple_of(d))
    };
    (*from..*to).filter(is_prime).count() as u32
}
