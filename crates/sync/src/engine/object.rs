//! The modelled state of locks, condition variables, channels and the like.

use std::sync::OnceLock;

use super::{Site, ThreadIndex};

/// Index of an object in the execution that it belongs to.
pub(crate) type ObjectIndex = usize;

/// Ties a facade object to its modelled state: empty until an exploration first uses the object.
#[derive(Debug, Default)]
pub(crate) struct Slot(OnceLock<(u64, ObjectIndex)>);

impl Slot {
    /// Makes an empty slot.
    pub(crate) const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// Returns the object's index in the execution `id`, made by `register` at the first use.
    /// `Err` means that the object belongs to another execution.
    pub(crate) fn index(
        &self,
        id: u64,
        register: impl FnOnce() -> ObjectIndex,
    ) -> Result<ObjectIndex, ()> {
        let &(owner, index) = self.0.get_or_init(|| (id, register()));
        if owner == id { Ok(index) } else { Err(()) }
    }
}

/// What the model knows of one object. The data itself stays in the facade's real object.
#[derive(Debug)]
pub(crate) enum Object {
    Mutex {
        owner: Option<(ThreadIndex, Site)>,
    },
    RwLock {
        writer: Option<(ThreadIndex, Site)>,
        readers: Vec<ThreadIndex>,
        /// Writers that wait: while readers hold the lock, they keep further readers out.
        queued: usize,
    },
    /// Threads that wait, in the order in which they came.
    Condvar {
        waiters: Vec<ThreadIndex>,
    },
    Atomic,
    Barrier {
        count: usize,
        waiting: usize,
        generation: u64,
    },
    Once(OnceState),
    Channel(Channel),
}

/// How far a once-only initialisation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnceState {
    Empty,
    Running(ThreadIndex),
    Done,
}

/// What the model knows of a channel.
#[derive(Debug)]
pub(crate) struct Channel {
    /// Where it was made: that line names it best.
    pub(crate) made: Site,
    /// Items that it can hold; `None` is unbounded, zero is a rendezvous.
    pub(crate) capacity: Option<usize>,
    /// Items inside.
    pub(crate) len: usize,
    /// Items taken out so far: a rendezvous sender waits for its own.
    pub(crate) taken: u64,
    /// Items put in so far.
    pub(crate) sent: u64,
    pub(crate) senders: usize,
    pub(crate) receivers: usize,
}

impl Channel {
    pub(crate) fn has_room(&self) -> bool {
        self.capacity
            .is_none_or(|capacity| self.len < capacity.max(1))
    }
}

/// The kinds of object, as the timeline names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum ObjectKind {
    /// A mutual-exclusion lock.
    Mutex,
    /// A readers-writer lock.
    RwLock,
    /// A condition variable.
    Condvar,
    /// An atomic variable.
    Atomic,
    /// A barrier.
    Barrier,
    /// A once-only cell.
    Once,
    /// A channel.
    Channel,
}

impl Object {
    /// Whether a reader gets this lock now.
    pub(crate) fn lets_read(&self) -> bool {
        matches!(self, Self::RwLock { writer: None, readers, queued }
            if readers.is_empty() || *queued == 0)
    }

    /// Whether a writer gets this lock now.
    pub(crate) fn lets_write(&self) -> bool {
        matches!(self, Self::RwLock { writer: None, readers, .. } if readers.is_empty())
    }

    /// Where it was made, if that is known.
    pub(crate) fn made(&self) -> Option<Site> {
        match self {
            Self::Channel(channel) => Some(channel.made),
            _ => None,
        }
    }

    pub(crate) fn kind(&self) -> ObjectKind {
        match self {
            Self::Mutex { .. } => ObjectKind::Mutex,
            Self::RwLock { .. } => ObjectKind::RwLock,
            Self::Condvar { .. } => ObjectKind::Condvar,
            Self::Atomic => ObjectKind::Atomic,
            Self::Barrier { .. } => ObjectKind::Barrier,
            Self::Once(_) => ObjectKind::Once,
            Self::Channel(_) => ObjectKind::Channel,
        }
    }
}
