//! Leaving out schedules that come to the same loses no outcome: programs drawn at random come to the
//! same in those that are run as in all within the bound.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use pattern_sync::channel::{self, Receiver, Sender};
use pattern_sync::graded::Random;
use pattern_sync::model::{Bound, Completeness, Explorer, PhaseKind};
use pattern_sync::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use pattern_sync::sync::{Arc, Barrier, Condvar, Mutex, OnceLock, RwLock};
use pattern_sync::thread::{self, Thread};
use pattern_sync::time::{Duration, Instant};

use crate::harness::{join_all, spawn};

/// Programs that are drawn.
const PROGRAMS: usize = 400;

/// Schedules of each kind: enough for most of the spaces.
const SCHEDULES: usize = 1_500;

/// One operation of a thread; the number says on which of two objects.
#[derive(Debug, Clone, Copy)]
enum Operation {
    Load(usize),
    Add(usize),
    Own,
    Lock(usize),
    /// Adds to an atomic variable while the lock is held.
    AddLocked(usize, usize),
    TryLock(usize),
    ReadLocked,
    WriteLocked,
    Send(usize),
    TrySend(usize),
    TryReceive(usize),
    Length(usize),
    Raise(usize),
    WaitFor(usize),
    Wait(usize),
    Meet,
    Once(usize),
    Unpark(usize),
    ParkFor,
    Yield,
    Sleep,
    Clock,
    Spawn,
    TryFlag(usize),
    SpawnAndLook,
}

use Operation::*;

/// What may be drawn. What waits for ever may find nobody, which is a failure and a fair one.
const OPERATIONS: [fn(usize) -> Operation; 26] = [
    Load,
    Add,
    |_| Own,
    Lock,
    |number| AddLocked(number, number),
    |number| AddLocked(number, 1 - number),
    TryLock,
    |_| ReadLocked,
    |_| WriteLocked,
    Send,
    TrySend,
    TryReceive,
    Length,
    Raise,
    WaitFor,
    Wait,
    |_| Meet,
    Once,
    Unpark,
    |_| ParkFor,
    |_| Yield,
    |_| Sleep,
    |_| Clock,
    |_| Spawn,
    TryFlag,
    |_| SpawnAndLook,
];

/// All that the threads of a program share.
struct Shared {
    numbers: [AtomicUsize; 2],
    locks: [Mutex<usize>; 2],
    readers: RwLock<usize>,
    /// The first has room for two, the second for none.
    channels: [(Sender<usize>, Receiver<usize>); 2],
    flags: [(Mutex<bool>, Condvar); 2],
    meeting: Barrier,
    once: [OnceLock<usize>; 2],
    start: Instant,
    threads: Mutex<Vec<Thread>>,
}

impl Shared {
    fn new() -> Self {
        Self {
            numbers: Default::default(),
            locks: Default::default(),
            readers: RwLock::default(),
            channels: [channel::bounded(2), channel::bounded(0)],
            flags: Default::default(),
            meeting: Barrier::new(2),
            once: Default::default(),
            start: Instant::now(),
            threads: Mutex::default(),
        }
    }

    /// Does one operation as thread `me`, and returns what it saw.
    fn perform(&self, operation: Operation, me: usize) -> usize {
        let add = |to: &Mutex<usize>| {
            let mut value = to.lock();
            *value = *value * 3 + me;
            *value
        };
        let nobody = 99;
        match operation {
            Load(number) => self.numbers[number].load(SeqCst),
            Add(number) => self.numbers[number].fetch_add(me, SeqCst),
            Own => add(&Mutex::new(0)),
            Lock(number) => add(&self.locks[number]),
            AddLocked(lock, number) => {
                let _held = self.locks[lock].lock();
                self.numbers[number].fetch_add(me, SeqCst)
            }
            TryLock(number) => self.locks[number].try_lock().map_or(nobody, |value| *value),
            ReadLocked => *self.readers.read(),
            WriteLocked => {
                let mut value = self.readers.write();
                *value = *value * 3 + me;
                *value
            }
            Send(number) => usize::from(self.channels[number].0.send(me).is_ok()),
            TrySend(number) => usize::from(self.channels[number].0.try_send(me).is_ok()),
            TryReceive(number) => self.channels[number].1.try_recv().unwrap_or(nobody),
            Length(number) => self.channels[number].1.len(),
            Raise(number) => {
                let (flag, raised) = &self.flags[number];
                *flag.lock() = true;
                usize::from(raised.notify_one())
            }
            WaitFor(number) => {
                let (flag, raised) = &self.flags[number];
                let mut flag = flag.lock();
                raised.wait_while_for(&mut flag, |flag| !*flag, Duration::from_secs(1));
                usize::from(std::mem::take(&mut *flag))
            }
            Wait(number) => {
                let (flag, raised) = &self.flags[number];
                raised.wait_while(&mut flag.lock(), |flag| !*flag);
                0
            }
            Meet => usize::from(self.meeting.wait().is_leader()),
            Once(number) => *self.once[number].get_or_init(|| me),
            Unpark(number) => {
                let thread = self.threads.lock().get(number).cloned();
                thread.map_or(nobody, |thread| {
                    thread.unpark();
                    number
                })
            }
            ParkFor => {
                let start = Instant::now();
                thread::park_timeout(Duration::from_secs(2));
                seconds(start)
            }
            Yield => {
                thread::yield_now();
                0
            }
            Sleep => {
                thread::sleep(Duration::from_secs(1));
                0
            }
            Clock => seconds(self.start),
            TryFlag(number) => self.flags[number].0.try_lock().map_or(nobody, |_| 0),
            SpawnAndLook => thread::scope(|s| {
                let inner = s.spawn(|| self.numbers[0].load(SeqCst));
                let ended = inner.is_finished();
                2 * inner.join().expect("no panic") + usize::from(ended)
            }),
            Spawn => thread::scope(|s| {
                let inner = s.spawn(|| self.numbers[0].fetch_add(1, SeqCst));
                inner.join().expect("no panic")
            }),
        }
    }
}

fn seconds(start: Instant) -> usize {
    usize::try_from(start.elapsed().as_secs()).expect("a few")
}

/// Draws what each thread does: few kinds of operations for all, so that they meet.
fn program(random: &mut Random) -> Vec<Vec<Operation>> {
    let kinds: Vec<_> = (0..3).map(|_| random.one_of(&OPERATIONS)).collect();
    let objects = 1 + random.below(2);
    let lengths: &[usize] =
        random.one_of(&[&[3, 3][..], &[2, 2, 1], &[1, 2, 2], &[3, 1, 1], &[1, 1, 3]]);
    let mut operation = |_| random.one_of(&kinds)(random.below(objects));
    let mut thread = |&length: &usize| (0..length).map(&mut operation).collect();
    lengths.iter().map(&mut thread).collect()
}

/// What every thread saw.
type Outcome = Vec<Vec<usize>>;

fn run(program: &[Vec<Operation>]) -> Outcome {
    let shared = Arc::new(Shared::new());
    let unparks = |operation: &Operation| matches!(operation, Unpark(_));
    let known = program.concat().iter().any(unparks);
    let threads = program.iter().enumerate().map(|(me, operations)| {
        let (shared, operations) = (Arc::clone(&shared), operations.clone());
        spawn("one", move || {
            if known {
                shared.threads.lock().push(thread::current());
            }
            let perform = |operation| shared.perform(operation, 1 + me);
            operations.into_iter().map(perform).collect::<Vec<_>>()
        })
    });
    let threads: Vec<_> = threads.collect();
    join_all(threads)
}

/// What a phase came to: the outcomes of its schedules, if it ran all of them.
type Phases = Vec<(PhaseKind, Option<BTreeSet<Outcome>>)>;

/// Explores; returns what each bounded phase came to, or the schedule that fails.
fn explore(explorer: &Explorer, program: &[Vec<Operation>]) -> Result<Phases, String> {
    let outcomes = Rc::new(RefCell::new(Vec::new()));
    let (into, program) = (Rc::clone(&outcomes), program.to_vec());
    let explored = explorer.check(move || {
        let outcome = run(&program);
        into.borrow_mut().push(outcome);
    });
    let coverage = explored.map_err(|failure| failure.schedule().to_string())?;
    // The last of the runs sees whether they repeat themselves; two more stand before the first, or
    // before the first in which unlocking is a step.
    let outcomes = outcomes.take();
    let mut rest = &outcomes[outcomes.len() - 1 - coverage.schedules..];
    let mut phases = Phases::new();
    for phase in &coverage.phases {
        let own;
        (own, rest) = rest.split_at(phase.schedules);
        let whole = phase.completeness != Completeness::Partial;
        phases.push((phase.kind, whole.then(|| own.iter().cloned().collect())));
    }
    Ok(phases)
}

/// Compares what `program` comes to with and without leaving anything out; returns how many phases were
/// compared, or `None` if both found the same failure.
#[track_caller]
fn compare(program: &[Vec<Operation>]) -> Option<usize> {
    let explorer = Explorer::new().schedules(SCHEDULES);
    let reduced = explore(&explorer, program);
    let whole = explore(&explorer.clone().without_reduction(), program);
    let (reduced, whole) = match (reduced, whole) {
        (Ok(reduced), Ok(whole)) => (reduced, whole),
        (reduced, whole) => {
            assert_eq!(reduced.err(), whole.err(), "{program:?}");
            return None;
        }
    };
    let mut compared = 0;
    for (kind, all) in whole {
        let Some(all) = all else { continue };
        let some = reduced.iter().find(|(other, _)| *other == kind);
        let Some((_, Some(some))) = some else {
            continue;
        };
        assert_eq!(*some, all, "{kind:?} of {program:?}");
        compared += 1;
    }
    Some(compared)
}

#[test]
fn what_is_left_out_comes_to_the_same_as_something_that_is_not() {
    let mut random = Random::new(0x0F0F);
    let (mut compared, mut failed) = (0, 0);
    for _ in 0..PROGRAMS {
        match compare(&program(&mut random)) {
            Some(phases) => compared += phases,
            None => failed += 1,
        }
    }
    assert!(compared > 1_500, "{compared} phases were compared");
    assert!(failed > 50, "{failed} programs failed");
}

#[test]
fn what_happens_while_a_thread_is_passed_over_twice_counts_for_both_times() {
    // Found by drawing thousands of programs. The first thread is passed over behind its lock, and then
    // before the step that it would make next: as far as it could be left out behind that step, what the
    // second does in between was once missed.
    let program = [
        vec![AddLocked(0, 0), SpawnAndLook],
        vec![SpawnAndLook, AddLocked(0, 0)],
        vec![Clock],
    ];
    assert!(compare(&program) > Some(4));
}

#[test]
fn whoever_wakes_instead_of_timing_out_is_the_same_thread() {
    // Found in the same way: nobody is passed over where one thread may go on in two ways.
    let program = [vec![ParkFor, Clock, ParkFor], vec![Clock, Clock, ParkFor]];
    assert!(compare(&program) > Some(4));
}

/// Two threads that take `k` steps each, all of which have to do with `shared`, or none.
fn steps(k: usize, shared: bool) -> impl Fn() + 'static {
    move || {
        let locks = Arc::new([Mutex::new(()), Mutex::new(())]);
        let threads = [0, usize::from(!shared)].map(|own| {
            let locks = Arc::clone(&locks);
            spawn("stepper", move || {
                (0..k).for_each(|_| drop(locks[own].lock()));
            })
        });
        join_all(threads);
    }
}

#[test]
fn steps_that_have_nothing_in_common_need_not_be_reordered() {
    for k in [1, 5, 20] {
        let coverage = Explorer::new().check(steps(k, false)).unwrap();
        assert_eq!(coverage.phases[1].kind, delays(1));
        // The one without a delay, and one for each of them that is passed over.
        assert_eq!(coverage.phases[1].schedules, 3, "{k} steps");
    }
}

#[test]
fn steps_that_have_something_in_common_are_all_reordered() {
    let explorer = Explorer::new();
    let whole = explorer.clone().without_reduction();
    let counts = [explorer, whole].map(|explorer| {
        let coverage = explorer.check(steps(5, true)).unwrap();
        coverage.phases[1].schedules
    });
    // Each thread may be passed over where it begins and at each of its locks: the first for the second,
    // and the second for main. Main's joining has to do with no lock, so that one of the second's places
    // stands for all; and beginning has to do with nothing.
    assert_eq!(counts, [7, 13]);
}

fn delays(limit: u8) -> PhaseKind {
    let bound = Bound::Delays;
    PhaseKind::Bounded { bound, limit }
}
