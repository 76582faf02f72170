//! What the scheduler decides, case by case.

use master_worker::scheduler::{Command, Event, Policy, Scheduler};
use master_worker::{Failure, GivenUp, Speculation, TaskId, WorkerId};
use pattern_sync::time::Duration;

const T0: TaskId = TaskId(0);
const T1: TaskId = TaskId(1);
const A: WorkerId = WorkerId(0);
const B: WorkerId = WorkerId(1);

/// A moment, in seconds.
fn at(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// A scheduler with two workers that are ready, and so many tasks.
fn with_two(policy: Policy, stoppable: bool, tasks: usize) -> Scheduler {
    let mut scheduler = Scheduler::new(policy);
    for worker in [A, B] {
        let _ = scheduler.handle(at(0), Event::Joined { worker, stoppable });
        let _ = scheduler.handle(at(0), Event::Ready { worker });
    }
    for task in (0..tasks).map(TaskId) {
        let _ = scheduler.handle(at(0), submitted(task));
    }
    scheduler
}

fn submitted(task: TaskId) -> Event {
    let deadline = None;
    Event::Submitted { task, deadline }
}

fn died(worker: WorkerId, begun: bool) -> Event {
    let why = "kill -9".to_owned();
    Event::Died { worker, begun, why }
}

fn dispatch(worker: WorkerId, task: TaskId, attempt: usize, copy: bool) -> Command {
    Command::Dispatch {
        worker,
        task,
        attempt,
        copy,
    }
}

fn speculating(speculation: Speculation) -> Policy {
    let mut policy = Policy::default();
    policy.speculation = Some(speculation);
    policy
}

#[test]
fn a_task_that_failed_comes_before_all_that_wait_and_goes_to_somebody_else_if_it_can() {
    let mut scheduler = with_two(Policy::default(), false, 1);
    let failure = Failure::Error("no".to_owned());
    let failed = Event::Failed { worker: A, failure };
    assert_eq!(
        scheduler.handle(at(1), failed.clone()),
        [dispatch(B, T0, 2, false)]
    );

    let mut scheduler = with_two(Policy::default(), false, 3);
    assert_eq!(scheduler.handle(at(1), failed), [dispatch(A, T0, 2, false)]);
}

#[test]
fn a_poisonous_task_is_given_up_with_attempts_left_unless_a_copy_may_still_bring_it() {
    let why = "five workers died of it".to_owned();
    let failure = Failure::Poison(why);
    let failed = Event::Failed { worker: A, failure };
    let mut scheduler = with_two(Policy::default(), false, 1);
    let commands = scheduler.handle(at(1), failed.clone());
    let [
        Command::GiveUp {
            task: T0,
            failed: given_up,
        },
    ] = &*commands
    else {
        panic!("{commands:?}");
    };
    assert_eq!(
        (given_up.attempts, given_up.why),
        (1, GivenUp::AttemptsSpent)
    );

    let mut scheduler = with_two(speculating(Speculation::after(at(1))), false, 1);
    assert_eq!(
        scheduler.handle(at(1), Event::Tick),
        [dispatch(B, T0, 2, true)]
    );
    assert_eq!(scheduler.handle(at(2), failed), []);
    let commands = scheduler.handle(at(3), Event::Succeeded { worker: B });
    assert_eq!(
        commands,
        [Command::Deliver {
            worker: B,
            task: T0
        }]
    );
}

#[test]
fn a_task_that_was_not_begun_has_all_its_attempts_left() {
    let mut policy = Policy::default();
    policy.max_attempts = 1;
    let mut scheduler = with_two(policy, true, 1);
    let commands = scheduler.handle(at(1), died(A, false));
    assert_eq!(
        commands,
        [Command::Start { worker: A }, dispatch(B, T0, 1, false)]
    );
}

#[test]
fn a_copy_is_made_when_the_time_has_come_and_somebody_is_idle() {
    let mut scheduler = with_two(speculating(Speculation::after(at(10))), false, 2);
    assert_eq!(scheduler.next_timer(), None, "nobody has time");
    let commands = scheduler.handle(at(1), Event::Succeeded { worker: B });
    assert_eq!(
        commands,
        [Command::Deliver {
            worker: B,
            task: T1
        }]
    );
    assert_eq!(scheduler.next_timer(), Some(at(10)));
    assert_eq!(scheduler.handle(at(9), Event::Tick), []);
    assert_eq!(
        scheduler.handle(at(10), Event::Tick),
        [dispatch(B, T0, 2, true)]
    );
    // Two pairs of hands are enough.
    let _ = scheduler.handle(
        at(11),
        Event::Joined {
            worker: WorkerId(2),
            stoppable: false,
        },
    );
    let commands = scheduler.handle(
        at(30),
        Event::Ready {
            worker: WorkerId(2),
        },
    );
    assert_eq!(commands, []);
}

#[test]
fn when_one_of_two_dies_the_task_is_left_to_the_other() {
    let mut scheduler = with_two(speculating(Speculation::after(at(10))), true, 1);
    let _ = scheduler.handle(at(10), Event::Tick);
    let commands = scheduler.handle(at(11), died(A, true));
    assert_eq!(commands, [Command::Start { worker: A }]);
    assert_eq!((scheduler.waiting(), scheduler.unfinished()), (0, 1));
    let commands = scheduler.handle(at(12), Event::Succeeded { worker: B });
    assert_eq!(
        commands,
        [Command::Deliver {
            worker: B,
            task: T0
        }]
    );
}

#[test]
fn a_copy_is_not_made_beyond_the_limit_of_attempts() {
    let mut policy = speculating(Speculation::after(at(10)));
    policy.max_attempts = 1;
    let mut scheduler = with_two(policy, false, 1);
    assert_eq!(scheduler.next_timer(), None);
    assert_eq!(scheduler.handle(at(99), Event::Tick), []);
}

#[test]
fn a_task_is_a_straggler_by_the_median_of_the_others() {
    let mut scheduler = with_two(speculating(Speculation::slower_than(3.0)), false, 1);
    // A works on the first; B does three others, of 2 s each.
    for n in 1..=3 {
        let start = at(2 * n as u64);
        assert_eq!(scheduler.next_timer(), None, "too few to say");
        let _ = scheduler.handle(start, submitted(TaskId(n)));
        let _ = scheduler.handle(start + at(2), Event::Succeeded { worker: B });
    }
    assert_eq!(
        scheduler.next_timer(),
        None,
        "it is late already, and has been copied"
    );
    assert_eq!(scheduler.counts().copies, 1);
}

#[test]
fn whoever_is_overtaken_is_stopped_and_started_again() {
    let mut scheduler = with_two(speculating(Speculation::after(at(10))), true, 1);
    assert_eq!(
        scheduler.handle(at(10), Event::Tick),
        [dispatch(B, T0, 2, true)]
    );
    let commands = scheduler.handle(at(11), Event::Succeeded { worker: B });
    let deliver = Command::Deliver {
        worker: B,
        task: T0,
    };
    assert_eq!(commands, [deliver, Command::Stop { worker: A }]);
    // Before it is back it is given nothing.
    assert_eq!(
        scheduler.handle(at(11), submitted(T1)),
        [dispatch(B, T1, 1, false)]
    );
    assert_eq!(
        scheduler.handle(at(12), died(A, true)),
        [Command::Start { worker: A }]
    );
    assert_eq!(scheduler.handle(at(12), submitted(TaskId(2))), []);
    let commands = scheduler.handle(at(12), Event::Ready { worker: A });
    assert_eq!(commands, [dispatch(A, TaskId(2), 1, false)]);
    assert_eq!(scheduler.counts().given_up, 0);
}

#[test]
fn whoever_was_told_to_stop_starts_anew_even_with_a_result() {
    let mut scheduler = with_two(speculating(Speculation::after(at(10))), true, 1);
    let _ = scheduler.handle(at(10), Event::Tick);
    let _ = scheduler.handle(at(11), Event::Succeeded { worker: B });
    // Its answer was on its way when it was killed.
    let commands = scheduler.handle(at(11), Event::Succeeded { worker: A });
    let discard = Command::Discard {
        worker: A,
        task: T0,
    };
    assert_eq!(commands, [discard, Command::Start { worker: A }]);
}

#[test]
fn whoever_says_too_late_that_it_is_ready_starts_anew() {
    let mut policy = Policy::default();
    policy.start_timeout = at(5);
    let mut scheduler = Scheduler::new(policy);
    let joined = Event::Joined {
        worker: A,
        stoppable: true,
    };
    assert_eq!(
        scheduler.handle(at(0), joined),
        [Command::Start { worker: A }]
    );
    assert_eq!(scheduler.next_timer(), Some(at(5)));
    assert_eq!(
        scheduler.handle(at(5), Event::Tick),
        [Command::Stop { worker: A }]
    );
    assert_eq!(
        scheduler.next_timer(),
        Some(at(10)),
        "if that was too early"
    );
    let commands = scheduler.handle(at(6), Event::Ready { worker: A });
    assert_eq!(commands, [Command::Start { worker: A }]);
}

#[test]
fn whoever_dies_at_every_start_is_sent_home_and_the_last_takes_the_tasks_along() {
    let mut policy = Policy::default();
    policy.max_false_starts = 2;
    let mut scheduler = with_two(policy, true, 0);
    for worker in [A, B] {
        let _ = scheduler.handle(at(1), submitted(TaskId(worker.0)));
        let _ = scheduler.handle(at(1), died(worker, true));
        let commands = scheduler.handle(at(1), died(worker, false));
        assert_eq!(commands, [Command::Start { worker }]);
    }
    assert_eq!(
        scheduler.handle(at(1), died(A, false)),
        [Command::Release { worker: A }]
    );
    let commands = scheduler.handle(at(1), died(B, false));
    assert_eq!(commands[0], Command::Release { worker: B });
    let reasons = commands[1..].iter().map(|command| match command {
        Command::GiveUp { failed, .. } => {
            assert_eq!(failed.last_worker.as_deref(), Some("kill -9"));
            failed.why
        }
        other => panic!("{other:?}"),
    });
    assert_eq!(reasons.collect::<Vec<_>>(), [GivenUp::NoWorkerLeft; 2]);
}

#[test]
fn after_a_shutdown_the_idle_stay_as_long_as_a_task_may_come_back() {
    let mut scheduler = with_two(Policy::default(), false, 1);
    assert_eq!(scheduler.handle(at(1), Event::ShutDown), []);
    let why = "gone".to_owned();
    let commands = scheduler.handle(at(2), Event::Left { worker: A, why });
    assert_eq!(commands, [dispatch(B, T0, 2, false)]);
    let commands = scheduler.handle(at(3), Event::Succeeded { worker: B });
    let deliver = Command::Deliver {
        worker: B,
        task: T0,
    };
    assert_eq!(commands, [deliver, Command::Release { worker: B }]);
}
