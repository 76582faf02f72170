//! Real channels: a wait is recorded, what needs none is not.

use std::time::Duration;

use crossbeam_channel::{
    Receiver, RecvError, RecvTimeoutError, SendError, SendTimeoutError, Sender, TryRecvError,
    TrySendError,
};

use crate::trace;
use crate::trace::labels::{CHANNEL_ITEM as ITEM, CHANNEL_ROOM as ROOM};

#[inline]
pub(super) fn send<T>(sender: &Sender<T>, item: T) -> Result<(), SendError<T>> {
    if !trace::RECORDS {
        return sender.send(item);
    }
    match sender.try_send(item) {
        Ok(()) => Ok(()),
        Err(TrySendError::Full(item)) => trace::wait(ROOM, || sender.send(item)),
        Err(TrySendError::Disconnected(item)) => Err(SendError(item)),
    }
}

#[inline]
pub(super) fn send_timeout<T>(
    sender: &Sender<T>,
    item: T,
    timeout: Duration,
) -> Result<(), SendTimeoutError<T>> {
    if !trace::RECORDS {
        return sender.send_timeout(item, timeout);
    }
    match sender.try_send(item) {
        Ok(()) => Ok(()),
        Err(TrySendError::Full(item)) => trace::wait(ROOM, || sender.send_timeout(item, timeout)),
        Err(TrySendError::Disconnected(item)) => Err(SendTimeoutError::Disconnected(item)),
    }
}

#[inline]
pub(super) fn recv<T>(receiver: &Receiver<T>) -> Result<T, RecvError> {
    if !trace::RECORDS {
        return receiver.recv();
    }
    match receiver.try_recv() {
        Ok(item) => Ok(item),
        Err(TryRecvError::Empty) => trace::wait(ITEM, || receiver.recv()),
        Err(TryRecvError::Disconnected) => Err(RecvError),
    }
}

#[inline]
pub(super) fn recv_timeout<T>(
    receiver: &Receiver<T>,
    timeout: Duration,
) -> Result<T, RecvTimeoutError> {
    if !trace::RECORDS {
        return receiver.recv_timeout(timeout);
    }
    match receiver.try_recv() {
        Ok(item) => Ok(item),
        Err(TryRecvError::Empty) => trace::wait(ITEM, || receiver.recv_timeout(timeout)),
        Err(TryRecvError::Disconnected) => Err(RecvTimeoutError::Disconnected),
    }
}
