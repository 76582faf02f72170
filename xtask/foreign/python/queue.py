"""Python's `queue` module over `pattern_core::JoinableQueue`, for CPython's own tests.

Capacity, blocking, time-outs, `task_done`, `join` and closing are the Rust queue's. Python objects
stay here: what goes through the queue is a number for each. The *order* of `LifoQueue` and
`PriorityQueue` is this file's, since a `JoinableQueue` is first in, first out.
"""

import ctypes
import heapq
import itertools
import os
import threading

__all__ = ["Empty", "Full", "ShutDown", "Queue", "PriorityQueue", "LifoQueue", "SimpleQueue"]

# A `CDLL` lets other threads run Python while one is in it.
_library = ctypes.CDLL(os.environ["PATTERN_FOREIGN_LIBRARY"])

_DONE, _NOT_NOW, _CLOSED, _NOTHING_TO_DO = 0, -1, -2, -3


def _function(name, result, *arguments):
    function = getattr(_library, "pattern_queue_" + name)
    function.restype, function.argtypes = result, arguments
    return function


_new = _function("new", ctypes.c_uint64, ctypes.c_uint64)
_forget = _function("forget", None, ctypes.c_uint64)
_push = _function("push", ctypes.c_int64, ctypes.c_uint64, ctypes.c_uint64, ctypes.c_double)
_pop = _function("pop", ctypes.c_int64, ctypes.c_uint64, ctypes.c_double)
_task_done = _function("task_done", ctypes.c_int64, ctypes.c_uint64)
_join = _function("join", None, ctypes.c_uint64)
_len = _function("len", ctypes.c_uint64, ctypes.c_uint64)
_unfinished = _function("unfinished", ctypes.c_uint64, ctypes.c_uint64)
_close = _function("close", None, ctypes.c_uint64)
_drain = _function("drain", ctypes.c_uint64, ctypes.c_uint64)
_is_closed = _function("is_closed", ctypes.c_int64, ctypes.c_uint64)


class Empty(Exception):
    """Nothing to get, in as long as the caller would wait."""


class Full(Exception):
    """No room to put, in as long as the caller would wait."""


class ShutDown(Exception):
    """The queue was shut down."""


def _seconds(block, timeout):
    """Says how long to wait as the library wants it: negative for ever, 0 not at all."""
    if not block:
        return 0.0
    if timeout is None:
        return -1.0
    if timeout < 0:
        raise ValueError("'timeout' must be a non-negative number")
    return float(timeout)


class _Fifo:
    """Keeps the objects that are in a queue, each under the number that stands for it there."""

    def __init__(self):
        self._numbers = itertools.count()
        self._objects = {}

    def add(self, item):
        """Keeps an object that is about to be pushed; returns its number."""
        number = next(self._numbers)
        self._objects[number] = item
        return number

    def refused(self, number):
        """Lets go of an object that could not be pushed."""
        del self._objects[number]

    def pushed(self, number):
        """Is told that a number was pushed."""

    def take(self, number):
        """Returns the object for a number that was popped."""
        return self._objects.pop(number)


class _Ordered(_Fifo):
    """Gives the objects in an order of its own: a number is the right to take the first of them."""

    def __init__(self, put, get):
        super().__init__()
        self._order, self._put, self._get = [], put, get
        self._changed = threading.Condition()

    def pushed(self, number):
        item = super().take(number)
        with self._changed:
            self._put(self._order, item)
            self._changed.notify()

    def take(self, number):
        with self._changed:
            # A number is popped a moment before `pushed` hears of it, at times.
            self._changed.wait_for(lambda: self._order)
            return self._get(self._order)


class SimpleQueue:
    """A queue without a limit."""

    def __init__(self):
        self._open(0)

    def _open(self, capacity):
        self._queue = _new(capacity)
        self._store = self._new_store()

    def _new_store(self):
        return _Fifo()

    def __del__(self):
        _forget(self._queue)

    def put(self, item, block=True, timeout=None):
        seconds = _seconds(block, timeout)
        number = self._store.add(item)
        answer = _push(self._queue, number, seconds)
        if answer == _DONE:
            self._store.pushed(number)
            return
        self._store.refused(number)
        raise ShutDown if answer == _CLOSED else Full

    def get(self, block=True, timeout=None):
        answer = _pop(self._queue, _seconds(block, timeout))
        if answer >= 0:
            return self._store.take(answer)
        raise ShutDown if answer == _CLOSED else Empty

    def put_nowait(self, item):
        self.put(item, block=False)

    def get_nowait(self):
        return self.get(block=False)

    def qsize(self):
        return _len(self._queue)

    def empty(self):
        return self.qsize() == 0


# What the tests call the one that is written in Python.
_PySimpleQueue = SimpleQueue


class Queue(SimpleQueue):
    """A queue of `maxsize` items at most, without a limit if that is not positive."""

    def __init__(self, maxsize=0):
        self._maxsize = maxsize
        self._open(max(maxsize, 0))

    @property
    def maxsize(self):
        return self._maxsize

    def full(self):
        return 0 < self._maxsize <= self.qsize()

    def task_done(self):
        if _task_done(self._queue) == _NOTHING_TO_DO:
            raise ValueError("task_done() called too many times")

    def join(self):
        _join(self._queue)

    @property
    def unfinished_tasks(self):
        return _unfinished(self._queue)

    @property
    def is_shutdown(self):
        return bool(_is_closed(self._queue))

    def shutdown(self, immediate=False):
        _close(self._queue)
        if immediate:
            _drain(self._queue)


class LifoQueue(Queue):
    def _new_store(self):
        return _Ordered(list.append, list.pop)


class PriorityQueue(Queue):
    def _new_store(self):
        return _Ordered(heapq.heappush, heapq.heappop)
