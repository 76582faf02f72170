//! The deque of forks under every execution that the memory model allows, not only those of today's
//! processors: `RUSTFLAGS="--cfg loom" cargo test -p worker-pool --release --lib forks`.
//!
//! Tried: without the fence in `take_back_public` or the one in `steal`, two threads have the same
//! offer; with a store instead of the exchange for the last one, too; with `move_split` or the load of
//! `split` in `steal` relaxed, a thief has what was not written yet; without the fence in `publish`, a
//! worker sleeps beside an offer. Two orderings are beyond loom: the acquire in `push`, since it never
//! lets a load see what comes later; and the release where `split` is lowered, since to it an earlier
//! release goes on through later stores of the same thread, as it did before C++20.

use loom::sync::Arc;
use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
use loom::thread;

use super::{CAPACITY, Loot, Offered, Owner, Thief, forks};

/// What is offered: each may be had once, by a thread that sees what was written to it before.
struct Halves([AtomicUsize; CAPACITY + 2]);

const WRITTEN: usize = 1;
const HAD: usize = 2;

impl Halves {
    fn new() -> Arc<Self> {
        Arc::new(Self(std::array::from_fn(|_| AtomicUsize::new(0))))
    }

    /// Writes to one, as its owner, and offers it.
    fn offer(&self, owner: &Owner, half: usize) -> super::Place {
        // Relaxed, as is everything on the halves themselves: the deque is to put it in order.
        self.0[half].store(WRITTEN, Ordering::Relaxed);
        owner.push(Offered { half, below: 0 }).expect("room")
    }

    /// Has one.
    fn have(&self, half: usize) {
        let seen = self.0[half].load(Ordering::Relaxed);
        assert_eq!(seen, WRITTEN, "what was written before the offer is seen");
        let before = self.0[half].swap(HAD, Ordering::Relaxed);
        assert_eq!(before, WRITTEN, "nobody else has it");
    }
}

/// Steals up to `times` times; returns how many it had.
fn thief(halves: &Halves, thief: &Thief, times: usize) -> usize {
    (0..times)
        .filter(|_| match thief.steal(|below| below == 0) {
            Loot::Got(offered) => {
                halves.have(offered.half);
                true
            }
            Loot::Nothing | Loot::Missed => false,
        })
        .count()
}

/// Offers halves `from..to` in a nest of joins; returns how many the owner took back.
fn nest(halves: &Halves, owner: &Owner, from: usize, to: usize) -> usize {
    if from == to {
        return 0;
    }
    let place = halves.offer(owner, from);
    let inner = nest(halves, owner, from + 1, to);
    let own = owner.take_back(place);
    if own {
        halves.have(from);
    }
    inner + usize::from(own)
}

/// As `loom::model`, with up to three preemptions: without a bound, some take minutes.
fn bounded_model(body: impl Fn() + Sync + Send + 'static) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(3);
    model.check(body);
}

#[test]
fn an_offer_is_taken_back_or_stolen_never_both() {
    loom::model(|| {
        let (halves, (owner, stealer)) = (Halves::new(), forks());
        let thread = thread::spawn({
            let halves = Arc::clone(&halves);
            move || thief(&halves, &stealer, 2)
        });
        let own = nest(&halves, &owner, 0, 2);
        assert_eq!(own + thread.join().unwrap(), 2);
    });
}

#[test]
fn of_two_public_offers_each_is_had_once() {
    bounded_model(|| {
        let (halves, (owner, stealer)) = (Halves::new(), forks());
        let mut places: Vec<_> = (0..3).map(|half| halves.offer(&owner, half)).collect();
        // With the first one gone, the next offer makes two of those that are left public.
        assert_eq!(thief(&halves, &stealer, 1), 1);
        places.push(halves.offer(&owner, 3));
        let thread = thread::spawn({
            let halves = Arc::clone(&halves);
            move || thief(&halves, &stealer, 2)
        });
        let mut own = 0;
        for (half, &place) in places.iter().enumerate().rev() {
            if owner.take_back(place) {
                halves.have(half);
                own += 1;
            }
        }
        assert_eq!(1 + own + thread.join().unwrap(), 4);
    });
}

#[test]
fn two_thieves_never_have_the_same_offer() {
    bounded_model(|| {
        let (halves, (owner, stealer)) = (Halves::new(), forks());
        let stealer = Arc::new(stealer);
        let threads = [(); 2].map(|()| {
            let (halves, stealer) = (Arc::clone(&halves), Arc::clone(&stealer));
            thread::spawn(move || thief(&halves, &stealer, 1))
        });
        let own = nest(&halves, &owner, 0, 2);
        let stolen = threads.map(|thread| thread.join().unwrap());
        assert_eq!(own + stolen.iter().sum::<usize>(), 2);
    });
}

#[test]
fn a_slot_is_used_again_when_its_offer_has_gone() {
    bounded_model(|| {
        let (halves, (owner, stealer)) = (Halves::new(), forks());
        let thread = thread::spawn({
            let halves = Arc::clone(&halves);
            move || thief(&halves, &stealer, 1)
        });
        let mut own = 0;
        // Alone at a time: each is the last one, and leaves its number behind.
        for half in 0..=CAPACITY {
            own += nest(&halves, &owner, half, half + 1);
        }
        assert_eq!(own + thread.join().unwrap(), CAPACITY + 1);
    });
}

#[test]
fn nobody_sleeps_beside_an_offer() {
    loom::model(|| {
        let (owner, stealer) = forks();
        let sleeps = Arc::new(AtomicBool::new(false));
        let thread = thread::spawn({
            let sleeps = Arc::clone(&sleeps);
            move || {
                // As in `fall_asleep`.
                sleeps.store(true, Ordering::Relaxed);
                fence(Ordering::SeqCst);
                stealer.is_empty()
            }
        });
        let place = owner.push(Offered { half: 0, below: 0 }).expect("room");
        assert!(place.news);
        let seen = sleeps.load(Ordering::Relaxed);
        let fell_asleep = thread.join().unwrap();
        assert!(seen || !fell_asleep, "asleep, and nobody knows it");
    });
}

#[test]
fn what_a_thief_did_is_seen_by_the_owner_that_waits_for_it() {
    const OFFERED: usize = 0;
    const DONE: usize = 1;
    loom::model(|| {
        let (halves, (owner, stealer)) = (Halves::new(), forks());
        let state = Arc::new(AtomicUsize::new(OFFERED));
        let thread = thread::spawn({
            let (halves, state) = (Arc::clone(&halves), Arc::clone(&state));
            move || {
                if thief(&halves, &stealer, 1) == 1 {
                    state.store(DONE, Ordering::Release); // as in `Stolen::run`
                }
            }
        });
        let place = halves.offer(&owner, 0);
        if !owner.take_back(place) {
            while state.load(Ordering::Acquire) != DONE {
                thread::yield_now();
            }
            assert_eq!(halves.0[0].load(Ordering::Relaxed), HAD);
        }
        thread.join().unwrap();
    });
}
