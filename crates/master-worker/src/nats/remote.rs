//! The master's end: workers that publish a task and wait for whoever brings the result.

use std::marker::PhantomData;

use pattern_sync::sync::{Arc, OnceLock};
use pattern_sync::time::Duration;
use tokio::select;
use tokio::sync::{OnceCell, watch};
use tokio::time::timeout;

use super::awaited::Awaited;
use super::connection::{Connection, patiently};
use super::engine::Engine;
use super::errand::Errand;
use super::error::NatsError;
use super::inbox::Inbox;
use super::queue::Queue;
use super::streams;
use crate::process::{Message, answer};
use crate::worker::{Stopper, Worker, WorkerError};

/// A worker that stands for whoever serves a [`Queue`]: it puts a task into the stream, and waits for
/// the result.
///
/// [`MasterBuilder::remote`](crate::MasterBuilder::remote) adds several, which have one connection in
/// common; this is for those that join later.
///
/// # Examples
///
/// ```
/// use master_worker::{MasterBuilder, nats};
///
/// let queue = nats::Queue::new("squares").server("nats://127.0.0.1:1"); // nobody listens there
/// let mut builder = MasterBuilder::<u64, u64>::new();
/// for remote in nats::Remote::several(8, &queue) {
///     builder = builder.worker(remote);
/// }
/// drop(builder.build()); // has not waited for a connection
/// ```
pub struct Remote<T, R> {
    office: Arc<Office>,
    leash: Arc<Leash>,
    types: PhantomData<fn(T) -> R>,
}

/// What the remote workers of one master have in common.
struct Office {
    queue: Queue,
    /// Before the engine, since it is dropped before it.
    line: OnceCell<Result<Line, NatsError>>,
    engine: OnceLock<Result<Engine, NatsError>>,
}

/// A connection, and those who listen to it.
pub(super) struct Line {
    pub(super) connection: Connection,
    /// The name of the master on the server.
    pub(super) master: String,
    pub(super) awaited: Arc<Awaited>,
}

/// By which a remote worker is called back.
pub(super) struct Leash(watch::Sender<Called>);

#[derive(Clone, Copy, PartialEq)]
enum Called {
    Not,
    Back,
    BackForGood,
}

impl<T, R> Remote<T, R> {
    /// Describes so many of them, with one connection in common. It is opened when the first of them
    /// joins a master.
    #[must_use]
    pub fn several(count: usize, queue: &Queue) -> Vec<Self> {
        let office = Arc::new(Office {
            queue: queue.clone(),
            line: OnceCell::new(),
            engine: OnceLock::new(),
        });
        let remote = || Self {
            office: Arc::clone(&office),
            leash: Arc::new(Leash(watch::Sender::new(Called::Not))),
            types: PhantomData,
        };
        (0..count).map(|_| remote()).collect()
    }
}

impl<T: Message, R: Message> Worker<T, R> for Remote<T, R> {
    fn start(&mut self) -> Result<(), String> {
        self.leash.slacken()?;
        let engine = self.office.engine().map_err(|error| error.to_string())?;
        let opening = async {
            let line = self.office.line().await?;
            line.connection.loss().map_or(Ok(()), Err)
        };
        engine.block_on(async {
            select! {
                () = self.leash.pulled() => Err("called back".to_owned()),
                opened = opening => opened.map_err(|error| error.to_string()),
            }
        })
    }

    fn perform(&mut self, task: &T) -> Result<R, WorkerError> {
        let (Ok(engine), Some(Ok(line))) = (self.office.engine(), self.office.line.get()) else {
            return Err(WorkerError::NotBegun("not started".to_owned()));
        };
        let errand = Errand {
            line,
            queue: &self.office.queue,
            task: task.to_bytes(),
        };
        let answer = engine.block_on(errand.run(&self.leash))?;
        let read = answer::read(&answer);
        read.unwrap_or_else(|what| Err(WorkerError::Died(format!("malformed answer: {what}"))))
    }

    fn stopper(&self) -> Option<Arc<dyn Stopper>> {
        Some(Arc::clone(&self.leash) as _)
    }
}

impl Office {
    fn engine(&self) -> Result<&Engine, NatsError> {
        let engine = self
            .engine
            .get_or_init(|| Engine::start().map_err(|error| NatsError::System(error.to_string())));
        engine.as_ref().map_err(Clone::clone)
    }

    async fn line(&self) -> Result<&Line, NatsError> {
        let line = self.line.get_or_init(|| Line::open(&self.queue)).await;
        line.as_ref().map_err(Clone::clone)
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if let (Some(Ok(line)), Some(Ok(engine))) = (self.line.get(), self.engine.get())
            && line.connection.loss().is_none()
        {
            // If it cannot be done now, the server forgets our results by itself, and whoever is
            // given one of our tasks does it in vain.
            let clear = async { timeout(Duration::from_secs(1), line.clear(&self.queue)).await };
            let _ = engine.block_on(clear);
        }
    }
}

impl Line {
    async fn open(queue: &Queue) -> Result<Self, NatsError> {
        let connection = Connection::open(queue).await?;
        let client = connection.client();
        // A word that nobody else has.
        let inbox = client.new_inbox();
        let master = inbox.rsplit('.').next().unwrap_or(&inbox).to_owned();
        let open = async || Inbox::open(&connection.context, queue, &master).await;
        let inbox = patiently(queue, open).await?;
        let advisories = client.subscribe(streams::advisories(queue)).await;
        let advisories = advisories.map_err(|error| NatsError::Refused(error.to_string()))?;
        let awaited = Arc::<Awaited>::default();
        let shared = Arc::clone(&queue.shared);
        tokio::spawn(Arc::clone(&awaited).take_in(inbox, shared));
        tokio::spawn(Arc::clone(&awaited).listen(advisories));
        Ok(Self {
            connection,
            master,
            awaited,
        })
    }

    /// Takes away from the server what is only ours.
    async fn clear(&self, queue: &Queue) {
        let tasks = streams::task_subject(queue, &self.master, ">");
        let _ = self.connection.tasks.purge().filter(tasks).await;
        let (inbox, results) = (
            streams::inbox_name(&self.master),
            streams::results_name(queue),
        );
        let context = &self.connection.context;
        let _ = context.delete_consumer_from_stream(inbox, results).await;
    }
}

impl Leash {
    /// Lets a worker begin anew that was called back.
    fn slacken(&self) -> Result<(), String> {
        let mut for_good = false;
        self.0.send_modify(|called| {
            for_good = *called == Called::BackForGood;
            if !for_good {
                *called = Called::Not;
            }
        });
        if for_good {
            return Err("the master is going".to_owned());
        }
        Ok(())
    }

    /// Waits until the worker is called back.
    pub(super) async fn pulled(&self) {
        // An error would say that the sender is gone, which is `self`.
        let _ = self
            .0
            .subscribe()
            .wait_for(|called| *called != Called::Not)
            .await;
    }
}

impl Stopper for Leash {
    fn stop(&self) {
        self.0.send_if_modified(|called| {
            let news = *called == Called::Not;
            if news {
                *called = Called::Back;
            }
            news
        });
    }

    fn stop_for_good(&self) {
        self.0.send_replace(Called::BackForGood);
    }
}
