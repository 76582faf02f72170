//! A thread's time cut into pieces, one after the other: what it did in each, as a figure shows it.

use super::{Kind, Lane};

/// What a thread does in a piece of its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Doing<'r> {
    /// It works, on something that has a name or not.
    Work(Option<&'r str>),
    Wait(&'r str),
    Sleep,
}

/// A piece of a thread's time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Segment<'r> {
    pub(super) doing: Doing<'r>,
    pub(super) from: f64,
    pub(super) to: f64,
}

impl Lane {
    /// Returns its pieces in order, without gaps; two neighbours differ, or are two pieces of work.
    ///
    /// A pause in the midst of something that has a name is part of it: that is how examples work.
    pub(super) fn segments(&self) -> Vec<Segment<'_>> {
        let mut segments: Vec<Segment<'_>> = Vec::new();
        // The spans that it is in, the innermost last.
        let mut inside = vec![Doing::Work(None)];
        let mut since = self.from;
        for edge in self.edges() {
            let now = if edge.begins {
                edge.span.from
            } else {
                edge.span.to
            };
            let last = inside.last().copied().unwrap_or(Doing::Work(None));
            let next = match (edge.span.kind, last) {
                (Kind::Sleep, Doing::Work(Some(_))) => last,
                (Kind::Sleep, _) => Doing::Sleep,
                (Kind::Wait, _) => Doing::Wait(&edge.span.what),
                (Kind::Work, _) => Doing::Work(Some(&edge.span.what)),
            };
            if edge.begins {
                inside.push(next);
            } else {
                inside.pop();
            }
            let goes_on = edge.span.kind == Kind::Sleep && matches!(last, Doing::Work(Some(_)));
            if !goes_on {
                push(&mut segments, last, since, now);
                since = now;
            }
        }
        push(&mut segments, Doing::Work(None), since, self.to);
        segments
    }
}

/// Adds a piece; to the last one, if the thread just went on with what it had.
fn push<'r>(segments: &mut Vec<Segment<'r>>, doing: Doing<'r>, from: f64, to: f64) {
    if to <= from {
        return;
    }
    let is_named = matches!(doing, Doing::Work(Some(_)));
    match segments.last_mut() {
        Some(last) if last.doing == doing && !is_named => last.to = to,
        _ => segments.push(Segment { doing, from, to }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Span;
    use super::*;

    fn lane(spans: &[(Kind, &str, f64, f64)]) -> Lane {
        let mut spans: Vec<_> = spans
            .iter()
            .map(|&(kind, what, from, to)| Span {
                kind,
                what: what.to_owned(),
                from,
                to,
            })
            .collect();
        spans.sort_by(|a, b| a.to.total_cmp(&b.to)); // as they ended: so the file has them
        Lane {
            name: "cook".to_owned(),
            from: 0.0,
            to: 10.0,
            spans,
        }
    }

    fn pieces(lane: &Lane) -> Vec<(Doing<'_>, f64, f64)> {
        let segments = lane.segments();
        segments
            .iter()
            .map(|one| (one.doing, one.from, one.to))
            .collect()
    }

    #[test]
    fn what_lies_inside_something_else_cuts_it() {
        let lane = lane(&[
            (Kind::Wait, "a guest", 1.0, 9.0),
            (Kind::Work, "dusts", 3.0, 6.0),
            (Kind::Sleep, "", 4.0, 5.0),
        ]);
        let expected = [
            (Doing::Work(None), 0.0, 1.0),
            (Doing::Wait("a guest"), 1.0, 3.0),
            (Doing::Work(Some("dusts")), 3.0, 6.0),
            (Doing::Wait("a guest"), 6.0, 9.0),
            (Doing::Work(None), 9.0, 10.0),
        ];
        assert_eq!(pieces(&lane), expected);
    }

    #[test]
    fn two_pieces_of_work_stay_two_and_a_pause_between_them_is_one() {
        let lane = lane(&[
            (Kind::Work, "1", 0.0, 4.0),
            (Kind::Work, "1", 4.0, 6.0),
            (Kind::Sleep, "", 6.0, 8.0),
            (Kind::Sleep, "", 8.0, 10.0),
        ]);
        let expected = [
            (Doing::Work(Some("1")), 0.0, 4.0),
            (Doing::Work(Some("1")), 4.0, 6.0),
            (Doing::Sleep, 6.0, 10.0),
        ];
        assert_eq!(pieces(&lane), expected);
    }
}
