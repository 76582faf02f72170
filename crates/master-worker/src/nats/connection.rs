//! A connection to the server, and the watch over it: is the server there, are the streams?

use std::error::Error as _;

use async_nats::jetstream::consumer::{PullConsumer, pull};
use async_nats::jetstream::context::{
    ConsumerInfoErrorKind, GetStreamErrorKind, PublishError, PublishErrorKind,
};
use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::publish::PublishAck;
use async_nats::jetstream::stream::Stream;
use async_nats::jetstream::{self, Context, ErrorCode, Message};
use async_nats::{Client, ConnectError, ConnectErrorKind};
use futures_util::StreamExt;
use pattern_sync::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout};

use super::error::NatsError;
use super::queue::Queue;
use super::streams;

/// How long the server may take to answer one question.
const ANSWER: Duration = Duration::from_secs(2);

/// How long one waits before one tries again what has just failed.
pub(super) const PAUSE: Duration = Duration::from_millis(50);

/// How long the server waits for messages before it says that there are none.
const MOMENT: Duration = Duration::from_secs(1);

/// What masters and workers have of a server alike.
pub(super) struct Connection {
    pub(super) context: Context,
    pub(super) tasks: Stream,
    /// The consumer that all workers share.
    pub(super) workers: PullConsumer,
    gone: watch::Receiver<Option<NatsError>>,
}

impl Connection {
    /// Connects, creates what is not there yet, and begins to watch over it.
    pub(super) async fn open(queue: &Queue) -> Result<Self, NatsError> {
        patiently(queue, async || Self::try_open(queue).await).await
    }

    async fn try_open(queue: &Queue) -> Result<Self, Trouble> {
        let servers: Vec<&str> = queue.server.split(',').map(str::trim).collect();
        let client = queue.options.clone().connect(servers).await?;
        let mut context = jetstream::new(client.clone());
        context.set_timeout(ANSWER);
        let tasks = streams::tasks(&context, queue).await?;
        let workers = streams::workers(&tasks, queue).await?;
        streams::results(&context, queue).await?;
        let (tell, gone) = watch::channel(None);
        tokio::spawn(watch_over(context.clone(), queue.clone(), tell));
        Ok(Self {
            context,
            tasks,
            workers,
            gone,
        })
    }

    pub(super) fn client(&self) -> Client {
        self.context.client()
    }

    /// Publishes a message, and waits until the server has it.
    pub(super) async fn publish(
        &self,
        subject: &str,
        message: PublishMessage,
    ) -> Result<PublishAck, Refusal> {
        let sent = self.context.send_publish(subject.to_owned(), message).await;
        Ok(sent?.await?)
    }

    /// Waits until the queue is lost, and says why; for ever, if it never is.
    pub(super) async fn lost(&self) -> NatsError {
        let mut gone = self.gone.clone();
        match gone.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(error)) => error.clone(),
            _ => NatsError::System("nobody watches over the connection any more".to_owned()),
        }
    }

    /// Says why the queue is lost, if it is.
    pub(super) fn loss(&self) -> Option<NatsError> {
        self.gone.borrow().clone()
    }
}

/// Tries until the queue's patience is spent; gives up at once where waiting is of no use.
pub(super) async fn patiently<T>(
    queue: &Queue,
    attempt: impl AsyncFn() -> Result<T, Trouble>,
) -> Result<T, NatsError> {
    let mut why = "no answer".to_owned();
    let trying = async {
        loop {
            match attempt().await {
                Ok(done) => return Ok(done),
                Err(Trouble::ForGood(error)) => return Err(error),
                Err(Trouble::Passing(error)) => why = error,
            }
            sleep(PAUSE).await;
        }
    };
    let done = timeout(queue.patience, trying).await;
    done.unwrap_or_else(|_| Err(unreachable(queue, why)))
}

/// What stands in the way.
pub(super) enum Trouble {
    /// It may be better in a moment.
    Passing(String),
    /// It will not.
    ForGood(NatsError),
}

impl From<ConnectError> for Trouble {
    fn from(error: ConnectError) -> Self {
        match error.kind() {
            ConnectErrorKind::ServerParse
            | ConnectErrorKind::Authentication
            | ConnectErrorKind::AuthorizationViolation
            | ConnectErrorKind::Tls => Self::ForGood(NatsError::Refused(error.to_string())),
            _ => Self::Passing(error.to_string()),
        }
    }
}

fn unreachable(queue: &Queue, why: String) -> NatsError {
    NatsError::Unreachable {
        server: queue.server.clone(),
        patience: queue.patience,
        why,
    }
}

/// Looks again and again whether the server and what we need of it are there, and tells when that is
/// not so any more.
async fn watch_over(context: Context, queue: Queue, tell: watch::Sender<Option<NatsError>>) {
    let pause = (queue.patience / 10).clamp(Duration::from_millis(10), Duration::from_secs(2));
    let mut silence = Duration::ZERO;
    loop {
        let began = Instant::now();
        sleep(pause).await;
        match examine(&context, &queue).await {
            Ok(()) => silence = Duration::ZERO,
            Err(Trouble::ForGood(error)) => {
                tell.send_replace(Some(error));
                return;
            }
            Err(Trouble::Passing(why)) => {
                // Not the time since the last answer: a process that was stopped for an hour, and
                // goes on, has not waited for an hour.
                silence += began.elapsed().min(pause + 3 * ANSWER);
                if silence >= queue.patience {
                    tell.send_replace(Some(unreachable(&queue, why)));
                    return;
                }
            }
        }
    }
}

/// Asks the server for the streams and for the workers' consumer.
async fn examine(context: &Context, queue: &Queue) -> Result<(), Trouble> {
    for stream in [streams::tasks_name(queue), streams::results_name(queue)] {
        context
            .get_stream(&stream)
            .await
            .map_err(|error| match error.kind() {
                GetStreamErrorKind::JetStream(ref why)
                    if why.error_code() == ErrorCode::STREAM_NOT_FOUND =>
                {
                    Trouble::ForGood(NatsError::Disappeared(format!("the stream `{stream}`")))
                }
                _ => Trouble::Passing(error.to_string()),
            })?;
    }
    let stream = context.get_stream_no_info(streams::tasks_name(queue)).await;
    let stream = stream.map_err(|error| Trouble::Passing(error.to_string()))?;
    let workers = stream.consumer_info(streams::WORKERS).await;
    workers.map(drop).map_err(|error| match error.kind() {
        ConsumerInfoErrorKind::NotFound => {
            let of = streams::tasks_name(queue);
            Trouble::ForGood(NatsError::Disappeared(format!("the consumer of `{of}`")))
        }
        _ => Trouble::Passing(error.to_string()),
    })
}

/// Why a message was not taken, as far as it matters to us.
pub(super) enum Refusal {
    /// The stream is full.
    Full,
    /// The message is too long for this server.
    TooLong(String),
    /// Something that may be better in a moment; if not, the watch will say so.
    Passing,
}

impl From<PublishError> for Refusal {
    fn from(error: PublishError) -> Self {
        if error.kind() == PublishErrorKind::MaxPayloadExceeded {
            let why = error
                .source()
                .map_or_else(|| error.to_string(), ToString::to_string);
            return Self::TooLong(why);
        }
        let code = error.source().and_then(|source| {
            let why = source.downcast_ref::<jetstream::Error>()?;
            Some(why.error_code())
        });
        match code {
            Some(ErrorCode::STREAM_STORE_FAILED | ErrorCode::STORAGE_RESOURCES_EXCEEDED) => {
                Self::Full
            }
            _ => Self::Passing,
        }
    }
}

/// Asks a consumer for so many messages at most, and for no longer than a moment: a server that was
/// started anew knows nothing of what it was asked before.
pub(super) async fn pull(consumer: &PullConsumer, messages: usize) -> Option<pull::Batch> {
    let batch = consumer.batch().max_messages(messages).expires(MOMENT);
    batch.messages().await.ok()
}

/// Waits for the next message of a batch; `None` at its end, which a server that was started anew does
/// not announce. What the client says of an error is left to the watch.
pub(super) async fn next(batch: &mut pull::Batch) -> Option<Message> {
    match timeout(2 * MOMENT, batch.next()).await {
        Ok(Some(Ok(message))) => Some(message),
        Ok(Some(Err(_))) => {
            sleep(PAUSE).await; // not to ask without end a server that is not there
            None
        }
        Ok(None) | Err(_) => None,
    }
}
