//! Tries: to be called by every allocation
//! Verdict: refused: global_allocator
mod honest;
pub use honest::{Refused, Till, price, total};

struct Mine;
#[global_allocator]
static MINE: Mine = Mine;
