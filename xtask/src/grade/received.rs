//! Received: what a report tells of a schedule, checked and made safe before anything draws it.
//!
//! The report comes from the process of a submission. Whoever managed to write into that process could
//! point from a picture to a thread that it does not have, which must not end the grader; and anybody
//! can give a thread a name that steers a terminal.

use pattern_sync::model::{End, Row, Waiting};

use crate::escape::{one_line, visible};
use crate::report::{Action, Position, Timeline};

/// The most rows; the explorer shortens what is longer, to far fewer.
const MAX_ROWS: usize = 1_000;
/// The most threads, and objects: a schedule has no more steps.
const MAX_EACH: usize = 5_000;

/// Tells whether all that `timeline` points to is there, and not more than a schedule can have.
pub(super) fn is_sound(timeline: &Timeline) -> bool {
    let (threads, objects) = (timeline.threads.len(), timeline.objects.len());
    let thread = |at: &usize| *at < threads;
    let object = |at: &usize| *at < objects;
    let waiting = |what: &Waiting| match what {
        Waiting::Lock { holders } => holders.iter().all(thread),
        Waiting::End { thread: other } | Waiting::Initialisation { by: other } => thread(other),
        _ => true,
    };
    let action = |action: &Action| match action {
        Action::Block(what) => waiting(what),
        Action::Wait { lock, .. } => object(lock),
        Action::Notify { woken, .. } => woken.iter().all(thread),
        Action::Spawn { thread: other }
        | Action::Join { thread: other }
        | Action::Unpark { thread: other, .. } => thread(other),
        _ => true,
    };
    let row = |row: &Row| {
        thread(&row.thread) && row.object.as_ref().is_none_or(object) && action(&row.action)
    };
    let end = |end: &End| match end {
        End::Waiting {
            waiting: what,
            object: of,
            ..
        } => waiting(what) && of.as_ref().is_none_or(object),
        _ => true,
    };
    let rows = timeline.rows.len();
    rows <= MAX_ROWS
        && threads.max(objects) <= MAX_EACH
        && timeline.rows.iter().all(row)
        && timeline.threads.iter().all(|lane| end(&lane.end))
        && timeline.omitted.is_none_or(|gap| gap.before <= rows)
}

/// Makes all text of `timeline` safe to print.
pub(super) fn made_safe(mut timeline: Timeline) -> Timeline {
    for lane in &mut timeline.threads {
        lane.name = one_line(&lane.name);
        match &mut lane.end {
            End::Panicked { message, at, .. } => {
                *message = visible(message);
                at.iter_mut().for_each(place);
            }
            End::Waiting { at, .. } => place(at),
            _ => {}
        }
    }
    for object in &mut timeline.objects {
        object.name = one_line(&object.name);
    }
    for row in &mut timeline.rows {
        place(&mut row.at);
        match &mut row.action {
            Action::Panic { message, at } => {
                *message = visible(message);
                at.iter_mut().for_each(place);
            }
            Action::Atomic { operation: text } | Action::Note(text) => *text = one_line(text),
            _ => {}
        }
    }
    let files = std::mem::take(&mut timeline.sources).into_iter();
    timeline.sources = files
        .map(|(file, lines)| {
            let lines = lines.into_iter();
            let lines = lines.map(|(number, text)| (number, one_line(&text)));
            (one_line(&file), lines.collect())
        })
        .collect();
    timeline
}

fn place(position: &mut Position) {
    position.file = one_line(&position.file);
}

#[cfg(test)]
mod tests {
    use pattern_sync::model::{Explorer, Omitted, Schedule};
    use pattern_sync::sync::{Arc, Mutex};
    use pattern_sync::thread;

    use super::*;

    /// Two threads, the second of which has a name that clears a terminal.
    fn timeline() -> Timeline {
        let body = || {
            let lock = Arc::new(Mutex::new(()));
            let other = Arc::clone(&lock);
            let name = "\u{1b}[2J\nworker".to_string();
            let builder = thread::Builder::new().name(name);
            let worker = builder.spawn(move || drop(other.lock())).unwrap();
            drop(lock.lock());
            worker.join().unwrap();
        };
        Explorer::new().replay(&Schedule::default(), body).unwrap()
    }

    #[test]
    fn what_the_explorer_records_is_sound_and_what_points_elsewhere_is_not() {
        assert!(is_sound(&timeline()));
        let forged: [fn(&mut Timeline); 10] = [
            |timeline| timeline.rows[0].thread = 2,
            |timeline| timeline.rows[0].object = Some(1),
            |timeline| timeline.rows[0].action = Action::Spawn { thread: 2 },
            |timeline| timeline.rows[0].action = Action::Join { thread: usize::MAX },
            |timeline| {
                let (all, woken) = (true, vec![0, 2]);
                timeline.rows[0].action = Action::Notify { all, woken };
            },
            |timeline| {
                let holders = vec![2];
                timeline.rows[0].action = Action::Block(Waiting::Lock { holders });
            },
            |timeline| {
                timeline.threads[0].end = End::Waiting {
                    waiting: Waiting::End { thread: 2 },
                    object: None,
                    at: timeline.rows[0].at.clone(),
                };
            },
            |timeline| {
                let before = timeline.rows.len() + 1;
                timeline.omitted = Some(Omitted { before, events: 1 });
            },
            |timeline| timeline.rows = vec![timeline.rows[0].clone(); MAX_ROWS + 1],
            |timeline| timeline.threads = vec![timeline.threads[0].clone(); MAX_EACH + 1],
        ];
        for (at, forge) in forged.into_iter().enumerate() {
            let mut forged = timeline();
            forge(&mut forged);
            assert!(!is_sound(&forged), "forgery {at}");
        }
    }

    #[test]
    fn no_name_message_or_source_line_steers_a_terminal() {
        let mut timeline = timeline();
        let evil = "\u{1b}[2J\u{202e}";
        let at = Position {
            file: evil.to_string(),
            line: 1,
            column: 1,
        };
        let message = format!("{evil}\nsecond line");
        timeline.rows[0].at = at.clone();
        timeline.rows[1].action = Action::Panic {
            message: message.clone(),
            at: Some(at.clone()),
        };
        timeline.rows[2].action = Action::Atomic {
            operation: evil.to_string(),
        };
        timeline.objects[0].name = evil.to_string();
        timeline.threads[0].end = End::Panicked {
            message,
            at: Some(at),
            seen: false,
        };
        let lines = [(1, evil.to_string())].into();
        timeline.sources = [(evil.to_string(), lines)].into();
        let safe = made_safe(timeline);
        assert_eq!(safe.threads[1].name, "\\u{1b}[2J\\nworker");
        assert!(safe.source(&safe.rows[0].at).is_some());
        // This form writes characters that steer, if there are any, in its own way.
        let json = serde_json::to_string(&safe).unwrap();
        assert!(
            !json.contains("\\u001b") && !json.contains('\u{202e}'),
            "{json}"
        );
    }
}
