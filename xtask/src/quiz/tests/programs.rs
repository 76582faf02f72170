//! The programs of the questions, compiled.

#![expect(
    unreachable_pub,
    reason = "shown to students, who would wonder at `pub(super)`"
)]

#[path = "../../../../crates/master-worker/docs/quiz/a_second_copy.rs"]
pub(super) mod a_second_copy;
#[path = "../../../../crates/master-worker/docs/quiz/counted_too_early.rs"]
pub(super) mod counted_too_early;
#[path = "../../../../crates/map-reduce/docs/quiz/finish_order.rs"]
pub(super) mod finish_order;
#[path = "../../../../crates/pipeline/docs/quiz/how_far_ahead.rs"]
pub(super) mod how_far_ahead;
#[path = "../../../../crates/producer-consumer/docs/quiz/if_for_while.rs"]
pub(super) mod if_for_while;
#[path = "../../../../crates/worker-pool/docs/quiz/lost_update.rs"]
pub(super) mod lost_update;
#[path = "../../../../crates/map-reduce/docs/quiz/no_barrier.rs"]
pub(super) mod no_barrier;
#[path = "../../../../crates/pipeline/docs/quiz/two_in_a_stage.rs"]
pub(super) mod two_in_a_stage;
#[path = "../../../../crates/worker-pool/docs/quiz/two_workers.rs"]
pub(super) mod two_workers;
#[path = "../../../../crates/producer-consumer/docs/quiz/who_prints_first.rs"]
pub(super) mod who_prints_first;
