//! Grades one exercise: a pipeline of stages, each of which fails closed.
//!
//! [`intake`] → [`source_check`] → [`pristine`] → [`build`] → [`audit`] → [`runner`] → [`judge`], which
//! asks [`values`] → [`model`], which [`text`], [`json`], [`gradescope`], [`classroom50`] and
//! [`annotations`] render. Whatever runs is isolated by [`sandbox`].

pub mod annotations;
pub mod assemble;
pub mod audit;
pub mod budget;
pub mod build;
pub mod classroom50;
pub mod gradescope;
pub mod intake;
pub mod json;
pub mod judge;
pub mod model;
pub mod pipeline;
pub mod pristine;
pub mod progress;
mod received;
pub mod runner;
pub mod sandbox;
pub mod source_check;
pub mod text;
pub mod todos;
pub mod values;
pub mod version;

pub use pipeline::{Grader, Source};
