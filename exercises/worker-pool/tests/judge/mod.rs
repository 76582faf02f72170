//! What the value test of the worker-pool exercise asks, and what must come back.

use pattern_sync::graded::{Judge, Random};

/// Knows every value test; the answers are made in `graded.rs`.
pub(crate) fn judge() -> Judge {
    Judge::new().test(
        "results_and_panics_come_out_of_the_handles",
        |random| {
            vec![
                (2, vec![3, 10, 4]),
                (1, numbers(random, 5)),
                (3, numbers(random, 8)),
            ]
        },
        |(_, numbers), outcomes: Vec<Result<u32, Option<String>>>| {
            let outcome = |number: &u32| match number % 10 {
                0 => Err(Some(format!("{number} is refused"))),
                _ => Ok(number * number),
            };
            let expected: Vec<_> = numbers.iter().map(outcome).collect();
            assert_eq!(outcomes, expected, "what the handles returned, in order");
        },
    )
}

fn numbers(random: &mut Random, count: usize) -> Vec<u32> {
    let mut number =
        |at| 10 * random.below(100) as u32 + if at == 1 { 0 } else { random.below(10) as u32 };
    (0..count).map(&mut number).collect()
}
