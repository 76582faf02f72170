//! What a master waits for: the results that come in, and the server's word that a task is poison.

use async_nats::Subscriber;
use async_nats::jetstream::Message;
use futures_util::StreamExt;
use pattern_sync::collections::HashMap;
use pattern_sync::sync::{Arc, Mutex};
use tokio::sync::oneshot;
use tokio::time::sleep;

use super::connection::{PAUSE, next, pull};
use super::inbox::Inbox;
use super::queue::{Shared, count};
use super::streams::parse_subject;

/// How many results are fetched at a time.
const BATCH: usize = 256;

/// What becomes of a task.
pub(super) enum Reply {
    /// A worker's answer.
    Answer(Vec<u8>),
    /// So many workers were given it, and none has acknowledged it.
    Poison { deliveries: u64 },
}

/// The tasks that were published and have no reply yet, by number.
///
/// A reply strikes its task off. So whatever comes later, for whatever reason, finds nobody.
#[derive(Default)]
pub(super) struct Awaited(Mutex<Books>);

#[derive(Default)]
struct Books {
    next: u64,
    tasks: HashMap<u64, Waiting>,
}

struct Waiting {
    reply: oneshot::Sender<Reply>,
    /// Where in the stream it is, once it is.
    sequence: Option<u64>,
}

/// A place in the books, which is given up when this is dropped.
pub(super) struct Place {
    awaited: Arc<Awaited>,
    pub(super) number: u64,
    pub(super) reply: oneshot::Receiver<Reply>,
}

impl Awaited {
    /// Takes a number for a task.
    pub(super) fn enter(self: &Arc<Self>) -> Place {
        let (sender, reply) = oneshot::channel();
        let mut books = self.0.lock();
        let number = books.next;
        books.next += 1;
        let waiting = Waiting {
            reply: sender,
            sequence: None,
        };
        books.tasks.insert(number, waiting);
        Place {
            awaited: Arc::clone(self),
            number,
            reply,
        }
    }

    /// Strikes a task off; tells whether it was waited for.
    fn settle(&self, number: u64, reply: Reply) -> bool {
        let waiting = self.0.lock().tasks.remove(&number);
        waiting.is_some_and(|waiting| waiting.reply.send(reply).is_ok())
    }

    fn at(&self, sequence: u64) -> Option<u64> {
        let books = self.0.lock();
        let mut tasks = books.tasks.iter();
        let found = tasks.find(|(_, waiting)| waiting.sequence == Some(sequence))?;
        Some(*found.0)
    }

    /// Takes in results until nobody runs this any more.
    pub(super) async fn take_in(self: Arc<Self>, mut inbox: Inbox, shared: Arc<Shared>) {
        loop {
            let Some(inbox) = inbox.up_to_date().await else {
                sleep(PAUSE).await;
                continue;
            };
            let Some(mut batch) = pull(inbox, BATCH).await else {
                sleep(PAUSE).await;
                continue;
            };
            while let Some(message) = next(&mut batch).await {
                // If this does not arrive the result comes again, and finds nobody.
                let _ = message.ack().await;
                if !self.result(&message) {
                    count(&shared.duplicates);
                }
            }
        }
    }

    fn result(&self, message: &Message) -> bool {
        let number = parse_subject(&message.subject).and_then(|(_, number)| number.parse().ok());
        number.is_some_and(|number| self.settle(number, Reply::Answer(message.payload.to_vec())))
    }

    /// Listens for tasks that were delivered as often as is allowed.
    pub(super) async fn listen(self: Arc<Self>, mut advisories: Subscriber) {
        while let Some(advisory) = advisories.next().await {
            let advisory: Option<serde_json::Value> =
                serde_json::from_slice(&advisory.payload).ok();
            let field = |name: &str| advisory.as_ref()?.get(name)?.as_u64();
            if let (Some(sequence), Some(deliveries)) = (field("stream_seq"), field("deliveries"))
                && let Some(number) = self.at(sequence)
            {
                self.settle(number, Reply::Poison { deliveries });
            }
        }
    }
}

impl Place {
    /// Notes where in the stream the task is.
    pub(super) fn lies_at(&self, sequence: u64) {
        if let Some(waiting) = self.awaited.0.lock().tasks.get_mut(&self.number) {
            waiting.sequence = Some(sequence);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.awaited.0.lock().tasks.remove(&self.number);
    }
}
