//! The worker's end: does tasks until the master is gone.

use std::env;
use std::fmt::Display;
use std::io;
use std::process::exit;

use pattern_sync::channel::{Receiver, bounded};
use pattern_sync::sync::atomic::{AtomicBool, Ordering};
use pattern_sync::thread::Builder;

use super::{GREETING, KIND, LIMIT, Message, answer, frame};

/// Whether this process does tasks for a master.
static SERVING: AtomicBool = AtomicBool::new(false);

/// Does tasks with `work` and does not return, if this process was started as a worker of this
/// `kind`; otherwise does nothing.
///
/// To be called at the start of `main`, before anything that only the master should do, once for
/// each kind. A panic of `work` is a failed attempt, and does not end the process.
///
/// The process ends when its master does, or is dropped, also in the middle of a task. Its standard
/// input and output belong to the master; see the [module](super).
///
/// # Examples
///
/// ```
/// // In a program that nobody has started as a worker nothing happens.
/// master_worker::process::serve_if_worker("square", |n: &u64| n * n);
/// ```
pub fn serve_if_worker<T: Message, R: Message>(kind: &str, work: impl Fn(&T) -> R) {
    serve_fallible_if_worker(kind, |task| Ok::<_, String>(work(task)));
}

/// Does tasks as [`serve_if_worker`] does, with a function that may fail. An error is a failed
/// attempt, as a panic is; its text travels to the master.
///
/// # Examples
///
/// ```standalone_crate
/// use master_worker::{Failure, Master, process};
///
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     process::serve_fallible_if_worker("parse", |text: &String| text.parse::<i32>());
///
///     let master = Master::<String, i32>::builder().processes(1, "parse").max_attempts(1).build();
///     master.submit("12".to_owned())?;
///     master.submit("douze".to_owned())?;
///     let results = master.collect();
///     assert_eq!(results[0], Ok(12));
///     let failure = &results[1].as_ref().unwrap_err().failures[0].failure;
///     assert_eq!(*failure, Failure::Error("invalid digit found in string".to_owned()));
///     Ok(())
/// }
/// ```
pub fn serve_fallible_if_worker<T, R, E>(kind: &str, work: impl Fn(&T) -> Result<R, E>)
where
    T: Message,
    R: Message,
    E: Display,
{
    if env::var_os(KIND).is_some_and(|value| value == kind) {
        SERVING.store(true, Ordering::SeqCst);
        match serve(work) {
            // The master is gone, and nobody is interested.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            Err(error) => eprintln!("worker `{kind}` ends: {error}"),
            Ok(()) => {}
        }
        exit(1);
    }
}

/// Tells whether this process was started as a worker and does not serve: its main function has
/// gone on as if it were a master. If it started workers so would they, without end.
pub(super) fn is_lost_worker() -> bool {
    env::var_os(KIND).is_some() && !SERVING.load(Ordering::SeqCst)
}

fn serve<T, R, E>(work: impl Fn(&T) -> Result<R, E>) -> io::Result<()>
where
    T: Message,
    R: Message,
    E: Display,
{
    let limit = env::var(LIMIT).ok().and_then(|limit| limit.parse().ok());
    let limit: u32 = limit.ok_or(io::ErrorKind::InvalidInput)?;
    let tasks = listen(limit)?;
    let mut answers = io::stdout().lock();
    frame::write(&mut answers, GREETING, u32::MAX)?;
    for task in tasks {
        let task = T::from_bytes(&task).ok_or(io::ErrorKind::InvalidData)?;
        let answer = answer::of_attempt(&work, &task);
        let limit = limit.saturating_add(1); // what kind of answer it is does not count
        match frame::write(&mut answers, &answer, limit) {
            Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                let mut answer = answer::failure(&error.to_string());
                answer.truncate(limit as usize);
                frame::write(&mut answers, &answer, limit)?;
            }
            written => written?,
        }
    }
    Ok(())
}

/// Reads tasks on a thread of its own, which notices at once when the master is gone, whatever the
/// others are doing.
fn listen(limit: u32) -> io::Result<Receiver<Vec<u8>>> {
    let (sender, tasks) = bounded(1); // the master sends the next task after the answer
    let read = move || {
        let mut pipe = io::stdin().lock();
        while let Ok(Some(task)) = frame::read(&mut pipe, limit) {
            if sender.send(task).is_err() {
                return; // the other thread is about to end the process
            }
        }
        exit(0);
    };
    Builder::new().name("tasks".to_owned()).spawn(read)?;
    Ok(tasks)
}
