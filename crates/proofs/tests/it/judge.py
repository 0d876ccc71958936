"""Answers one question of the interoperability tests, from standard input as JSON.

Nothing of Madang is used here: only libraries that others wrote, and the standards.
"""

import base64
import hashlib
import json
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from jwcrypto.common import JWException
from jwcrypto.jwk import JWK
from jwcrypto.jws import JWS
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier


def verify(question):
    """The claims of a credential, or None when it is refused."""
    text = question["credential"]
    try:
        key = JWK.from_json(json.dumps(question["jwk"]))
        verifier = SDJWTVerifier(text, lambda issuer, header: key)
        token = JWS()
        token.deserialize(text.split("~")[0])
        return {"claims": verifier.get_verified_payload(), "header": token.jose_header}
    except (ValueError, JWException):
        return {"claims": None}


def issue(question):
    """A credential with everything hidden that can be, the elements of arrays too."""
    claims = {"iss": "https://issuer.example", "vct": "https://issuer.example/type", "iat": 1}
    for name, value in question["claims"].items():
        if isinstance(value, list):
            value = [SDObj(item) for item in value]
        claims[SDObj(name)] = value
    key = JWK.from_pem(question["pem"].encode())
    issuer = SDJWTIssuer(
        claims,
        key,
        sign_alg="EdDSA",
        add_decoy_claims=True,
        extra_header_parameters={"typ": "dc+sd-jwt", "kid": "judge"},
    )
    return {"credential": issuer.sd_jwt_issuance}


def keys(question):
    """Whether keys, a note and a receipt are what the standards and our documents say."""
    private = serialization.load_pem_private_key(question["private"].encode(), None)
    public = serialization.load_pem_public_key(question["public"].encode())
    raw = public.public_bytes_raw()
    jwk = JWK.from_json(json.dumps(question["jwk"]))
    same = private.public_key().public_bytes_raw() == raw
    same = same and jwk.export_to_pem() == question["public"].encode()
    return {
        "keys": same,
        "note": note_holds(question, public, raw),
        "receipt": receipt_holds(question["receipt"], public),
        "thumbprint": jwk.thumbprint(),
    }


def holds(public, signature, text):
    try:
        public.verify(signature, text)
        return True
    except InvalidSignature:
        return False


def note_holds(question, public, raw):
    text, line = question["note"].split("\n\n")
    dash, name, signature = line.rstrip("\n").split(" ")
    signature = base64.b64decode(signature)
    key_id = hashlib.sha256(name.encode() + b"\n\x01" + raw).digest()[:4]
    expected = name + "+" + key_id.hex() + "+" + base64.b64encode(bytes([1]) + raw).decode()
    return (
        dash == "\u2014"
        and signature[:4] == key_id
        and expected == question["verifier"]
        and holds(public, signature[4:], (text + "\n").encode())
    )


def receipt_holds(receipt, public):
    """The last of three leaves: its only sibling is the node over the two before it."""
    sibling, leaf = base64.b64decode(receipt["path"][0]), base64.b64decode(receipt["leaf"])
    root = hashlib.sha256(b"\x01" + sibling + leaf).digest()
    text = "\n".join(
        [
            "madang-receipt/v1",
            "journal " + receipt["journal"],
            "batch " + receipt["batch"],
            "time_ms " + str(receipt["time_ms"]),
            "count " + str(receipt["count"]),
            "root " + base64.b64encode(root).decode(),
            "included within " + str(receipt["within_seconds"]) + " seconds",
        ]
    )
    return holds(public, base64.b64decode(receipt["signature"]), text.encode())


QUESTIONS = {"verify": verify, "issue": issue, "keys": keys}
question = json.load(sys.stdin)
json.dump(QUESTIONS[question["ask"]](question), sys.stdout)
