//! Small programs with one known bug each: found, named, and the same in every run.

mod atomics;
mod channels;
mod condvars;
mod hidden;
mod locks;
mod panics;
mod queues;
mod threads;
mod waiting;
