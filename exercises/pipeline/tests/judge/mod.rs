//! What the value test of the pipeline exercise asks, and what must come back.

use pattern_sync::graded::{Judge, Random};

/// Knows every value test; the answers are made in `graded.rs`.
pub(crate) fn judge() -> Judge {
    Judge::new().test(
        "numbers_come_out_as_the_stages_make_them",
        |random| {
            vec![
                (2, vec![1, 2, 3]),
                (1, vec![]),
                (1, numbers(random, 6)),
                (3, numbers(random, 9)),
            ]
        },
        |(_, numbers), came_out: Vec<String>| {
            let mut sum = 0;
            let running_sum = |number: &u32| {
                sum += 2 * number;
                format!("{sum} so far")
            };
            let expected: Vec<String> = numbers.iter().map(running_sum).collect();
            assert_eq!(came_out, expected, "what came out");
        },
    )
}

fn numbers(random: &mut Random, count: usize) -> Vec<u32> {
    (0..count).map(|_| random.below(1000) as u32).collect()
}
