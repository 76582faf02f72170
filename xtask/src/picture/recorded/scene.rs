//! The steps of a run.

use std::collections::HashMap;

use super::{Arrow, Kind, Moment, Run, Span, labels, overview};
use crate::lang::Lang;
use crate::messages::Message;
use crate::picture::arrows;
use crate::picture::lanes::State;
use crate::picture::view::{Gap, Outcome, Row, Scene, Thread};

/// So many steps are shown of the beginning, and so many of the end.
const FIRST: usize = 300;
const LAST: usize = 100;

/// Something that happens at a moment.
struct Step {
    moment: Moment,
    text: String,
    /// How the thread stands from now on.
    state: State,
}

impl Run {
    /// Makes a scene of it, in `lang`.
    pub fn scene(&self, lang: Lang) -> Scene {
        let (steps, omitted) = shorten(self.steps(lang));
        let mut states = vec![State::Absent; self.lanes.len()];
        let rows = steps.iter().map(|step| {
            states[step.moment.lane] = step.state;
            Row {
                thread: step.moment.lane,
                text: step.text.clone(),
                place: milliseconds(step.moment.at),
                at: Some(step.moment.at / self.lasted().max(f64::MIN_POSITIVE)),
                file: String::new(),
                line: 0,
                code: String::new(),
                states: states.clone(),
            }
        });
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
            rows: rows.collect(),
            arrows: self.drawn(&steps),
            holds: Vec::new(),
            omitted,
            overview: overview::draw(self, lang),
        }
    }

    /// How long it took, and on how many threads.
    pub fn subtitle(&self, lang: Lang) -> String {
        let (threads, time) = (self.lanes.len(), milliseconds(self.lasted()));
        Message::RunSubtitle { threads, time }.to_text(lang)
    }

    /// Returns everything that happens, in the order in which it did.
    fn steps(&self, lang: Lang) -> Vec<Step> {
        let say = |message: Message| message.to_text(lang);
        let mut steps = Vec::new();
        for (number, lane) in self.lanes.iter().enumerate() {
            let mut add = |at, message: Message, state| {
                let moment = Moment { lane: number, at };
                let text = say(message);
                steps.push(Step {
                    moment,
                    text,
                    state,
                });
            };
            add(lane.from, Message::RunBegins, State::Running);
            for span in &lane.spans {
                let what = labels::say(&span.what, lang);
                let (begins, ends, state) = match span.kind {
                    Kind::Work => (
                        Message::RunDoes { what: what.clone() },
                        Message::RunHasDone { what },
                        State::Running,
                    ),
                    Kind::Wait => (
                        Message::RunWaits { what },
                        Message::RunGoesOn,
                        State::Blocked,
                    ),
                    Kind::Sleep => (Message::RunSleeps, Message::RunGoesOn, State::Blocked),
                };
                add(span.from, begins, state);
                add(span.to, ends, self.after(number, span));
            }
            add(lane.to, Message::RunEnds, State::Absent);
        }
        for arrow in &self.arrows {
            let name = self.lanes[arrow.to.lane].name.clone();
            let text = if arrow.starts {
                Message::RunStarts { name }
            } else {
                Message::RunWakes { name }
            };
            steps.push(Step {
                moment: arrow.from,
                text: say(text),
                state: State::Running,
            });
        }
        // Stable, so that what a thread does at one moment stays in its order.
        steps.sort_by(|a, b| a.moment.at.total_cmp(&b.moment.at));
        steps
    }

    /// How a thread stands after `span`: work that it did while it waited leaves it waiting.
    fn after(&self, lane: usize, span: &Span) -> State {
        let around = |outer: &&Span| {
            outer.kind != Kind::Work && outer.from <= span.from && span.to < outer.to
        };
        match self.lanes[lane].spans.iter().find(around) {
            Some(_) => State::Blocked,
            None => State::Running,
        }
    }

    /// The arrows between steps that are shown.
    fn drawn(&self, steps: &[Step]) -> Vec<arrows::Arrow> {
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

/// Leaves steps out of the middle if they are many.
fn shorten(mut steps: Vec<Step>) -> (Vec<Step>, Option<Gap>) {
    let Some(events) = steps.len().checked_sub(FIRST + LAST).filter(|&n| n > 0) else {
        return (steps, None);
    };
    steps.drain(FIRST..FIRST + events);
    let before = FIRST;
    (steps, Some(Gap { before, events }))
}

/// `12.345 ms`, with a space at which no line breaks.
pub(super) fn milliseconds(micros: f64) -> String {
    format!("{:.3}\u{a0}ms", micros / 1000.0)
}
