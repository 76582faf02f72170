//! The student's door.
