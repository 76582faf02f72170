//! What the value tests of the producer-consumer exercise ask, and what must come back.

use std::collections::VecDeque;

use pattern_sync::graded::{Judge, Random};

/// Knows every value test; the answers are made in `graded.rs`.
pub(crate) fn judge() -> Judge {
    Judge::new()
        .test(
            "items_come_out_in_the_order_they_went_in",
            |random| {
                let short = vec![Some(1), Some(2), Some(3), None, Some(4), None, None, None];
                vec![short, pushes_and_pops(random), pushes_and_pops(random)]
            },
            |calls, popped: Vec<Option<u32>>| {
                let mut queue = VecDeque::new();
                let mut expected = Vec::new();
                for call in calls {
                    match *call {
                        Some(item) => queue.push_back(item),
                        None => expected.push(queue.pop_front()),
                    }
                }
                assert_eq!(popped, expected, "what the pops returned");
            },
        )
        .test(
            "length_and_capacity_are_exact",
            |random| {
                vec![
                    (9, vec![Some(1), Some(2), None]),
                    (9, pushes_and_pops(random)),
                    (0, vec![]),
                ]
            },
            |(capacity, calls), found: Option<(usize, Vec<usize>)>| {
                if *capacity == 0 {
                    assert_eq!(found, None, "`new(0)` returned, where it must panic");
                    return;
                }
                let mut length = 0;
                let mut lengths = vec![length];
                for call in calls {
                    length = if call.is_some() {
                        length + 1
                    } else {
                        length - 1
                    };
                    lengths.push(length);
                }
                let expected = Some((*capacity, lengths));
                assert_eq!(
                    found, expected,
                    "capacity, and length at first and after each call"
                );
            },
        )
        .test(
            "a_closed_queue_hands_out_what_is_left_and_then_none",
            |random| vec![vec![1, 2], vec![], items(random, 7)],
            |items, popped: Vec<Option<u32>>| {
                let mut expected: Vec<_> = items.iter().copied().map(Some).collect();
                expected.extend([None, None]);
                assert_eq!(popped, expected, "what the pops after the close returned");
            },
        )
        .test(
            "a_closed_queue_refuses_a_push_and_hands_the_item_back",
            |random| vec![(vec![1], vec![2, 3]), (items(random, 3), items(random, 4))],
            |(early, late), (was_closed, pushed, length, is_closed): Refusals| {
                assert!(!was_closed, "`is_closed` said yes before the first close");
                let expected: Vec<_> = late.iter().copied().map(Err).collect();
                assert_eq!(pushed, expected, "what each push after a close returned");
                assert_eq!(length, early.len(), "a refused item does not go in");
                assert!(is_closed, "`is_closed` said no after several closes");
            },
        )
        .test(
            "one_task_done_too_many_panics",
            |random| vec![1, 2 + random.below(5)],
            |items, went_through: usize| {
                assert_eq!(
                    went_through, *items,
                    "calls of `task_done` that went through, of one more than there were items"
                );
            },
        )
}

/// Whether the queue was closed, what the late pushes returned, the length, and whether it is closed.
type Refusals = (bool, Vec<Result<(), u32>>, usize, bool);

/// Makes calls that never wait, in a queue with room for 9: items to push, and `None` to pop.
fn pushes_and_pops(random: &mut Random) -> Vec<Option<u32>> {
    let mut length = 0;
    let mut call = |_| {
        if length == 9 || length > 0 && random.one_in(2) {
            length -= 1;
            None
        } else {
            length += 1;
            Some(random.below(100) as u32)
        }
    };
    (0..20).map(&mut call).collect()
}

fn items(random: &mut Random, count: usize) -> Vec<u32> {
    (0..count).map(|_| random.below(100) as u32).collect()
}
