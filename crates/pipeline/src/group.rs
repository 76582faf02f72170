//! Stages that share threads: an item is carried from stage to stage by the thread that took it.
//!
//! Handing an item to another thread costs more than many a stage does with it. Where every core
//! has a worker of the first stage, threads of their own give the other stages nothing to compute
//! with. So adjacent stages of equally many workers, at least as many as there are cores, form a
//! group: the first one's workers, called *carriers* here, take chunks from the link before the
//! group, carry each item through all stages, and lay it into the link behind it. No stage has more
//! workers in it than it was given: there are as many carriers as each stage has workers.
//!
//! ```text
//!            ┌────── lane 0 ──────┐
//!  link ──►  │ parse 1            │  ──►  link      carried: by the thread `parse 1`
//!            └────────────────────┘
//!            ┌────── lane 1 ──────┐
//!  link ──►  │ parse 2            │  ──►  link      `square 1` and `square 2` sleep
//!            └────────────────────┘
//! ```
//!
//! The threads of the other stages are there nevertheless, and sleep. For what is true of computing
//! is not true of waiting: four threads that wait for a disk are not four that wait for a disk and
//! then for a network. When items turn out to take long (`pace.rs`), a group *parts*, for good: each
//! stage goes on with threads of its own, from the links in between, which were empty until then.
//!
//! ```text
//!            ┌── parse 1 ──┐          ┌── square 1 ──┐
//!  link ──►  └─────────────┘ ─► link ─►└─────────────┘ ──►  link
//! ```
//!
//! # What a carrier holds
//!
//! What it was lent and has not begun (`Lane`), and what is done and has its place already but does
//! not lie there (`Tray`); each behind a mutex that is free while the carrier works on an item. So
//! if a call takes long all of a sudden, others can do for the carrier what it cannot do now: the
//! first of the sleeping threads is the *watch*, which looks every [`TICK`] whether somebody is at
//! the same item still, hands on what is done, and takes back what was not begun.

mod load;
mod pace;

use pattern_sync::sync::atomic::{AtomicBool, Ordering};
use pattern_sync::sync::{Arc, Condvar, Mutex, OnceLock};
use pattern_sync::time::Duration;
use pattern_sync::trace;

use crate::labels::CARRIER;
use crate::report::WorkerReport;

pub(crate) use load::Load;
pub(crate) use pace::Pace;

/// How often the watch looks after the carriers, while they get on.
const TICK: Duration = Duration::from_millis(5);

/// How often it looks if there was nothing to do for it the last few times.
const LONGEST_TICK: Duration = Duration::from_millis(80);

/// What the threads of a group share.
pub(crate) struct Group<'env> {
    gate: Mutex<Gate>,
    /// Those who wait at the gate wait here: for their carrier, or for something to watch.
    changed: Condvar,
    /// One per lane: whether its carrier waits for items or room, and needs no watch.
    resting: Box<[AtomicBool]>,
    ends: OnceLock<Ends<'env>>,
    /// Whether the group has parted. Locked before anything else of the group or of its links.
    parted: Mutex<bool>,
}

/// The first stage of a group, and the last one.
struct Ends<'env> {
    entrance: Arc<dyn Entrance + 'env>,
    exit: Arc<dyn Exit + 'env>,
}

/// Where the threads wait that have nothing to do while others carry.
struct Gate {
    /// One per lane: whether its carrier carries no more.
    home: Vec<bool>,
    /// Whether the group parts, or has parted: there is nothing left to watch.
    parted: bool,
    /// Whether the watch sleeps until a carrier has something to do again.
    watch_asleep: bool,
    /// By stage and lane: what the carriers did for other stages than their own.
    done_for: Vec<Vec<WorkerReport>>,
}

/// What the watch, and a group that parts, want of the first stage.
pub(crate) trait Entrance: Send + Sync {
    /// Counts the items that the lane's carrier has begun.
    fn begun(&self, lane: usize) -> u64;
    /// Takes back what the lane's carrier has not begun.
    fn take_back(&self, lane: usize);
    /// Ends the taking of chunks.
    fn begin_closing(&self);
    /// Lets items be taken one by one.
    fn close_lending(&self);
}

/// What the watch wants of the last stage.
pub(crate) trait Exit: Send + Sync {
    /// Hands on what the lane's carrier has done, and sees to it that it is taken.
    fn hand_on(&self, lane: usize);
}

impl<'env> Group<'env> {
    /// Makes a group of so many stages, each of which has a worker per lane.
    pub(crate) fn new(stages: usize, lanes: usize) -> Self {
        let gate = Gate {
            home: vec![false; lanes],
            parted: false,
            watch_asleep: false,
            done_for: vec![vec![WorkerReport::default(); lanes]; stages],
        };
        Self {
            gate: Mutex::new(gate),
            changed: Condvar::new(),
            resting: (0..lanes).map(|_| AtomicBool::new(false)).collect(),
            ends: OnceLock::new(),
            parted: Mutex::new(false),
        }
    }

    /// Counts its stages.
    pub(crate) fn stages(&self) -> usize {
        self.gate.lock().done_for.len()
    }

    /// Says who is the first stage, and who the last.
    pub(crate) fn set_ends(&self, entrance: Arc<dyn Entrance + 'env>, exit: Arc<dyn Exit + 'env>) {
        let ends = Ends { entrance, exit };
        assert!(self.ends.set(ends).is_ok(), "a group is put together once");
    }

    fn ends(&self) -> &Ends<'env> {
        self.ends.get().expect("a group is complete before it runs")
    }

    /// Runs what waits for items or for room: the watch need not look after the lane meanwhile.
    pub(crate) fn rest<R>(&self, lane: usize, waiting: impl FnOnce() -> R) -> R {
        // The watch only ever does what is right at any time, so it may be wrong about this for a
        // tick. (But it sleeps only if all rest, and then it is woken below.)
        self.resting[lane].store(true, Ordering::SeqCst);
        let result = waiting();
        self.resting[lane].store(false, Ordering::SeqCst);
        let mut gate = self.gate.lock();
        if gate.watch_asleep {
            gate.watch_asleep = false;
            drop(gate);
            self.changed.notify_all(); // all: one of them is the watch
        }
        result
    }

    /// Lets every stage go on with threads of its own.
    pub(crate) fn part(&self) {
        // Held until it is done: who wants to part as well goes on only then.
        let mut parted = self.parted.lock();
        if *parted {
            return;
        }
        *parted = true;
        self.gate.lock().parted = true;
        let Ends { entrance, exit } = self.ends();
        // In this order: what is taken one by one is numbered anew, in the order of the turns, so
        // all that was lent must be back before the first is taken.
        entrance.begin_closing();
        for lane in 0..self.resting.len() {
            entrance.take_back(lane);
            // Nobody keeps watch any more. What the carrier is at it hands on itself.
            exit.hand_on(lane);
        }
        entrance.close_lending();
    }

    /// Takes note that a lane's carrier carries no more, and of what it did for each stage but the
    /// first. Counts once per lane.
    pub(crate) fn come_home(&self, lane: usize, done_for: Vec<WorkerReport>) {
        let mut gate = self.gate.lock();
        if gate.home[lane] {
            return;
        }
        gate.home[lane] = true;
        for (stage, report) in done_for.into_iter().enumerate() {
            gate.done_for[stage][lane] = report;
        }
        gate.watch_asleep = false;
        drop(gate);
        self.changed.notify_all(); // all: those of the lane, and the watch
    }

    /// Waits until the lane's carrier carries no more: from then on the place that it had in each
    /// stage is free. The one who keeps `watch` looks after all carriers meanwhile.
    ///
    /// # Blocking
    ///
    /// A carrier's `come_home` wakes it.
    pub(crate) fn wait_at_gate(&self, lane: usize, watch: bool) {
        trace::wait(CARRIER, || {
            if watch {
                self.keep_watch();
            }
            let mut gate = self.gate.lock();
            self.changed.wait_while(&mut gate, |gate| !gate.home[lane]);
        });
    }

    /// Gives what the lane's carrier did for a stage.
    pub(crate) fn done_for(&self, stage: usize, lane: usize) -> WorkerReport {
        self.gate.lock().done_for[stage][lane].clone()
    }

    /// Looks after the carriers until the group has parted or all of them have come home.
    fn keep_watch(&self) {
        let mut seen = vec![0; self.resting.len()];
        let mut tick = TICK;
        let mut gate = self.gate.lock();
        while !gate.parted && gate.home.contains(&false) {
            let resting = |lane: &AtomicBool| lane.load(Ordering::SeqCst);
            let all_rest = self.resting.iter().zip(&gate.home);
            if all_rest
                .into_iter()
                .all(|(lane, &home)| home || resting(lane))
            {
                // A carrier that rests no more takes the lock that is held here, and wakes us.
                gate.watch_asleep = true;
                while gate.watch_asleep {
                    self.changed.wait(&mut gate);
                }
                tick = TICK;
            } else if self.changed.wait_for(&mut gate, tick).timed_out() {
                let home = gate.home.clone();
                drop(gate);
                let before = seen.clone();
                for lane in (0..home.len()).filter(|&lane| !home[lane]) {
                    self.look_after(lane, &mut seen[lane]);
                }
                tick = if seen == before {
                    (2 * tick).min(LONGEST_TICK)
                } else {
                    TICK
                };
                gate = self.gate.lock();
            }
        }
    }

    /// Does for a carrier what it cannot do while it is in a call that takes long.
    fn look_after(&self, lane: usize, seen: &mut u64) {
        let Ends { entrance, exit } = self.ends();
        let begun = entrance.begun(lane);
        if begun == *seen && !self.resting[lane].load(Ordering::SeqCst) {
            entrance.take_back(lane);
            exit.hand_on(lane);
        }
        *seen = begun;
    }
}
