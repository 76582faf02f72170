//! The heart of the master, without threads and without a clock: events in, commands out.
//!
//! A [`Scheduler`] keeps the books. It knows which tasks wait, which are in whose hands, how often
//! each has been handed out, and who has nothing to do. It is told what happens, and when, and
//! answers with what is to be done. It never sees a task or a result, starts nothing and waits for
//! nothing; so it can be tested alone, and put behind anything that can carry tasks to workers and
//! reports back: threads, processes, a cluster.
//!
//! ```text
//!  task:    waiting ──Dispatch──► in somebody's hands ──Succeeded──► delivered
//!              ▲                      │   │
//!              └──── attempts left ◄──┘   └─── none left ──► given up
//!
//!  worker:  starting ──Ready──► idle ──Dispatch──► busy ──Succeeded, Failed──► idle
//!              ▲                  │                  │
//!              │                  └─ Retired ─► gone │
//!              └──────────────── Died ◄──────────────┘
//! ```
//!
//! What always holds:
//!
//! * A task has exactly one outcome: one [`Command::Deliver`] or one [`Command::GiveUp`].
//! * While it has none it waits, or is in at least one worker's hands. So it cannot be forgotten.
//! * It is handed out at most [`Policy::max_attempts`] times, and is in two pairs of hands at most,
//!   not counting those whose time is up.
//! * A worker is given a task only when it has none.
//!
//! ```
//! use master_worker::scheduler::{Command, Event, Policy, Scheduler, TaskId, WorkerId};
//! use pattern_sync::time::Duration;
//!
//! let mut scheduler = Scheduler::new(Policy::default());
//! let (now, task, worker) = (Duration::ZERO, TaskId(0), WorkerId(0));
//! scheduler.handle(now, Event::Submitted { task, deadline: None });
//! scheduler.handle(now, Event::Joined { worker, stoppable: true });
//! let commands = scheduler.handle(now, Event::Ready { worker });
//! assert_eq!(commands, [Command::Dispatch { worker, task, attempt: 1, copy: false }]);
//!
//! // The worker dies with the task in its hands; as soon as it is back, it is given it again.
//! let why = "kill -9".to_owned();
//! let commands = scheduler.handle(now, Event::Died { worker, begun: true, why });
//! assert_eq!(commands, [Command::Start { worker }]);
//! let commands = scheduler.handle(now, Event::Ready { worker });
//! assert_eq!(commands, [Command::Dispatch { worker, task, attempt: 2, copy: false }]);
//!
//! let commands = scheduler.handle(now, Event::Succeeded { worker });
//! assert_eq!(commands, [Command::Deliver { worker, task }]);
//! assert_eq!(scheduler.unfinished(), 0);
//! ```

mod event;
mod policy;
mod reports;
mod tasks;
mod workers;

use std::mem;

use pattern_sync::collections::VecDeque;
use pattern_sync::time::Duration;

pub use event::{Command, Event, TaskId, WorkerId};
pub use policy::{Policy, Speculation};

use crate::error::{GivenUp, TaskFailed};
use crate::stats::Counts;
use policy::Latest;
use tasks::Tasks;
use workers::{Hands, Workers};

/// Decides who does which task, and when a task is done; see the [module](self).
///
/// Times are counted from any one moment, and never go back.
#[derive(Clone, Debug)]
pub struct Scheduler {
    policy: Policy,
    tasks: Tasks,
    workers: Workers,
    latest: Latest,
    ending: Ending,
    /// How the last worker was lost, if none has joined since.
    stranded: Option<String>,
    counts: Counts,
    commands: Vec<Command>,
}

impl Scheduler {
    /// Begins without tasks and without workers.
    ///
    /// # Panics
    ///
    /// Panics if the policy allows no attempt.
    #[must_use]
    pub fn new(policy: Policy) -> Self {
        assert!(
            policy.max_attempts > 0,
            "with 0 attempts no task is ever tried"
        );
        Self {
            policy,
            tasks: Tasks::default(),
            workers: Workers::default(),
            latest: Latest::default(),
            ending: Ending::NotYet,
            stranded: None,
            counts: Counts::default(),
            commands: Vec::new(),
        }
    }

    /// Takes note of what has happened, and says what is to be done, in this order.
    ///
    /// Costs no more than a look at each worker, whatever the number of tasks.
    #[must_use = "the commands are to be carried out"]
    pub fn handle(&mut self, now: Duration, event: Event) -> Vec<Command> {
        match event {
            Event::Submitted { task, deadline } => {
                self.counts.submitted += 1;
                self.tasks.submit(task, deadline);
            }
            Event::Joined { worker, stoppable } => {
                self.stranded = None;
                self.workers.join(worker, stoppable);
                self.start(worker, now);
            }
            Event::Ready { worker } => self.ready(worker, now),
            Event::Succeeded { worker } => self.succeeded(worker, now),
            Event::Failed { worker, failure } => self.failed(worker, failure, now),
            Event::Died { worker, begun, why } => self.died(worker, begun, why, now),
            Event::Left { worker, why } => self.left(worker, why),
            Event::Retired { worker } => self.retired(worker, now),
            Event::ShutDown => self.ending = self.ending.max(Ending::WhenAllIsDone),
            Event::ShutDownNow => self.ending = Ending::Now,
            Event::Tick => self.tick(now),
        }
        self.fill(now);
        mem::take(&mut self.commands)
    }

    /// Returns when the next [`Event::Tick`] is due: when a deadline passes, or when a task becomes
    /// a straggler that somebody has time for.
    #[must_use]
    pub fn next_timer(&self) -> Option<Duration> {
        let due = self.workers.next_due();
        let copy = self.next_straggler().map(|(_, when)| when);
        due.into_iter().chain(copy).min()
    }

    /// Returns how many tasks have no outcome yet.
    #[must_use]
    pub fn unfinished(&self) -> usize {
        self.tasks.len()
    }

    /// Returns how many tasks wait to be handed out.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.tasks.waiting()
    }

    /// Returns the workers that have joined and not gone, in the order in which they joined.
    pub fn workers(&self) -> impl Iterator<Item = WorkerId> + '_ {
        self.workers.ids()
    }

    /// Returns what has been counted so far.
    #[must_use]
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    fn start(&mut self, worker: WorkerId, now: Duration) {
        if self.workers.starts(worker, self.start_by(now)) {
            self.commands.push(Command::Start { worker });
        }
    }

    /// Returns until when a worker should have started.
    fn start_by(&self, now: Duration) -> Duration {
        // Never at once: that would be for ever.
        now.saturating_add(self.policy.start_timeout.max(Duration::from_millis(1)))
    }

    fn stop(&mut self, worker: WorkerId, now: Duration) {
        if self.workers.stop(worker, self.start_by(now)) {
            self.commands.push(Command::Stop { worker });
        }
    }

    /// Tells whether nothing is left to do, and nothing more will come.
    fn is_over(&self) -> bool {
        self.ending != Ending::NotYet && self.tasks.len() == 0
    }

    fn free(&mut self, worker: WorkerId) {
        if self.workers.is_retiring(worker) {
            self.release(worker);
        } else {
            self.workers.idles(worker);
        }
    }

    fn release(&mut self, worker: WorkerId) {
        self.workers.remove(worker);
        self.commands.push(Command::Release { worker });
    }

    fn give_up(&mut self, task: TaskId, failed: TaskFailed) {
        self.counts.given_up += 1;
        self.commands.push(Command::GiveUp { task, failed });
    }

    fn give_up_waiting(&mut self, why: GivenUp) {
        for (task, mut failed) in self.tasks.give_up_waiting(why) {
            if why == GivenUp::NoWorkerLeft {
                failed.last_worker.clone_from(&self.stranded);
            }
            self.give_up(task, failed);
        }
    }

    /// Gives those who have nothing to do something to do, or sends them home.
    fn fill(&mut self, now: Duration) {
        if self.ending == Ending::Now {
            self.give_up_waiting(GivenUp::ShutDown);
        } else if self.stranded.is_some() {
            self.give_up_waiting(GivenUp::NoWorkerLeft);
        }
        while let Some(worker) = self.workers.first_idle() {
            let (task, copy) = if let Some(task) = self.tasks.next_waiting() {
                (task, false)
            } else if let Some((task, when)) = self.next_straggler()
                && when <= now
            {
                (task, true)
            } else {
                break;
            };
            self.dispatch(worker, task, copy, now);
        }
        self.counts.high_water = self.counts.high_water.max(self.tasks.waiting());
        if self.is_over() {
            for worker in self.workers.all_idle() {
                self.release(worker);
            }
        }
    }

    fn dispatch(&mut self, worker: WorkerId, task: TaskId, copy: bool, now: Duration) {
        let (attempt, deadline) = self.tasks.hand_out(task);
        let due = deadline.and_then(|deadline| now.checked_add(deadline));
        self.workers
            .give(worker, Hands::new(task, attempt, now, due));
        self.counts.dispatched += 1;
        self.counts.copies += usize::from(copy);
        self.commands.push(Command::Dispatch {
            worker,
            task,
            attempt,
            copy,
        });
    }

    /// Finds the task that has been in one pair of hands for longest, and when it is a straggler;
    /// `None` as well if nobody has time for it.
    fn next_straggler(&self) -> Option<(TaskId, Duration)> {
        let speculation = self.policy.speculation?;
        let nobody = self.workers.first_idle().is_none();
        if nobody || self.tasks.waiting() > 0 || self.ending == Ending::Now {
            return None;
        }
        let patience = speculation.patience(&self.latest)?;
        let wanted = self.workers.wanted();
        let alone =
            wanted.filter(|hands| self.tasks.may_copy(hands.task, self.policy.max_attempts));
        let longest = alone.min_by_key(|hands| hands.since)?;
        Some((longest.task, longest.since.checked_add(patience)?))
    }
}

/// Whether the end has been announced, and which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Ending {
    NotYet,
    /// What waits is still done.
    WhenAllIsDone,
    /// What waits is given up.
    Now,
}

/// Where tasks wait, and where workers do.
type Queue<T> = VecDeque<T>;
