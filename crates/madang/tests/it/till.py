"""A till, for tests: a program of its own that speaks docs/operate/till.md and knows nothing else of the house.

Its page asks what is to happen; then it tells the house in a notice and sends the person back.
"""
import hashlib
import hmac
import html
import http.server
import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

KEY, HOUSE = sys.argv[1].encode(), sys.argv[2]
ORDERS = {}

PAGE = """<!doctype html><html lang="en"><head><title>The till</title></head><body><main><h1>The till</h1>
<p>{amount} {currency}</p><form method="post" action="/done"><input type="hidden" name="order" value="{order}">
<button name="state" value="paid">Pay</button><button name="state" value="failed">Fail</button>
<button name="state" value="">Go back</button></form></main></body></html>"""


def signature(kind, *values):
    text = "\n".join([kind, *map(str, values)])
    return hmac.new(KEY, text.encode(), hashlib.sha256).hexdigest()


def tell(order, state):
    at = int(time.time())
    values = (order["order"], state, order["amount_minor"], order["currency"], at)
    body = {"order": values[0], "state": state, "amount_minor": int(values[2]), "currency": values[3], "at": at,
            "signature": signature("madang-till-notice-1", *values)}
    request = urllib.request.Request(HOUSE + "/till/notices", json.dumps(body).encode(),
                                     {"content-type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["state"]


class Till(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def answer(self, status, text="", location=None):
        self.send_response(status)
        if location:
            self.send_header("location", location)
        self.send_header("content-type", "text/html; charset=utf-8")
        self.send_header("content-length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_GET(self):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        names = ("order", "amount_minor", "currency", "return_url", "lang", "at")
        expected = signature("madang-till-order-1", *(query.get(name, "") for name in names))
        if not hmac.compare_digest(expected, query.get("signature", "")):
            return self.answer(403, "a wrong signature")
        if abs(time.time() - int(query["at"])) > 900:
            return self.answer(403, "an old order")
        ORDERS[query["order"]] = query
        shown = {name: html.escape(query[name]) for name in ("order", "currency")}
        self.answer(200, PAGE.format(amount=int(query["amount_minor"]), **shown))

    def do_POST(self):
        sent = self.rfile.read(int(self.headers["content-length"])).decode()
        sent = dict(urllib.parse.parse_qsl(sent, keep_blank_values=True))
        order = ORDERS[sent["order"]]
        if sent["state"]:
            tell(order, sent["state"])
        self.answer(303, location=order["return_url"])


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[3])), Till)
print("ready", flush=True)
server.serve_forever()
