//! The worker's end: takes a task, does it, hands in the result, and only then says that it is done.

use std::fmt::Display;

use async_nats::jetstream::Message as Delivery;
use async_nats::jetstream::message::{AckKind, Acker, PublishMessage};
use pattern_sync::sync::Arc;
use pattern_sync::time::Duration;
use tokio::select;
use tokio::task::JoinHandle;
use tokio::time::sleep;

use super::connection::{Connection, PAUSE, Refusal, next, pull};
use super::engine::Engine;
use super::error::NatsError;
use super::queue::{Queue, count};
use super::streams;
use crate::process::{Message, answer};

/// How many times a worker says that it is alive before its lease ends.
const HEARTBEATS: u32 = 3;

impl Queue {
    /// Does tasks with `work`, on this thread, until one [leaves](Self::leave) or the queue is lost;
    /// returns how many tasks it were. A panic of `work` is a failed attempt and no more.
    ///
    /// Any number of threads, processes and machines may serve one queue; they come and go as they
    /// like. One that is killed leaves its task to another, after its lease.
    ///
    /// # Errors
    ///
    /// If the server cannot be reached for as long as the queue is [patient](Self::patience), or
    /// does not want us; or if a stream has disappeared.
    ///
    /// # Blocking
    ///
    /// Waits for tasks, and for the server's word that it has the results.
    ///
    /// # Examples
    ///
    /// A worker's whole program:
    ///
    /// ```no_run
    /// # // No run: it needs a server, and would serve it for ever.
    /// use master_worker::nats::Queue;
    ///
    /// let queue = Queue::new("squares").server("nats://127.0.0.1:4222");
    /// let done = queue.serve(|n: &u64| n * n)?;
    /// assert!(done > 0, "we left without having done anything");
    /// # Ok::<(), master_worker::nats::NatsError>(())
    /// ```
    pub fn serve<T: Message, R: Message>(
        &self,
        work: impl Fn(&T) -> R,
    ) -> Result<usize, NatsError> {
        self.serve_fallible(|task| Ok::<_, String>(work(task)))
    }

    /// Does tasks as [`serve`](Self::serve) does, with a function that may fail. An error is a failed
    /// attempt, as a panic is; its text travels to the master, which hands the task out again.
    ///
    /// # Errors
    ///
    /// As [`serve`](Self::serve).
    ///
    /// # Examples
    ///
    /// ```no_run
    /// # // No run: it needs a server, and would serve it for ever.
    /// use master_worker::nats::Queue;
    ///
    /// let queue = Queue::new("numbers");
    /// let done = queue.serve_fallible(|text: &String| text.parse::<i32>())?;
    /// assert!(done > 0, "we left without having done anything");
    /// # Ok::<(), master_worker::nats::NatsError>(())
    /// ```
    pub fn serve_fallible<T, R, E>(
        &self,
        work: impl Fn(&T) -> Result<R, E>,
    ) -> Result<usize, NatsError>
    where
        T: Message,
        R: Message,
        E: Display,
    {
        let mut done = 0;
        if self.is_leaving() {
            return Ok(done);
        }
        let engine = Engine::start().map_err(|error| NatsError::System(error.to_string()))?;
        let session = engine.block_on(Session::open(self))?;
        while !self.is_leaving() {
            let Some(delivery) = engine.block_on(session.next())? else {
                continue;
            };
            let (message, acker) = delivery.split();
            let acker = Arc::new(acker);
            let heartbeat = Heartbeat::start(&engine, &acker, session.lease);
            let answer = match T::from_bytes(&message.payload) {
                Some(task) => answer::of_attempt(&work, &task),
                None => answer::failure("malformed task"),
            };
            engine.block_on(session.publish_result(&message.subject, answer))?;
            drop(heartbeat);
            engine.block_on(session.acknowledge(&acker))?;
            count(&self.shared.served);
            done += 1;
        }
        Ok(done)
    }
}

/// A worker's connection: tasks are fetched over it, and results published.
struct Session<'queue> {
    queue: &'queue Queue,
    connection: Connection,
    /// As whoever created the stream has said it.
    lease: Duration,
}

impl<'queue> Session<'queue> {
    async fn open(queue: &'queue Queue) -> Result<Self, NatsError> {
        let connection = Connection::open(queue).await?;
        let lease = connection.workers.cached_info().config.ack_wait;
        Ok(Self {
            queue,
            connection,
            lease,
        })
    }

    /// Asks for one task: nobody takes a second one while they have one in their hands. `None` if there
    /// was none for a moment.
    async fn next(&self) -> Result<Option<Delivery>, NatsError> {
        let ask = async {
            let Some(mut batch) = pull(&self.connection.workers, 1).await else {
                sleep(PAUSE).await;
                return None;
            };
            next(&mut batch).await
        };
        select! {
            error = self.connection.lost() => Err(error),
            delivery = ask => Ok(delivery),
        }
    }

    /// Publishes an answer, and waits until the server has it.
    async fn publish_result(&self, task: &str, mut answer: Vec<u8>) -> Result<(), NatsError> {
        let Some((master, number)) = streams::parse_subject(task) else {
            return Ok(()); // nobody of ours has published that
        };
        let subject = streams::result_subject(self.queue, master, number);
        let publish = async {
            loop {
                let message = PublishMessage::build().payload(answer.clone().into());
                match self.connection.publish(&subject, message).await {
                    Ok(_) => return,
                    Err(Refusal::TooLong(why)) => answer = answer::failure(&why),
                    Err(Refusal::Full | Refusal::Passing) => sleep(PAUSE).await,
                }
            }
        };
        select! {
            error = self.connection.lost() => Err(error),
            () = publish => Ok(()),
        }
    }

    /// Says that the task is done, and waits until the server knows. If it does not hear of it somebody
    /// does the task again, and the master drops the second result.
    async fn acknowledge(&self, acker: &Acker) -> Result<(), NatsError> {
        select! {
            error = self.connection.lost() => Err(error),
            _ = acker.double_ack() => Ok(()),
        }
    }
}

/// Says again and again that a task is being worked on, until it is dropped.
struct Heartbeat(JoinHandle<()>);

impl Heartbeat {
    fn start(engine: &Engine, acker: &Arc<Acker>, lease: Duration) -> Self {
        let acker = Arc::clone(acker);
        Self(engine.handle().spawn(async move {
            loop {
                sleep(lease / HEARTBEATS).await;
                // Where this does not arrive, somebody else may be given the task: no harm done.
                let _ = acker.ack_with(AckKind::Progress).await;
            }
        }))
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        self.0.abort();
    }
}
