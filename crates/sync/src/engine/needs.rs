//! What threads wait for: whether it is there, and how to call it.

use super::ThreadIndex;
use super::object::{Channel, Object, ObjectIndex, OnceState};
use super::record::Waiting;
use super::state::{Life, State, Thread, Wait};

impl State {
    /// Whether `thread` can run without a time-out or a spurious wake-up.
    #[inline]
    pub(crate) fn satisfied(&self, thread: ThreadIndex) -> bool {
        let this = &self.threads[thread];
        match this.wait {
            Wait::Nothing => true,
            Wait::Lock(index) => matches!(self.objects[index], Object::Mutex { owner: None }),
            Wait::Read(index) => self.objects[index].lets_read(),
            Wait::Write(index) => self.objects[index].lets_write(),
            Wait::Notification => this.notified,
            Wait::Room(index) => {
                let channel = self.channel(index);
                channel.has_room() || channel.receivers == 0
            }
            Wait::Item(index) => {
                let channel = self.channel(index);
                channel.len > 0 || channel.senders == 0
            }
            Wait::Taken(index, ticket) => {
                let channel = self.channel(index);
                channel.taken > ticket || channel.receivers == 0
            }
            Wait::End(other) => self.threads[other].life != Life::Alive,
            Wait::Generation(index, mine) => {
                matches!(self.objects[index], Object::Barrier { generation, .. } if generation != mine)
            }
            Wait::Initialised(index) => {
                !matches!(self.objects[index], Object::Once(OnceState::Running(_)))
            }
            Wait::Unpark => this.permit,
            Wait::Time | Wait::Quiet => false,
        }
    }

    pub(crate) fn channel(&self, index: ObjectIndex) -> &Channel {
        match &self.objects[index] {
            Object::Channel(channel) => channel,
            other => unreachable!("object {index} is a {:?}, not a channel", other.kind()),
        }
    }

    pub(crate) fn channel_mut(&mut self, index: ObjectIndex) -> &mut Channel {
        match &mut self.objects[index] {
            Object::Channel(channel) => channel,
            other => unreachable!("object {index} is a {:?}, not a channel", other.kind()),
        }
    }

    /// How many threads are receiving from a channel right now.
    pub(crate) fn takers(&self, index: ObjectIndex) -> usize {
        let receives =
            |thread: &&Thread| thread.life == Life::Alive && thread.wait == Wait::Item(index);
        self.threads.iter().filter(receives).count()
    }

    /// What `thread` waits for, in the words of the timeline.
    pub(crate) fn waiting(&self, thread: ThreadIndex) -> Waiting {
        match self.threads[thread].wait {
            Wait::Nothing | Wait::Time => Waiting::Time,
            Wait::Lock(index) | Wait::Read(index) | Wait::Write(index) => {
                let holders = match &self.objects[index] {
                    Object::Mutex { owner } => owner.iter().map(|&(thread, _)| thread).collect(),
                    Object::RwLock {
                        writer, readers, ..
                    } => writer
                        .iter()
                        .map(|&(thread, _)| thread)
                        .chain(readers.clone())
                        .collect(),
                    _ => Vec::new(),
                };
                Waiting::Lock { holders }
            }
            Wait::Notification => Waiting::Notification,
            Wait::Room(_) => Waiting::Room,
            Wait::Item(index) => Waiting::Item {
                senders: self.channel(index).senders,
            },
            Wait::Taken(..) => Waiting::Taker,
            Wait::End(thread) => Waiting::End { thread },
            Wait::Generation(index, _) => match self.objects[index] {
                Object::Barrier { waiting, count, .. } => Waiting::Others {
                    arrived: waiting,
                    expected: count,
                },
                _ => Waiting::Notification,
            },
            Wait::Initialised(index) => match self.objects[index] {
                Object::Once(OnceState::Running(by)) => Waiting::Initialisation { by },
                _ => Waiting::Notification,
            },
            Wait::Unpark => Waiting::Unpark,
            Wait::Quiet => Waiting::Quiet,
        }
    }
}
