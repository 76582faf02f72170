//! One task on its way to the stream, and what is done while nothing is heard of it.

use async_nats::jetstream::message::PublishMessage;
use async_nats::jetstream::stream::RawMessageErrorKind;
use pattern_sync::time::Duration;
use tokio::select;
use tokio::time::{sleep, timeout};

use super::awaited::{Place, Reply};
use super::connection::{PAUSE, Refusal};
use super::queue::{Queue, count};
use super::remote::{Leash, Line};
use super::streams;
use crate::worker::WorkerError;

/// One task on its way there and back.
pub(super) struct Errand<'office> {
    pub(super) line: &'office Line,
    pub(super) queue: &'office Queue,
    pub(super) task: Vec<u8>,
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
    pub(super) async fn run(self, leash: &Leash) -> Result<Vec<u8>, WorkerError> {
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
            match self.line.connection.publish(subject, message).await {
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
