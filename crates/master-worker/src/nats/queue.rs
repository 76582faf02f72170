//! A queue of tasks on a server: what it is called, how much it holds, how patient one is.

use async_nats::ConnectOptions;
use pattern_sync::sync::Arc;
use pattern_sync::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use pattern_sync::time::Duration;

/// Describes a queue of tasks on a NATS server, for masters and for those who serve it.
///
/// Nothing happens before a master starts ([`MasterBuilder::remote`](crate::MasterBuilder::remote))
/// or somebody [serves](Self::serve). Whoever comes first creates the queue's streams, with these
/// settings; those who come later take the streams as they are. So all should say the same.
///
/// # Examples
///
/// ```
/// use master_worker::nats::Queue;
/// use pattern_sync::time::Duration;
///
/// let queue = Queue::new("squares")
///     .server("nats://127.0.0.1:4222")
///     .lease(Duration::from_secs(5)) // a worker that says nothing for so long is dead
///     .max_deliver(3)                // and a task that three of them died of is poison
///     .capacity(1_000);              // tasks in the stream; more are refused for the time being
/// assert_eq!(queue.counts().published, 0);
/// ```
#[derive(Clone)]
#[must_use = "nothing happens before somebody serves it, or a master uses it"]
pub struct Queue {
    pub(super) name: String,
    pub(super) server: String,
    pub(super) options: ConnectOptions,
    pub(super) lease: Duration,
    pub(super) max_deliver: usize,
    pub(super) capacity: usize,
    pub(super) replicas: usize,
    pub(super) patience: Duration,
    pub(super) resubmit_after: Duration,
    pub(super) shared: Arc<Shared>,
}

/// What the copies of a queue have in common.
#[derive(Default)]
pub(super) struct Shared {
    /// Whether those who serve are to go. Never goes back to `false`.
    leaving: AtomicBool,
    pub(super) published: AtomicUsize,
    pub(super) refused: AtomicUsize,
    pub(super) resubmitted: AtomicUsize,
    pub(super) duplicates: AtomicUsize,
    pub(super) poisoned: AtomicUsize,
    pub(super) served: AtomicUsize,
}

/// What has been counted by this program, with one [`Queue`] and its clones.
///
/// # Examples
///
/// ```
/// let queue = master_worker::nats::Queue::new("squares");
/// assert_eq!(queue.counts(), master_worker::nats::Counts::default());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counts {
    /// Tasks that the stream has accepted from our masters, those submitted again included.
    pub published: usize,
    /// How many times the stream was full and took a task not yet.
    pub refused: usize,
    /// Tasks that were submitted again, since the server had lost them or their results.
    pub resubmitted: usize,
    /// Results that came when their task already had one, and were dropped.
    pub duplicates: usize,
    /// Tasks given up because everybody who was given them has died.
    pub poisoned: usize,
    /// Tasks whose answer we, serving, have handed in.
    pub served: usize,
}

impl Queue {
    /// Describes a queue on the server of this machine, on the usual port.
    ///
    /// # Panics
    ///
    /// Panics if the name is empty, or has anything but letters of the English alphabet, digits, `-`
    /// and `_`: it becomes a part of the names of streams and of subjects.
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        let fine = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        assert!(
            !name.is_empty() && name.bytes().all(fine),
            "a queue cannot be called {name:?}"
        );
        Self {
            name,
            server: "nats://127.0.0.1:4222".to_owned(),
            options: ConnectOptions::new(),
            lease: Duration::from_secs(30),
            max_deliver: 5,
            capacity: 10_000,
            replicas: 1,
            patience: Duration::from_secs(20),
            resubmit_after: Duration::from_secs(30),
            shared: Arc::default(),
        }
    }

    /// Sets the server's address, or several with commas between them.
    pub fn server(mut self, address: impl Into<String>) -> Self {
        self.server = address.into();
        self
    }

    /// Sets how to connect, in the client's own words: TLS, tokens, credentials, names.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::nats::{ConnectOptions, Queue};
    ///
    /// let options = ConnectOptions::with_user_and_password("ada".to_owned(), "secret".to_owned())
    ///     .require_tls(true)
    ///     .name("squares");
    /// let queue = Queue::new("squares").server("tls://nats.example.org").options(options);
    /// assert_eq!(queue.counts().served, 0);
    /// ```
    pub fn options(mut self, options: ConnectOptions) -> Self {
        self.options = options;
        self
    }

    /// Sets how long a worker may be silent before its task is given to another; 30 s unless this is
    /// called. Workers say three times as often that they are alive, so a task may take longer.
    ///
    /// # Panics
    ///
    /// Panics if it is shorter than 30 ms: the heartbeats would be late by themselves.
    pub fn lease(mut self, lease: Duration) -> Self {
        assert!(
            lease >= Duration::from_millis(30),
            "nobody can say ten times in {lease:?} that they are alive"
        );
        self.lease = lease;
        self
    }

    /// Sets how many workers may fall silent over a task before it is given up; 5 unless this is
    /// called. Errors and panics do not count here: the master hands such a task out again itself.
    ///
    /// # Panics
    ///
    /// Panics if that is 0: no task would ever be tried.
    pub fn max_deliver(mut self, deliveries: usize) -> Self {
        assert!(deliveries > 0, "with 0 deliveries no task is ever tried");
        self.max_deliver = deliveries;
        self
    }

    /// Sets how many tasks the stream holds, those in the workers' hands included; 10,000 unless this
    /// is called. When it is full, it refuses tasks, and masters try again a little later.
    ///
    /// # Panics
    ///
    /// Panics if that is 0.
    pub fn capacity(mut self, tasks: usize) -> Self {
        assert!(tasks > 0, "a stream for 0 tasks refuses them all");
        self.capacity = tasks;
        self
    }

    /// Sets on how many servers of a cluster the streams are kept; 1 unless this is called.
    pub fn replicas(mut self, servers: usize) -> Self {
        self.replicas = servers;
        self
    }

    /// Sets how long one goes on without the server before the queue is said to be lost; 20 s unless
    /// this is called. Until then tasks wait, and whoever has a result keeps it.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Sets after what silence a master looks whether the server still has a task, and submits it
    /// again if not; 30 s unless this is called. A server that is not told to write to the disk at
    /// once can lose what it has acknowledged when the power fails.
    pub fn resubmit_after(mut self, silence: Duration) -> Self {
        self.resubmit_after = silence;
        self
    }

    /// Lets those who serve this queue, or a clone of it, in this program go: each after the task in
    /// its hands, or within a second if it has none.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::nats::{NatsError, Queue};
    /// use pattern_sync::time::Duration;
    ///
    /// let queue = Queue::new("squares").patience(Duration::from_millis(10));
    /// queue.leave();
    /// assert_eq!(queue.serve(|n: &u64| n * n), Ok(0)); // goes before it has come
    /// ```
    pub fn leave(&self) {
        self.shared.leaving.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_leaving(&self) -> bool {
        self.shared.leaving.load(Ordering::SeqCst)
    }

    /// Returns what this program has counted.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let shared = &self.shared;
        let count = |counter: &AtomicUsize| counter.load(Ordering::SeqCst);
        Counts {
            published: count(&shared.published),
            refused: count(&shared.refused),
            resubmitted: count(&shared.resubmitted),
            duplicates: count(&shared.duplicates),
            poisoned: count(&shared.poisoned),
            served: count(&shared.served),
        }
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not the options: they may hold a password.
        f.debug_struct("Queue")
            .field("name", &self.name)
            .field("server", &self.server)
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

/// Counts one more.
pub(super) fn count(counter: &AtomicUsize) {
    counter.fetch_add(1, Ordering::SeqCst);
}
