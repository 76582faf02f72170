//! Runs work on one core that it has to share: what a verdict must not depend on.

/// Applies `work` to each of `items`, every one pinned to a single core that is under load.
///
/// On each core several pieces of work and a thread that only spins compete. Elsewhere than on
/// Linux there is no pinning, only the load.
pub(super) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;

    /// How many pieces of work share a core.
    const SHARING: usize = 4;

    /// The most cores that are used: the rest of a large machine is left in peace.
    const MAX_CORES: usize = 8;

    let mut cores = cores();
    cores.truncate(MAX_CORES);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for core in &cores {
            let over = &over;
            scope.spawn(move || {
                pin(*core);
                while !over.load(Ordering::Relaxed) {
                    std::hint::spin_loop();
                }
            });
        }
        let results = crate::parallel::map_workers(cores.len() * SHARING, items, |worker, item| {
            // The processes that this thread starts inherit its core.
            pin(cores[worker % cores.len()]);
            work(item)
        });
        over.store(true, Ordering::Relaxed);
        results
    })
}

/// Lists the cores that this process may use.
#[cfg(target_os = "linux")]
fn cores() -> Vec<usize> {
    let set = rustix::thread::sched_getaffinity(None);
    let cores: Vec<usize> = set.map_or_else(
        |_| vec![0],
        |set| {
            (0..rustix::thread::CpuSet::MAX_CPU)
                .filter(|core| set.is_set(*core))
                .collect()
        },
    );
    if cores.is_empty() { vec![0] } else { cores }
}

#[cfg(target_os = "linux")]
fn pin(core: usize) {
    let mut set = rustix::thread::CpuSet::new();
    set.set(core);
    // Without the permission to pin there is still the load.
    let _ = rustix::thread::sched_setaffinity(None, &set);
}

#[cfg(not(target_os = "linux"))]
fn cores() -> Vec<usize> {
    (0..std::thread::available_parallelism().map_or(1, usize::from)).collect()
}

#[cfg(not(target_os = "linux"))]
fn pin(_: usize) {}
