//! Map, combine, partition, reduce: on threads, also past the memory.
