//! Explored tests of the library crates; see `tests/`.
