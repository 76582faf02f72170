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

    /// Gives the stack back for the next schedule.
    ///
    /// A failing schedule stops threads in the middle of what they do. Unwinding them would run
    /// their destructors, which lock and notify in a world that is over; so what lies on their
    /// stacks is forgotten, as by `mem::forget`. The stacks themselves are used again: shrinking
    /// stops thousands of threads, and an address space has room for some tens of thousands.
    pub(crate) fn retire(mut self) {
        if !self.coroutine.done() {
            // SAFETY: nothing comes back to this stack. The threads of an execution are retired
            // together, once none of them will run again; they alone, and scoped closures that are
            // threads too, can borrow from it, since the explored body is `'static`. What goes
            // without its destructor is what `mem::forget` may be given: explored bodies hold no
            // real threads, files or pinned registrations (see `model`, "What is out of sight").
            unsafe { self.coroutine.force_reset() };
        }
        let stack = self.coroutine.into_stack();
        FREE_STACKS.with_borrow_mut(|free| free.push(stack));
    }
}

/// Extends the life of a scoped thread's closure to `'static`, as the engine stores it.
///
/// # Safety
///
/// The caller must not return before the closure has run to its end, unless the closure never runs
/// again and is not dropped either (its thread is retired in the middle).
pub(crate) unsafe fn assume_static<'a>(body: Box<dyn FnOnce() -> bool + 'a>) -> Body {
    // SAFETY: only the lifetime changes; the caller vouches for it.
    unsafe { mem::transmute::<Box<dyn FnOnce() -> bool + 'a>, Body>(body) }
}
