//! What is called how on the server, and how it is set up there.

use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use async_nats::jetstream::context::{CreateStreamErrorKind, GetStreamErrorKind};
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy, StorageType, Stream};
use async_nats::jetstream::{Context, ErrorCode};
use pattern_sync::time::Duration;

use super::connection::Trouble;
use super::error::NatsError;
use super::queue::Queue;

/// The name of the consumer that all workers share.
pub(super) const WORKERS: &str = "workers";

/// How long results lie there that nobody fetches: those of masters that were killed.
const LEFT_BEHIND: Duration = Duration::from_secs(3_600);

pub(super) fn tasks_name(queue: &Queue) -> String {
    format!("{}-tasks", queue.name)
}

pub(super) fn results_name(queue: &Queue) -> String {
    format!("{}-results", queue.name)
}

/// The subject of a task: of which queue, from which master, which number.
pub(super) fn task_subject(queue: &Queue, master: &str, number: &str) -> String {
    format!("{}.task.{master}.{number}", queue.name)
}

/// The subject of a result, which differs from that of its task in one word.
pub(super) fn result_subject(queue: &Queue, master: &str, number: &str) -> String {
    format!("{}.result.{master}.{number}", queue.name)
}

/// Takes a subject apart: which master, and which number.
pub(super) fn parse_subject(subject: &str) -> Option<(&str, &str)> {
    let (rest, number) = subject.rsplit_once('.')?;
    let (_, master) = rest.rsplit_once('.')?;
    Some((master, number))
}

/// A work queue: a task stays until it is acknowledged, and a full stream refuses new ones.
pub(super) async fn tasks(context: &Context, queue: &Queue) -> Result<Stream, Trouble> {
    let config = Config {
        discard: DiscardPolicy::New,
        max_messages: whole(queue.capacity),
        ..stream(queue, tasks_name(queue), "task")
    };
    existing(context, config).await
}

/// Likewise for results, but nobody is to wait because a dead master fetches none: the oldest make
/// room. Should somebody miss one of those, they submit the task again.
pub(super) async fn results(context: &Context, queue: &Queue) -> Result<Stream, Trouble> {
    let config = Config {
        discard: DiscardPolicy::Old,
        max_messages: whole(queue.capacity).saturating_mul(10),
        max_age: LEFT_BEHIND,
        ..stream(queue, results_name(queue), "result")
    };
    existing(context, config).await
}

fn stream(queue: &Queue, name: String, kind: &str) -> Config {
    Config {
        name,
        subjects: vec![format!("{}.{kind}.>", queue.name)],
        retention: RetentionPolicy::WorkQueue,
        storage: StorageType::File,
        num_replicas: queue.replicas,
        ..Config::default()
    }
}

async fn existing(context: &Context, config: Config) -> Result<Stream, Trouble> {
    let name = config.name.clone();
    let error = match context.get_or_create_stream(config).await {
        Ok(stream) => return Ok(stream),
        Err(error) => error,
    };
    match error.kind() {
        CreateStreamErrorKind::JetStream(why) if !passes(why.error_code()) => {
            // Who creates it at the same time as another can be told that the other's is in the way.
            let created = context.get_stream(name).await;
            created.map_err(|missing| match missing.kind() {
                GetStreamErrorKind::JetStream(_) => {
                    Trouble::ForGood(NatsError::Refused(why.to_string()))
                }
                _ => Trouble::Passing(missing.to_string()),
            })
        }
        _ => Err(Trouble::Passing(error.to_string())),
    }
}

/// Whether the server may think better of it in a moment.
fn passes(code: ErrorCode) -> bool {
    !matches!(
        code,
        ErrorCode::JETSTREAM_NOT_ENABLED_FOR_ACCOUNT
            | ErrorCode::STREAM_REPLICAS_NOT_SUPPORTED
            | ErrorCode::STREAM_SUBJECT_OVERLAP
    )
}

/// What hands the tasks to whoever asks next.
pub(super) async fn workers(tasks: &Stream, queue: &Queue) -> Result<PullConsumer, Trouble> {
    let config = pull::Config {
        durable_name: Some(WORKERS.to_owned()),
        ack_policy: AckPolicy::Explicit,
        ack_wait: queue.lease,
        max_deliver: whole(queue.max_deliver),
        // As many as there are: how many are in somebody's hands is the workers' number.
        max_ack_pending: whole(queue.capacity),
        ..pull::Config::default()
    };
    let consumer = tasks.get_or_create_consumer(WORKERS, config).await;
    consumer.map_err(|error| Trouble::Passing(error.to_string()))
}

/// What hands its results to one master. The server forgets it when the master has not asked for as
/// long as results are kept.
pub(super) async fn inbox(
    context: &Context,
    queue: &Queue,
    master: &str,
) -> Result<PullConsumer, Trouble> {
    let config = pull::Config {
        durable_name: Some(inbox_name(master)),
        filter_subject: result_subject(queue, master, ">"),
        ack_policy: AckPolicy::Explicit,
        inactive_threshold: LEFT_BEHIND,
        ..pull::Config::default()
    };
    let name = results_name(queue);
    let created = context.create_consumer_on_stream(config, name).await;
    created.map_err(|error| Trouble::Passing(error.to_string()))
}

pub(super) fn inbox_name(master: &str) -> String {
    format!("master-{master}")
}

/// More than the server can count is as many as one likes.
fn whole(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Where the server says that a task was delivered as often as is allowed.
pub(super) fn advisories(queue: &Queue) -> String {
    let tasks = tasks_name(queue);
    format!("$JS.EVENT.ADVISORY.CONSUMER.MAX_DELIVERIES.{tasks}.{WORKERS}")
}
