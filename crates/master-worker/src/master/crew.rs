//! The threads of a master: workers that join and leave, and the one that watches the clock.

use std::io;

use pattern_sync::sync::{Arc, Mutex};
use pattern_sync::thread::{Builder, JoinHandle, current};
use pattern_sync::time::Duration;

use super::Master;
use crate::driver::drive;
use crate::hub::Hub;
use crate::scheduler::{Event, WorkerId};
use crate::worker::{Calling, Worker};

/// The threads of a master.
#[derive(Default)]
pub(super) struct Crew {
    /// Watches the clock; there is none before it is needed.
    timekeeper: Option<JoinHandle<()>>,
    workers: Vec<JoinHandle<()>>,
}

impl<T, R> Master<T, R>
where
    T: Send + Sync + 'static,
    R: Send + 'static,
{
    pub(crate) fn start(
        hub: Hub<T, R>,
        deadline: Option<Duration>,
        thread_name: String,
        keeps_time: bool,
    ) -> io::Result<Self> {
        let master = Self {
            hub: Arc::new(hub),
            crew: Mutex::default(),
            deadline,
            thread_name,
        };
        if keeps_time || deadline.is_some() {
            master.keep_time()?;
        }
        Ok(master)
    }

    /// Takes on a worker, at any time, and returns its name.
    ///
    /// # Errors
    ///
    /// What the system says if it cannot start a thread for the worker.
    ///
    /// # Examples
    ///
    /// ```
    /// use master_worker::{Master, Worker, WorkerError};
    ///
    /// struct Late;
    /// impl Worker<u32, u32> for Late {
    ///     fn perform(&mut self, task: &u32) -> Result<u32, WorkerError> {
    ///         Ok(task + 1)
    ///     }
    /// }
    ///
    /// let master = Master::builder().build(); // nobody is there yet
    /// let task = master.submit(1)?;
    /// let late = master.add_worker(Late)?;
    /// assert_eq!(master.next_completed(), Some((task, Ok(2))));
    /// assert!(master.retire(late)); // and so it goes
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn add_worker(&self, worker: impl Worker<T, R> + 'static) -> io::Result<WorkerId> {
        let stopper = worker.stopper();
        if stopper.is_some() {
            self.keep_time()?; // it might never start
        }
        let (id, name) = self.hub.join(&self.thread_name, stopper);
        let hub = Arc::clone(&self.hub);
        let started = Builder::new()
            .name(name)
            .spawn(move || drive(&hub, id, worker));
        match started {
            Ok(thread) => {
                let mut crew = self.crew.lock();
                // Those who have gone need not be waited for at the end.
                crew.workers.retain(|thread| !thread.is_finished());
                crew.workers.push(thread);
                Ok(id)
            }
            Err(error) => {
                let why = error.to_string();
                self.hub.report(Event::Left { worker: id, why }, None);
                Err(error)
            }
        }
    }

    /// Takes on a worker that calls a closure, on a thread of its own, as
    /// [`add_worker`](Self::add_worker) does.
    ///
    /// # Errors
    ///
    /// What the system says if it cannot start the thread.
    ///
    /// # Examples
    ///
    /// ```
    /// let master = master_worker::Master::new(1, |n: &u32| n + 1);
    /// let second = master.add_thread(|n| n + 1)?;
    /// assert_eq!(master.stats().workers[1].worker, second);
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn add_thread<F>(&self, work: F) -> io::Result<WorkerId>
    where
        F: Fn(&T) -> R + Send + 'static,
    {
        self.add_worker(Calling(work))
    }

    /// Lets a worker go as soon as it has done what is in its hands; tells whether it was there,
    /// and had not been told before. No task is lost.
    ///
    /// # Blocking
    ///
    /// Does not wait for the worker to go.
    pub fn retire(&self, worker: WorkerId) -> bool {
        self.hub.retire(worker)
    }

    /// Starts the thread that watches the clock, unless it is there.
    pub(super) fn keep_time(&self) -> io::Result<()> {
        let mut crew = self.crew.lock();
        if crew.timekeeper.is_none() {
            self.hub.read_clock();
            let hub = Arc::clone(&self.hub);
            let timekeeper = Builder::new().name(format!("{}timekeeper", self.thread_name));
            crew.timekeeper = Some(timekeeper.spawn(move || hub.keep_time())?);
        }
        Ok(())
    }
}

impl<T, R> Drop for Master<T, R> {
    fn drop(&mut self) {
        self.hub.end();
        let crew = std::mem::take(self.crew.get_mut());
        for thread in crew.workers.into_iter().chain(crew.timekeeper) {
            if thread.thread().id() == current().id() {
                continue; // a task has dropped its own master: it ends right after
            }
            // A worker's thread panics only where dropping a task or a worker does. Its task has
            // its outcome all the same, and the panic hook has told of it when it happened.
            let _ = thread.join();
        }
    }
}
