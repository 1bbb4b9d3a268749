"""Two dated parameters for a million (person, day) pairs in OpenFisca.

usage: openfisca_lookup.py VALUES.json

Writes the values of both parameters by first day, so that another program can do the
same work, and prints the sums and the CPU seconds of the look-up:
- grouped: one call of the parameter for each distinct day, spread by numpy. The best way
  we found; OpenFisca itself evaluates a formula for one period at a time.
- single: one call for each pair, as a program would that has one person before it.
"""
import json
import sys
import time

import numpy
from openfisca_country_template import CountryTaxBenefitSystem

PAIRS, SPAN, SINGLE = 1_000_000, 5_844, 20_000

system = CountryTaxBenefitSystem()
parameters = {"a": system.parameters.taxes.income_tax_rate, "b": system.parameters.benefits.basic_income}
values = {
    name: sorted([each.instant_str, str(each.value)] for each in parameter.values_list if each.value is not None)
    for name, parameter in parameters.items()
}
with open(sys.argv[1], "w") as file:
    json.dump(values, file)

numbers = numpy.arange(PAIRS, dtype=numpy.uint64)
offsets = (numbers * numpy.uint64(6364136223846793005) + numpy.uint64(1442695040888963407)) >> numpy.uint64(33)
days = numpy.datetime64("2010-01-01") + (offsets % numpy.uint64(SPAN)).astype("int64").astype("timedelta64[D]")


def value(parameter, day):
    found = parameter(day)
    return 0.0 if found is None else float(found)


sums, start = {}, time.process_time()
for name, parameter in parameters.items():
    distinct, place = numpy.unique(days, return_inverse=True)
    by_day = numpy.array([value(parameter, str(day)) for day in distinct])
    sums[name] = by_day[place].sum()
grouped = time.process_time() - start

texts = [str(day) for day in days[:SINGLE]]
start = time.process_time()
for parameter in parameters.values():
    for day in texts:
        value(parameter, day)
single = time.process_time() - start

print(json.dumps({
    "values": 2 * PAIRS,
    "sum_a": round(float(sums["a"]), 4),
    "sum_b": round(float(sums["b"]), 4),
    "lookup_cpu_s": round(grouped, 4),
    "single_values": 2 * SINGLE,
    "single_cpu_s": round(single, 4),
}))
