//! What a worker answers: the result of an attempt, an error or a panic, as bytes.

use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pattern_core::panic_message;

use super::Message;
use crate::worker::WorkerError;

// What the first byte of an answer says.
/// The result follows.
const DONE: u8 = 0;
/// The text of an error follows.
const FAILED: u8 = 1;
/// The message of a panic follows.
const PANICKED: u8 = 2;

/// Makes an attempt at a task, and puts what comes of it into bytes.
pub(crate) fn of_attempt<T, R, E>(work: impl Fn(&T) -> Result<R, E>, task: &T) -> Vec<u8>
where
    R: Message,
    E: Display,
{
    // Unwind safe: as with threads, a closure that leaves something half-done behind itself says so.
    match catch_unwind(AssertUnwindSafe(|| work(task))) {
        Ok(Ok(result)) => {
            let mut answer = vec![DONE];
            result.encode(&mut answer);
            answer
        }
        Ok(Err(error)) => failure(&error.to_string()),
        Err(payload) => with_text(PANICKED, &panic_message(&*payload)),
    }
}

/// Says why there is no result.
pub(crate) fn failure(text: &str) -> Vec<u8> {
    with_text(FAILED, text)
}

/// Reads an answer; what makes no sense is returned as the reason.
pub(crate) fn read<R: Message>(answer: &[u8]) -> Result<Result<R, WorkerError>, &'static str> {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    match answer.split_first() {
        Some((&DONE, result)) => R::from_bytes(result).map(Ok).ok_or("no result"),
        Some((&FAILED, error)) => Ok(Err(WorkerError::Failed(text(error)))),
        Some((&PANICKED, message)) => Ok(Err(WorkerError::Panicked(text(message)))),
        _ => Err("no answer"),
    }
}

fn with_text(kind: u8, text: &str) -> Vec<u8> {
    [&[kind], text.as_bytes()].concat()
}
