//! Correct programs, the counterparts of the known bugs: none of them is accused.

mod atomics;
mod channels;
mod condvars;
mod locks;
mod panics;
mod threads;
mod times;
