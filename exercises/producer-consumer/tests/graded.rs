//! Graded tests.
