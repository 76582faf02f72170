//! The order of a worker's last two steps: the server has the result before the task is acknowledged.

use async_nats::jetstream::stream::{Config, DiscardPolicy, RetentionPolicy};
use futures_util::StreamExt;
use master_worker::Master;
use pattern_sync::time::Duration;
use tokio::time::timeout;

use crate::failing::meddle;
use crate::server::Server;
use crate::workers::{self, square};

/// Far more than anything here takes.
const DEADLINE: Duration = Duration::from_secs(60);

/// As long as the server takes no result, a worker that acknowledged its task would be the only one to
/// have anything of it. So it is killed there, and somebody else must be given the task.
pub(crate) fn result_before_acknowledgement() {
    let server = Server::start();
    meddle(&server, async |context| {
        // Before anybody creates it: a stream of results with room for one, which is taken.
        let full = Config {
            name: "slow-results".to_owned(),
            subjects: vec!["slow.result.>".to_owned()],
            retention: RetentionPolicy::WorkQueue,
            discard: DiscardPolicy::New,
            max_messages: 1,
            ..Config::default()
        };
        context.create_stream(full).await.unwrap();
        let taken = context.publish("slow.result.nobody.0", "".into()).await;
        taken.unwrap().await.unwrap();
    });
    // A task that is lost with its worker stays lost: the master does not repair that here.
    let queue = server.queue("slow").resubmit_after(60 * DEADLINE);
    let master = Master::<u64, u64>::builder().remote(1, &queue).build();
    let worker = workers::process(&server, "slow");
    meddle(&server, async |context| {
        // Whoever subscribes past the stream also sees what the stream refuses.
        let client = context.client();
        let mut attempts = client.subscribe("slow.result.>").await.unwrap();
        client.flush().await.unwrap();
        master.submit(7).unwrap();
        // Publishes again, so it has waited for the server's word, and knows that it was refused.
        for _ in 0..2 {
            let attempt = timeout(DEADLINE, attempts.next()).await;
            attempt.expect("a worker brings its result until it is taken");
        }
        let tasks = context.get_stream("slow-tasks").await.unwrap();
        let left = tasks.cached_info().state.messages;
        assert_eq!(left, 1, "acknowledged while nobody else has the result");
    });
    worker.signal("KILL");
    meddle(&server, async |context| {
        let results = context.get_stream("slow-results").await.unwrap();
        results.purge().await.unwrap();
    });
    let second = workers::thread(&queue, square);
    assert_eq!(master.next_completed().unwrap().1, Ok(49));
    queue.leave();
    assert_eq!(second.join().unwrap(), Ok(1));
}
