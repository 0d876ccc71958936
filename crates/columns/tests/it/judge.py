"""Reads a Parquet or a CSV file with what nobody here wrote, and prints its rows."""

import csv
import datetime
import decimal
import sys


def word(value):
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, decimal.Decimal):
        # As short as it can be said: 1.50 is 1.5.
        text = format(value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text == "-0" else text
    if isinstance(value, (int, datetime.date)):
        return str(value)
    return "=" + value


kind, path = sys.argv[1:]
if kind == "parquet":
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path)
    table.validate(full=True)
    columns = [column.to_pylist() for column in table.columns]
    rows = ([word(value) for value in row] for row in zip(*columns))
else:
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, strict=True))[1:]
out = "".join("\x1f".join(row) + "\x1e" for row in rows)
sys.stdout.buffer.write(out.encode())
