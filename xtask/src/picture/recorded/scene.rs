//! The steps of a run.

use std::collections::HashMap;

use super::{Arrow, Edge, Kind, Moment, Run, labels, overview};
use crate::lang::Lang;
use crate::messages::Message;
use crate::picture::arrows;
use crate::picture::lanes::State;
use crate::picture::view::{Gap, Outcome, Row, Scene, Thread};

/// So many steps are shown of the beginning, and so many of the end.
const FIRST: usize = 300;
const LAST: usize = 100;

/// Something that happens at a moment.
struct Step<'r> {
    moment: Moment,
    what: What<'r>,
    /// How the thread stands from now on, if that changes.
    state: Option<State>,
}

/// What happens.
enum What<'r> {
    Begins,
    Ends,
    /// A span begins or ends.
    Turns(Edge<'r>),
    /// A thread starts or wakes another.
    Reaches(&'r Arrow),
}

impl Run {
    /// Makes a scene of it, in `lang`.
    pub fn scene(&self, lang: Lang) -> Scene {
        let all = self.steps();
        let omitted = gap(all.len());
        let (mut steps, mut rows) = (Vec::new(), Vec::new());
        let mut states = vec![State::Absent; self.lanes.len()];
        for (at, step) in all.into_iter().enumerate() {
            if let Some(state) = step.state {
                states[step.moment.lane] = state;
            }
            let is_left_out = |gap: Gap| (gap.before..gap.before + gap.events).contains(&at);
            if omitted.is_some_and(is_left_out) {
                continue;
            }
            rows.push(Row {
                thread: step.moment.lane,
                text: self.say(&step.what, lang).to_text(lang),
                place: milliseconds(step.moment.at, lang),
                at: Some(step.moment.at / self.lasted().max(f64::MIN_POSITIVE)),
                file: String::new(),
                line: 0,
                code: String::new(),
                states: states.clone(),
            });
            steps.push(step);
        }
        let left_out = (self.left_out > 0).then(|| {
            let spans = self.left_out;
            Message::RunIncomplete { spans }.to_text(lang)
        });
        let name = |lane: &super::Lane| Thread {
            name: lane.name.clone(),
            end: None,
        };
        Scene {
            outcome: Outcome::Recorded,
            cause: left_out.unwrap_or_default(),
            threads: self.lanes.iter().map(name).collect(),
            rows,
            arrows: self.drawn(&steps),
            holds: Vec::new(),
            omitted,
            overview: overview::draw(self, lang),
        }
    }

    /// How long it took, and on how many threads.
    pub fn subtitle(&self, lang: Lang) -> String {
        let (threads, time) = (self.lanes.len(), milliseconds(self.lasted(), lang));
        Message::RunSubtitle { threads, time }.to_text(lang)
    }

    /// Returns everything that happens, in the order in which it did.
    fn steps(&self) -> Vec<Step<'_>> {
        let mut steps = Vec::new();
        for (number, lane) in self.lanes.iter().enumerate() {
            let mut add = |at, what, state| {
                let moment = Moment { lane: number, at };
                steps.push(Step {
                    moment,
                    what,
                    state: Some(state),
                });
            };
            add(lane.from, What::Begins, State::Running);
            for edge in lane.edges() {
                let (at, inside) = if edge.begins {
                    (edge.span.from, Some(edge.span))
                } else {
                    (edge.span.to, edge.around)
                };
                let waits = inside.is_some_and(|span| span.kind != Kind::Work);
                let state = if waits {
                    State::Blocked
                } else {
                    State::Running
                };
                add(at, What::Turns(edge), state);
            }
            add(lane.to, What::Ends, State::Absent);
        }
        steps.extend(self.arrows.iter().map(|arrow| Step {
            moment: arrow.from,
            what: What::Reaches(arrow),
            state: None,
        }));
        // Stable, so that what a thread does at one moment stays in its order.
        steps.sort_by(|a, b| a.moment.at.total_cmp(&b.moment.at));
        steps
    }

    fn say(&self, what: &What<'_>, lang: Lang) -> Message {
        match what {
            What::Begins => Message::RunBegins,
            What::Ends => Message::RunEnds,
            What::Turns(Edge { span, begins, .. }) => {
                let what = || labels::say(&span.what, lang);
                match (span.kind, begins) {
                    (Kind::Work, true) => Message::RunDoes { what: what() },
                    (Kind::Work, false) => Message::RunHasDone { what: what() },
                    (Kind::Wait, true) => Message::RunWaits { what: what() },
                    (Kind::Sleep, true) => Message::RunSleeps,
                    (Kind::Wait | Kind::Sleep, false) => Message::RunGoesOn,
                }
            }
            What::Reaches(arrow) => {
                let name = self.lanes[arrow.to.lane].name.clone();
                if arrow.starts {
                    Message::RunStarts { name }
                } else {
                    Message::RunWakes { name }
                }
            }
        }
    }

    /// The arrows between steps that are shown.
    fn drawn(&self, steps: &[Step<'_>]) -> Vec<arrows::Arrow> {
        let key = |moment: Moment| (moment.lane, moment.at.to_bits());
        let mut rows = HashMap::new();
        for (row, step) in steps.iter().enumerate() {
            rows.entry(key(step.moment)).or_insert(row);
        }
        let row = |moment| rows.get(&key(moment)).copied();
        let draw = |arrow: &Arrow| {
            Some(arrows::Arrow {
                kind: if arrow.starts {
                    arrows::Kind::Start
                } else {
                    arrows::Kind::Notify
                },
                from: row(arrow.from)?,
                to: row(arrow.to)?,
            })
        };
        self.arrows.iter().filter_map(draw).collect()
    }
}

/// Returns which of so many steps are left out, in the middle, if they are too many.
fn gap(steps: usize) -> Option<Gap> {
    let events = steps
        .checked_sub(FIRST + LAST)
        .filter(|&events| events > 0)?;
    let before = FIRST;
    Some(Gap { before, events })
}

/// `12.345 ms` or `12,345 ms`, with a space at which no line breaks.
pub(super) fn milliseconds(micros: f64, lang: Lang) -> String {
    format!("{}\u{a0}ms", lang.decimal(micros / 1000.0, 3))
}
