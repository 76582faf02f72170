//! Queue and worker primitives that the parallel patterns are built from.
