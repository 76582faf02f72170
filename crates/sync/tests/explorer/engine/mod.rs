//! Properties of the engine itself: what is explored, what is refused, and what it costs.

mod counting;
mod divergence;
mod mixing;
mod panics;
mod reduction;
mod scale;
mod settling;
mod shrinking;
mod times;
mod wakeups;
