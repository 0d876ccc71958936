"""Our search beside Microsoft Presidio's pattern recognisers for Korea, over the same corpus.

    cargo bench -p exposure --bench corpus -- --write corpus.json
    python -m venv presidio && presidio/bin/pip install presidio-analyzer==2.2.366
    presidio/bin/python crates/exposure/benches/presidio.py corpus.json

The recognisers are called directly, without a language model, so the words beside a number do not count for them.
"""

import collections
import json
import sys
import time

from presidio_analyzer.predefined_recognizers import (
    CreditCardRecognizer, KrBrnRecognizer, KrDriverLicenseRecognizer, KrFrnRecognizer, KrPassportRecognizer, KrRrnRecognizer,
)

RECOGNISERS = {
    "resident-number": KrRrnRecognizer(),
    "foreign-registration-number": KrFrnRecognizer(),
    "passport-number": KrPassportRecognizer(),
    "drivers-licence": KrDriverLicenseRecognizer(),
    "business-number": KrBrnRecognizer(),
    "bank-card": CreditCardRecognizer(supported_language="ko"),
}


def presidio(text, least):
    for kind, recogniser in RECOGNISERS.items():
        for hit in recogniser.analyze(text, recogniser.supported_entities, None):
            if hit.score >= least:
                before = text[: hit.start]
                yield kind, before.count("\n") + 1, hit.start - (before.rfind("\n") + 1) + 1


def table(title, papers, found_in):
    there, right, wrong = (collections.Counter() for _ in range(3))
    for paper in papers:
        truths = {(kind, line, column): sort for kind, sort, line, column in paper["truths"] if kind in RECOGNISERS}
        found = set(found_in(paper))
        for (kind, line, column), sort in truths.items():
            for name in {kind, f"{kind}: {sort}".removesuffix(": ")}:
                there[name] += 1
                right[name] += (kind, line, column) in found
        for kind, line, column in found:
            wrong[kind] += (kind, line, column) not in truths
    print(title)
    for name in sorted(there):
        precision = f"{100 * right[name] / max(1, right[name] + wrong[name]):.1f}" if ":" not in name else "-"
        print(f"  {name}: {there[name]} there, recall {100 * right[name] / there[name]:.1f}, precision {precision}")


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        papers = json.load(file)
    order = ["possible", "likely", "certain"]
    for least in order[:2]:
        def ours(paper, least=least):
            for kind, confidence, line, column in paper["found"]:
                if kind in RECOGNISERS and order.index(confidence) >= order.index(least):
                    yield kind, line, column
        table(f"Madang, at least {least}", papers, ours)
    for least in [0.0, 0.4]:
        table(f"Presidio, score at least {least}", papers, lambda paper, least=least: presidio(paper["text"], least))
    size = sum(len(paper["text"].encode()) for paper in papers)
    start = time.perf_counter()
    for paper in papers:
        list(presidio(paper["text"], 0.0))
    print(f"Presidio: {size / 1e6 / (time.perf_counter() - start):.2f} MB/s over {size} bytes")


main()
