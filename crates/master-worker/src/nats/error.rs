//! What can go wrong between here and the server, for good.

use std::error::Error;
use std::fmt;

use pattern_sync::time::Duration;

/// Says why a queue is of no use any more.
///
/// # Examples
///
/// ```
/// use master_worker::nats::{NatsError, Queue};
/// use pattern_sync::time::Duration;
///
/// let queue = Queue::new("squares")
///     .server("nats://127.0.0.1:1") // nobody listens there
///     .patience(Duration::from_millis(10));
/// let error = queue.serve(|n: &u64| n * n).unwrap_err();
/// assert!(matches!(error, NatsError::Unreachable { .. }));
/// assert!(error.to_string().starts_with("cannot reach nats://127.0.0.1:1 for 10ms: "));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NatsError {
    /// The server, or its `JetStream`, did not answer for as long as one was prepared to wait.
    Unreachable {
        /// Its address.
        server: String,
        /// How long.
        patience: Duration,
        /// What was heard last.
        why: String,
    },
    /// The server does not want us, and waiting would not change its mind: wrong credentials, no
    /// `JetStream` for this account, more [replicas](super::Queue::replicas) than it has servers,
    /// somebody else's stream on the queue's subjects.
    Refused(String),
    /// A stream, or a consumer of it, is not there any more. Somebody has deleted it, or the server
    /// has lost its disk.
    Disappeared(String),
    /// The system does not give us what we need.
    System(String),
}

impl fmt::Display for NatsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreachable {
                server,
                patience,
                why,
            } => write!(f, "cannot reach {server} for {patience:?}: {why}"),
            Self::Refused(why) => write!(f, "the server refuses: {why}"),
            Self::Disappeared(what) => write!(f, "{what} has disappeared"),
            Self::System(why) => f.write_str(why),
        }
    }
}

impl Error for NatsError {}
