//! A master that owns tasks and retries, over workers that may die.
