"""Judges consent records: reads them as RDF, looks every term up in the vocabulary, and runs pyshacl.

Asked on standard input: {"vocabularies": [files], "shapes": file, "records": [JSON-LD]}.
Answers with a list: {"unknown": [IRIs], "conforms": bool, "triples": n, "said": text} for each record.
"""

import json
import sys

from pyshacl import validate
from rdflib import RDF, RDFS, Graph, URIRef
from rdflib.namespace import SKOS

DPV = "https://w3id.org/dpv"


def vocabulary(files):
    """All terms, and of what is said of them only what the shapes ask for: a run over it all takes minutes."""
    terms, kept = set(), Graph()
    for file in files:
        whole = Graph().parse(file)
        terms |= {str(subject) for subject in whole.subjects() if isinstance(subject, URIRef)}
        for predicate in (RDF.type, RDFS.subClassOf, SKOS.broader):
            for triple in whole.triples((None, predicate, None)):
                kept.add(triple)
    return terms, kept


def main():
    asked = json.load(sys.stdin)
    terms, kept = vocabulary(asked["vocabularies"])
    shapes = Graph().parse(asked["shapes"])
    answers = []
    for record in asked["records"]:
        graph = Graph().parse(data=json.dumps(record), format="json-ld")
        named = {str(part) for triple in graph for part in triple if isinstance(part, URIRef)}
        unknown = sorted(iri for iri in named if iri.startswith(DPV) and iri not in terms)
        # pyshacl takes of an ontology only its classes; the shapes also ask for what is broader than a term.
        conforms, _, said = validate(graph + kept, shacl_graph=shapes, inference="none")
        answers.append(
            {"unknown": unknown, "conforms": conforms, "triples": len(graph), "said": said[:3000]}
        )
    json.dump(answers, sys.stdout)


main()
