//! Tasks over NATS `JetStream`: workers that are killed, stopped and late, a server that is killed, a
//! full stream, a poisonous task, and a server that never comes back.
//!
//! `cargo test -p master-worker --features nats --test nats`. Each test has a `nats-server` of its own,
//! on a free port, with a folder of its own, which end with the test. Where none is installed, all is
//! skipped. The workers are this very program, so it has a `main` of its own; it takes the names of
//! tests, or parts of them.

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/harness.rs"]
mod harness;

mod chaos;
mod endings;
mod failing;
mod kept;
mod order;
mod server;
mod setup;
mod workers;

use std::process::Command;

const TESTS: &[(&str, fn())] = &[
    ("results_over_nats_equal_those_of_threads", chaos::quiet),
    (
        "killed_stopped_and_late_workers_and_a_killed_server_lose_and_double_nothing",
        chaos::everything_at_once,
    ),
    (
        "a_worker_that_was_stopped_for_longer_than_its_lease_brings_a_second_result_which_is_dropped",
        chaos::stopped_and_resumed,
    ),
    (
        "a_task_longer_than_the_lease_is_done_once",
        chaos::longer_than_the_lease,
    ),
    ("workers_join_and_leave", chaos::join_and_leave),
    (
        "a_worker_acknowledges_its_task_only_when_the_server_has_the_result",
        order::result_before_acknowledgement,
    ),
    (
        "a_task_that_kills_its_workers_is_reported_after_its_deliveries",
        failing::poison,
    ),
    (
        "a_poisonous_task_is_reported_even_if_the_advisory_is_not_heard",
        failing::poison_unheard,
    ),
    (
        "errors_and_panics_are_told_and_handed_out_again",
        failing::errors_and_panics,
    ),
    ("a_task_that_is_too_long_fails_alone", failing::too_long),
    (
        "a_task_that_the_server_has_lost_is_submitted_again",
        failing::lost_by_the_server,
    ),
    ("a_full_stream_pushes_back", failing::full),
    (
        "an_overdue_task_is_taken_out_of_the_stream",
        failing::overdue,
    ),
    (
        "a_server_that_never_comes_back_ends_in_an_error",
        endings::never_back,
    ),
    (
        "a_stream_that_is_deleted_ends_in_an_error",
        endings::deleted,
    ),
    (
        "wrong_credentials_are_told_at_once",
        endings::wrong_credentials,
    ),
    (
        "tls_is_the_clients_own_and_a_certificate_of_a_stranger_is_told",
        endings::encrypted,
    ),
    ("those_who_come_at_once_share_one_queue", setup::at_once),
    (
        "a_stream_of_somebody_else_in_the_way_is_told_at_once",
        setup::in_the_way,
    ),
    (
        "more_replicas_than_servers_are_refused_at_once",
        endings::too_many_replicas,
    ),
    (
        "one_of_several_servers_is_enough",
        endings::one_of_several_servers,
    ),
    (
        "dropping_a_master_leaves_nothing_on_the_server",
        endings::nothing_is_left,
    ),
    (
        "the_sample_configurations_are_valid_and_listen_on_this_machine_alone",
        endings::samples,
    ),
];

fn main() {
    workers::serve_if_worker();
    let server = Command::new("nats-server").arg("--version").output();
    if server.is_err() && !harness::is_asked_to_list() {
        println!(
            "SKIPPED: nats-server is not installed (apt-get install nats-server): no task is sent over NATS"
        );
        return;
    }
    harness::run(TESTS);
}
