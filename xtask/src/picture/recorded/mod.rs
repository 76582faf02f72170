//! A real run, as `pattern_sync::trace` recorded it: read from its file, and made into a scene.
//!
//! A step is a moment at which a thread begins to wait, goes on, begins something that has a name, or
//! wakes another. Since steps say nothing about how long it all took, the page shows above them how
//! each thread spent its time.

#[cfg(feature = "staff")]
mod figure;
mod labels;
mod overview;
mod scene;
mod segments;
mod spent;

use std::collections::BTreeMap;
#[cfg(feature = "staff")]
use std::collections::BTreeSet;

use serde::Deserialize;

#[cfg(feature = "staff")]
use crate::lang::Lang;

/// What the first edition of the form calls itself.
const MADE_BY: &str = "pattern-sync trace 1";

/// What was recorded; all times are microseconds since the recording began.
#[derive(Debug, Default, PartialEq)]
pub struct Run {
    lanes: Vec<Lane>,
    arrows: Vec<Arrow>,
    /// How many spans the recording had no room for.
    left_out: usize,
}

/// A thread.
#[derive(Clone, Debug, Default, PartialEq)]
struct Lane {
    name: String,
    from: f64,
    to: f64,
    spans: Vec<Span>,
}

/// Something that a thread did for a while.
#[derive(Clone, Debug, PartialEq)]
struct Span {
    kind: Kind,
    what: String,
    from: f64,
    to: f64,
}

/// A span that begins or ends.
#[derive(Clone, Copy, Debug)]
struct Edge<'r> {
    span: &'r Span,
    /// The innermost span around it.
    around: Option<&'r Span>,
    begins: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Work,
    Wait,
    Sleep,
}

/// A thread at a moment.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Moment {
    lane: usize,
    at: f64,
}

/// From the moment at which a thread started or woke another to that at which this went on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Arrow {
    starts: bool,
    from: Moment,
    to: Moment,
}

/// The file's form: that of trace events, as far as our own recordings use it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    other_data: OtherData,
    trace_events: Vec<Event>,
}

#[derive(Deserialize)]
struct OtherData {
    made_by: String,
    left_out: usize,
}

#[derive(Deserialize)]
struct Event {
    ph: String,
    tid: usize,
    name: String,
    #[serde(default)]
    cat: String,
    #[serde(default)]
    ts: f64,
    #[serde(default)]
    dur: f64,
    #[serde(default)]
    id: usize,
    args: Option<Named>,
}

#[derive(Default, Deserialize)]
struct Named {
    #[serde(default)]
    name: String,
}

impl Run {
    /// Reads a recording; `None` if `text` is none of ours, or incomplete.
    pub fn parse(text: &str) -> Option<Self> {
        let file: File = serde_json::from_str(text).ok()?;
        if file.other_data.made_by != MADE_BY {
            return None;
        }
        let mut run = Self {
            left_out: file.other_data.left_out,
            ..Self::default()
        };
        let mut arrows: BTreeMap<usize, Arrow> = BTreeMap::new();
        for event in file.trace_events {
            // A thread is named before anything else is said of it, and in the order of the numbers;
            // only an arrow may come from one that is named later.
            if event.ph == "M" && event.tid == run.lanes.len() {
                run.lanes.push(Lane::default());
            }
            let to = event.ts + event.dur;
            match (event.ph.as_str(), event.cat.as_str()) {
                ("M", _) if event.name == "thread_name" => {
                    run.lanes.get_mut(event.tid)?.name = event.args.unwrap_or_default().name;
                }
                ("X", "life") => {
                    let lane = run.lanes.get_mut(event.tid)?;
                    (lane.from, lane.to) = (event.ts, to);
                }
                ("X", category) => run.lanes.get_mut(event.tid)?.spans.push(Span {
                    kind: match category {
                        "work" => Kind::Work,
                        "wait" => Kind::Wait,
                        "sleep" => Kind::Sleep,
                        _ => return None,
                    },
                    what: event.name,
                    from: event.ts,
                    to,
                }),
                ("s" | "f", _) => {
                    let arrow = arrows.entry(event.id).or_default();
                    let end = if event.ph == "s" {
                        &mut arrow.from
                    } else {
                        &mut arrow.to
                    };
                    *end = Moment {
                        lane: event.tid,
                        at: event.ts,
                    };
                    arrow.starts = event.name == "starts";
                }
                _ => {}
            }
        }
        run.arrows = arrows.into_values().collect();
        let known = |moment: Moment| moment.lane < run.lanes.len();
        let all_known = run
            .arrows
            .iter()
            .all(|arrow| known(arrow.from) && known(arrow.to));
        (all_known && !run.lanes.is_empty()).then_some(run)
    }

    /// Draws it as a figure for a text.
    #[cfg(feature = "staff")]
    pub fn figure(&self, title: &str, lang: Lang) -> String {
        figure::draw(self, title, lang)
    }

    /// The names of its threads: the same in each run of a program, as a rule.
    #[cfg(feature = "staff")]
    pub fn threads(&self) -> BTreeSet<&str> {
        self.lanes.iter().map(|lane| lane.name.as_str()).collect()
    }

    /// What threads worked on, or waited for, each with the thread's name.
    #[cfg(feature = "staff")]
    pub fn deeds(&self) -> BTreeSet<(&str, &str)> {
        let mut deeds = BTreeSet::new();
        for lane in &self.lanes {
            let spans = lane.spans.iter();
            deeds.extend(spans.map(|span| (lane.name.as_str(), span.what.as_str())));
        }
        deeds
    }

    /// How long it took.
    fn lasted(&self) -> f64 {
        self.lanes.iter().map(|lane| lane.to).fold(0.0, f64::max)
    }
}

impl Lane {
    /// Returns how its spans begin and end, in the order in which they do.
    fn edges(&self) -> Vec<Edge<'_>> {
        // The file has them as they ended; here the outer comes before the inner.
        let mut spans: Vec<&Span> = self.spans.iter().rev().collect();
        spans.sort_by(|a, b| a.from.total_cmp(&b.from).then(b.to.total_cmp(&a.to)));
        let mut edges = Vec::with_capacity(2 * spans.len());
        let mut open: Vec<&Span> = Vec::new();
        for span in spans {
            while open.last().is_some_and(|outer| outer.to < span.to) {
                edges.extend(ended(&mut open));
            }
            edges.push(Edge {
                span,
                around: open.last().copied(),
                begins: true,
            });
            open.push(span);
        }
        while !open.is_empty() {
            edges.extend(ended(&mut open));
        }
        edges
    }
}

/// Ends the innermost of the spans that are open.
fn ended<'r>(open: &mut Vec<&'r Span>) -> Option<Edge<'r>> {
    let span = open.pop()?;
    Some(Edge {
        span,
        around: open.last().copied(),
        begins: false,
    })
}
