//! A link as those see it who do not care what its items are.

use super::Link;
use crate::observer::Gauge;
use crate::report::QueueReport;

/// What can be done with any link, whatever its items are.
pub(crate) trait AnyLink: Send + Sync {
    /// Calls everything off.
    fn cancel(&self);
    /// Counts items that are carried past the link.
    fn pass_by(&self, items: u64);
    /// Gives the account of the queue.
    fn report(&self) -> QueueReport;
    /// Tells what the queue is like at this moment.
    fn gauge(&self) -> Gauge;
}

impl<T: Send> AnyLink for Link<T> {
    fn cancel(&self) {
        Self::cancel(self);
    }

    fn pass_by(&self, items: u64) {
        self.state.lock().passed_by += items;
    }

    fn report(&self) -> QueueReport {
        let state = self.state.lock();
        let mean_depth = state.seen_by_arrivals as f64 / state.arrivals.max(1) as f64;
        QueueReport {
            capacity: self.capacity,
            high_water: state.high_water,
            mean_depth,
        }
    }

    fn gauge(&self) -> Gauge {
        let state = self.state.lock();
        let arrived = (state.arrivals + state.passed_by) as usize;
        let depth = self.depth(&state);
        Gauge {
            arrived,
            taken: arrived - depth,
            depth,
            waiting_takers: state.sleepers.takers,
            waiting_givers: state.sleepers.givers,
        }
    }
}
