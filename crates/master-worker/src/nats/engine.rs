//! The runtime that the client of NATS needs: one thread, and everybody else stays blocking.

use std::io;

use pattern_sync::thread::{Builder, JoinHandle};
use tokio::runtime::{self, Handle};
use tokio::sync::oneshot;

/// A runtime on a thread of its own, which turns the network's events into progress.
pub(super) struct Engine {
    handle: Handle,
    /// Dropping it ends the thread.
    running: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Engine {
    pub(super) fn start() -> io::Result<Self> {
        let runtime = runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let handle = runtime.handle().clone();
        let (running, ended) = oneshot::channel();
        let turn = move || {
            // An error says that the other end is dropped, which is what we wait for.
            let _ = runtime.block_on(ended);
        };
        let thread = Builder::new().name("nats".to_owned()).spawn(turn)?;
        Ok(Self {
            handle,
            running: Some(running),
            thread: Some(thread),
        })
    }

    /// Waits on the caller's thread until `future` is done.
    pub(super) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.handle.block_on(future)
    }

    pub(super) fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        drop(self.running.take());
        if let Some(thread) = self.thread.take() {
            // It runs nothing of the caller's; a panic of the client's has been told when it happened.
            let _ = thread.join();
        }
    }
}
