//! Masters with random numbers of everything, on real threads, compared with what a program of one
//! thread would come to.

mod common;

use std::collections::BTreeMap;

use common::{must_end, quiet_panic};
use master_worker::{
    Failure, GivenUp, Master, MasterBuilder, TaskFailed, TaskId, Worker, WorkerError, run,
};
use pattern_sync::sync::{Arc, Mutex};
use proptest::prelude::*;

/// What happens at an attempt.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fate {
    Error,
    Panic,
    /// The worker dies.
    Death,
}

/// A task: what happens at its first attempts. Those after them succeed.
#[derive(Clone, Debug)]
struct Task {
    fates: Vec<Fate>,
    /// How many attempts there have been.
    begun: Arc<Mutex<usize>>,
}

impl Task {
    fn next(&self) -> Option<Fate> {
        let mut begun = self.begun.lock();
        *begun += 1;
        self.fates.get(*begun - 1).copied()
    }

    /// What becomes of it.
    fn expected(&self, max_attempts: usize) -> Result<usize, Vec<Failure>> {
        if self.fates.len() < max_attempts {
            return Ok(self.fates.len() + 1);
        }
        let failure = |fate: &Fate| match fate {
            Fate::Error => Failure::Error("planned error".to_owned()),
            Fate::Panic => Failure::Panic("planned panic".to_owned()),
            Fate::Death => Failure::WorkerDied("planned death".to_owned()),
        };
        Err(self.fates[..max_attempts].iter().map(failure).collect())
    }
}

/// Does as the tasks say; succeeds with the number of attempts.
struct Obedient;

impl Worker<Task, usize> for Obedient {
    fn perform(&mut self, task: &Task) -> Result<usize, WorkerError> {
        match task.next() {
            None => Ok(*task.begun.lock()),
            Some(Fate::Error) => Err(WorkerError::Failed("planned error".to_owned())),
            Some(Fate::Death) => Err(WorkerError::Died("planned death".to_owned())),
            Some(Fate::Panic) => {
                quiet_panic("planned panic");
                unreachable!()
            }
        }
    }
}

#[derive(Clone, Debug)]
struct Plan {
    max_attempts: usize,
    workers: usize,
    tasks: Vec<Task>,
    /// Before which submissions one more worker joins.
    joins: Vec<usize>,
    /// Before which submissions the worker that has been there for longest is told to go.
    leaves: Vec<usize>,
    /// Before which submissions an outcome is taken, if one is there.
    takes: Vec<usize>,
}

/// The outcomes that were taken one by one, and those that were collected in the end.
type Outcomes = Vec<(TaskId, Result<usize, TaskFailed>)>;

fn carry_out(plan: &Plan) -> (Outcomes, Vec<Result<usize, TaskFailed>>) {
    let builder = MasterBuilder::new().max_attempts(plan.max_attempts);
    let builder = (0..plan.workers).fold(builder, |all, _| all.worker(Obedient));
    let master = builder.build();
    let mut taken = vec![];
    for (number, task) in plan.tasks.iter().enumerate() {
        if plan.joins.contains(&number) {
            master.add_worker(Obedient).unwrap();
        }
        let workers = master.stats().workers;
        if plan.leaves.contains(&number) && workers.len() > 1 {
            master.retire(workers[0].worker);
        }
        if plan.takes.contains(&number) {
            taken.extend(master.try_next_completed());
        }
        assert_eq!(master.submit(task.clone()).ok(), Some(TaskId(number)));
    }
    let collected = master.collect();
    check_stats(plan, &master);
    (taken, collected)
}

fn check_stats(plan: &Plan, master: &Master<Task, usize>) {
    let stats = master.stats();
    let max = plan.max_attempts;
    let attempts = plan
        .tasks
        .iter()
        .map(|task| (task.fates.len() + 1).min(max));
    let of = |wanted: &[Fate]| -> usize {
        let happened = plan
            .tasks
            .iter()
            .flat_map(|task| task.fates.iter().take(max));
        happened.filter(|fate| wanted.contains(fate)).count()
    };
    assert_eq!(stats.counts.dispatched, attempts.sum::<usize>());
    assert_eq!(stats.counts.failures, of(&[Fate::Error, Fate::Panic]));
    assert_eq!(stats.counts.deaths, of(&[Fate::Death]));
    assert_eq!((stats.waiting, stats.unfinished), (0, 0));
}

fn plan() -> impl Strategy<Value = Plan> {
    let fate = prop_oneof![Just(Fate::Error), Just(Fate::Panic), Just(Fate::Death)];
    let fates = prop_oneof![
        3 => Just(vec![]),
        1 => prop::collection::vec(fate, 0..4),
    ];
    let task = fates.prop_map(|fates| Task {
        fates,
        begun: Arc::default(),
    });
    let moments = || prop::collection::vec(0..30_usize, 0..5);
    (
        1..4_usize,
        1..5_usize,
        prop::collection::vec(task, 0..30),
        moments(),
        moments(),
        moments(),
    )
        .prop_map(
            |(max_attempts, workers, tasks, joins, leaves, takes)| Plan {
                max_attempts,
                workers,
                tasks,
                joins,
                leaves,
                takes,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200,
        // A failure prints its input, shrunk; files beside the tests are not wanted.
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_master_comes_to_what_one_thread_would(plan in plan()) {
        let planned = plan.clone();
        let (taken, collected) = must_end(move || carry_out(&planned));

        // What was taken is not collected; the rest is, in the order of submission.
        let mut outcomes: BTreeMap<usize, _> =
            taken.into_iter().map(|(task, outcome)| (task.0, outcome)).collect();
        let rest = (0..plan.tasks.len()).filter(|number| !outcomes.contains_key(number));
        let rest: Vec<_> = rest.collect();
        prop_assert_eq!(rest.len(), collected.len());
        outcomes.extend(rest.into_iter().zip(collected));

        for (number, outcome) in outcomes {
            let expected = plan.tasks[number].expected(plan.max_attempts);
            match (outcome, expected) {
                (Ok(attempts), expected) => prop_assert_eq!(Ok(attempts), expected),
                (Err(failed), expected) => {
                    prop_assert_eq!(failed.why, GivenUp::AttemptsSpent);
                    prop_assert_eq!(failed.attempts, plan.max_attempts);
                    let failures = failed.failures.into_iter().map(|attempt| attempt.failure);
                    prop_assert_eq!(Err(failures.collect()), expected);
                }
            }
        }
    }

    #[test]
    fn the_short_form_is_a_map(workers in 1..6_usize, numbers in prop::collection::vec(0..1_000_u32, 0..50)) {
        let expected: Vec<_> = numbers.iter().map(|n| Ok(n * 2)).collect();
        prop_assert_eq!(run(workers, 1, &numbers, |n| **n * 2), expected);
    }
}
