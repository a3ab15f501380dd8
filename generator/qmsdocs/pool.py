"""Work in several processes: jobs in, their results out in the order of the jobs. The worker pool lives here and
nowhere else."""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from threading import Thread
from typing import Any, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

MIN_JOBS = 24
"""Below this, starting processes costs more than it saves."""

_worker: Callable[[Any], Any] | None = None


def in_parallel(worker: Callable[[Job], Result], jobs: Sequence[Job], processes: int | None = None) -> Iterator[Result]:
    """What `worker` makes of each job; by default in as many processes as there are processors.

    The worker gets to them by fork, or by being pickled once; the jobs and the results are pickled.
    """
    processes = processes or _processors()
    if len(jobs) < MIN_JOBS or processes == 1:
        yield from map(worker, jobs)
        return
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=(worker,)) as pool:
        # Small portions, so that no process waits for another that got all the large jobs.
        yield from pool.map(_run, jobs, chunksize=max(1, min(8, len(jobs) // (8 * processes))))


def _start(worker: Callable[[Any], Any]) -> None:
    global _worker
    _worker = worker
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Ends this process when the one that started it is gone, killed for instance: it would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run(job: Any) -> Any:
    assert _worker is not None
    return _worker(job)


def _processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
