//! [`Thread`] and [`ThreadId`]: which thread it is.

use std::fmt;
use std::hash::{Hash, Hasher};

#[cfg(feature = "model")]
use crate::engine::{self, Misuse, ThreadIndex, here};
use crate::trace::{self, Place};

/// A handle to a thread: its name, its identity, and the permission to leave a park.
#[derive(Clone)]
pub struct Thread(Handle);

#[derive(Clone)]
enum Handle {
    Real(std::thread::Thread),
    #[cfg(feature = "model")]
    Modelled {
        execution: u64,
        thread: ThreadIndex,
        name: Option<std::sync::Arc<str>>,
    },
}

/// Tells threads apart.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ThreadId(Identity);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Identity {
    Real(std::thread::ThreadId),
    #[cfg(feature = "model")]
    Modelled {
        execution: u64,
        thread: ThreadIndex,
    },
}

// Neither the hash nor the text of an exploration's thread may depend on how many schedules ran
// before: the order of a hash map would, and with it the next schedule.
impl Hash for Identity {
    fn hash<H: Hasher>(&self, state: &mut H) {
        match self {
            Self::Real(id) => id.hash(state),
            #[cfg(feature = "model")]
            Self::Modelled { thread, .. } => thread.hash(state),
        }
    }
}

impl fmt::Debug for ThreadId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Identity::Real(id) => id.fmt(f),
            #[cfg(feature = "model")]
            Identity::Modelled { thread, .. } => f.debug_tuple("ThreadId").field(thread).finish(),
        }
    }
}

/// Returns a handle to the calling thread.
///
/// # Examples
///
/// ```
/// use pattern_sync::thread;
///
/// let worker = thread::Builder::new().name("worker".to_owned());
/// let name = worker.spawn(|| thread::current().name().map(str::to_owned)).unwrap();
/// assert_eq!(name.join().unwrap().as_deref(), Some("worker"));
/// ```
#[inline]
#[must_use]
pub fn current() -> Thread {
    #[cfg(feature = "model")]
    if let Some(execution) = engine::current() {
        return Thread::modelled(&execution, execution.current_thread());
    }
    Thread::real(std::thread::current())
}

impl Thread {
    pub(super) fn real(thread: std::thread::Thread) -> Self {
        Self(Handle::Real(thread))
    }

    #[cfg(feature = "model")]
    pub(super) fn modelled(execution: &engine::Execution, thread: ThreadIndex) -> Self {
        let name = execution.thread_name(thread).map(Into::into);
        Self(Handle::Modelled {
            execution: execution.id,
            thread,
            name,
        })
    }

    /// Returns the thread's name, if it has one.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.0 {
            Handle::Real(thread) => thread.name(),
            #[cfg(feature = "model")]
            Handle::Modelled { name, .. } => name.as_deref(),
        }
    }

    /// Returns what tells this thread from others.
    #[must_use]
    pub fn id(&self) -> ThreadId {
        ThreadId(match &self.0 {
            Handle::Real(thread) => Identity::Real(thread.id()),
            #[cfg(feature = "model")]
            &Handle::Modelled {
                execution, thread, ..
            } => Identity::Modelled { execution, thread },
        })
    }

    /// Gives the thread the permission to leave a [`park`](super::park), now or the next time.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn unpark(&self) {
        match &self.0 {
            Handle::Real(thread) => {
                trace::wakes(|| Place::Parked(thread.id()));
                thread.unpark();
            }
            #[cfg(feature = "model")]
            &Handle::Modelled {
                execution: id,
                thread,
                ..
            } => {
                let current = engine::current();
                let current = current.expect("a thread of an exploration is unparked inside it");
                if current.id != id {
                    current.abandon(Misuse::ForeignObject, here());
                }
                current.unpark(thread, here());
            }
        }
    }
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread")
            .field("name", &self.name())
            .finish_non_exhaustive()
    }
}
