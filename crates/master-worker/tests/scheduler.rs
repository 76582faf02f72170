//! The scheduler alone, told random things in random order, legal and not: whatever happens, its
//! commands can be carried out, and each task has exactly one outcome.

use std::collections::{BTreeMap, BTreeSet};

use master_worker::scheduler::{Command, Event, Policy, Scheduler};
use master_worker::{Failure, GivenUp, Speculation, TaskId, WorkerId};
use pattern_sync::time::Duration;
use proptest::prelude::*;

/// Something that happens. Numbers choose among the workers that there have ever been.
#[derive(Clone, Debug)]
enum Happens {
    Submit { deadline: Option<u64> },
    Join { stoppable: bool },
    Ready(usize),
    Succeed(usize),
    Fail(usize),
    Die { worker: usize, begun: bool },
    Leave(usize),
    Retire(usize),
    Time { milliseconds: u64 },
    ShutDown,
    ShutDownNow,
}

/// A worker as the commands make it out to be.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Seen {
    Starting,
    Idle,
    Busy(TaskId),
    Gone,
}

/// Carries out the commands, and checks that they can be.
struct Engine {
    scheduler: Scheduler,
    max_attempts: usize,
    now: Duration,
    workers: Vec<(Seen, bool)>,
    submitted: usize,
    /// Whether a task had one.
    deadlines: bool,
    attempts: BTreeMap<TaskId, usize>,
    delivered: BTreeSet<TaskId>,
    given_up: BTreeMap<TaskId, GivenUp>,
}

impl Engine {
    fn new(policy: Policy) -> Self {
        Self {
            max_attempts: policy.max_attempts,
            scheduler: Scheduler::new(policy),
            now: Duration::ZERO,
            workers: vec![],
            submitted: 0,
            deadlines: false,
            attempts: BTreeMap::new(),
            delivered: BTreeSet::new(),
            given_up: BTreeMap::new(),
        }
    }

    fn happens(&mut self, what: &Happens) {
        let any = |number: &usize| WorkerId(number % self.workers.len().max(1));
        let event = match what {
            Happens::Submit { deadline } => {
                self.submitted += 1;
                self.deadlines |= deadline.is_some();
                Event::Submitted {
                    task: TaskId(self.submitted - 1),
                    deadline: deadline.map(Duration::from_millis),
                }
            }
            &Happens::Join { stoppable } => {
                let worker = WorkerId(self.workers.len());
                self.workers.push((Seen::Gone, stoppable));
                Event::Joined { worker, stoppable }
            }
            Happens::Ready(number) => Event::Ready {
                worker: any(number),
            },
            Happens::Succeed(number) => Event::Succeeded {
                worker: any(number),
            },
            Happens::Fail(number) => Event::Failed {
                worker: any(number),
                failure: Failure::Error("planned".to_owned()),
            },
            Happens::Die { worker, begun } => Event::Died {
                worker: any(worker),
                begun: *begun,
                why: "planned".to_owned(),
            },
            Happens::Leave(number) => Event::Left {
                worker: any(number),
                why: "planned".to_owned(),
            },
            Happens::Retire(number) => Event::Retired {
                worker: any(number),
            },
            Happens::Time { milliseconds } => {
                self.now += Duration::from_millis(*milliseconds);
                Event::Tick
            }
            Happens::ShutDown => Event::ShutDown,
            Happens::ShutDownNow => Event::ShutDownNow,
        };
        self.tell(&event);
    }

    fn tell(&mut self, event: &Event) {
        self.seen(event);
        for command in self.scheduler.handle(self.now, event.clone()) {
            self.carry_out(event, command);
        }
        self.check();
    }

    /// What an event says about a worker, if it can be true of it.
    fn seen(&mut self, event: &Event) {
        let (worker, left) = match event {
            Event::Ready { worker } => {
                if let Some((seen @ Seen::Starting, _)) = self.workers.get_mut(worker.0) {
                    *seen = Seen::Idle;
                }
                return;
            }
            Event::Succeeded { worker } | Event::Failed { worker, .. } => (worker, false),
            Event::Died { worker, .. } => (worker, false),
            Event::Left { worker, .. } => (worker, true),
            _ => return,
        };
        if let Some((seen, _)) = self.workers.get_mut(worker.0) {
            match seen {
                _ if left => *seen = Seen::Gone,
                Seen::Busy(task) if matches!(event, Event::Died { begun: false, .. }) => {
                    // No attempt, so it does not count against the limit. (Only if the task still
                    // waits for this worker; otherwise this makes the check weaker, not wrong.)
                    *self.attempts.get_mut(task).unwrap() -= 1;
                    *seen = Seen::Idle;
                }
                Seen::Busy(_) => *seen = Seen::Idle,
                _ => {}
            }
        }
    }

    fn carry_out(&mut self, event: &Event, command: Command) {
        match command {
            Command::Start { worker } => self.workers[worker.0].0 = Seen::Starting,
            Command::Dispatch {
                worker,
                task,
                attempt,
                copy,
            } => {
                assert_eq!(
                    self.workers[worker.0].0,
                    Seen::Idle,
                    "{worker} is given {task}"
                );
                assert!(!self.is_over(task), "{task} is handed out after its end");
                assert!(attempt <= self.max_attempts);
                let others = self.busy_with(task);
                assert!(!copy || others > 0, "a copy of what nobody has");
                // Those whose time is up do not count; without deadlines there are none.
                let hands = usize::from(copy);
                assert!(
                    self.deadlines || others == hands,
                    "{task} is in {others} pairs of hands"
                );
                *self.attempts.entry(task).or_default() += 1;
                assert!(self.attempts[&task] <= self.max_attempts);
                self.workers[worker.0].0 = Seen::Busy(task);
            }
            Command::Stop { worker } => {
                let (seen, stoppable) = self.workers[worker.0];
                assert!(stoppable, "{worker} cannot be stopped");
                assert!(
                    matches!(seen, Seen::Busy(_) | Seen::Starting),
                    "{worker} is {seen:?}"
                );
            }
            Command::Release { worker } => {
                let seen = &mut self.workers[worker.0].0;
                assert!(!matches!(seen, Seen::Busy(_)), "{worker} still has a task");
                *seen = Seen::Gone;
            }
            Command::Deliver { worker, task } => {
                assert_eq!(*event, Event::Succeeded { worker });
                assert!(!self.is_over(task), "{task} has two outcomes");
                self.delivered.insert(task);
            }
            Command::Discard { worker, task } => {
                assert_eq!(*event, Event::Succeeded { worker });
                assert!(self.is_over(task), "the result of {task} is lost");
            }
            Command::GiveUp { task, failed } => {
                assert!(!self.is_over(task), "{task} has two outcomes");
                assert!(failed.attempts <= self.max_attempts);
                assert!(failed.failures.len() <= failed.attempts);
                let spent = failed.attempts == self.max_attempts;
                assert!(spent || failed.why != GivenUp::AttemptsSpent, "{failed:?}");
                self.given_up.insert(task, failed.why);
            }
            other => panic!("unknown: {other:?}"),
        }
    }

    fn check(&self) {
        let over = self.delivered.len() + self.given_up.len();
        assert_eq!(self.scheduler.unfinished(), self.submitted - over);
        let idle = self.workers.iter().any(|(seen, _)| *seen == Seen::Idle);
        assert!(
            !idle || self.scheduler.waiting() == 0,
            "a task waits, and so does a worker"
        );
        let counts = self.scheduler.counts();
        assert_eq!(counts.succeeded, self.delivered.len());
        assert_eq!(counts.given_up, self.given_up.len());
        let there = self
            .workers
            .iter()
            .filter(|(seen, _)| *seen != Seen::Gone)
            .count();
        assert_eq!(self.scheduler.workers().count(), there);
        if let Some(at) = self.scheduler.next_timer() {
            assert!(at > self.now, "what is due now has been done");
        }
    }

    fn is_over(&self, task: TaskId) -> bool {
        self.delivered.contains(&task) || self.given_up.contains_key(&task)
    }

    fn busy_with(&self, task: TaskId) -> usize {
        let busy = self
            .workers
            .iter()
            .filter(|(seen, _)| *seen == Seen::Busy(task));
        busy.count()
    }

    /// Lets everybody do their best, until nothing is left to do.
    fn finish(&mut self) {
        self.happens(&Happens::Join { stoppable: false });
        for _ in 0..1_000 {
            let at_work = (0..self.workers.len()).find_map(|number| match self.workers[number].0 {
                Seen::Starting => Some(Happens::Ready(number)),
                Seen::Busy(_) => Some(Happens::Succeed(number)),
                Seen::Idle | Seen::Gone => None,
            });
            match at_work {
                Some(what) => self.happens(&what),
                None => return,
            }
        }
        panic!("it never ends");
    }
}

fn happens(deadlines: bool) -> impl Strategy<Value = Happens> {
    let deadline = prop::option::weighted(0.3, 1..50_u64);
    let deadline = deadline.prop_map(move |deadline| Happens::Submit {
        deadline: deadline.filter(|_| deadlines),
    });
    prop_oneof![
        6 => deadline,
        2 => any::<bool>().prop_map(|stoppable| Happens::Join { stoppable }),
        6 => (0..6_usize).prop_map(Happens::Ready),
        6 => (0..6_usize).prop_map(Happens::Succeed),
        2 => (0..6_usize).prop_map(Happens::Fail),
        2 => (0..6_usize, any::<bool>())
            .prop_map(|(worker, begun)| Happens::Die { worker, begun }),
        1 => (0..6_usize).prop_map(Happens::Leave),
        1 => (0..6_usize).prop_map(Happens::Retire),
        4 => (1..60_u64).prop_map(|milliseconds| Happens::Time { milliseconds }),
    ]
}

fn policy() -> impl Strategy<Value = Policy> {
    let speculation = prop_oneof![
        Just(None),
        (1..40_u64).prop_map(|n| Some(Speculation::after(Duration::from_millis(n)))),
        Just(Some(Speculation::slower_than(1.5))),
    ];
    (1..4_usize, speculation, 1..4_usize).prop_map(|(max_attempts, speculation, false_starts)| {
        let mut policy = Policy::default();
        policy.max_attempts = max_attempts;
        policy.speculation = speculation;
        policy.max_false_starts = false_starts;
        policy.start_timeout = Duration::from_millis(20);
        policy
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn each_task_has_exactly_one_outcome_whatever_happens(
        policy in policy(),
        (before, after) in any::<bool>().prop_flat_map(|deadlines| {
            let some = |most| prop::collection::vec(happens(deadlines), 0..most);
            (some(120), some(20))
        }),
        ending in prop_oneof![Just(Happens::ShutDown), Just(Happens::ShutDownNow)],
    ) {
        let mut engine = Engine::new(policy);
        for what in before.iter().chain([&ending]).chain(&after) {
            engine.happens(what);
        }
        engine.finish();
        prop_assert_eq!(engine.scheduler.unfinished(), 0);
        prop_assert_eq!(engine.delivered.len() + engine.given_up.len(), engine.submitted);
        // All have been sent home.
        prop_assert_eq!(engine.scheduler.workers().count(), 0);
        prop_assert_eq!(engine.scheduler.next_timer(), None);
    }

    #[test]
    fn no_task_fails_that_was_never_failed_at(
        count in 1..20_usize,
        workers in 1..5_usize,
        deaths in prop::collection::vec((0..5_usize, any::<bool>()), 0..3),
    ) {
        // Three attempts, and fewer than three misfortunes: whatever they hit, no task is lost.
        let mut engine = Engine::new(Policy::default());
        (0..workers).for_each(|_| engine.happens(&Happens::Join { stoppable: true }));
        (0..workers).for_each(|number| engine.happens(&Happens::Ready(number)));
        (0..count).for_each(|_| engine.happens(&Happens::Submit { deadline: None }));
        for (worker, begun) in deaths {
            engine.happens(&Happens::Succeed(worker + 1));
            engine.happens(&Happens::Die { worker, begun });
        }
        engine.happens(&Happens::ShutDown);
        engine.finish();
        prop_assert_eq!(engine.delivered.len(), count);
    }
}
