//! The search within a bound: every schedule with at most so many delays or preemptions.
//!
//! Delay-bounded scheduling is Emmi, Qadeer and Rakamarić, "Delay-bounded scheduling", POPL 2011;
//! preemption bounding is Musuvathi and Qadeer, "Iterative context bounding for systematic testing
//! of multithreaded programs", PLDI 2007.

use crate::engine::{Bound, Question, Strategy};

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
    /// Whether the limit ever kept the search from an option.
    pruned: bool,
}

#[derive(Debug)]
struct Node {
    taken: u16,
    /// Cost of the path up to here, this node not included.
    spent: u8,
    /// Cost of each option.
    costs: Box<[u8]>,
}

impl BoundedSearch {
    pub(super) fn new(bound: Bound, limit: u8) -> Self {
        Self {
            bound,
            limit,
            path: Vec::new(),
            depth: 0,
            known: 0,
            pruned: false,
        }
    }

    /// The options taken by the schedule that has just run.
    pub(super) fn taken(&self) -> Vec<u16> {
        self.path[..self.depth]
            .iter()
            .map(|node| node.taken)
            .collect()
    }

    /// Whether the schedule that has just run came by all choice points that it shares with an
    /// earlier one.
    pub(super) fn is_on_path(&self) -> bool {
        self.depth >= self.known
    }

    /// Whether nothing was left out because of the limit.
    pub(super) fn is_exhaustive(&self) -> bool {
        !self.pruned
    }

    /// Turns to the next schedule; `false` if there is none within the limit.
    pub(super) fn advance(&mut self) -> bool {
        self.path.truncate(self.depth);
        self.depth = 0;
        while let Some(node) = self.path.last_mut() {
            let mut option = usize::from(node.taken) + 1;
            while let Some(cost) = node.costs.get(option) {
                if node.spent.saturating_add(*cost) <= self.limit {
                    node.taken = u16::try_from(option).expect("arities fit");
                    self.known = self.path.len();
                    return true;
                }
                self.pruned = true;
                option += 1;
            }
            self.path.pop();
        }
        false
    }
}

impl Strategy for BoundedSearch {
    fn choose(&mut self, question: Question<'_>) -> Option<usize> {
        let arity = question.arity();
        if self.depth == self.path.len() {
            let spent = self.path.last().map_or(0, |node| {
                node.spent
                    .saturating_add(node.costs[usize::from(node.taken)])
            });
            let costs = (0..arity)
                .map(|option| question.cost(option, self.bound))
                .collect();
            self.path.push(Node {
                taken: 0,
                spent,
                costs,
            });
        }
        let node = &self.path[self.depth];
        self.depth += 1;
        (node.costs.len() == arity).then_some(usize::from(node.taken))
    }
}
