//! The master's end: starts a process, gives it tasks, and knows when it is dead.

use std::env;
use std::io::{BufReader, ErrorKind};
use std::marker::PhantomData;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use pattern_sync::sync::{Arc, Mutex};

use super::serve::is_lost_worker;
use super::{GREETING, KIND, LIMIT, Message, answer, frame};
use crate::worker::{Stopper, Worker, WorkerError};

/// A worker that is a process: this very program, started once more.
///
/// [`MasterBuilder::processes`](crate::MasterBuilder::processes) adds several; this is for those
/// that are special, or that join later.
///
/// # Examples
///
/// ```standalone_crate
/// use master_worker::process::{Process, serve_if_worker};
/// use master_worker::{Master, Worker};
///
/// fn main() -> Result<(), Box<dyn std::error::Error>> {
///     serve_if_worker("length", |text: &String| text.len());
///
///     let process = Process::new("length").max_message(1_000);
///     let kill = process.stopper().expect("a process can be killed");
///     let master = Master::<String, usize>::builder().worker(process).build();
///     for _ in 0..10 {
///         master.submit("a word".to_owned())?;
///         kill.stop(); // as by `kill -9`: whatever it is doing
///         assert_eq!(master.next_completed().unwrap().1, Ok(6));
///     }
///
///     master.submit("a word".repeat(1_000))?;
///     let failed = master.next_completed().unwrap().1.unwrap_err();
///     assert!(failed.to_string().contains("a message of 6004 bytes, where 1000 are allowed"));
///     Ok(())
/// }
/// ```
pub struct Process<T, R> {
    kind: String,
    limit: u32,
    command: Option<Box<dyn FnMut() -> Command + Send>>,
    leash: Arc<Leash>,
    pipes: Option<Pipes>,
    types: PhantomData<fn(T) -> R>,
}

/// What the master holds of a living process, to read from and write to.
struct Pipes {
    tasks: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What the process is held by, to be killed from another thread.
#[derive(Default)]
struct Leash(Mutex<Held>);

#[derive(Default)]
struct Held {
    /// A process that has not been waited for, so that its number is still its own.
    child: Option<Child>,
    /// Whether none may be started any more.
    for_good: bool,
}

impl<T, R> Process<T, R> {
    /// Describes a worker that calls what [`serve_if_worker`](super::serve_if_worker) was given for
    /// this `kind`. The process is started when the worker joins a master.
    pub fn new(kind: impl Into<String>) -> Self {
        Self {
            kind: kind.into(),
            limit: 16 << 20,
            command: None,
            leash: Arc::default(),
            pipes: None,
            types: PhantomData,
        }
    }

    /// Sets how long a task or a result may be, in bytes; 16 MiB unless this is called.
    #[must_use]
    pub fn max_message(mut self, bytes: u32) -> Self {
        self.limit = bytes;
        self
    }

    /// Sets how the process is started: with arguments, under `nice`, or another program that calls
    /// [`serve_if_worker`](super::serve_if_worker). Without this it is the program that runs
    /// now, without arguments. Its standard input and output, and the environment variable that
    /// tells it to serve, are set after that.
    #[must_use]
    pub fn command(mut self, command: impl FnMut() -> Command + Send + 'static) -> Self {
        self.command = Some(Box::new(command));
        self
    }

    /// Starts a process, held by the leash from its first moment.
    fn spawn(&mut self) -> Result<Pipes, String> {
        if is_lost_worker() {
            let main = "the main function has to call `serve_if_worker` for it first";
            return Err(format!("this process is itself a worker, and {main}"));
        }
        let mut command = match &mut self.command {
            Some(command) => command(),
            None => Command::new(env::current_exe().map_err(|error| error.to_string())?),
        };
        command.env(KIND, &self.kind);
        command.env(LIMIT, self.limit.to_string());
        command.stdin(Stdio::piped()).stdout(Stdio::piped());

        let mut held = self.leash.0.lock();
        if held.for_good {
            return Err("the master is going".to_owned());
        }
        let mut child = command.spawn().map_err(|error| {
            let program = command.get_program().display();
            format!("{program} cannot be started: {error}")
        })?;
        let pipes = Pipes {
            tasks: child.stdin.take().expect("a pipe was asked for"),
            answers: BufReader::new(child.stdout.take().expect("a pipe was asked for")),
        };
        held.child = Some(child);
        Ok(pipes)
    }

    /// Kills the process, if it lives, and waits for its end, so that no zombie is left; tells how
    /// it ended.
    fn bury(&mut self) -> String {
        self.pipes = None;
        // Out of the leash: while we wait nobody has to wait for us.
        let Some(mut child) = self.leash.0.lock().child.take() else {
            return "not started".to_owned();
        };
        // If it is dead already this changes nothing, not even how it died.
        let _ = child.kill();
        match child.wait() {
            Ok(status) => status.to_string(),
            Err(error) => error.to_string(),
        }
    }

    /// Kills a process that does not talk as it should.
    fn malformed(&mut self, what: &str) -> String {
        self.bury();
        format!("malformed message: {what} (does it print to its standard output?)")
    }

    /// Makes sense of why no message came.
    fn silence(&mut self, read: &std::io::Result<Option<Vec<u8>>>) -> String {
        match read {
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                self.malformed(&error.to_string())
            }
            _ => self.bury(),
        }
    }
}

impl<T: Message, R: Message> Worker<T, R> for Process<T, R> {
    fn start(&mut self) -> Result<(), String> {
        self.bury();
        let mut pipes = self.spawn()?;
        match frame::read(&mut pipes.answers, self.limit.max(GREETING.len() as u32)) {
            Ok(Some(greeting)) if greeting == GREETING => {
                self.pipes = Some(pipes);
                Ok(())
            }
            Ok(Some(_)) => Err(self.malformed("no greeting")),
            silence => {
                let why = self.silence(&silence);
                let kind = &self.kind;
                Err(format!(
                    "no greeting (is `serve_if_worker` called for `{kind}`?): {why}"
                ))
            }
        }
    }

    fn perform(&mut self, task: &T) -> Result<R, WorkerError> {
        let Some(pipes) = &mut self.pipes else {
            return Err(WorkerError::NotBegun("not started".to_owned()));
        };
        match frame::write(&mut pipes.tasks, &task.to_bytes(), self.limit) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::FileTooLarge => {
                return Err(WorkerError::Failed(error.to_string()));
            }
            // It has not got the whole task, so it has not begun with it.
            Err(_) => return Err(WorkerError::NotBegun(self.bury())),
        }
        // One byte more for what kind of answer it is.
        let answer = frame::read(&mut pipes.answers, self.limit.saturating_add(1));
        let Ok(Some(answer)) = answer else {
            return Err(WorkerError::Died(self.silence(&answer)));
        };
        answer::read(&answer).unwrap_or_else(|what| Err(WorkerError::Died(self.malformed(what))))
    }

    fn stopper(&self) -> Option<Arc<dyn Stopper>> {
        Some(Arc::clone(&self.leash) as _)
    }
}

impl<T, R> Drop for Process<T, R> {
    fn drop(&mut self) {
        self.bury();
    }
}

impl Stopper for Leash {
    fn stop(&self) {
        self.0.lock().kill();
    }

    fn stop_for_good(&self) {
        let mut held = self.0.lock();
        held.for_good = true;
        held.kill();
    }
}

impl Held {
    fn kill(&mut self) {
        if let Some(child) = &mut self.child {
            // An error says that it is dead, which is what we want.
            let _ = child.kill();
        }
    }
}
