//! The programs of the lessons' figures, compiled: each makes one mistake that the lesson is about.

#![expect(
    unreachable_pub,
    reason = "shown to students, who would wonder at `pub(super)`"
)]

#[path = "../../../../crates/master-worker/docs/schedules/both_results_count.rs"]
pub(super) mod both_results_count;
#[path = "../../../../crates/pipeline/docs/schedules/first_worker_closes_the_stage.rs"]
pub(super) mod first_worker_closes_the_stage;
#[path = "../../../../crates/producer-consumer/docs/schedules/if_for_while.rs"]
pub(super) mod if_for_while;
#[path = "../../../../crates/worker-pool/docs/schedules/look_unlock_sleep.rs"]
pub(super) mod look_unlock_sleep;
#[path = "../../../../crates/map-reduce/docs/schedules/lost_update.rs"]
pub(super) mod lost_update;
