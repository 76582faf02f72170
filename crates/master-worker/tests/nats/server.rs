//! A server of the test's own: on a free port of this machine, with a folder that goes with it.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, id};

use master_worker::nats::Queue;
use pattern_sync::sync::atomic::{AtomicUsize, Ordering};
use pattern_sync::thread;
use pattern_sync::time::{Duration, Instant};

use crate::kept::Kept;

/// A `nats-server` that lives no longer than the test.
pub(crate) struct Server {
    folder: PathBuf,
    port: u16,
    /// Keeps the folder, also while the server is down.
    _folder_keeper: Kept,
    process: Option<Kept>,
}

impl Server {
    pub(crate) fn start() -> Self {
        Self::configured("")
    }

    /// Starts a server with more in its configuration.
    pub(crate) fn configured(more: &str) -> Self {
        static SERVERS: AtomicUsize = AtomicUsize::new(0);
        let number = SERVERS.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("nats-test-{}-{number}", id()));
        fs::create_dir(&folder).unwrap();
        let keeper = Kept::start(
            &folder.display().to_string(),
            Command::new("sleep").arg("9999"),
        );
        // Free now; that somebody else takes it before the server does is possible, and loud.
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let store = folder.display();
        let configuration =
            format!("listen: 127.0.0.1:{port}\njetstream {{ store_dir: \"{store}\" }}\n{more}\n");
        fs::write(folder.join("nats.conf"), configuration).unwrap();
        let mut server = Self {
            folder,
            port,
            _folder_keeper: keeper,
            process: None,
        };
        server.restart();
        server
    }

    /// Kills it, as by `kill -9`.
    pub(crate) fn kill(&mut self) {
        if let Some(process) = self.process.take() {
            process.signal("KILL");
        }
    }

    /// Starts it with the folder that it has.
    pub(crate) fn restart(&mut self) {
        let mut program = Command::new("nats-server");
        program.arg("-c").arg(self.folder.join("nats.conf"));
        program.arg("-l").arg(self.folder.join("log"));
        self.process = Some(Kept::start("", &program));
        let address = ("127.0.0.1", self.port);
        until("the server listens", || TcpStream::connect(address).is_ok());
    }

    pub(crate) fn address(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// A queue on it.
    pub(crate) fn queue(&self, name: &str) -> Queue {
        queue(name, &self.address())
    }
}

/// A queue for people in a hurry, the same for masters and for workers: whoever comes first sets it up.
pub(crate) fn queue(name: &str, address: &str) -> Queue {
    // The deadly one is to kill three. Elsewhere nothing is poison, whatever happens to the workers.
    let deliveries = if name == "deadly" { 3 } else { 50 };
    Queue::new(name)
        .server(address)
        .lease(Duration::from_millis(500))
        .max_deliver(deliveries)
}

/// Waits until something holds; not for ever.
pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(start.elapsed() < Duration::from_secs(60), "in vain: {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
