//! Partial-order reduction: of deviations that come to the same, the bounded search runs one.
//!
//! Let a thread be passed over at a step, and stand there while others run. If nothing that they do
//! until it goes on, or are about to do, has to do with that step, then all would be the same had the
//! thread made the step and been passed over behind it: the two schedules differ only in the order of
//! steps that touch nothing in common (Mazurkiewicz, "Trace theory", 1987; Godefroid, "Partial-order
//! methods for the verification of concurrent systems", 1996). The search goes depth first. So by the
//! time it comes to the place before the step, it has run every schedule that deviates behind it, and
//! knows what others touched in all of them.
//!
//! A bound may keep a search from the very schedule that stands for another one (Coons, Musuvathi and
//! `McKinley`, "Bounded partial-order reduction", OOPSLA 2013). Here it does not: the two deviations
//! have the same price, and what follows one of them follows the other for no more.
//!
//! Two things are out of sight. What threads share without the facade, such as the counts of an `Arc`,
//! belongs to no step. And a thread that is passed over behind a step has made one step less when it
//! goes on, so that fairness takes its turn one step later. So whoever has left something out does not
//! say that there is nothing else, and the phases by chance leave nothing out.

use crate::engine::{Choice, Footprint, Question, Step, ThreadIndex};

/// What is known of the choice points on the path of a bounded search.
#[derive(Debug)]
pub(super) struct Reduction {
    enabled: bool,
    nodes: Vec<Node>,
    /// The threads that stand where they were passed over.
    standing: Vec<Standing>,
    offer: Offer,
}

/// What is known of one choice point.
#[derive(Debug, Default)]
struct Node {
    /// What the thread that goes on by itself touches on its way to the next choice point, if the same
    /// is on offer there as here.
    step: Option<Footprint>,
    /// By place, what others touch while that thread stands here; everything, where nobody has tried.
    here: Vec<Footprint>,
    /// The same at the next choice point, where the price is the same.
    behind: Vec<Footprint>,
    /// Set if that thread stands here already, passed over at an earlier choice point.
    still: Option<Standing>,
}

/// A thread that was passed over, and has not run since.
#[derive(Debug, Clone, Copy)]
struct Standing {
    thread: ThreadIndex,
    /// The choice point at which it was passed over, and the place that was taken.
    node: usize,
    place: usize,
}

impl Reduction {
    pub(super) fn new(enabled: bool) -> Self {
        Self {
            enabled,
            nodes: Vec::new(),
            standing: Vec::new(),
            offer: Offer::default(),
        }
    }

    /// Comes by a choice point. `first` is the option that is free, and `after_first` says whether the
    /// one before was left by its own.
    pub(super) fn visit(
        &mut self,
        node: usize,
        question: Question<'_>,
        first: usize,
        after_first: bool,
    ) {
        if !self.enabled {
            return;
        }
        if let Question::Task { since, .. } = question {
            self.note(since);
        }
        if node + 1 < self.nodes.len() {
            // Known, and so is the next.
            return;
        }
        let step = self.offer.renew(question, first);
        if node < self.nodes.len() {
            return;
        }
        if after_first && let Some(before) = self.nodes.last_mut() {
            before.step = step;
        }
        let still = question.thread(first).and_then(|thread| {
            let mut standing = self.standing.iter().rev();
            standing.find(|standing| standing.thread == thread).copied()
        });
        self.nodes.push(Node {
            still,
            ..Node::default()
        });
    }

    /// Passes over the thread of option `first`, for a price.
    pub(super) fn pass(&mut self, node: usize, question: Question<'_>, first: usize, place: usize) {
        if !self.enabled {
            return;
        }
        let Some(thread) = question.thread(first) else {
            return;
        };
        let here = &mut self.nodes[node].here;
        if here.len() <= place {
            here.resize(place, Footprint::EVERYTHING);
            here.push(Footprint::NOTHING);
        }
        self.standing.push(Standing {
            thread,
            node,
            place,
        });
    }

    /// Comes to the end of a schedule of so many choice points; `last` are its last steps.
    pub(super) fn end(&mut self, last: &[Step], choices: usize) {
        self.note(last);
        // Whoever never went on: what the others would have done until then is not known.
        for standing in std::mem::take(&mut self.standing) {
            self.add(standing, Footprint::EVERYTHING);
        }
        self.nodes.truncate(choices);
        self.offer.forget();
    }

    /// Whether taking `place` at the last choice point comes to the same as at the one behind it.
    pub(super) fn leaves_out(&mut self, place: usize) -> bool {
        let Some(node) = self.nodes.last_mut() else {
            return false;
        };
        let (Some(step), Some(&others)) = (node.step, node.behind.get(place)) else {
            return false;
        };
        if step.meets(others) {
            return false;
        }
        node.here.resize(place, Footprint::EVERYTHING);
        node.here.push(others);
        // In what was run instead, the thread made this step, and then stood behind it. In what is left
        // out it would still stand where it did before.
        let mut still = node.still;
        while let Some(standing) = still {
            self.add(standing, others);
            still = self.nodes[standing.node].still;
        }
        true
    }

    /// Leaves the last choice point. `counts` says whether it was reached by the free option, and its
    /// options cost as much as those of the one before.
    pub(super) fn leave(&mut self, counts: bool) {
        let done = self.nodes.pop();
        if let (Some(node), Some(done)) = (self.nodes.last_mut(), done)
            && counts
        {
            node.behind = done.here;
        }
    }

    /// Adds what threads did to what is known of those that stand meanwhile.
    fn note(&mut self, steps: &[Step]) {
        for step in steps {
            self.standing
                .retain(|standing| standing.thread != step.thread);
            for index in 0..self.standing.len() {
                self.add(self.standing[index], step.touched.and(step.next));
            }
        }
    }

    fn add(&mut self, standing: Standing, touched: Footprint) {
        let all = &mut self.nodes[standing.node].here[standing.place];
        *all = all.and(touched);
    }
}

/// What is on offer at a choice point between threads, and which of it is free.
#[derive(Debug, Default)]
struct Offer {
    options: Vec<Choice>,
    first: usize,
}

impl Offer {
    /// Keeps what is on offer now. If it was the same before, and what has happened in between is one
    /// step of the thread that is first, returns what that has touched.
    fn renew(&mut self, question: Question<'_>, first: usize) -> Option<Footprint> {
        let Question::Task {
            options,
            starved: false,
            since,
            ..
        } = question
        else {
            self.forget();
            return None;
        };
        let same = self.first == first && self.options == options;
        if !same {
            self.options.clear();
            self.options.extend_from_slice(options);
            self.first = first;
        }
        match *since {
            [step] if same && options[first] == Choice::ready(step.thread) => Some(step.touched),
            _ => None,
        }
    }

    fn forget(&mut self) {
        self.options.clear();
    }
}
