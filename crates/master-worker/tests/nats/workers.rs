//! Workers for the tests: this program, started once more, or a thread.

use std::env;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, abort};

use master_worker::nats::{NatsError, Queue};
use pattern_sync::thread::{self, JoinHandle};
use pattern_sync::time::Duration;

use crate::kept::Kept;
use crate::server::{Server, queue};

const KIND: &str = "NATS_TEST_KIND";
const SERVER: &str = "NATS_TEST_SERVER";
const GATE: &str = "NATS_TEST_GATE";

/// What a worker does with a task in most tests.
pub(crate) fn square(n: &u64) -> u64 {
    n * n
}

/// Likewise, so slowly that there is time for something to happen.
pub(crate) fn slow_square(n: &u64) -> u64 {
    thread::sleep(Duration::from_millis(1));
    n * n
}

/// Serves and does not return, if this process was started as a worker.
pub(crate) fn serve_if_worker() {
    let (Ok(kind), Ok(server)) = (env::var(KIND), env::var(SERVER)) else {
        return;
    };
    let queue = queue(&kind, &server);
    let served = match kind.as_str() {
        "slow" => queue.serve(slow_square),
        "deadly" => queue.serve(|n: &u64| if *n == 3 { abort() } else { *n }),
        "gated" => queue.serve(|n: &u64| pass_gate(*n)),
        kind => panic!("nobody serves {kind}"),
    };
    if let Err(error) = served {
        eprintln!("worker `{kind}` ends: {error}");
    }
    std::process::exit(1);
}

/// Starts a process that serves the queue of this name.
pub(crate) fn process(server: &Server, kind: &str) -> Kept {
    Kept::start("", &command(server, kind))
}

/// Likewise; its tasks wait at a gate until the test opens it.
pub(crate) fn gated_process(server: &Server, gate: &Gate) -> Kept {
    let mut command = command(server, "gated");
    command.env(GATE, gate.0.local_addr().unwrap().to_string());
    Kept::start("", &command)
}

fn command(server: &Server, kind: &str) -> Command {
    let mut command = Command::new(env::current_exe().unwrap());
    command.env(KIND, kind).env(SERVER, server.address());
    command
}

/// Serves a queue on a thread until it leaves.
pub(crate) fn thread(queue: &Queue, work: fn(&u64) -> u64) -> JoinHandle<Result<usize, NatsError>> {
    let queue = queue.clone();
    thread::spawn(move || queue.serve(work))
}

/// Where a worker says that it has begun with a task, and waits until it may go on.
pub(crate) struct Gate(TcpListener);

/// A worker that waits.
pub(crate) struct Waiting {
    pub(crate) task: u64,
    stream: TcpStream,
}

impl Gate {
    pub(crate) fn new() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").unwrap())
    }

    /// Waits until a worker has begun with a task.
    pub(crate) fn next(&self) -> Waiting {
        let (mut stream, _) = self.0.accept().unwrap();
        let mut task = [0; 8];
        stream.read_exact(&mut task).unwrap();
        let task = u64::from_be_bytes(task);
        Waiting { task, stream }
    }

    /// Tells whether nobody has come whom `next` has not seen.
    pub(crate) fn is_deserted(&self) -> bool {
        self.0.set_nonblocking(true).unwrap();
        self.0.accept().is_err()
    }
}

impl Waiting {
    pub(crate) fn open(mut self) {
        self.stream.write_all(&[1]).unwrap();
    }
}

/// The worker's side of the gate.
fn pass_gate(n: u64) -> u64 {
    let mut stream = TcpStream::connect(env::var(GATE).unwrap()).unwrap();
    stream.write_all(&n.to_be_bytes()).unwrap();
    stream.read_exact(&mut [0]).unwrap();
    square(&n)
}
