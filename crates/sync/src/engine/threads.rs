//! Starting, ending and joining modelled threads.

use std::any::Any;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::rc::Rc;

use super::coroutine::Fiber;
use super::execution::Execution;
use super::footprint::Footprint;
use super::record::Position;
use super::state::{Life, Wait};
use super::{Action, Body, Ending, Outcome, Site, ThreadIndex, ThreadOutcome};

/// A scope of an execution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ScopeId(usize);

impl Execution {
    /// Adds the thread that runs the explored body.
    pub(super) fn spawn_main(self: &Rc<Self>, body: Rc<dyn Fn()>, site: Site) {
        let body = Box::new(move || {
            body();
            true
        });
        self.add(Some("main".to_owned()), site, body);
    }

    /// Starts a thread. `body` stores its own result, and returns whether it ended without a panic.
    pub(crate) fn spawn(
        self: &Rc<Self>,
        name: Option<String>,
        body: Body,
        site: Site,
    ) -> ThreadIndex {
        let thread = self.add(name, site, body);
        let mut state = self.state();
        state.touch(Footprint::CENSUS);
        state.record(Action::Spawn { thread }, None, site);
        thread
    }

    fn add(self: &Rc<Self>, name: Option<String>, site: Site, body: Body) -> ThreadIndex {
        // A weak handle: a suspended stack must not keep its own execution alive.
        let execution = Rc::downgrade(self);
        self.add_thread(name, site, |suspender| {
            Fiber::new(
                &suspender,
                Box::new(move || {
                    let ended = catch_unwind(AssertUnwindSafe(body));
                    let execution = execution.upgrade().expect("a running thread has one");
                    let well = ended.unwrap_or_else(|payload| {
                        execution.note_resumed(&*payload);
                        false
                    });
                    execution.finish(well);
                }),
            )
        })
    }

    /// Marks the running thread as ended, after its thread-local values are dropped.
    fn finish(&self, well: bool) {
        // Last made, first dropped, as on real threads; a drop may make new ones.
        let well = well & catch_unwind(AssertUnwindSafe(|| while self.drop_local() {})).is_ok();
        if self.exact {
            let site = self.site_of_current();
            self.reach(Wait::Nothing, None, site);
        }
        let mut state = self.state();
        let me = state.current;
        let site = state.threads[me].wait_site;
        state.touch(Footprint::thread(me));
        state.record(Action::Finish, None, site);
        state.remember(usize::from(well), me);
        state.threads[me].life = if well { Life::Finished } else { Life::Panicked };
    }

    /// Drops one of the running thread's thread-local values; `false` if there is none left.
    fn drop_local(&self) -> bool {
        let mut state = self.state();
        let me = state.current;
        let local = state.threads[me].locals.pop();
        drop(state);
        local.is_some()
    }

    /// Waits for the end of `thread`, whose result the caller takes.
    pub(crate) fn join(&self, thread: ThreadIndex, site: Site) {
        self.reach(Wait::End(thread), None, site);
        let mut state = self.state();
        state.threads[thread].observed = true;
        state.record(Action::Join { thread }, None, site);
    }

    /// Opens a scope, to which threads are added one by one.
    pub(crate) fn open_scope(&self) -> ScopeId {
        let mut state = self.state();
        state.scopes.push(Vec::new());
        ScopeId(state.scopes.len() - 1)
    }

    pub(crate) fn add_to_scope(&self, scope: ScopeId, thread: ThreadIndex) {
        self.state().scopes[scope.0].push(thread);
    }

    /// Waits for the end of every thread of the scope, those too that are added meanwhile.
    pub(crate) fn close_scope(&self, scope: ScopeId, site: Site) {
        let mut seen = 0;
        loop {
            let next = self.state().scopes[scope.0].get(seen).copied();
            let Some(thread) = next else { break };
            seen += 1;
            self.state().touch(Footprint::thread(thread));
            if self.state().threads[thread].life == Life::Alive {
                self.reach(Wait::End(thread), None, site);
            }
        }
    }

    /// Whether a thread of the scope panicked whose result nobody has taken. The owner of the scope
    /// panics in its place, so that the panic is seen from here on.
    pub(crate) fn scope_panicked(&self, scope: ScopeId) -> bool {
        let mut state = self.state();
        let threads = state.scopes[scope.0].clone();
        let mut panicked = false;
        for thread in threads {
            let thread = &mut state.threads[thread];
            if thread.life == Life::Panicked && !thread.observed {
                thread.passed_on = true;
                panicked = true;
            }
        }
        panicked
    }

    pub(crate) fn is_finished(&self, thread: ThreadIndex, site: Site) -> bool {
        self.state().ends_are_observed = true;
        self.reach(Wait::Nothing, None, site);
        let mut state = self.state();
        state.touch(Footprint::thread(thread));
        state.threads[thread].life != Life::Alive
    }

    /// Whether the running thread unwinds.
    pub(crate) fn is_panicking(&self) -> bool {
        let mut state = self.state();
        state.notice_catches();
        state.threads[state.current].unwinding
    }

    /// Where the running thread was at its last step.
    fn site_of_current(&self) -> Site {
        let state = self.state();
        state.threads[state.current].wait_site
    }

    pub(crate) fn current_thread(&self) -> ThreadIndex {
        self.state().current
    }

    pub(crate) fn thread_name(&self, thread: ThreadIndex) -> Option<String> {
        self.state().threads[thread].name.clone()
    }

    /// The running thread's value for the thread-local `key`, made by `new` at the first use.
    pub(crate) fn local(&self, key: usize, new: impl FnOnce() -> Rc<dyn Any>) -> Rc<dyn Any> {
        let me = self.current_thread();
        let known = {
            let state = self.state();
            let mut locals = state.threads[me].locals.iter();
            locals
                .find(|(of, _)| *of == key)
                .map(|(_, value)| Rc::clone(value))
        };
        known.unwrap_or_else(|| {
            let value = new();
            let local = (key, Rc::clone(&value));
            self.state().threads[me].locals.push(local);
            value
        })
    }

    /// Keeps the message and place of a panic of the running thread.
    pub(super) fn note_panic(&self, info: &PanicHookInfo<'_>) {
        let message = info
            .payload_as_str()
            .unwrap_or("a value that is not text")
            .to_owned();
        let Some(mut state) = self.try_state() else {
            eprintln!("the explorer itself panicked: {info}");
            return;
        };
        let me = state.current;
        state.touch(Footprint::EVERYTHING);
        let at = info.location().map(|location| Position {
            file: location.file().to_owned(),
            line: location.line(),
            column: location.column(),
        });
        let site = state.threads[me].wait_site;
        state.record(
            Action::Panic {
                message: message.clone(),
                at: at.clone(),
            },
            None,
            site,
        );
        state.threads[me].panic = Some((message, at));
        state.threads[me].unwinding = true;
        state.anyone_unwinding = true;
    }

    /// Keeps the message of a panic that was caught somewhere and goes on here, which no hook tells.
    fn note_resumed(&self, payload: &(dyn Any + Send)) {
        let mut state = self.state();
        let me = state.current;
        if state.threads[me].unwinding {
            return;
        }
        let message = panic_text(payload).unwrap_or_default().to_owned();
        let site = state.threads[me].wait_site;
        let action = Action::Panic {
            message: message.clone(),
            at: None,
        };
        state.touch(Footprint::EVERYTHING);
        state.record(action, None, site);
        state.threads[me].panic = Some((message, None));
    }

    /// What is left at the end.
    pub(super) fn outcome(self: Rc<Self>) -> Outcome {
        let mut state = self.state();
        drop(state.strategy.take());
        let ending = state.ending.unwrap_or(Ending::Finished);
        if matches!(ending, Ending::Deadlock | Ending::OnlyTime(_)) {
            state.record_last_waits();
        }
        let waiting: Vec<_> = (0..state.threads.len())
            .map(|thread| {
                let this = &state.threads[thread];
                let stuck = this.life == Life::Alive && !state.satisfied(thread);
                stuck.then(|| (state.waiting(thread), this.wait_object, this.wait_site))
            })
            .collect();
        let threads = std::mem::take(&mut state.threads)
            .into_iter()
            .zip(waiting)
            .map(|(thread, waiting)| {
                // Those of abandoned threads: dropping them would run code of a world that is over.
                std::mem::forget(thread.locals);
                ThreadOutcome {
                    name: thread.name,
                    life: thread.life,
                    waiting,
                    panic: thread.panic,
                    observed: thread.observed,
                    passed_on: thread.passed_on,
                }
            })
            .collect();
        // An abandoned stack keeps the execution: let it keep little.
        let objects = std::mem::take(&mut state.objects);
        let since = std::mem::take(&mut state.since);
        state.forget_scratch();
        Outcome {
            ending,
            threads,
            objects: objects.iter().map(|it| (it.kind(), it.made())).collect(),
            events: state.events.take().unwrap_or_default(),
            steps: state.steps,
            preemptions: state.preemptions,
            switches: state.switches,
            ends_are_observed: state.ends_are_observed,
            choices: state.choices,
            since,
            fingerprint: state.fingerprint,
        }
    }
}

/// Returns what a panic says, if that is text.
pub(crate) fn panic_text(payload: &(dyn Any + Send)) -> Option<&str> {
    let formatted = payload.downcast_ref::<String>().map(String::as_str);
    formatted.or_else(|| payload.downcast_ref::<&str>().copied())
}
