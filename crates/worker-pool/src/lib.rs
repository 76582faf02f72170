//! A pool of reused worker threads: submitted tasks, handles, work stealing.
