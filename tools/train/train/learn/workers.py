"""Work in several processes that end with this one, whatever ends it."""

import ctypes
import multiprocessing
import os
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from .refusal import RESOURCES, Refusal

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
CONTEXT = multiprocessing.get_context("fork")


def cores():
    return len(os.sched_getaffinity(0))


def obey():
    """In a child: Ctrl-C is the parent's to answer, and nothing outlives it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)


def each(function, jobs, count):
    """Results of function(job) in the order of the jobs, as they come."""
    pool, whole = ProcessPoolExecutor(count, CONTEXT, initializer=obey), False
    try:
        yield from pool.map(function, jobs)
        whole = True
    except BrokenProcessPool as error:
        raise Refusal(RESOURCES, "a process of the analysis was ended by the system: is there enough memory?") from error
    finally:
        # The pool's thread must be gone before the next fork.
        pool.shutdown(wait=whole, cancel_futures=True)


class Twin:
    """A function in a process of its own, and what it returns."""

    def __init__(self, function, *arguments):
        self._receive, send = CONTEXT.Pipe(duplex=False)
        self._process = CONTEXT.Process(target=self._run, args=(send, function, arguments), daemon=True)
        self._process.start()
        send.close()

    @staticmethod
    def _run(send, function, arguments):
        obey()
        try:
            send.send((function(*arguments), ""))
        except Exception as error:  # told to the parent, which goes on without
            send.send((None, f"{type(error).__name__}: {error}"))

    def result(self):
        """(what it returned, '') or (None, why not)."""
        try:
            return self._receive.recv()
        except EOFError:
            return None, "it was ended by the system"

    def stop(self):
        if self._process.is_alive():
            self._process.kill()
        self._process.join()
