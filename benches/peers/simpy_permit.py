"""The permit model of benches/data as a SimPy user would write it by hand.

usage: simpy_permit.py CASES [ignored ...]

Prints the keys of `alatau simulate --json`. Needs SimPy 4.1.2; it reads no
BPMN, the model stands below.
"""

import json
import random
import sys

import simpy

HOUR = 3600.0
DAY = 24 * HOUR
# (opens, closes) of each stretch of a working day, Monday to Friday.
HOURS = {
    "clerk": [(9 * HOUR, 18 * HOUR)],
    "expert": [(9 * HOUR, 13 * HOUR), (14 * HOUR, 18 * HOUR)],
    "lead": [(10 * HOUR, 16 * HOUR)],
}
OFFICERS = {"clerk": 4, "expert": 14, "lead": 6}
# Mean work in seconds, and who does it.
TASKS = {
    "T1": (600, "clerk"),
    "T2": (1200, "clerk"),
    "T3": (1800, "clerk"),
    "T4": (3600, "expert"),
    "T5": (3600, "expert"),
    "T6": (3600, "expert"),
    "T7": (1800, "expert"),
    "T8": (2700, "lead"),
    "T9": (900, "lead"),
    "T10": (600, "clerk"),
}
AFTER_CHECK = ["T4", "T5", "T6", "T7", "T8", "T9", "T10"]
INCOMPLETE = 0.25
GAP = 1200.0


def finish(stretches, now, work):
    """The instant at which work is done that pauses outside the stretches; time counts from a Monday."""
    day = int(now // DAY)
    at = now - day * DAY
    while True:
        if day % 7 < 5:
            for opens, closes in stretches:
                begin = max(at, opens)
                if begin + work <= closes:
                    return day * DAY + begin + work
                work -= max(0.0, closes - begin)
        day += 1
        at = 0.0


class City:
    def __init__(self, cases, seed):
        self.env = simpy.Environment()
        self.random = random.Random(seed)
        self.pools = {name: simpy.Resource(self.env, capacity=size) for name, size in OFFICERS.items()}
        self.cycle_times = []
        self.activities = 0
        self.env.process(self.arrivals(cases))

    def task(self, name):
        mean, pool = TASKS[name]
        with self.pools[pool].request() as officer:
            yield officer
            now = self.env.now
            yield self.env.timeout(finish(HOURS[pool], now, self.random.expovariate(1 / mean)) - now)
        self.activities += 1

    def case(self):
        arrived = self.env.now
        yield from self.task("T1")
        while True:
            yield from self.task("T2")
            if self.random.random() >= INCOMPLETE:
                break
            yield from self.task("T3")
        for name in AFTER_CHECK:
            yield from self.task(name)
        self.cycle_times.append(self.env.now - arrived)

    def arrivals(self, cases):
        for _ in range(cases):
            now = self.env.now
            yield self.env.timeout(finish(HOURS["clerk"], now, self.random.expovariate(1 / GAP)) - now)
            self.env.process(self.case())


def main():
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    city = City(cases, seed=1)
    city.env.run()
    times = sorted(city.cycle_times)
    at = {f"p{p}": times[len(times) * p // 100] / HOUR for p in (50, 90, 95)}
    cycle = {"mean": sum(times) / len(times) / HOUR, **at}
    print(json.dumps({"cases": len(times), "activities": city.activities, "cycle_time_h": cycle}))


main()
