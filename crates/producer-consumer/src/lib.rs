//! The producer-consumer pattern.
