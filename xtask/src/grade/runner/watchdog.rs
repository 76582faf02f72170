//! Decides when a graded process has to be stopped, and proves why.
//!
//! A verdict never depends on the clock: running into a limit costs points only on proof. The
//! proofs come from `/proc`; elsewhere than on Linux there is none, and the result is "not graded".

use std::time::Duration;

use super::Ending;
use crate::grade::sandbox::Level;

/// Says how far a graded process may go.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The CPU time of all its threads together.
    pub cpu: Duration,
    /// The time on the wall.
    pub wall: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            cpu: Duration::from_secs(10),
            wall: Duration::from_secs(60),
        }
    }
}

impl Limits {
    /// The limits within which a test runs first: still many times what it needs.
    #[must_use]
    pub fn first(self) -> Self {
        let cpu = self.cpu.min(Duration::from_secs(3));
        Self { cpu, ..self }
    }
}

/// Says what a thread of a deadlocked process waits for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Waiting {
    /// Which thread.
    pub who: Who,
    /// For what.
    pub what: What,
}

/// Names a thread.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// The thread that runs the test itself.
    Test,
    /// A thread that was given a name.
    Named(String),
    /// Another thread.
    Unnamed,
}

/// Says what is waited for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A lock or a condition variable.
    Lock,
    /// A channel, the end of a scope, or to be unparked.
    Parked,
    /// The end of a thread.
    End(Who),
}

/// Watches one process.
pub(in crate::grade) struct Watchdog {
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only /proc is asked")
    )]
    id: u32,
    limits: Limits,
    /// Whether the graded process is not `id` but the last of its descendants.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(dead_code, reason = "only /proc is asked")
    )]
    inside: bool,
    #[cfg(target_os = "linux")]
    before: Option<Vec<super::proc::Thread>>,
}

impl Watchdog {
    /// Watches process `id`, which at [`Level::L3`] is the one that made the namespaces.
    pub(in crate::grade) fn new(id: u32, limits: Limits, level: Level) -> Self {
        Self {
            id,
            limits,
            inside: level == Level::L3,
            #[cfg(target_os = "linux")]
            before: None,
        }
    }

    /// Looks at the process, which has run for `elapsed`; tells whether to stop it, and why.
    pub(in crate::grade) fn look(&mut self, elapsed: Duration) -> Option<Ending> {
        self.proof()
            .or_else(|| (elapsed >= self.limits.wall).then_some(Ending::TooSlow(self.limits.wall)))
    }

    #[cfg(not(target_os = "linux"))]
    fn proof(&mut self) -> Option<Ending> {
        None
    }

    #[cfg(target_os = "linux")]
    fn proof(&mut self) -> Option<Ending> {
        use super::proc;

        let id = if self.inside {
            proc::last_descendant(self.id)?
        } else {
            self.id
        };
        if proc::cpu_time(id)? >= self.limits.cpu {
            return Some(Ending::CpuSpent(self.limits.cpu));
        }
        let now = proc::threads(id)?;
        // A thread that slept at both looks and was not switched in between slept all the time
        // from one to the other. If that holds for every thread, all of them slept at one moment,
        // and there is nobody left to wake any of them.
        let stuck =
            now.iter().all(proc::Thread::waits_for_another) && self.before.as_ref() == Some(&now);
        let proof = stuck.then(|| Ending::Deadlock(waiting(id, &now)));
        self.before = Some(now);
        proof
    }
}

/// Says what each thread waits for, but for the harness's own, which waits for the test.
#[cfg(target_os = "linux")]
fn waiting(id: u32, threads: &[super::proc::Thread]) -> Vec<Waiting> {
    // The harness runs the test on the first thread that it starts. A thread without a name of
    // its own inherits that of the thread which started it.
    let test = threads.iter().find(|thread| thread.id != id);
    let who = |thread: &super::proc::Thread| match test {
        Some(test) if test.id == thread.id => Who::Test,
        Some(test) if test.name == thread.name => Who::Unnamed,
        _ => Who::Named(thread.name.clone()),
    };
    let mut all: Vec<Waiting> = threads
        .iter()
        .filter(|thread| thread.id != id)
        .map(|thread| {
            let awaited = thread
                .joins()
                .and_then(|id| threads.iter().find(|t| t.id == id));
            let what = match awaited {
                Some(other) => What::End(who(other)),
                None if thread.is_parked() => What::Parked,
                None => What::Lock,
            };
            Waiting {
                who: who(thread),
                what,
            }
        })
        .collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_first_only_the_processor_time_is_less() {
        let limits = Limits::default();
        let first = limits.first();
        assert!(first.cpu < limits.cpu);
        assert_eq!(first.wall, limits.wall);
        assert_eq!(first.first().cpu, first.cpu);
    }
}
