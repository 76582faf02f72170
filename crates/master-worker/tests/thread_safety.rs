//! Which types may be shared between threads, and sent to others.

use master_worker::process::Process;
use master_worker::scheduler::Scheduler;
use master_worker::{Master, MasterBuilder, Step, SubmitError, TaskFailed};
use pattern_sync::sync::atomic::AtomicU8;
use std::cell::Cell;

fn is_send<T: Send>() {}
fn is_sync<T: Sync>() {}

#[test]
fn a_master_is_shared_although_its_results_are_not() {
    // Tasks are lent to several workers; a result is handed from one thread to one other.
    is_send::<Master<AtomicU8, Cell<u8>>>();
    is_sync::<Master<AtomicU8, Cell<u8>>>();
    is_send::<MasterBuilder<AtomicU8, Cell<u8>>>();
    is_send::<Process<u8, u8>>();
    is_send::<Scheduler>();
    is_sync::<Scheduler>();
    is_send::<Step>();
    is_send::<TaskFailed>();
    is_sync::<TaskFailed>();
    is_send::<SubmitError<u8>>();
}

#[cfg(feature = "nats")]
#[test]
fn a_queue_is_shared_and_who_stands_for_its_workers_is_sent() {
    use master_worker::nats::{NatsError, Queue, Remote};
    is_send::<Queue>();
    is_sync::<Queue>();
    is_send::<Remote<u8, u8>>();
    is_send::<NatsError>();
    is_sync::<NatsError>();
}
