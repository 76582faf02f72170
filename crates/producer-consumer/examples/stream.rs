//! The chapter's example over a stream of NATS `JetStream`: producers and consumers may be on different
//! machines, and the queue of five lies on a server's disk.
//!
//! ```sh
//! apt-get install nats-server
//! nats-server -c crates/master-worker/nats/nats.conf     # nats-2.9.conf for version 2.9
//! cargo run -p producer-consumer --features nats --example stream              # all in one
//! cargo run -p producer-consumer --features nats --example stream -- produce   # or each in its
//! cargo run -p producer-consumer --features nats --example stream -- consume   # own terminal
//! ```
//!
//! What a bounded queue does is what this stream is told to do: it holds five items and *refuses* a
//! sixth, so a producer waits (back-pressure). What it does beyond that: an item stays until its consumer
//! has acknowledged it, so that a consumer may be killed, and another is given the item. The server
//! can be killed and started again as well. `NATS_URL` names another one than this machine's.

use std::env;
use std::ops::Range;
use std::process::ExitCode;

use async_nats::jetstream::consumer::{AckPolicy, PullConsumer, pull};
use async_nats::jetstream::context::PublishErrorKind;
use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy};
use async_nats::jetstream::{self, Context};
use futures_util::StreamExt;
use pattern_sync::time::Duration;
use tokio::time::sleep;

/// How long a consumer waits for an item before it takes it that none will come.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long a consumer may be silent before its item is given to another.
const LEASE: Duration = Duration::from_secs(5);

type Outcome = Result<(), async_nats::Error>;

// The client is asynchronous, so all this is; one thread is plenty for it.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let role = env::args().nth(1);
    match run(role.as_deref()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(role: Option<&str>) -> Outcome {
    let server = env::var("NATS_URL").unwrap_or("nats://127.0.0.1:4222".to_owned());
    let queue = &jetstream::new(async_nats::connect(server).await?);
    create(queue).await?;
    let producers = async { tokio::try_join!(produce(queue, "P1", 5), produce(queue, "P2", 5)) };
    let consumers = async { tokio::try_join!(consume(queue, "C1"), consume(queue, "C2")) };
    match role {
        Some("produce") => producers.await.map(drop),
        Some("consume") => consumers.await.map(drop),
        None => tokio::try_join!(producers, consumers).map(drop),
        Some(other) => Err(format!("{other}? produce, consume, or nothing for both").into()),
    }
}

/// Creates the queue, unless it is there.
async fn create(queue: &Context) -> Outcome {
    let config = Config {
        name: "items".to_owned(),
        subjects: vec!["items".to_owned()],
        // Each item is for one consumer, and is gone when that one has acknowledged it.
        retention: RetentionPolicy::WorkQueue,
        max_messages: 5,
        // Full is full. The default would make room: the oldest item would be lost.
        discard: DiscardPolicy::New,
        ..Config::default()
    };
    let stream = queue.get_or_create_stream(config).await?;
    let config = pull::Config {
        durable_name: Some("consumers".to_owned()),
        ack_policy: AckPolicy::Explicit,
        ack_wait: LEASE,
        ..pull::Config::default()
    };
    stream.get_or_create_consumer("consumers", config).await?;
    Ok(())
}

/// Produces `count` items, with a pause after each.
async fn produce(queue: &Context, name: &str, count: usize) -> Outcome {
    for number in 0..count {
        let item = format!("Item-{number} de {name}");
        // The second `await` waits for the server's word. Without it nobody would learn of a refusal.
        while let Err(error) = queue.publish("items", item.clone().into()).await?.await {
            if error.kind() != PublishErrorKind::Other {
                return Err(error.into()); // no refusal: the stream or the server is gone
            }
            println!("[{name}] Attend: {error}");
            pause(100..200).await;
        }
        println!("[{name}] Produit: {item}");
        pause(100..500).await;
    }
    Ok(())
}

/// Consumes items until none has come for [`PATIENCE`].
async fn consume(queue: &Context, name: &str) -> Outcome {
    let consumer: PullConsumer = queue.get_consumer_from_stream("consumers", "items").await?;
    loop {
        // One at a time: whoever takes several keeps them from the others.
        let mut items = consumer
            .batch()
            .max_messages(1)
            .expires(PATIENCE)
            .messages()
            .await?;
        let Some(item) = items.next().await else {
            return Ok(());
        };
        let item = item?;
        println!(
            "[{name}] Traite: {}",
            String::from_utf8_lossy(&item.payload)
        );
        pause(200..800).await;
        // After the work, not before it: whoever dies during the work has not acknowledged.
        item.double_ack().await?;
    }
}

/// Sleeps for a random number of milliseconds.
async fn pause(milliseconds: Range<u64>) {
    sleep(Duration::from_millis(fastrand::u64(milliseconds))).await;
}
