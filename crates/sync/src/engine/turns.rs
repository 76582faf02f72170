//! Who runs next: what is on offer at a choice point, and what the answer changes.

use super::footprint::{Footprint, Step};
use super::state::{Life, State, Wait};
use super::strategy::{Choice, Question, Wakeup};
use super::{Ending, Misuse, ThreadIndex};

/// After so many steps of one thread in a row while others could run, the others get their turn:
/// a spinning thread shall not hide what it spins for.
const PATIENCE: usize = 64;

/// A thread that could have run for so many steps gets its turn, unless the strategy insists on
/// another one: real schedulers are fair in the long run, so what only an unfair one could do without
/// end is no failure.
const STARVATION: usize = 1_000;

/// What a look at all threads has found, besides those that can simply run.
#[derive(Default)]
struct Found {
    /// The first that could have run for too long.
    starved: Option<ThreadIndex>,
    /// Whether anybody else has a time-out.
    timed: bool,
    /// Whether anybody else may wake for no reason.
    restless: bool,
}

impl State {
    /// Decides who runs next, and sets `current`, or else `ending`.
    pub(super) fn pick(&mut self) {
        if self.ending.is_some() {
            return;
        }
        if self.steps == self.limits.steps {
            self.ending = Some(Ending::StepLimit);
            return;
        }
        self.steps += 1;
        self.end_step();
        let site = self.threads[self.current].wait_site;
        self.remember(std::ptr::from_ref(site).addr(), self.current);
        let tiring = self.in_a_row >= PATIENCE;
        let yielded = std::mem::take(&mut self.yielded) || tiring;
        let (runnable, continues, starved) = self.list_options(yielded);
        let nobody = |choice: &Choice| choice.how == Wakeup::Spurious;
        if runnable == 0 && self.options.iter().all(nobody) {
            let everyone_ended = self.threads.iter().all(|thread| thread.life != Life::Alive);
            self.ending = Some(if everyone_ended {
                Ending::Finished
            } else {
                Ending::Deadlock
            });
            return;
        }
        // Sorted: the first one that is not ready is the first whose time is up.
        let first = self.options[0];
        if first.how == Wakeup::TimedOut && !self.limits.time_passes {
            self.ending = Some(Ending::OnlyTime(first.thread));
            return;
        }
        let answer = if self.options.len() == 1 {
            0
        } else {
            let options = std::mem::take(&mut self.options);
            let since = std::mem::take(&mut self.since);
            let question = Question::Task {
                options: &options,
                running: (self.current, site),
                runnable,
                continues,
                yielded,
                starved,
                since: &since,
            };
            let answer = self.ask(question).filter(|&answer| answer < options.len());
            self.options = options;
            self.since = since;
            self.since.clear();
            if tiring && answer.is_some_and(|answer| self.options[answer].thread == self.current) {
                // It goes on all the same: asked again after as long.
                self.in_a_row = 0;
            }
            let Some(answer) = answer else {
                let thread = self.current;
                let site = self.threads[thread].wait_site;
                self.ending = Some(Ending::Misuse {
                    misuse: Misuse::Diverged,
                    thread,
                    site,
                });
                return;
            };
            answer
        };
        if starved && answer > 0 {
            // Asked again after as long.
            self.threads[self.options[0].thread].fed = self.steps;
        }
        self.preemptions += usize::from(continues && answer > 0);
        self.resume(self.options[answer]);
    }

    /// Notes what the running thread has touched, and is about to touch.
    fn end_step(&mut self) {
        let thread = self.current;
        let this = &self.threads[thread];
        let step = Step {
            thread,
            touched: std::mem::take(&mut self.touched),
            next: Footprint::of(this.wait, this.wait_object, thread),
        };
        self.since.push(step);
    }

    /// Fills `options` in their canonical order; returns how many of them can simply run, whether
    /// the first of those is the running thread, and whether it is one that has waited for too long.
    fn list_options(&mut self, yielded: bool) -> (usize, bool, bool) {
        let mut options = std::mem::take(&mut self.options);
        options.clear();
        let count = self.threads.len();
        let mut first = self.current + usize::from(yielded);
        if first == count {
            first = 0;
        }
        let choice = |thread, how| Choice { thread, how };
        let mut found = Found::default();
        // Two plain loops: this runs at every step.
        for thread in first..count {
            self.look_at(thread, &mut options, &mut found);
        }
        for thread in 0..first {
            self.look_at(thread, &mut options, &mut found);
        }
        if let Some(thread) = found.starved {
            // In front of the others, who keep their order.
            let at = options.iter().position(|choice| choice.thread == thread);
            options[..=at.expect("it can run")].rotate_right(1);
            self.options = options;
            return (self.options.len(), false, true);
        }
        if options.is_empty() {
            let quiet = |&thread: &ThreadIndex| {
                let this = &self.threads[thread];
                this.life == Life::Alive && this.wait == Wait::Quiet
            };
            let quiet = (first..count).chain(0..first).filter(quiet);
            options.extend(quiet.map(|thread| choice(thread, Wakeup::Ready)));
        }
        let runnable = options.len();
        let continues = options
            .first()
            .is_some_and(|choice| choice.thread == self.current);
        if found.timed {
            for thread in 0..count {
                if self.threads[thread].deadline.is_some() && self.unsatisfied(thread) {
                    options.push(choice(thread, Wakeup::TimedOut));
                }
            }
            options[runnable..].sort_by_key(|choice| self.threads[choice.thread].deadline);
        }
        if found.restless && self.spurious_left > 0 {
            for thread in 0..count {
                if self.threads[thread].restless && self.unsatisfied(thread) {
                    options.push(choice(thread, Wakeup::Spurious));
                }
            }
        }
        self.options = options;
        (runnable, continues, false)
    }

    /// Adds `thread` to the options, if it can simply run, or else notes what else it may do.
    #[inline(always)]
    fn look_at(&mut self, thread: ThreadIndex, options: &mut Vec<Choice>, found: &mut Found) {
        let this = &self.threads[thread];
        if this.life != Life::Alive {
            return;
        }
        // Most wait for nothing.
        if this.wait == Wait::Nothing || self.satisfied(thread) {
            if found.starved.is_none() && self.steps - this.fed > STARVATION {
                found.starved = Some(thread);
            }
            options.push(Choice {
                thread,
                how: Wakeup::Ready,
            });
        } else {
            found.timed |= this.deadline.is_some();
            found.restless |= this.restless;
            self.threads[thread].fed = self.steps;
        }
    }

    /// Whether `thread` waits for something that is not there.
    fn unsatisfied(&self, thread: ThreadIndex) -> bool {
        let this = &self.threads[thread];
        this.life == Life::Alive && this.wait != Wait::Quiet && !self.satisfied(thread)
    }

    fn resume(&mut self, choice: Choice) {
        if choice.thread == self.current {
            self.in_a_row += 1;
        } else {
            self.in_a_row = 0;
            self.switches += 1;
        }
        let this = &self.threads[choice.thread];
        self.touched = Footprint::of(this.wait, this.wait_object, choice.thread);
        match choice.how {
            Wakeup::Ready => {}
            Wakeup::TimedOut => {
                self.touch(Footprint::TIME);
                let deadline = self.threads[choice.thread].deadline;
                self.now = self.now.max(deadline.expect("only a timed wait times out"));
            }
            Wakeup::Spurious => self.spurious_left -= 1,
        }
        self.current = choice.thread;
        self.threads[choice.thread].fed = self.steps;
        self.threads[choice.thread].wakeup = choice.how;
    }
}
