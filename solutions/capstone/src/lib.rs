//! The capstone: an index of a folder of texts, from producer-consumer, pipeline and worker pool.

mod clean;
mod count;
mod index;
mod read;
mod types;

pub use clean::clean;
pub use count::count;
pub use index::index;
pub use read::read;
pub use types::{Document, Folder, Index, IndexError, OnUnreadable, Settings, Words};
