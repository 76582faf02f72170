//! A channel inside an exploration: the engine decides, the items lie here.

use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use super::{
    End, Receiver, RecvError, RecvTimeoutError, SendError, SendTimeoutError, Sender, TryRecvError,
    TrySendError,
};
use crate::engine::{self, Execution, Patience, Refusal, Side, Site, Slot};

/// Makes both ends of a modelled channel.
pub(super) fn channel<T>(
    execution: &Execution,
    capacity: Option<usize>,
    site: Site,
) -> (Sender<T>, Receiver<T>) {
    let shared = Arc::new(Shared {
        slot: Slot::new(),
        items: Mutex::default(),
        capacity,
    });
    execution.new_channel(&shared.slot, capacity, site);
    let port = |side| Port {
        shared: Arc::clone(&shared),
        side,
        site,
    };
    (
        Sender(End::Modelled(port(Side::Sender))),
        Receiver(End::Modelled(port(Side::Receiver))),
    )
}

struct Shared<T> {
    slot: Slot,
    items: Mutex<VecDeque<T>>,
    capacity: Option<usize>,
}

/// One handle of one side.
pub(super) struct Port<T> {
    shared: Arc<Shared<T>>,
    side: Side,
    /// Where the handle was made: where it goes away cannot be known.
    site: Site,
}

impl<T> Port<T> {
    pub(super) fn send(&self, item: T, site: Site) -> Result<(), SendError<T>> {
        let sent = self.put(item, &execution(), Patience::Forever, site);
        sent.map_err(|(item, _)| SendError(item))
    }

    pub(super) fn try_send(&self, item: T, site: Site) -> Result<(), TrySendError<T>> {
        let sent = self.put(item, &execution(), Patience::None, site);
        sent.map_err(|(item, refusal)| match refusal {
            Refusal::NotNow => TrySendError::Full(item),
            Refusal::Disconnected => TrySendError::Disconnected(item),
        })
    }

    pub(super) fn send_timeout(
        &self,
        item: T,
        timeout: Duration,
        site: Site,
    ) -> Result<(), SendTimeoutError<T>> {
        let execution = execution();
        let patience = Patience::Until(execution.deadline(timeout));
        self.put(item, &execution, patience, site)
            .map_err(|(item, refusal)| match refusal {
                Refusal::NotNow => SendTimeoutError::Timeout(item),
                Refusal::Disconnected => SendTimeoutError::Disconnected(item),
            })
    }

    fn put(
        &self,
        item: T,
        execution: &Execution,
        patience: Patience,
        site: Site,
    ) -> Result<(), (T, Refusal)> {
        let item = std::cell::Cell::new(Some(item));
        let put = || self.items().push_back(item.take().expect("put once"));
        let take_back = || item.set(self.items().pop_back());
        let sent = execution.send(&self.shared.slot, patience, put, take_back, site);
        sent.map_err(|refusal| (item.take().expect("a refused item comes back"), refusal))
    }

    pub(super) fn recv(&self, site: Site) -> Result<T, RecvError> {
        self.take(&execution(), Patience::Forever, site)
            .map_err(|_| RecvError)
    }

    pub(super) fn try_recv(&self, site: Site) -> Result<T, TryRecvError> {
        self.take(&execution(), Patience::None, site)
            .map_err(|refusal| match refusal {
                Refusal::NotNow => TryRecvError::Empty,
                Refusal::Disconnected => TryRecvError::Disconnected,
            })
    }

    pub(super) fn recv_timeout(
        &self,
        timeout: Duration,
        site: Site,
    ) -> Result<T, RecvTimeoutError> {
        let execution = execution();
        let patience = Patience::Until(execution.deadline(timeout));
        self.take(&execution, patience, site)
            .map_err(|refusal| match refusal {
                Refusal::NotNow => RecvTimeoutError::Timeout,
                Refusal::Disconnected => RecvTimeoutError::Disconnected,
            })
    }

    fn take(&self, execution: &Execution, patience: Patience, site: Site) -> Result<T, Refusal> {
        execution.receive(&self.shared.slot, patience, site)?;
        Ok(self
            .items()
            .pop_front()
            .expect("the engine counted an item"))
    }

    fn items(&self) -> MutexGuard<'_, VecDeque<T>> {
        self.shared
            .items
            .lock()
            .expect("nobody panics with this lock")
    }

    pub(super) fn len(&self, site: Site) -> usize {
        execution().channel_len(&self.shared.slot, site)
    }

    pub(super) fn capacity(&self) -> Option<usize> {
        self.shared.capacity
    }

    /// Makes one more handle of the same side.
    pub(super) fn another(&self, site: Site) -> Self {
        execution().channel_cloned(&self.shared.slot, self.side, site);
        Self {
            shared: Arc::clone(&self.shared),
            side: self.side,
            site,
        }
    }
}

impl<T> Drop for Port<T> {
    fn drop(&mut self) {
        // Outside, nobody is left to be told.
        if let Some(execution) = engine::current()
            && execution.channel_dropped(&self.shared.slot, self.side, self.site)
        {
            let items = std::mem::take(&mut *self.items());
            drop(items);
        }
    }
}

fn execution() -> Rc<Execution> {
    engine::current().expect("a channel of an exploration is used inside it")
}
