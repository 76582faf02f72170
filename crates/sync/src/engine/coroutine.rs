//! One modelled thread's stack: the only unsafe code of the explorer, around `corosensei`.

#![allow(unsafe_code)]

use std::cell::{Cell, RefCell};
use std::mem;
use std::rc::Rc;

use super::Body;
use corosensei::stack::DefaultStack;
use corosensei::{Coroutine, CoroutineResult, Yielder};

/// Bytes of stack for a modelled thread. Only the pages that it touches cost memory.
const STACK_BYTES: usize = 512 * 1024;

thread_local! {
    /// Stacks of finished coroutines, ready for the next schedule.
    static FREE_STACKS: RefCell<Vec<DefaultStack>> = const { RefCell::new(Vec::new()) };
}

/// What a coroutine needs to give control back: filled in when it first runs.
#[derive(Clone, Default)]
pub(crate) struct Suspender(Rc<Cell<Option<*const Yielder<(), ()>>>>);

impl Suspender {
    /// Gives control back to whoever resumed the coroutine; returns when it is resumed again.
    ///
    /// Must be called on the coroutine that this suspender belongs to.
    pub(crate) fn suspend(&self) {
        let yielder = self
            .0
            .get()
            .expect("the coroutine runs, so it has a yielder");
        // SAFETY: the yielder lives on the coroutine's own stack for as long as the coroutine's
        // closure runs, and it is that closure which is calling (the engine suspends only the
        // thread that it last resumed).
        unsafe { &*yielder }.suspend(());
    }
}

/// A closure on a stack of its own, run piece by piece.
pub(crate) struct Fiber {
    coroutine: Coroutine<(), (), ()>,
}

impl Fiber {
    /// Prepares `body`, which starts at the first [`Fiber::resume`].
    pub(crate) fn new(suspender: &Suspender, body: Box<dyn FnOnce()>) -> Self {
        let stack = FREE_STACKS
            .with_borrow_mut(Vec::pop)
            .unwrap_or_else(|| DefaultStack::new(STACK_BYTES).expect("memory for a stack"));
        let suspender = suspender.clone();
        let coroutine = Coroutine::with_stack(stack, move |yielder: &Yielder<(), ()>, ()| {
            suspender.0.set(Some(yielder));
            body();
        });
        Self { coroutine }
    }

    /// Runs until the body suspends (`true`) or ends (`false`).
    pub(crate) fn resume(&mut self) -> bool {
        matches!(self.coroutine.resume(()), CoroutineResult::Yield(()))
    }

    /// Gives the stack back if the body has ended, and otherwise leaks it.
    ///
    /// A failing schedule stops threads in the middle of what they do. Unwinding them would run
    /// their destructors, which lock and notify in a world that is over; so their stacks stay
    /// behind, untouched, which is always sound.
    pub(crate) fn retire(self) {
        if self.coroutine.done() {
            let stack = self.coroutine.into_stack();
            FREE_STACKS.with_borrow_mut(|free| free.push(stack));
        } else {
            mem::forget(self);
        }
    }
}

/// Extends the life of a scoped thread's closure to `'static`, as the engine stores it.
///
/// # Safety
///
/// The caller must not return before the closure has run to its end, unless the stack that it
/// borrows from is never touched again (a leaked stack).
pub(crate) unsafe fn assume_static<'a>(body: Box<dyn FnOnce() -> bool + 'a>) -> Body {
    // SAFETY: only the lifetime changes; the caller vouches for it.
    unsafe { mem::transmute::<Box<dyn FnOnce() -> bool + 'a>, Body>(body) }
}
