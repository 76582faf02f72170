//! What the value tests of the master-worker exercise ask, and what must come back.

use pattern_sync::graded::{Judge, Random};

/// What became of a task: its result, or after how many attempts it was given up.
type Outcome = Result<i32, usize>;

/// What a worker was given: the task's number, and the task.
type Given = Option<(usize, String)>;

/// Knows every value test; the answers are made in `graded.rs`.
pub(crate) fn judge() -> Judge {
    Judge::new()
        .test(
            "tasks_are_handed_out_in_the_order_of_submission",
            |random| {
                let few = (1, ["a", "b", "c"].map(str::to_owned).to_vec(), vec![1, 0, 2]);
                vec![few, (1, words(random, 6), shuffled(random, 6)), (0, vec![], vec![])]
            },
            |(max_attempts, tasks, turns), found: Option<(Vec<usize>, Vec<usize>, Vec<Given>)>| {
                if *max_attempts == 0 {
                    assert_eq!(found, None, "`new(0)` returned, where it must panic");
                    return;
                }
                let (workers, ids, given) = found.expect("`new` must not panic");
                let numbered: Vec<usize> = (0..tasks.len()).collect();
                assert_eq!(workers.len(), turns.len(), "workers");
                assert_eq!(workers, numbered, "names of the workers");
                assert_eq!(ids, numbered, "names of the tasks");
                let expected: Vec<Given> = numbered.into_iter().zip(tasks.clone()).map(Some).collect();
                assert_eq!(given, expected, "what is handed out, first to last");
            },
        )
        .test(
            "results_are_collected_in_the_order_of_submission",
            |random| {
                let batch = |random: &mut Random, size| {
                    let order = shuffled(random, size);
                    order.into_iter().map(|task| (task, number(random))).collect()
                };
                let few = vec![vec![(1, 1), (2, 2), (0, 0)], vec![(0, 3)]];
                vec![few, vec![batch(random, 5), batch(random, 2)]]
            },
            |batches: &Vec<Vec<(usize, i32)>>, found: Vec<(Vec<bool>, Vec<Outcome>, Vec<Outcome>)>| {
                assert_eq!(found.len(), batches.len(), "batches");
                for (completed, (counted, collected, left)) in batches.iter().zip(found) {
                    assert_eq!(counted, vec![true; completed.len()], "the first result counts");
                    let mut in_order = completed.clone();
                    in_order.sort_unstable();
                    let expected: Vec<Outcome> = in_order.into_iter().map(|(_, number)| Ok(number)).collect();
                    assert_eq!(collected, expected, "what was collected");
                    assert_eq!(left, [], "what is left for a second `collect`");
                }
            },
        )
        .test(
            "a_copy_that_comes_too_late_is_forgotten",
            |random| vec![(1, 2, 3), (number(random), number(random), number(random))],
            |&(first, _, late), (counts, counts_again, given, collected): (bool, bool, Given, Vec<Outcome>)| {
                assert!(counts, "the first result counts");
                assert!(!counts_again, "the second result does not count");
                assert_eq!(given, Some((1, "b".to_owned())), "what the next worker was given");
                assert_eq!(collected, [Ok(first), Ok(late)], "what was collected");
            },
        )
        .test(
            "a_master_that_is_shut_down_refuses_tasks_and_hands_them_back",
            |random| vec![(words(random, 1), words(random, 2), 7), (words(random, 3), words(random, 3), number(random))],
            |(early, late, number), (refused, given, collected): (Vec<Result<(), String>>, Vec<Given>, Vec<Outcome>)| {
                let expected: Vec<_> = late.iter().cloned().map(Err).collect();
                assert_eq!(refused, expected, "what submitting after each shutdown returned");
                let mut expected: Vec<Given> = early.iter().cloned().enumerate().map(Some).collect();
                expected.push(None);
                assert_eq!(given, expected, "what workers were given after the shutdown");
                assert_eq!(collected, vec![Ok(*number); early.len()], "what was collected");
            },
        )
        .test(
            "a_worker_counts_the_words_of_a_poem",
            |random| {
                let poem = "Il pleure dans mon cœur\nComme il pleut sur la ville ;\n\
                            Quelle est cette langueur\nQui pénètre mon cœur ?";
                let line = |random: &mut Random| {
                    let count = 1 + random.below(8);
                    words(random, count).join(" ")
                };
                vec![poem.lines().map(str::to_owned).collect(), (0..6).map(|_| line(random)).collect()]
            },
            |lines: &Vec<String>, counts: Vec<Result<usize, usize>>| {
                let words = |line: &String| line.split(' ').filter(|word| word.contains(char::is_alphabetic)).count();
                let expected: Vec<_> = lines.iter().map(words).map(Ok).collect();
                assert_eq!(counts, expected, "words in each line");
            },
        )
}

fn number(random: &mut Random) -> i32 {
    random.below(1000) as i32
}

fn words(random: &mut Random, count: usize) -> Vec<String> {
    let word = |random: &mut Random| {
        format!(
            "{}{}",
            random.one_of(&["ru", "cœ", "pleu", "to"]),
            random.one_of(&["t", "r", "rt"])
        )
    };
    (0..count).map(|_| word(random)).collect()
}

/// Returns the numbers below `count` in any order.
fn shuffled(random: &mut Random, count: usize) -> Vec<usize> {
    let mut numbers: Vec<usize> = (0..count).collect();
    for at in (1..count).rev() {
        numbers.swap(at, random.below(at + 1));
    }
    numbers
}
