//! What the hub's lock guards, and how the scheduler's commands are carried out on it.

use pattern_sync::channel::Sender;
use pattern_sync::collections::{BTreeMap, VecDeque};
use pattern_sync::sync::Arc;
use pattern_sync::time::Duration;

use super::Outcome;
use crate::desk::{Desk, Order};
use crate::error::TaskFailed;
use crate::observe::Step;
use crate::scheduler::{Command, Event, Policy, Scheduler, TaskId, WorkerId};
use crate::worker::Stopper;

/// What the lock guards.
pub(super) struct State<T, R> {
    pub(super) scheduler: Scheduler,
    pub(super) submitted: usize,
    pub(super) joined: usize,
    /// The tasks without an outcome; the workers who have one in their hands share it.
    pub(super) tasks: BTreeMap<TaskId, Arc<T>>,
    /// One for each worker that the scheduler knows.
    pub(super) desks: BTreeMap<WorkerId, Desk<T>>,
    /// Outcomes that nobody has been given yet, in the order in which they came.
    pub(super) outcomes: VecDeque<Outcome<R>>,
    /// Whether tasks are still accepted. Never goes back to `true`.
    pub(super) accepting: bool,
    /// Whether the timekeeper is to go. Never goes back to `false`.
    pub(super) over: bool,
    /// Whether time matters. If not, the clock is never read: for the scheduler it stands still.
    pub(super) timed: bool,
    /// When the timekeeper means to look at the clock, while it waits.
    pub(super) wakes_at: Option<Duration>,
    observer: Option<Sender<Step>>,
}

/// What is to be dropped when the lock has been let go of, since dropping it may run code of the
/// caller's; and how many outcomes have come.
pub(super) struct Leftovers<T, R> {
    pub(super) tasks: Vec<(TaskId, Arc<T>)>,
    pub(super) outcomes: usize,
    result: Option<R>,
    stoppers: Vec<Arc<dyn Stopper>>,
}

impl<T, R> State<T, R> {
    pub(super) fn new(policy: Policy, timed: bool, observer: Option<Sender<Step>>) -> Self {
        let timed = timed || observer.is_some() || policy.speculation.is_some();
        Self {
            scheduler: Scheduler::new(policy),
            submitted: 0,
            joined: 0,
            tasks: BTreeMap::new(),
            desks: BTreeMap::new(),
            outcomes: VecDeque::new(),
            accepting: true,
            over: false,
            timed,
            wakes_at: None,
            observer,
        }
    }

    /// Tells whether no outcome is missing.
    pub(super) fn is_settled(&self) -> bool {
        self.scheduler.unfinished() == 0
    }

    /// Tells the scheduler what has happened, and does as it says.
    pub(super) fn carry_out(
        &mut self,
        now: Duration,
        event: Event,
        mut result: Option<R>,
    ) -> Leftovers<T, R> {
        self.ended(&event, now);
        let observed = self.observer.as_ref().map(|_| event.clone());
        let commands = self.scheduler.handle(now, event);
        self.observed(now, observed, &commands);
        let mut leftovers = Leftovers::default();
        for command in commands {
            match command {
                Command::Deliver { task, .. } => {
                    let result = result.take().expect("whoever succeeds brings a result");
                    self.settle(task, Ok(result), &mut leftovers);
                }
                Command::GiveUp { task, failed } => self.settle(task, Err(failed), &mut leftovers),
                Command::Release { worker } => {
                    let desk = self.desks.remove(&worker);
                    leftovers.stoppers.extend(desk.and_then(Desk::close));
                }
                Command::Discard { .. } => {}
                command => self.pass_on(&command, now),
            }
        }
        leftovers.result = result;
        leftovers
    }

    fn settle(
        &mut self,
        task: TaskId,
        outcome: Result<R, TaskFailed>,
        leftovers: &mut Leftovers<T, R>,
    ) {
        self.outcomes.push_back((task, outcome));
        leftovers.outcomes += 1;
        leftovers.tasks.extend(self.tasks.remove_entry(&task));
    }

    /// Lays an order on a worker's desk.
    fn pass_on(&mut self, command: &Command, now: Duration) {
        match *command {
            Command::Start { worker } => self.desk(worker).put(Order::Start),
            Command::Dispatch { worker, task, .. } => {
                let task = Arc::clone(&self.tasks[&task]);
                let desk = self.desk(worker);
                desk.turns(false, now);
                desk.put(Order::Perform(task));
            }
            Command::Stop { worker } => {
                if let Some(stopper) = &self.desk(worker).stopper {
                    stopper.stop();
                }
            }
            _ => unreachable!("not an order to a worker: {command:?}"),
        }
    }

    /// Takes note that a worker has ended an attempt.
    fn ended(&mut self, event: &Event, now: Duration) {
        if let Event::Succeeded { worker }
        | Event::Failed { worker, .. }
        | Event::Died {
            worker,
            begun: true,
            ..
        } = event
            && let Some(desk) = self.desks.get_mut(worker)
        {
            desk.turns(true, now);
        }
        if let Event::Left { worker, .. } = event {
            self.desks.remove(worker);
        }
    }

    /// Tells the observer, if there is one.
    fn observed(&self, at: Duration, event: Option<Event>, commands: &[Command]) {
        if let Some((observer, event)) = self.observer.as_ref().zip(event) {
            let step = Step {
                at,
                event,
                commands: commands.to_vec(),
                waiting: self.scheduler.waiting(),
            };
            // Never waits: where an observer has gone, or has no room, the step is not observed.
            let _ = observer.try_send(step);
        }
    }

    /// Tells whether the timekeeper means to look at the clock later than it should.
    pub(super) fn timer_is_late(&self) -> bool {
        // Where time does not matter there is no timekeeper.
        self.timed
            && match (self.scheduler.next_timer(), self.wakes_at) {
                (Some(next), Some(wakes_at)) => next < wakes_at,
                (next, None) => next.is_some(),
                (None, Some(_)) => false,
            }
    }

    fn desk(&mut self, worker: WorkerId) -> &mut Desk<T> {
        let desk = self.desks.get_mut(&worker);
        desk.expect("whoever the scheduler knows has a desk")
    }
}

impl<T, R> Default for Leftovers<T, R> {
    fn default() -> Self {
        Self {
            tasks: Vec::new(),
            outcomes: 0,
            result: None,
            stoppers: Vec::new(),
        }
    }
}
