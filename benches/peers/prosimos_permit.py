"""Prosimos on the same two files that we read.

usage: prosimos_permit.py CASES BPMN SCENARIO

Runs Prosimos's own engine with its log as CSV, then prints the keys of
`alatau simulate --json`. Prosimos has no seed: no run can be repeated.
"""

import csv
import json
import os
import sys
import tempfile
from datetime import datetime

from prosimos.simulation_engine import run_simulation


def main():
    cases, bpmn, scenario = int(sys.argv[1]), sys.argv[2], sys.argv[3]
    with tempfile.TemporaryDirectory() as folder:
        log = os.path.join(folder, "log.csv")
        run_simulation(bpmn, scenario, cases, log_out_path=log, starting_at="2026-11-02T09:00:00.000000+00:00")
        first, last, activities = {}, {}, 0
        with open(log, newline="", encoding="utf-8") as lines:
            for line in csv.DictReader(lines):
                activities += 1
                case = line["case_id"]
                enabled = datetime.fromisoformat(line["enable_time"])
                ended = datetime.fromisoformat(line["end_time"])
                first[case] = min(first.get(case, enabled), enabled)
                last[case] = max(last.get(case, ended), ended)
    times = sorted((last[case] - first[case]).total_seconds() / 3600 for case in first)
    at = {f"p{p}": times[len(times) * p // 100] for p in (50, 90, 95)}
    cycle = {"mean": sum(times) / len(times), **at}
    print(json.dumps({"cases": len(times), "activities": activities, "cycle_time_h": cycle}))


main()
