//! The searches without a bound: probabilistic concurrency testing, and plain chance.
//!
//! Both draw from a generator with a fixed seed: schedule number `n` is always the same.

use std::collections::HashMap;

use crate::engine::{Choice, Question, Site, Strategy, ThreadIndex};
use crate::random::Random;

/// A choice point in so many lets a time-out or a spurious wake-up come before those who can run.
const RARE: usize = 12;

/// Takes every option with the same chance, but rarely a time-out or a spurious wake-up.
#[derive(Debug)]
pub(super) struct Uniform {
    random: Random,
    pub(super) taken: Vec<u16>,
}

impl Uniform {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            taken: Vec::new(),
        }
    }
}

impl Strategy for Uniform {
    fn choose(&mut self, question: Question<'_>) -> Option<usize> {
        let option = match question {
            Question::Task { starved: true, .. } => 0,
            Question::Task {
                options, runnable, ..
            } => out_of_turn(&mut self.random, options.len(), runnable)
                .unwrap_or_else(|| self.random.below(runnable)),
            Question::Waiter { arity } | Question::Free { arity } => self.random.below(arity),
        };
        self.taken.push(u16::try_from(option).ok()?);
        Some(option)
    }
}

/// Lets any thread come, with the same chance, where the running one is about to do something new: the
/// `n`-th time that anybody comes by an operation, once in `n²`. Whoever comes ranks before all others
/// from then on, and so do the threads that it starts; in between, the first in rank runs.
///
/// So a loop without effect, however long, is interrupted about as often as one operation, threads that
/// come and go take nobody's turn away, and what lies before and behind them meets as it would without.
#[derive(Debug)]
pub(super) struct Curious {
    random: Random,
    /// How often each operation was come by.
    visits: HashMap<usize, usize>,
    /// By thread; higher runs first, and of several the youngest.
    ranks: Vec<u64>,
    highest: u64,
    pub(super) taken: Vec<u16>,
}

impl Curious {
    pub(super) fn new(seed: u64) -> Self {
        Self {
            random: Random::new(seed),
            visits: HashMap::new(),
            ranks: vec![0],
            highest: 0,
            taken: Vec::new(),
        }
    }

    /// Whether somebody else may come now.
    fn is_new(&mut self, site: Site) -> bool {
        let place = std::ptr::from_ref(site).addr();
        let visits = self.visits.entry(place).or_default();
        *visits += 1;
        self.random.one_in(*visits * *visits)
    }

    /// Ranks the threads that are new among `options` with the running one, which has started them.
    fn rank(&mut self, options: &[Choice], running: ThreadIndex) {
        let youngest = options.iter().map(|choice| choice.thread).max();
        let count = 1 + youngest.unwrap_or(0).max(running);
        let rank = self.ranks.get(running).copied().unwrap_or(0);
        self.ranks.resize(count.max(self.ranks.len()), rank);
    }

    /// The first in rank of those who can run.
    fn first(&self, ready: &[Choice]) -> usize {
        let by_rank = |(_, choice): &(usize, &Choice)| (self.ranks[choice.thread], choice.thread);
        let first = ready.iter().enumerate().max_by_key(by_rank);
        first.map_or(0, |(option, _)| option)
    }

    /// Anybody who can run, who ranks first from now on.
    fn anybody(&mut self, ready: &[Choice]) -> usize {
        let option = self.random.below(ready.len());
        self.highest += 1;
        self.ranks[ready[option].thread] = self.highest;
        option
    }
}

impl Strategy for Curious {
    fn choose(&mut self, question: Question<'_>) -> Option<usize> {
        let option = match question {
            Question::Task {
                options,
                running: (running, site),
                runnable,
                ..
            } => {
                self.rank(options, running);
                let ready = &options[..runnable];
                let goes_on = ready.iter().any(|choice| choice.thread == running);
                let new = goes_on && self.is_new(site);
                if goes_on && !new {
                    self.first(ready)
                } else {
                    out_of_turn(&mut self.random, options.len(), runnable).unwrap_or_else(|| {
                        if new {
                            self.anybody(ready)
                        } else {
                            self.first(ready)
                        }
                    })
                }
            }
            Question::Waiter { arity } | Question::Free { arity } => self.random.below(arity),
        };
        self.taken.push(u16::try_from(option).ok()?);
        Some(option)
    }
}

/// Now and then, an option that is a time-out or a spurious wake-up.
fn out_of_turn(random: &mut Random, options: usize, runnable: usize) -> Option<usize> {
    match (runnable, options - runnable) {
        // Nobody can run: the earliest time-out comes first, as a clock would have it.
        (0, _) => Some(if random.one_in(RARE) {
            random.below(options)
        } else {
            0
        }),
        (_, 0) => None,
        (_, others) => random.one_in(RARE).then(|| runnable + random.below(others)),
    }
}

/// Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi and Nagarakatte, ASPLOS
/// 2010): threads have random priorities, the highest one that can run does, and at `depth - 1`
/// random steps the running thread falls behind all others. A bug that needs `depth` ordered
/// steps among `n` threads and `k` steps is met with a chance of at least `1 / (n · k^(depth-1))`.
#[derive(Debug)]
pub(super) struct Pct {
    random: Random,
    /// By thread; higher runs first. Threads that fall behind go below zero.
    priorities: Vec<i64>,
    lowest: i64,
    /// Steps at which the running thread falls behind.
    changes: Vec<usize>,
    step: usize,
    pub(super) taken: Vec<u16>,
}

impl Pct {
    /// `steps` is how long a schedule is expected to be.
    pub(super) fn new(seed: u64, depth: usize, steps: usize) -> Self {
        let mut random = Random::new(seed);
        let changes = (1..depth).map(|_| random.below(steps.max(1))).collect();
        Self {
            random,
            priorities: Vec::new(),
            lowest: 0,
            changes,
            step: 0,
            taken: Vec::new(),
        }
    }

    fn priority(&mut self, thread: ThreadIndex) -> i64 {
        while self.priorities.len() <= thread {
            let priority = i64::from(self.random.next() as u32);
            self.priorities.push(priority);
        }
        self.priorities[thread]
    }

    fn fall_behind(&mut self, thread: ThreadIndex) {
        self.priority(thread);
        self.lowest -= 1;
        self.priorities[thread] = self.lowest;
    }
}

impl Strategy for Pct {
    fn choose(&mut self, question: Question<'_>) -> Option<usize> {
        let option = match question {
            Question::Waiter { arity } | Question::Free { arity } => self.random.below(arity),
            Question::Task { starved: true, .. } => 0,
            Question::Task {
                options,
                runnable,
                continues,
                yielded,
                ..
            } => {
                self.step += 1;
                if continues && self.changes.contains(&self.step) {
                    self.fall_behind(options[0].thread);
                }
                if yielded {
                    // The one that yielded stands last among those who can run.
                    if let Some(choice) = options[..runnable].last() {
                        self.fall_behind(choice.thread);
                    }
                }
                out_of_turn(&mut self.random, options.len(), runnable).unwrap_or_else(|| {
                    let ready = options[..runnable].iter().enumerate();
                    ready
                        .max_by_key(|(_, choice)| self.priority(choice.thread))
                        .map_or(0, |(i, _)| i)
                })
            }
        };
        self.taken.push(u16::try_from(option).ok()?);
        Some(option)
    }
}
