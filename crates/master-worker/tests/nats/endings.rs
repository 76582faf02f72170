//! How it ends: with an error where nothing is to be hoped for, and with nothing left behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use futures_util::StreamExt;
use master_worker::nats::{ConnectOptions, NatsError, Queue};
use master_worker::{GivenUp, Master};
use pattern_sync::time::Duration;

use crate::failing::meddle;
use crate::server::{self, Server, until};
use crate::workers::{self, Gate, square};

/// How long masters and workers wait for a server here; and how long it may take, at the very most,
/// until they have said that it was in vain.
const PATIENCE: Duration = Duration::from_secs(1);
const STATED: Duration = Duration::from_secs(30);

/// Expects that every task fails for want of workers, before the stated time is over.
fn all_fail(master: &Master<u64, u64>, why: &str) {
    while let Some((_, outcome)) = master.next_completed_timeout(STATED).unwrap() {
        let failed = outcome.unwrap_err();
        // The tasks that were in the stream are handed out anew, to nobody.
        assert_eq!(failed.why, GivenUp::NoWorkerLeft);
        assert!(failed.to_string().contains(why), "{failed}");
    }
}

/// A master with tasks that nobody does: one is in somebody's hands, who never ends.
fn busy(queue: &Queue, server: &Server, gate: &Gate) -> (Master<u64, u64>, impl Sized + use<>) {
    let worker = workers::gated_process(server, gate);
    let master = Master::<u64, u64>::builder().remote(4, queue).build();
    for n in 0..10 {
        master.submit(n).unwrap();
    }
    let waiting = gate.next();
    until("the others are in the stream", || {
        queue.counts().published == 4
    });
    (master, (worker, waiting))
}

pub(crate) fn never_back() {
    let mut server = Server::start();
    let gate = Gate::new();
    let queue = server.queue("gated").patience(PATIENCE);
    let (master, _busy) = busy(&queue, &server, &gate);
    let idle = workers::thread(&server.queue("idle").patience(PATIENCE), square);
    server.kill();
    all_fail(&master, "cannot reach nats://127.0.0.1:");
    let error = idle.join().unwrap().unwrap_err();
    assert!(matches!(error, NatsError::Unreachable { .. }), "{error}");
}

pub(crate) fn deleted() {
    let server = Server::start();
    let gate = Gate::new();
    let queue = server.queue("gated").patience(PATIENCE);
    let (master, _busy) = busy(&queue, &server, &gate);

    let other = server.queue("other").patience(PATIENCE);
    let worker = workers::thread(&other, square);
    let second = Master::<u64, u64>::builder().remote(1, &other).build();
    second.submit(7).unwrap();
    assert_eq!(second.collect(), [Ok(49)]); // both are there
    meddle(&server, async |context| {
        context.delete_stream("gated-tasks").await.unwrap();
        context.delete_stream("other-tasks").await.unwrap();
    });
    // Where tasks were under way, where they are yet to come, and where somebody waits for some.
    all_fail(&master, "the stream `gated-tasks` has disappeared");
    second.submit(8).unwrap();
    all_fail(&second, "the stream `other-tasks` has disappeared");
    let error = worker.join().unwrap().unwrap_err();
    assert!(matches!(error, NatsError::Disappeared(_)), "{error}");
}

/// Expects that a master and a worker who know `queue` get a task done.
fn a_task_is_done_over(queue: &Queue) {
    let worker = workers::thread(queue, square);
    let master = Master::<u64, u64>::builder().remote(1, queue).build();
    master.submit(7).unwrap();
    assert_eq!(master.collect(), [Ok(49)]);
    queue.leave();
    assert_eq!(worker.join().unwrap(), Ok(1));
}

pub(crate) fn wrong_credentials() {
    let server = Server::configured("authorization { user: ada, password: secret }");
    let with = |password: &str| {
        let options = ConnectOptions::with_user_and_password("ada".to_owned(), password.to_owned());
        server.queue("squares").options(options)
    };
    let error = with("wrong").serve(square).unwrap_err();
    assert!(matches!(error, NatsError::Refused(_)), "{error}");
    a_task_is_done_over(&with("secret"));
}

/// Makes a certificate for this machine, and its key; `None` where there is nothing to make one with.
fn certificate() -> Option<(PathBuf, PathBuf)> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let made = Command::new("openssl")
        .args([
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
        ])
        .args(["-subj", "/CN=localhost"])
        .args(["-addext", "subjectAltName=IP:127.0.0.1"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE"])
        .arg("-out")
        .arg(&certificate)
        .arg("-keyout")
        .arg(&key)
        .output();
    made.is_ok_and(|made| made.status.success())
        .then_some((certificate, key))
}

pub(crate) fn encrypted() {
    let Some((certificate, key)) = certificate() else {
        println!("SKIPPED: no openssl to make a certificate with: nothing is encrypted");
        return;
    };
    let (cert_file, key_file) = (certificate.display(), key.display());
    let server = Server::configured(&format!(
        r#"tls {{ cert_file: "{cert_file}", key_file: "{key_file}" }}"#
    ));
    // Whoever does not know who has signed it trusts nobody.
    let stranger = ConnectOptions::new().require_tls(true);
    let queue = server.queue("squares").patience(PATIENCE);
    let error = queue.options(stranger).serve(square).unwrap_err();
    assert!(error.to_string().contains("certificate"), "{error}");

    let options = ConnectOptions::new()
        .require_tls(true)
        .add_root_certificates(certificate);
    a_task_is_done_over(&server.queue("squares").options(options));
}

pub(crate) fn too_many_replicas() {
    let server = Server::start();
    // Nobody waits that long: the server says so at once.
    let patience = Duration::from_secs(3_600);
    let queue = server.queue("squares").replicas(3).patience(patience);
    let error = queue.serve(square).unwrap_err();
    assert!(matches!(error, NatsError::Refused(_)), "{error}");
    assert!(error.to_string().contains("replicas > 1"), "{error}");
}

pub(crate) fn one_of_several_servers() {
    let server = Server::start();
    let nobody = "nats://127.0.0.1:1";
    let queue = server::queue("squares", &format!("{nobody}, {}", server.address()));
    a_task_is_done_over(&queue);
}

pub(crate) fn nothing_is_left() {
    let server = Server::start();
    let queue = server.queue("squares");
    let master = Master::<u64, u64>::builder().remote(4, &queue).build();
    for n in 0..10 {
        master.submit(n).unwrap();
    }
    until("some are in the stream", || queue.counts().published == 4);
    drop(master);
    meddle(&server, async |context| {
        let tasks = context.get_stream("squares-tasks").await.unwrap();
        assert_eq!(tasks.cached_info().state.messages, 0);
        let results = context.get_stream("squares-results").await.unwrap();
        assert_eq!(results.consumer_names().count().await, 0);
    });
}

pub(crate) fn samples() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/nats");
    let version = Command::new("nats-server")
        .arg("--version")
        .output()
        .unwrap();
    let old = String::from_utf8_lossy(&version.stdout).contains("v2.9.");
    for name in ["nats.conf", "nats-2.9.conf"] {
        let path = format!("{folder}/{name}");
        let text = fs::read_to_string(&path).unwrap();
        let durable = text
            .lines()
            .any(|line| line.trim() == "sync_interval: always");
        assert_eq!(durable, name == "nats.conf");
        let listens: Vec<_> = text
            .lines()
            .filter(|line| {
                ["listen", "host", "port", "net"]
                    .iter()
                    .any(|word| line.starts_with(word))
            })
            .collect();
        assert_eq!(listens, ["listen: 127.0.0.1:4222"], "{name}");
        let valid = Command::new("nats-server")
            .args(["-t", "-c", &path])
            .output()
            .unwrap();
        // The older version does not know how to wait for the disk.
        assert_eq!(
            valid.status.success(),
            !(durable && old),
            "{name}: {valid:?}"
        );
    }
}
