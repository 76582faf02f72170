//! Tasks that fail, kill, are too long or too many, and what the server has lost.

use master_worker::nats::{ConnectOptions, Queue};
use master_worker::{Failure, GivenUp, Master};
use pattern_sync::thread;
use pattern_sync::time::Duration;
use tokio::runtime;

use crate::common::{last, quiet_panic};
use crate::server::{Server, until};
use crate::workers::{self, Gate, square};

/// Has five tasks done, the third of which kills whoever is given it.
fn one_is_deadly(server: &Server, queue: &Queue, deaths: usize) {
    // All but one will die of it.
    let _workers: Vec<_> = (0..=deaths)
        .map(|_| workers::process(server, "deadly"))
        .collect();
    let master = Master::<u64, u64>::builder().remote(8, queue).build();
    for n in 1..=5 {
        master.submit(n).unwrap();
    }
    let outcomes = master.collect();
    let failed = outcomes[2].as_ref().unwrap_err();
    assert_eq!((failed.attempts, failed.why), (1, GivenUp::AttemptsSpent));
    let why = format!("delivered {deaths} times, and nobody has acknowledged it");
    let poison = Failure::Poison(why);
    assert_eq!(*last(failed), poison);
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 4);
    assert_eq!(queue.counts().poisoned, 1);
}

pub(crate) fn poison() {
    let server = Server::start();
    one_is_deadly(&server, &server.queue("deadly"), 3);
}

pub(crate) fn poison_unheard() {
    // The master may not listen to advisories, so it never hears one.
    let server = Server::configured(
        r#"
        no_auth_user: worker
        authorization { users: [
            { user: worker, password: "" }
            { user: deaf, password: secret, permissions: { subscribe: { deny: "$JS.EVENT.>" } } }
        ] }
        "#,
    );
    let options = ConnectOptions::with_user_and_password("deaf".to_owned(), "secret".to_owned());
    let queue = server
        .queue("deadly")
        .resubmit_after(Duration::from_millis(300))
        .options(options);
    // So the master finds out by itself, and lets it be tried once more.
    one_is_deadly(&server, &queue, 6);
}

pub(crate) fn errors_and_panics() {
    let server = Server::start();
    let queue = server.queue("parse");
    let serving = queue.clone();
    let worker = thread::spawn(move || {
        serving.serve_fallible(|text: &String| match text.as_str() {
            "boom" => {
                quiet_panic("a panic that is part of the test");
                unreachable!()
            }
            text => text.parse::<i32>(),
        })
    });
    let master = Master::<String, i32>::builder()
        .remote(2, &queue)
        .max_attempts(2)
        .build();
    for text in ["12", "douze", "boom", "13"] {
        master.submit(text.to_owned()).unwrap();
    }
    let outcomes = master.collect();
    assert_eq!((&outcomes[0], &outcomes[3]), (&Ok(12), &Ok(13)));
    let error = Failure::Error("invalid digit found in string".to_owned());
    let panic = Failure::Panic("a panic that is part of the test".to_owned());
    for (outcome, expected) in [(&outcomes[1], error), (&outcomes[2], panic)] {
        let failed = outcome.as_ref().unwrap_err();
        assert_eq!((failed.attempts, last(failed)), (2, &expected));
    }
    queue.leave();
    assert_eq!(worker.join().unwrap(), Ok(6));
}

pub(crate) fn too_long() {
    let server = Server::configured("max_payload: 1000");
    let queue = server.queue("repeat");
    let serving = queue.clone();
    let worker = thread::spawn(move || {
        serving.serve(|text: &String| text.repeat(if text == "long" { 1_000 } else { 1 }))
    });
    let master = Master::<String, String>::builder()
        .remote(2, &queue)
        .max_attempts(1)
        .build();
    for text in ["short", "long", &"x".repeat(2_000)] {
        master.submit(text.to_owned()).unwrap();
    }
    let outcomes = master.collect();
    assert_eq!(outcomes[0], Ok("short".to_owned()));
    for failed in &outcomes[1..] {
        let Failure::Error(why) = last(failed.as_ref().unwrap_err()) else {
            panic!("{failed:?}");
        };
        assert!(why.contains("size limit of 1000"), "{why}");
    }
    queue.leave();
    assert_eq!(worker.join().unwrap(), Ok(2));
}

/// Does something to the streams on the server, past the library.
pub(crate) fn meddle<R>(
    server: &Server,
    what: impl AsyncFnOnce(async_nats::jetstream::Context) -> R,
) -> R {
    let runtime = runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let client = async_nats::connect(server.address()).await.unwrap();
        what(async_nats::jetstream::new(client)).await
    })
}

pub(crate) fn lost_by_the_server() {
    let server = Server::start();
    let queue = server
        .queue("lost")
        .resubmit_after(Duration::from_millis(300));
    let master = Master::<u64, u64>::builder().remote(4, &queue).build();
    for n in 0..4 {
        master.submit(n).unwrap();
    }
    until("all are there", || queue.counts().published == 4);
    meddle(&server, async |context| {
        let stream = context.get_stream("lost-tasks").await.unwrap();
        assert_eq!(stream.purge().await.unwrap().purged, 4);
    });
    until("they are there again", || queue.counts().published == 8);
    let worker = workers::thread(&queue, square);
    assert_eq!(master.collect(), [Ok(0), Ok(1), Ok(4), Ok(9)]);
    assert!(queue.counts().resubmitted >= 4);
    queue.leave();
    worker.join().unwrap().unwrap();
}

pub(crate) fn full() {
    let server = Server::start();
    let queue = server.queue("full").capacity(3);
    let master = Master::<u64, u64>::builder().remote(8, &queue).build();
    for n in 0..20 {
        master.submit(n).unwrap();
    }
    until("some are refused", || queue.counts().refused >= 10);
    assert_eq!(queue.counts().published, 3);
    let held = meddle(&server, async |context| {
        let stream = context.get_stream("full-tasks").await.unwrap();
        stream.cached_info().state.messages
    });
    assert_eq!(held, 3);
    // With somebody to do them, all come through.
    let worker = workers::thread(&queue, square);
    let expected: Vec<_> = (0..20).map(|n| Ok(n * n)).collect();
    assert_eq!(master.collect(), expected);
    queue.leave();
    assert_eq!(worker.join().unwrap(), Ok(20));
}

pub(crate) fn overdue() {
    let server = Server::start();
    let gate = Gate::new();
    let queue = server.queue("gated");
    let _worker = workers::gated_process(&server, &gate);
    let master = Master::<u64, u64>::builder()
        .remote(1, &queue)
        .max_attempts(1)
        .build();
    let deadline = Duration::from_millis(300);
    master.submit_with_deadline(7, deadline).unwrap();
    let begun = gate.next(); // and it does not go on
    let failed = master.next_completed().unwrap().1.unwrap_err();
    assert_eq!(*last(&failed), Failure::Overdue(deadline));
    let messages = || {
        meddle(&server, async |context| {
            let stream = context.get_stream("gated-tasks").await.unwrap();
            stream.cached_info().state.messages
        })
    };
    until("the task is taken back", || messages() == 0);
    // Whoever is late is not waited for, and does no harm.
    begun.open();
    until("the late result is dropped", || {
        queue.counts().duplicates == 1
    });
    assert!(gate.is_deserted());
}
