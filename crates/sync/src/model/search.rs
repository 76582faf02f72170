//! The search within a bound: every schedule with at most so many delays, preemptions or stalls.
//!
//! Delay-bounded scheduling is Emmi, Qadeer and Rakamarić, "Delay-bounded scheduling", POPL 2011;
//! preemption bounding is Musuvathi and Qadeer, "Iterative context bounding for systematic testing
//! of multithreaded programs", PLDI 2007. A stall is a delay that lasts: as where a thread loses its
//! priority in probabilistic concurrency testing, but at every step in turn instead of by chance.

use super::reduction::Reduction;
use crate::engine::{Bound, Costs, Question, Step, Strategy, ThreadIndex};

/// Walks the tree of schedules depth first. The path to the present schedule is kept; the next
/// schedule shares all of it but the end.
#[derive(Debug)]
pub(super) struct BoundedSearch {
    bound: Bound,
    limit: u8,
    path: Vec<Node>,
    /// How much of the path the present schedule has passed.
    depth: usize,
    /// How much of it the present schedule is bound to pass, since an earlier one did.
    known: usize,
    /// Whether an option was ever left out: beyond the limit, or the same as another one as far as can
    /// be seen.
    left_out: bool,
    /// The threads that have stalled in the present schedule.
    stalled: Vec<ThreadIndex>,
    reduction: Reduction,
}

#[derive(Debug)]
struct Node {
    /// Which option is taken: its place in the order in which they are tried.
    place: u16,
    /// The option that is tried first; the others follow in their order.
    first: u16,
    /// Cost of the path up to here, this node not included.
    spent: u8,
    /// Cost of the option at each place.
    costs: Costs,
}

impl Node {
    /// The option at `place`.
    fn option(&self, place: u16) -> u16 {
        match place {
            0 => self.first,
            place if place <= self.first => place - 1,
            place => place,
        }
    }

    /// Cost of the path up to here, this node included.
    fn spent_after(&self) -> u8 {
        let cost = self.costs.of(self.place).expect("a place that there is");
        self.spent.saturating_add(cost)
    }

    fn taken(&self) -> u16 {
        self.option(self.place)
    }
}

impl BoundedSearch {
    /// Makes a search that leaves out, if it `reduces`, what comes to the same as something before.
    pub(super) fn new(bound: Bound, limit: u8, reduces: bool) -> Self {
        Self {
            bound,
            limit,
            path: Vec::new(),
            depth: 0,
            known: 0,
            left_out: false,
            stalled: Vec::new(),
            reduction: Reduction::new(reduces),
        }
    }

    /// The options taken by the schedule that has just run.
    pub(super) fn taken(&self) -> Vec<u16> {
        self.path[..self.depth].iter().map(Node::taken).collect()
    }

    /// Whether the schedule that has just run came by all choice points that it shares with an
    /// earlier one.
    pub(super) fn is_on_path(&self) -> bool {
        self.depth >= self.known
    }

    /// Whether nothing was left out.
    pub(super) fn is_exhaustive(&self) -> bool {
        !self.left_out
    }

    /// Turns to the next schedule; `false` if there is none within the limit. `last` are the steps of
    /// the one that has just run, from its last choice point on.
    pub(super) fn advance(&mut self, last: &[Step]) -> bool {
        self.reduction.end(last, self.depth);
        self.path.truncate(self.depth);
        self.depth = 0;
        self.stalled.clear();
        while let Some(node) = self.path.last_mut() {
            let mut place = node.place + 1;
            while let Some(cost) = node.costs.of(place) {
                let affordable = node.spent.saturating_add(cost) <= self.limit;
                if affordable && !self.reduction.leaves_out(usize::from(place)) {
                    node.place = place;
                    self.known = self.path.len();
                    return true;
                }
                self.left_out = true;
                place += 1;
            }
            let costs = node.costs;
            self.path.pop();
            let before = self.path.last();
            let counts = before.is_some_and(|before| before.place == 0 && before.costs == costs);
            self.reduction.leave(counts);
        }
        false
    }

    /// The option that costs nothing: 0, or where that is a thread that has stalled, the first that
    /// has not.
    fn free(&self, question: Question<'_>) -> usize {
        match question {
            Question::Task {
                options, runnable, ..
            } => options[..runnable]
                .iter()
                .position(|choice| !self.stalled.contains(&choice.thread))
                .unwrap_or(0),
            Question::Waiter { .. } | Question::Free { .. } => 0,
        }
    }

    /// Notes whom `node`, the answer to `question`, passes over.
    fn note_stalls(&mut self, question: Question<'_>, node: usize) {
        let Question::Task {
            options, runnable, ..
        } = question
        else {
            return;
        };
        let node = &self.path[node];
        let passed = (0..node.place).map(|place| usize::from(node.option(place)));
        let passed =
            passed.filter(|&option| usize::from(node.place) < runnable && option < runnable);
        self.stalled
            .extend(passed.map(|option| options[option].thread));
    }
}

impl Strategy for BoundedSearch {
    fn choose(&mut self, question: Question<'_>) -> Option<usize> {
        if self.depth == self.path.len() {
            let spent = self.path.last().map_or(0, Node::spent_after);
            // An option costs what its place in the order says: the first is free.
            let costs = question.costs(self.bound);
            let first = u16::try_from(self.free(question)).expect("arities fit");
            self.path.push(Node {
                place: 0,
                first,
                spent,
                costs,
            });
        }
        let depth = self.depth;
        self.depth += 1;
        let node = &self.path[depth];
        if node.costs.arity() != question.arity() {
            return None;
        }
        let (first, place) = (usize::from(node.first), usize::from(node.place));
        let after_first = depth > 0 && self.path[depth - 1].place == 0;
        self.reduction.visit(depth, question, first, after_first);
        if node.costs.of(node.place) > Some(0) {
            self.reduction.pass(depth, question, first, place);
        }
        if self.bound == Bound::Stalls {
            self.note_stalls(question, depth);
        }
        Some(usize::from(self.path[depth].taken()))
    }
}
