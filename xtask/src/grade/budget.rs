//! Budget: which tests get all of the CPU time, so that it depends on their order and on nothing else.

use anyhow::Result;

/// What a run brought, and whether it spent its CPU time.
pub type Spent<V> = (V, bool);

/// Runs again, with all of the CPU time, what has spent the little that it had at first: one after the other,
/// in order, until one spends that as well. The others that are left run into the same endless loop.
///
/// # Errors
///
/// When `again` fails.
pub fn with_all_of_it<V>(
    first: Vec<Spent<V>>,
    mut again: impl FnMut(usize) -> Result<Spent<V>>,
) -> Result<Vec<V>> {
    let mut endless_loop = false;
    let mut all = Vec::with_capacity(first.len());
    for (at, (mut brought, spent)) in first.into_iter().enumerate() {
        if spent && !endless_loop {
            (brought, endless_loop) = again(at)?;
        }
        all.push(brought);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn after_the_first_endless_loop_in_order_nothing_runs_again() {
        let first = [false, true, false, true, true, false, true];
        let first = first.map(|spent| ("at first", spent)).to_vec();
        let mut again = Vec::new();
        let all = with_all_of_it(first, |at| {
            again.push(at);
            // The second is slow, and the fourth has no end.
            Ok(("again", at == 3))
        });
        let (a, b) = ("at first", "again");
        assert_eq!(all.unwrap(), [a, b, a, b, a, a, a]);
        assert_eq!(again, [1, 3]);
    }

    #[test]
    fn what_has_not_spent_its_time_runs_once() {
        let first = vec![((), false); 3];
        let all = with_all_of_it(first, |at| unreachable!("{at} runs again"));
        assert_eq!(all.unwrap().len(), 3);
    }
}
