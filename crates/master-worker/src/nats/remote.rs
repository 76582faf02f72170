//! The master's end: workers that publish a task and wait for whoever brings the result.

use std::marker::PhantomData;

use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::RawMessageErrorKind;
use pattern_sync::sync::{Arc, OnceLock};
use pattern_sync::time::Duration;
use tokio::select;
use tokio::sync::{OnceCell, watch};
use tokio::time::{sleep, timeout};

use super::awaited::{Awaited, Place, Reply};
use super::connection::{Connection, PAUSE, Refusal};
use super::engine::Engine;
use super::error::NatsError;
use super::inbox::Inbox;
use super::queue::{Queue, count};
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
struct Line {
    connection: Connection,
    /// The name of the master on the server.
    master: String,
    awaited: Arc<Awaited>,
}

/// By which a remote worker is called back.
struct Leash(watch::Sender<Called>);

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
            line.connection.is_lost().map_or(Ok(()), Err)
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
            && line.connection.is_lost().is_none()
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
        let inbox = Inbox::open(&connection.context, queue, &master).await?;
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

/// One task on its way there and back.
struct Errand<'office> {
    line: &'office Line,
    queue: &'office Queue,
    task: Vec<u8>,
}

/// What has become of a task of which nothing is heard.
enum Fate {
    /// It waits, or somebody has it in their hands.
    UnderWay,
    /// Nobody will bring its result.
    Lost,
    /// It lies there, and was delivered as often as is allowed.
    Stuck { deliveries: u64 },
}

impl Errand<'_> {
    async fn run(self, leash: &Leash) -> Result<Vec<u8>, WorkerError> {
        let mut place = self.line.awaited.enter();
        let mut sequence = None;
        let replied = select! {
            replied = self.insist(&mut place, &mut sequence) => Some(replied),
            error = self.line.connection.lost() => {
                return Err(WorkerError::Died(error.to_string()));
            }
            () = leash.pulled() => None,
        };
        match replied {
            Some(Ok(Reply::Answer(answer))) => Ok(answer),
            Some(Ok(Reply::Poison { deliveries })) => {
                count(&self.queue.shared.poisoned);
                self.withdraw(sequence).await;
                let why = format!("delivered {deliveries} times, and nobody has acknowledged it");
                Err(WorkerError::Poison(why))
            }
            Some(Err(error)) => Err(error),
            None => {
                self.withdraw(sequence).await;
                Err(WorkerError::Died("called back".to_owned()))
            }
        }
    }

    /// Publishes the task and waits for the reply, and begins again if the task is lost.
    async fn insist(&self, place: &mut Place, at: &mut Option<u64>) -> Result<Reply, WorkerError> {
        let number = place.number.to_string();
        let subject = streams::task_subject(self.queue, &self.line.master, &number);
        let mut stuck_before = false;
        for round in 0.. {
            // One that was lost must not be taken for the same again.
            let id = format!("{}.{number}.{round}", self.line.master);
            let sequence = self.publish(&subject, &id).await?;
            *at = Some(sequence);
            place.lies_at(sequence);
            count(&self.queue.shared.published);
            match self.wait(place, &subject, sequence).await {
                Ok(reply) => return Ok(reply),
                Err(Fate::Stuck { deliveries }) if stuck_before => {
                    let deliveries = 2 * deliveries;
                    return Ok(Reply::Poison { deliveries });
                }
                // A server that was killed may also have forgotten that it never delivered it: once
                // more, then.
                Err(Fate::Stuck { .. }) => {
                    stuck_before = true;
                    self.withdraw(Some(sequence)).await;
                }
                Err(_) => {}
            }
            count(&self.queue.shared.resubmitted);
        }
        unreachable!("there is always another round")
    }

    /// Waits for the reply to the task at `sequence`, or until it is clear that there will be none.
    async fn wait(&self, place: &mut Place, subject: &str, sequence: u64) -> Result<Reply, Fate> {
        let mut stuck = false;
        loop {
            match timeout(self.queue.resubmit_after, &mut place.reply).await {
                Ok(Ok(reply)) => return Ok(reply),
                Ok(Err(_)) => unreachable!("our place is in the books until we leave it"),
                Err(_) => {}
            }
            match self.look(subject, sequence).await {
                Fate::UnderWay => stuck = false,
                // Twice in a row: the first time its result may have been on its way.
                Fate::Stuck { .. } if !stuck => stuck = true,
                fate => return Err(fate),
            }
        }
    }

    /// Offers the task to the stream until it is taken; returns where in the stream it is.
    async fn publish(&self, subject: &str, id: &str) -> Result<u64, WorkerError> {
        let mut pause = Duration::from_millis(1);
        loop {
            // Under the same name, so that one that was taken without our knowledge is not taken twice.
            let message = PublishMessage::build()
                .payload(self.task.clone().into())
                .message_id(id);
            let context = &self.line.connection.context;
            let taken = match context.send_publish(subject.to_owned(), message).await {
                Ok(sent) => sent.await,
                Err(error) => Err(error),
            };
            match taken.map_err(Refusal::from) {
                Ok(taken) => return Ok(taken.sequence),
                Err(Refusal::TooLong(why)) => return Err(WorkerError::Failed(why)),
                Err(Refusal::Full) => {
                    count(&self.queue.shared.refused);
                    sleep(pause).await;
                    pause = (2 * pause).min(PAUSE);
                }
                Err(Refusal::Passing) => sleep(PAUSE).await,
            }
        }
    }

    /// Looks what has become of the task that was at `sequence`.
    async fn look(&self, subject: &str, sequence: u64) -> Fate {
        let connection = &self.line.connection;
        match connection.tasks.get_raw_message(sequence).await {
            Ok(message) if *message.subject == *subject => {}
            // Done, and the result is lost; or lost itself, with something else in its place.
            Ok(_) => return Fate::Lost,
            Err(error) if error.kind() == RawMessageErrorKind::NoMessageFound => return Fate::Lost,
            Err(_) => return Fate::UnderWay, // as far as we know: the server is away
        }
        match connection.workers.clone().info().await {
            // It is there, and the server neither means to deliver it nor waits for anybody: it has
            // said that it is poison, and we were not listening.
            Ok(workers) if workers.num_pending == 0 && workers.num_ack_pending == 0 => {
                let deliveries = workers.config.max_deliver.unsigned_abs();
                Fate::Stuck { deliveries }
            }
            _ => Fate::UnderWay,
        }
    }

    /// Takes the task out of the stream. If this fails somebody does it in vain.
    async fn withdraw(&self, sequence: Option<u64>) {
        if let Some(sequence) = sequence {
            let withdrawn = self.line.connection.tasks.delete_message(sequence);
            let _ = timeout(Duration::from_secs(1), withdrawn).await;
        }
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
    async fn pulled(&self) {
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
