//! Captures what a process prints: the beginning and the end of it, however much it is.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::escape;

/// How much of the beginning, and as much of the end, is kept, in bytes.
const KEPT: usize = 16 * 1024;

/// Reads a pipe on a thread of its own.
pub(super) struct Capture(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    head: Vec<u8>,
    tail: VecDeque<u8>,
    dropped: u64,
}

impl Capture {
    /// Starts to read `pipe`; `done` is dropped when it ends.
    pub(super) fn start(pipe: Option<impl Read + Send + 'static>, done: Sender<()>) -> Self {
        let kept = Arc::new(Mutex::new(Kept::default()));
        let shared = Arc::clone(&kept);
        if let Some(mut pipe) = pipe {
            thread::spawn(move || {
                let mut buffer = [0; 8192];
                while let Ok(count @ 1..) = pipe.read(&mut buffer) {
                    shared
                        .lock()
                        .unwrap_or_else(PoisonError::into_inner)
                        .add(&buffer[..count]);
                }
                drop(done);
            });
        }
        Self(kept)
    }

    /// Returns what was printed so far, safe to print.
    ///
    /// The thread is not joined: a process that escaped the group could hold the pipe open.
    pub(super) fn text(&self) -> String {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::from_utf8_lossy(&kept.head).into_owned();
        if kept.dropped > 0 {
            text.push_str(&format!("\n[… {} bytes …]\n", kept.dropped));
        }
        let tail: Vec<u8> = kept.tail.iter().copied().collect();
        text.push_str(&String::from_utf8_lossy(&tail));
        escape::visible(&text)
    }
}

impl Kept {
    fn add(&mut self, bytes: &[u8]) {
        let (first, rest) = bytes.split_at(bytes.len().min(KEPT - self.head.len()));
        self.head.extend_from_slice(first);
        self.tail.extend(rest);
        let too_many = self.tail.len().saturating_sub(KEPT);
        self.tail.drain(..too_many);
        self.dropped += too_many as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_and_the_end_are_kept() {
        let mut kept = Kept::default();
        kept.add(&[b'a'; KEPT - 1]);
        kept.add(b"bcd");
        assert_eq!(
            (kept.head.len(), kept.tail.len(), kept.dropped),
            (KEPT, 2, 0)
        );
        kept.add(&vec![b'e'; 10 * KEPT]);
        kept.add(b"end");
        assert_eq!((kept.tail.len(), kept.dropped), (KEPT, 9 * KEPT as u64 + 5));
        assert!(
            kept.tail
                .iter()
                .copied()
                .collect::<Vec<_>>()
                .ends_with(b"end")
        );
    }
}
