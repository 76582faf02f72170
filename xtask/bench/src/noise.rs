//! Whether the machine was ours: a loop of known length, and what others used of the processors.

use std::thread;
use std::time::{Duration, Instant};

use crate::starting_line::StartingLine;
use crate::work::Work;

/// How much longer than at its best the known loop may take before a round counts as disturbed. A
/// program that wants a core as well makes it half as fast; a clock that changes does much less.
const SLOWER: f64 = 1.25;
/// How often in a row it has to be too slow.
const LOOKS: usize = 3;
/// How large a part of all cores other programs may use during a scenario.
pub(crate) const OTHERS: f64 = 0.05;
/// How long the known loop takes: long enough to meet whoever else is about, on any core.
const LOOP: Duration = Duration::from_millis(2);

/// Tells disturbed moments from quiet ones.
pub(crate) struct Calibration {
    threads: usize,
    work: Work,
    /// The least that the loop ever took.
    fastest: f64,
}

impl Calibration {
    /// Finds out how long the loop takes when nothing disturbs.
    pub(crate) fn new() -> Self {
        let mut calibration = Self {
            threads: cores(),
            work: Work::lasting(LOOP),
            fastest: f64::INFINITY,
        };
        for _ in 0..10 {
            calibration.slowdown();
        }
        calibration
    }

    /// Returns whether somebody else is at work right now. Once too slow proves nothing: our own two
    /// threads may have been started on one core.
    pub(crate) fn is_disturbed(&mut self) -> bool {
        (0..LOOKS).all(|_| self.slowdown() > SLOWER)
    }

    /// Runs the loop on every core, and returns how many times as long as at its best the slowest took.
    fn slowdown(&mut self) -> f64 {
        let ready = StartingLine::new(self.threads);
        let slowest = thread::scope(|scope| {
            let threads: Vec<_> = (0..self.threads)
                .map(|number| {
                    let (work, ready) = (&self.work, &ready);
                    scope.spawn(move || {
                        ready.wait();
                        let start = Instant::now();
                        std::hint::black_box(work.of(number));
                        start.elapsed().as_secs_f64()
                    })
                })
                .collect();
            let times = threads
                .into_iter()
                .map(|thread| thread.join().expect("it only computes"));
            times.fold(0.0, f64::max)
        });
        self.fastest = self.fastest.min(slowest);
        slowest / self.fastest
    }
}

/// Measures which part of all cores other programs use; where the system does not say, nothing.
pub(crate) struct Others {
    start: Instant,
    ours: Duration,
    busy: Option<Duration>,
}

impl Others {
    /// Begins to measure.
    pub(crate) fn watch() -> Self {
        Self {
            start: Instant::now(),
            ours: cpu_time(),
            busy: machine_busy(),
        }
    }

    /// Returns the part since then, of 1.
    pub(crate) fn share(&self) -> Option<f64> {
        let busy = machine_busy()?.saturating_sub(self.busy?);
        let others = busy.saturating_sub(cpu_time().saturating_sub(self.ours));
        let whole = self.start.elapsed().as_secs_f64() * cores() as f64;
        Some(others.as_secs_f64() / whole)
    }
}

/// Returns how many threads can compute at a time.
pub(crate) fn cores() -> usize {
    thread::available_parallelism().map_or(1, Into::into)
}

/// Returns the CPU time that this process has used, all threads together.
#[cfg(unix)]
pub(crate) fn cpu_time() -> Duration {
    let used = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(used).unwrap_or_default()
}

/// Returns nothing, where the CPU time is not known.
#[cfg(not(unix))]
pub(crate) fn cpu_time() -> Duration {
    Duration::ZERO
}

/// Returns how long all cores together have been busy since the start of the machine. What the
/// hypervisor took away counts: we did not have it.
fn machine_busy() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/stat").ok()?;
    let numbers = text.lines().next()?.strip_prefix("cpu ")?;
    let ticks: Vec<u64> = numbers
        .split_whitespace()
        .map_while(|word| word.parse().ok())
        .collect();
    // user, nice, system, idle, iowait, irq, softirq, steal: in hundredths of a second.
    let busy: u64 = [0, 1, 2, 5, 6, 7]
        .iter()
        .filter_map(|&place| ticks.get(place))
        .sum();
    Some(Duration::from_millis(busy * 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_loop_is_never_faster_than_at_its_best() {
        let mut calibration = Calibration::new();
        for _ in 0..5 {
            assert!(calibration.slowdown() >= 1.0);
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_machine_is_at_least_as_busy_as_we_are() {
        let (busy, ours) = (machine_busy().unwrap(), cpu_time());
        std::hint::black_box(Work::lasting(Duration::from_micros(1)).of(0));
        assert!(machine_busy().unwrap() >= busy && cpu_time() > ours);
    }
}
