"""Writes kz-published.csv: the days of Kazakhstan's calendar that differ from Monday to Friday, or have a name.

Needs python-holidays 0.109 (MIT): pip install holidays==0.109
Run: python3 kz_published.py > kz-published.csv
"""

import csv
import datetime
import re
import sys

import holidays

FIRST, LAST = 2021, 2027
WORDS = {
    "New Year's Day": "new-year",
    "Orthodox Christmas": "christmas",
    "International Women's Day": "womens-day",
    "Nowruz Holiday": "nowruz",
    "Kazakhstan's People Solidarity Holiday": "unity-day",
    "Defender of the Fatherland Day": "defender-day",
    "Victory Day": "victory-day",
    "Capital Day": "capital-day",
    "Constitution Day": "constitution-day",
    "Republic Day": "republic-day",
    "First President Day": "first-president-day",
    "Independence Day": "independence-day",
    "Eid al-Adha": "kurban-ait",
}


def main():
    days = holidays.KZ(years=range(FIRST, LAST + 1), language="en_US")
    waiting = {}  # holidays on a weekend that have not moved yet, by name
    rows = []
    for day, text in sorted(days.items()):
        exchanged = re.search(r"substituted from (\d\d)/(\d\d)/(\d{4})", text)
        if exchanged:
            month, number, year = map(int, exchanged.groups())
            worked = datetime.date(year, month, number)
            rows.append((day, "off", "exchanged", worked))
            rows.append((worked, "work", "exchanged", day))
            continue
        name = WORDS[re.sub(r" \((observed|estimated)\)", "", text)]
        if "(observed)" in text:
            rows.append((day, "off", name, waiting[name].pop(0)))
            continue
        if day.weekday() >= 5 and name not in ("christmas", "kurban-ait"):
            waiting.setdefault(name, []).append(day)
        rows.append((day, "off", name, ""))
    assert not any(waiting.values()), waiting
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("date", "value", "name", "moved_from"))
    out.writerows(sorted(rows))


main()
