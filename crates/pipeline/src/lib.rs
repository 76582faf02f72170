//! Stages that work at the same time, over bounded queues, in order or not.
