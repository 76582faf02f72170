//! Where a master fetches its results: a consumer on the server, set up anew with each connection.

use async_nats::jetstream::Context;
use async_nats::jetstream::consumer::PullConsumer;
use pattern_sync::sync::atomic::Ordering;

use super::connection::Trouble;
use super::queue::Queue;
use super::streams;

/// A master's consumer of results.
pub(super) struct Inbox {
    context: Context,
    queue: Queue,
    master: String,
    consumer: PullConsumer,
    /// How many connections there had been when it was set up.
    connection: u64,
}

impl Inbox {
    pub(super) async fn open(
        context: &Context,
        queue: &Queue,
        master: &str,
    ) -> Result<Self, Trouble> {
        let connection = connections(context);
        let consumer = streams::inbox(context, queue, master).await?;
        Ok(Self {
            context: context.clone(),
            queue: queue.clone(),
            master: master.to_owned(),
            consumer,
            connection,
        })
    }

    /// Returns the consumer; `None` if the server is not there to set it up anew.
    ///
    /// A server that was killed may have lost the latest results, and remember all the same that it
    /// had delivered them. It gives the next ones the same numbers, and does not deliver those. A
    /// new consumer is delivered whatever is there.
    pub(super) async fn up_to_date(&mut self) -> Option<&PullConsumer> {
        let connection = connections(&self.context);
        if connection != self.connection {
            let (name, results) = (
                streams::inbox_name(&self.master),
                streams::results_name(&self.queue),
            );
            // If it is not there any more, all the better.
            let _ = self
                .context
                .delete_consumer_from_stream(name, results)
                .await;
            let consumer = streams::inbox(&self.context, &self.queue, &self.master).await;
            self.consumer = consumer.ok()?;
            self.connection = connection;
        }
        Some(&self.consumer)
    }
}

/// How many times we have connected so far.
fn connections(context: &Context) -> u64 {
    let statistics = context.client().statistics();
    // Relaxed, without a partner: the client only counts, and we only compare.
    statistics.connects.load(Ordering::Relaxed)
}
