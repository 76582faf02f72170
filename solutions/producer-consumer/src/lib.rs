//! The producer-consumer exercise.
