//! Where a thread's time went, in words: the same for the figure of a run and for its page.

use super::labels;
use super::segments::{Doing, Segment};
use crate::lang::Lang;
use crate::messages::Message;

/// Says what part of the time of `segments` was work, what part each wait, and what part sleep, as
/// far as it can be seen: what is less than half a percent is not said.
pub(super) fn say(segments: &[Segment<'_>], lang: Lang) -> String {
    let mut times: Vec<(Doing<'_>, f64)> = Vec::new();
    for segment in segments {
        let doing = match segment.doing {
            Doing::Work(_) => Doing::Work(None),
            other => other,
        };
        let time = segment.to - segment.from;
        match times.iter_mut().find(|(known, _)| *known == doing) {
            Some((_, sum)) => *sum += time,
            None => times.push((doing, time)),
        }
    }
    let all: f64 = times.iter().map(|(_, time)| time).sum();
    let share = |time: f64| (100.0 * time / all.max(f64::MIN_POSITIVE)).round();
    times.retain(|&(_, time)| share(time) > 0.0);
    times.sort_by(|a, b| rank(a.0).cmp(&rank(b.0)).then(b.1.total_cmp(&a.1)));
    let say = |&(doing, time): &(Doing<'_>, f64)| {
        let percent = share(time).to_string();
        let said = match doing {
            Doing::Work(_) => Message::RunAtWork { percent },
            Doing::Sleep => Message::RunSlept { percent },
            Doing::Wait(what) => {
                let what = labels::say(what, lang);
                Message::RunWaited { percent, what }
            }
        };
        said.to_text(lang)
    };
    times.iter().map(say).collect::<Vec<_>>().join(", ")
}

/// Work comes first, then waits; what takes longer comes before what takes less.
fn rank(doing: Doing<'_>) -> u8 {
    match doing {
        Doing::Work(_) => 0,
        Doing::Wait(_) => 1,
        Doing::Sleep => 2,
    }
}
