//! [`spawn`], [`Builder`] and [`JoinHandle`].

use std::io;
use std::thread::Result;

use super::handle::Thread;
use super::scope::{Scope, ScopedJoinHandle};
#[cfg(feature = "model")]
use crate::engine::{self, here};
#[cfg(feature = "model")]
use crate::thread::handle;
use crate::trace;

/// Starts a thread.
///
/// # Panics
///
/// If the operating system cannot start one; see [`Builder::spawn`].
///
/// # Memory ordering
///
/// What the caller did before happens before what the thread does.
///
/// # Examples
///
/// ```
/// use pattern_sync::thread;
///
/// assert_eq!(thread::spawn(|| 2 + 2).join().unwrap(), 4);
/// ```
#[cfg_attr(feature = "model", track_caller)]
#[inline]
pub fn spawn<F, T>(body: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    Builder::new()
        .spawn(body)
        .expect("the operating system starts a thread")
}

/// Starts threads that have a name or a chosen stack.
///
/// # Examples
///
/// ```
/// use pattern_sync::thread::Builder;
///
/// let handle = Builder::new().name("counter".to_owned()).spawn(|| 1 + 1)?;
/// assert_eq!(handle.join().unwrap(), 2);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Default)]
#[must_use = "a builder starts nothing by itself"]
pub struct Builder {
    pub(super) name: Option<String>,
    stack_size: Option<usize>,
}

impl Builder {
    /// Makes a builder for a thread without a name.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }

    /// Names the thread; debuggers, panics and timelines show the name.
    #[inline]
    pub fn name(mut self, name: String) -> Self {
        self.name = Some(name);
        self
    }

    /// Sets the size of the thread's stack, in bytes. An exploration has its own size.
    #[inline]
    pub fn stack_size(mut self, bytes: usize) -> Self {
        self.stack_size = Some(bytes);
        self
    }

    /// Starts a thread.
    ///
    /// # Errors
    ///
    /// If the operating system cannot start one.
    ///
    /// # Panics
    ///
    /// If the name has a NUL byte.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn spawn<F, T>(self, body: F) -> io::Result<JoinHandle<T>>
    where
        F: FnOnce() -> T + Send + 'static,
        T: Send + 'static,
    {
        #[cfg(feature = "model")]
        if let Some(execution) = engine::current() {
            let (packet, body) = modelled::package(body);
            let thread = execution.spawn(self.name, Box::new(body), here());
            return Ok(JoinHandle(Handle::Modelled(modelled::Joining::new(
                &execution, thread, packet,
            ))));
        }
        let body = trace::thread(self.name.as_deref(), body);
        self.real()
            .spawn(body)
            .map(|handle| JoinHandle(Handle::Real(handle)))
    }

    /// Starts a thread of a scope.
    ///
    /// # Errors
    ///
    /// If the operating system cannot start one.
    ///
    /// # Panics
    ///
    /// If the name has a NUL byte.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn spawn_scoped<'scope, 'env, F, T>(
        self,
        scope: Scope<'scope, 'env>,
        body: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        scope.spawn_with(self, body)
    }

    pub(super) fn real(self) -> std::thread::Builder {
        let mut builder = std::thread::Builder::new();
        if let Some(name) = self.name {
            builder = builder.name(name);
        }
        if let Some(bytes) = self.stack_size {
            builder = builder.stack_size(bytes);
        }
        builder
    }
}

/// The right to wait for a thread and to take its result. Dropping it lets the thread go on alone.
pub struct JoinHandle<T>(Handle<T>);

enum Handle<T> {
    Real(std::thread::JoinHandle<T>),
    #[cfg(feature = "model")]
    Modelled(modelled::Joining<T>),
}

impl<T> JoinHandle<T> {
    /// Waits for the thread and returns its result.
    ///
    /// # Errors
    ///
    /// If the thread panicked: what it panicked with.
    ///
    /// # Blocking
    ///
    /// Until the thread has ended.
    ///
    /// # Memory ordering
    ///
    /// What the thread did happens before this returns.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn join(self) -> Result<T> {
        match self.0 {
            Handle::Real(handle) => {
                let thread = handle.thread().clone();
                trace::wait_for_end(&thread, || handle.join())
            }
            #[cfg(feature = "model")]
            Handle::Modelled(joining) => joining.join(here()),
        }
    }

    /// Tells whether the thread has ended.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn is_finished(&self) -> bool {
        match &self.0 {
            Handle::Real(handle) => handle.is_finished(),
            #[cfg(feature = "model")]
            Handle::Modelled(joining) => joining.is_finished(here()),
        }
    }

    /// Returns a handle to the thread.
    #[cfg_attr(feature = "model", track_caller)]
    #[must_use]
    pub fn thread(&self) -> Thread {
        match &self.0 {
            Handle::Real(handle) => Thread::real(handle.thread().clone()),
            #[cfg(feature = "model")]
            Handle::Modelled(joining) => joining.thread(),
        }
    }
}

impl<T> std::fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}

/// What joining means in an exploration.
#[cfg(feature = "model")]
pub(super) mod modelled {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::rc::Rc;
    use std::sync::{Arc, Mutex};
    use std::thread::Result;

    use super::handle::Thread;
    use crate::engine::{self, Execution, Misuse, Site, ThreadIndex, here};

    /// Where a thread leaves its result.
    pub(in crate::thread) type Packet<T> = Arc<Mutex<Option<Result<T>>>>;

    /// Makes of `body` a closure that leaves its result, and tells whether it did not panic.
    pub(in crate::thread) fn package<F, T>(body: F) -> (Packet<T>, impl FnOnce() -> bool)
    where
        F: FnOnce() -> T,
    {
        let packet = Packet::default();
        let result = Arc::clone(&packet);
        let run = move || {
            let outcome = catch_unwind(AssertUnwindSafe(body));
            let well = outcome.is_ok();
            *result.lock().expect("nobody panics with this lock") = Some(outcome);
            well
        };
        (packet, run)
    }

    /// A modelled thread and the place of its result.
    pub(in crate::thread) struct Joining<T> {
        execution: u64,
        thread: ThreadIndex,
        packet: Packet<T>,
    }

    impl<T> Joining<T> {
        pub(in crate::thread) fn new(
            execution: &Execution,
            thread: ThreadIndex,
            packet: Packet<T>,
        ) -> Self {
            Self {
                execution: execution.id,
                thread,
                packet,
            }
        }

        pub(in crate::thread) fn join(self, site: Site) -> Result<T> {
            self.execution(site).join(self.thread, site);
            let result = self
                .packet
                .lock()
                .expect("nobody panics with this lock")
                .take();
            result.expect("the thread has ended")
        }

        pub(in crate::thread) fn is_finished(&self, site: Site) -> bool {
            self.execution(site).is_finished(self.thread, site)
        }

        #[track_caller]
        pub(in crate::thread) fn thread(&self) -> Thread {
            Thread::modelled(&self.execution(here()), self.thread)
        }

        /// The execution that is under way, which must be the thread's own.
        fn execution(&self, site: Site) -> Rc<Execution> {
            let current = engine::current();
            let current = current.expect("a thread of an exploration is joined inside it");
            if current.id != self.execution {
                current.abandon(Misuse::ForeignObject, site);
            }
            current
        }
    }
}
