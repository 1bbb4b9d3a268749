"""An independent count of due dates, to hold ours against.

Standard library only. Walks day by day from a list of holidays; shares no code
and no table with the program. The holidays come from kz-holidays-2024-2027.csv
(python-holidays 0.109); that library gives the worked weekends apart, they are
written here.

Run: python3 due_dates.py          writes due_dates.csv and off_by_one.csv beside it
     python3 due_dates.py --check  exits 1 if the files differ from what it would write
"""

import calendar
import csv
import datetime as dt
import io
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
DAY = dt.timedelta(days=1)
WORKED = {dt.date(2024, 5, 4), dt.date(2025, 1, 5)}
with open(HERE / "kz-holidays-2024-2027.csv", encoding="utf-8") as file:
    OFF = {dt.date.fromisoformat(row["date"]) for row in csv.DictReader(file)}
READINGS = {"15-march": OFF, "30-august": OFF | {dt.date(2026, 8, 30), dt.date(2026, 8, 31)}}


def is_working(day, off):
    return day in WORKED or (day.weekday() < 5 and day not in off)


def months_later(day, months, rounding):
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = calendar.monthrange(year, month)[1]
    if day.day <= last:
        return dt.date(year, month, day.day)
    return dt.date(year, month, last) + (DAY if rounding == "up" else 0 * DAY)


def due_day(start, length, unit, end, first_day, rounding, off):
    if unit in ("months", "years"):
        length = (months_later(start, length * (12 if unit == "years" else 1), rounding) - start).days
        unit = "calendar-days"
    counted = 0
    day = start
    if first_day == "included" and (unit == "calendar-days" or is_working(day, off)):
        counted = 1
    while counted < length:
        day += DAY
        if unit == "calendar-days" or is_working(day, off):
            counted += 1
    while end == "next-working-day" and not is_working(day, off):
        day += DAY
    return day


def registered(filed, closes, off):
    day = filed.date()
    if closes and filed.time() > dt.time.fromisoformat(closes):
        day += DAY
    while not is_working(day, off):
        day += DAY
    return day


def random_rows():
    draw = random.Random(20261102)
    first, last = dt.date(2024, 1, 1), dt.date(2027, 12, 31)
    longest = {"working-days": 90, "calendar-days": 120, "months": 12, "years": 2}
    rows = []
    while len(rows) < 600:
        start = first + draw.randrange((last - first).days) * DAY
        unit = draw.choice(["working-days", "working-days", "calendar-days", "months", "years"])
        length = draw.randint(1, longest[unit])
        end = draw.choice(["next-working-day", "stays"])
        first_day = draw.choice(["excluded", "excluded", "included"])
        rounding = draw.choice(["down", "up"])
        reading = draw.choice(sorted(READINGS))
        day = due_day(start, length, unit, end, first_day, rounding, READINGS[reading])
        if day <= last:
            rows.append((start, length, unit, end, first_day, rounding, reading, day))
    return rows


def case_rows():
    """Every case that a count by hand gets wrong by one."""
    cases = []

    def add(claim, filed, terms, ends=("next-working-day",), firsts=("excluded",), roundings=("down",), closes=("",), reading="15-march"):
        for term in terms:
            for end in ends:
                for first_day in firsts:
                    for rounding in roundings:
                        for hour in closes:
                            cases.append((claim, filed, hour, term, end, first_day, rounding, reading))

    both_ends, both_firsts = ("next-working-day", "stays"), ("excluded", "included")
    for day in ("2026-11-05", "2026-11-06", "2026-11-07", "2026-11-08", "2026-11-09"):
        add("around a weekend", day + "T10:00", ("1 working-days", "5 working-days", "10 working-days"), firsts=both_firsts)
    runs = ("2025-12-31", "2026-01-06", "2026-03-06", "2026-03-20", "2026-04-30", "2026-05-06", "2026-05-08", "2026-05-26",
            "2026-07-03", "2026-10-23", "2026-12-15", "2024-05-03", "2024-05-07", "2025-01-03")
    for day in runs:
        add("before a run of days off", day + "T10:00", ("1 working-days", "3 working-days"), firsts=both_firsts)
    for day, length in (("2025-12-22", 10), ("2026-02-26", 10), ("2026-03-11", 14), ("2026-04-21", 20), ("2026-09-25", 30), ("2026-11-16", 30)):
        add("ends on a day off or beside it", day + "T10:00", tuple(f"{length + shift} calendar-days" for shift in (-1, 0, 1)), ends=both_ends)
    for filed in ("2026-10-31T23:59", "2026-11-01T00:00", "2026-11-01T12:00", "2026-11-02T00:00"):
        add("filed on or beside Sunday 1 November 2026", filed, ("1 working-days", "15 working-days", "1 calendar-days", "1 months"), firsts=both_firsts)
    for filed in ("2026-11-02T17:59", "2026-11-02T18:00", "2026-11-02T18:01", "2026-11-06T18:01", "2026-12-15T18:01", "2027-01-06T23:59"):
        add("closing hour", filed, ("1 working-days", "2 working-days"), closes=("", "18:00"))
    for day in ("2025-01-31", "2024-01-31", "2026-03-31", "2026-08-31", "2026-11-30"):
        add("months without such a day", day + "T10:00", ("1 months", "3 months"), ends=both_ends, roundings=("down", "up"))
    for day in ("2024-02-29", "2025-02-28"):
        add("leap day", day + "T10:00", ("1 years", "2 years"), ends=both_ends, roundings=("down", "up"))
    for reading in sorted(READINGS):
        add("disputed Constitution Day 2026", "2026-08-28T10:00", ("1 working-days", "2 working-days", "2 calendar-days", "3 calendar-days"),
            firsts=both_firsts, reading=reading)
        add("disputed Constitution Day 2026", "2026-03-13T10:00", ("1 working-days", "2 working-days"), reading=reading)
    rows = []
    for claim, filed, closes, term, end, first_day, rounding, reading in cases:
        off = READINGS[reading]
        length, unit = term.split()
        start = registered(dt.datetime.fromisoformat(filed), closes, off)
        day = due_day(start, int(length), unit, end, first_day, rounding, off)
        rows.append((claim, filed, closes, term, end, first_day, rounding, reading, start, day))
    return rows


def as_csv(header, rows):
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow(header)
    out.writerows(rows)
    return text.getvalue()


def main():
    files = {
        "due_dates.csv": as_csv(("start", "length", "unit", "end", "first_day", "rounding", "reading", "due"), random_rows()),
        "off_by_one.csv": as_csv(
            ("claim", "filed", "closes", "term", "end", "first_day", "rounding", "reading", "registered", "due"), case_rows()),
    }
    for name, text in files.items():
        if "--check" in sys.argv:
            if (HERE / name).read_text(encoding="utf-8") != text:
                sys.exit(f"{name} differs: run python3 due_dates.py")
        else:
            (HERE / name).write_text(text, encoding="utf-8")


main()
