//! [`scope`]: threads that borrow from the caller, and end before it goes on.

use std::io;
use std::thread::Result;

use super::builder::Builder;
#[cfg(feature = "model")]
use super::builder::modelled;
use super::handle::Thread;
#[cfg(feature = "model")]
use crate::engine::{self, here};
use crate::trace::{self, Kind, labels};

/// Calls `body` with a scope in which it can start threads that borrow, and waits for them all.
///
/// # Panics
///
/// If a thread of the scope panicked and nobody joined it, after all of them have ended.
///
/// # Blocking
///
/// Until every thread of the scope has ended.
///
/// # Examples
///
/// ```
/// use pattern_sync::thread;
///
/// let words = ["one", "three"];
/// let lengths = thread::scope(|s| words.map(|word| s.spawn(move || word.len())).map(|h| h.join().unwrap()));
/// assert_eq!(lengths, [3, 5]);
/// ```
#[cfg_attr(feature = "model", track_caller)]
pub fn scope<'env, F, T>(body: F) -> T
where
    F: for<'scope> FnOnce(Scope<'scope, 'env>) -> T,
{
    #[cfg(feature = "model")]
    if let Some(execution) = engine::current() {
        let site = here();
        // The standard scope has no threads here; it lends its lifetimes.
        let (result, panicked) = std::thread::scope(|real| {
            let scope = execution.open_scope();
            let closing = Closing { scope, site };
            let result = body(Scope {
                real,
                modelled: Some(scope),
            });
            drop(closing);
            (result, execution.scope_panicked(scope))
        });
        assert!(!panicked, "{SCOPED_THREAD_PANICKED}");
        return result;
    }
    let (result, _waiting) = std::thread::scope(|real| {
        let result = body(Scope {
            real,
            #[cfg(feature = "model")]
            modelled: None,
        });
        (result, trace::begin(Kind::Wait, labels::SCOPE))
    });
    result
}

/// Starts threads that may borrow whatever outlives the call of [`scope`].
///
/// A small value: pass it on by copy.
#[derive(Clone, Copy)]
pub struct Scope<'scope, 'env> {
    real: &'scope std::thread::Scope<'scope, 'env>,
    #[cfg(feature = "model")]
    modelled: Option<engine::ScopeId>,
}

impl<'scope, 'env> Scope<'scope, 'env> {
    /// Starts a thread of the scope.
    ///
    /// # Panics
    ///
    /// If the operating system cannot start one; see [`Builder::spawn_scoped`].
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn spawn<F, T>(self, body: F) -> ScopedJoinHandle<'scope, T>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        self.spawn_with(Builder::new(), body)
            .expect("the operating system starts a thread")
    }

    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub(super) fn spawn_with<F, T>(
        self,
        builder: Builder,
        body: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>>
    where
        F: FnOnce() -> T + Send + 'scope,
        T: Send + 'scope,
    {
        #[cfg(feature = "model")]
        if let Some((execution, scope)) = engine::current().zip(self.modelled) {
            let (packet, body) = modelled::package(body);
            #[allow(unsafe_code)]
            // SAFETY: `scope` does not return, nor unwind, before every thread of the scope has
            // ended (`Closing`); if the schedule is given up before that, none of its threads
            // runs again, and none of the closures is dropped.
            let body = unsafe { engine::assume_static(Box::new(body)) };
            let thread = execution.spawn(builder.name, body, here());
            execution.add_to_scope(scope, thread);
            let joining = modelled::Joining::new(&execution, thread, packet);
            return Ok(ScopedJoinHandle(Handle::Modelled(
                joining,
                std::marker::PhantomData,
            )));
        }
        let body = trace::thread(builder.name.as_deref(), body);
        let handle = builder.real().spawn_scoped(self.real, body)?;
        Ok(ScopedJoinHandle(Handle::Real(handle)))
    }
}

/// What the standard scope says, too.
#[cfg(feature = "model")]
pub(crate) const SCOPED_THREAD_PANICKED: &str = "a scoped thread panicked";

/// Waits for the threads of a modelled scope when it ends, by a panic too.
#[cfg(feature = "model")]
struct Closing {
    scope: engine::ScopeId,
    site: engine::Site,
}

#[cfg(feature = "model")]
impl Drop for Closing {
    fn drop(&mut self) {
        let execution = engine::current().expect("the scope was opened in an exploration");
        execution.close_scope(self.scope, self.site);
    }
}

/// The right to wait for a thread of a scope and to take its result.
pub struct ScopedJoinHandle<'scope, T>(Handle<'scope, T>);

enum Handle<'scope, T> {
    Real(std::thread::ScopedJoinHandle<'scope, T>),
    #[cfg(feature = "model")]
    Modelled(modelled::Joining<T>, std::marker::PhantomData<&'scope ()>),
}

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits for the thread and returns its result.
    ///
    /// # Errors
    ///
    /// If the thread panicked: what it panicked with.
    ///
    /// # Blocking
    ///
    /// Until the thread has ended.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn join(self) -> Result<T> {
        match self.0 {
            Handle::Real(handle) => {
                let thread = handle.thread().clone();
                trace::wait_for_end(&thread, || handle.join())
            }
            #[cfg(feature = "model")]
            Handle::Modelled(joining, _) => joining.join(here()),
        }
    }

    /// Tells whether the thread has ended.
    #[cfg_attr(feature = "model", track_caller)]
    #[inline]
    pub fn is_finished(&self) -> bool {
        match &self.0 {
            Handle::Real(handle) => handle.is_finished(),
            #[cfg(feature = "model")]
            Handle::Modelled(joining, _) => joining.is_finished(here()),
        }
    }

    /// Returns a handle to the thread.
    #[cfg_attr(feature = "model", track_caller)]
    #[must_use]
    pub fn thread(&self) -> Thread {
        match &self.0 {
            Handle::Real(handle) => Thread::real(handle.thread().clone()),
            #[cfg(feature = "model")]
            Handle::Modelled(joining, _) => joining.thread(),
        }
    }
}
