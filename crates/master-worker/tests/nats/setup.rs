//! Who sets the streams up: whoever comes first, however many come at once; nobody, where somebody
//! else's stream is in the way.

use async_nats::jetstream::stream::Config;
use master_worker::Master;
use master_worker::nats::NatsError;
use pattern_sync::sync::{Arc, Barrier};
use pattern_sync::thread;
use pattern_sync::time::Duration;

use crate::failing::meddle;
use crate::server::Server;
use crate::workers::square;

pub(crate) fn at_once() {
    // How close two come is the system's affair; of so many pairs some come between each other's
    // question whether there is a stream and its creation.
    const QUEUES: usize = 100;
    let server = Server::start();
    let mut workers = Vec::new();
    for number in 0..QUEUES {
        let queue = server.queue(&format!("squares-{number}"));
        let both_are_here = Arc::new(Barrier::new(2));
        let (serving, worker_is_here) = (queue.clone(), Arc::clone(&both_are_here));
        workers.push(thread::spawn(move || {
            worker_is_here.wait();
            serving.serve(square)
        }));
        both_are_here.wait();
        let master = Master::<u64, u64>::builder().remote(1, &queue).build();
        master.submit(7).unwrap();
        assert_eq!(master.collect(), [Ok(49)]);
        queue.leave();
    }
    let served = workers.into_iter().map(|worker| worker.join().unwrap());
    assert_eq!(served.sum::<Result<usize, NatsError>>(), Ok(QUEUES));
}

pub(crate) fn in_the_way() {
    let server = Server::start();
    meddle(&server, async |context| {
        let config = Config {
            name: "archive".to_owned(),
            subjects: vec!["squares.>".to_owned()],
            ..Config::default()
        };
        context.create_stream(config).await.unwrap();
    });
    // Nobody waits that long: the server says so at once.
    let queue = server.queue("squares").patience(Duration::from_secs(3_600));
    let error = queue.serve(square).unwrap_err();
    assert!(matches!(error, NatsError::Refused(_)), "{error}");
    assert!(error.to_string().contains("subjects overlap"), "{error}");
}
