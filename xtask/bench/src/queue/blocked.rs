//! What threads that wait cost: consumers of an empty queue, producers of a full one.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::channels::{Channel, Crossbeam, Flume, Kanal, Ours, Receiver, Sender, Standard};
use crate::noise::cpu_time;
use crate::options::Options;
use crate::scenario::{
    Amount, Entrant, Goal, Group, Meanwhile, Measure, Role, Rounds, Scenario, Unit,
};

/// How long threads are given to fall asleep: some channels spin at first.
const FALLING_ASLEEP: Duration = Duration::from_millis(20);
/// What counts as no CPU: a hundredth of a core.
const NOTHING: f64 = 0.01;

/// Returns the group.
pub(super) fn group(options: &Options) -> Group {
    let milliseconds = if options.quick { 10 } else { 100 };
    Group {
        title: "blocked",
        many: None,
        about: format!(
            "CPU time of the whole process while one thread waits, over {milliseconds} ms, after \
             {} ms to fall asleep.",
            FALLING_ASLEEP.as_millis()
        ),
        unit: Unit::CoreShare,
        scenarios: vec![
            scenario(
                "pop, empty",
                milliseconds,
                empty::<Ours>,
                &[
                    ("crossbeam", empty::<Crossbeam>),
                    ("kanal", empty::<Kanal>),
                    ("flume", empty::<Flume>),
                    ("std", empty::<Standard>),
                ],
            ),
            scenario(
                "push, full",
                milliseconds,
                full::<Ours>,
                &[
                    ("crossbeam", full::<Crossbeam>),
                    ("kanal", full::<Kanal>),
                    ("flume", full::<Flume>),
                    ("std", full::<Standard>),
                ],
            ),
        ],
    }
}

type Waiting = fn(usize) -> Result<f64>;

fn scenario(name: &str, milliseconds: usize, ours: Waiting, peers: &[(&str, Waiting)]) -> Scenario {
    let entrant = |name: &str, role, waiting: Waiting| Entrant {
        name: name.to_string(),
        role,
        amount: Amount::Fixed(milliseconds),
        measure: Box::new(waiting) as Measure,
    };
    let peers = peers
        .iter()
        .map(|&(name, waiting)| entrant(name, Role::Peer, waiting));
    Scenario {
        name: name.to_string(),
        entrants: [entrant("ours", Role::Ours, ours)]
            .into_iter()
            .chain(peers)
            .collect(),
        goals: vec![Goal::AtMost { cost: NOTHING }],
        meanwhile: Meanwhile::Nothing,
        rounds: Rounds::AsAsked,
    }
}

fn empty<C: Channel>(milliseconds: usize) -> Result<f64> {
    let (sender, receiver) = C::bounded::<usize>(5);
    let (share, received) =
        while_waiting(milliseconds, move || receiver.receive(), || sender.send(7));
    ensure!(received == Some(7), "{received:?} was received");
    Ok(share)
}

fn full<C: Channel>(milliseconds: usize) -> Result<f64> {
    let (sender, receiver) = C::bounded::<usize>(1);
    sender.send(1);
    let release = || receiver.receive();
    let (share, ()) = while_waiting(milliseconds, move || sender.send(2), release);
    let received = receiver.receive();
    ensure!(received == Some(2), "{received:?} was received");
    Ok(share)
}

/// Measures while a thread waits in `wait`, then lets it go by `release`.
fn while_waiting<A: Send, B>(
    milliseconds: usize,
    wait: impl FnOnce() -> A + Send,
    release: impl FnOnce() -> B,
) -> (f64, A) {
    let ready = &Barrier::new(2);
    thread::scope(|scope| {
        let waiting = scope.spawn(move || {
            ready.wait();
            wait()
        });
        ready.wait();
        thread::sleep(FALLING_ASLEEP);
        let (start, used) = (Instant::now(), cpu_time());
        thread::sleep(Duration::from_millis(milliseconds as u64));
        let used = cpu_time() - used;
        let share = used.as_secs_f64() / start.elapsed().as_secs_f64();
        release();
        (share, waiting.join().expect("it only waits"))
    })
}
