"""Faults between client and emulator, switched by HTTP.

POST /emulator/faults {"rate": 0.2, "kinds": ["throttle", ...], "seed": 1, "stallSeconds": 2} sets them; a rate of 0 ends
them. GET /emulator/faults tells how many of each kind were injected. Only S3 requests for objects are hit.
"""

import json
import random
import threading
import time
from typing import Any, Callable

PATH = "/emulator/faults"

ERRORS = {
    "throttle": ("503 Slow Down", "SlowDown"),
    "internal": ("500 Internal Server Error", "InternalError"),
    "missing": ("404 Not Found", "NoSuchKey"),
    "conflict": ("409 Conflict", "ConditionalRequestConflict"),
    # S3 answers a long copy with 200 before it knows how it ends.
    "late-error": ("200 OK", "InternalError"),
}

# The request is not carried out, or it is carried out and its answer lost; the client hears nothing either way.
SILENCES = ("timeout", "lost")


class FaultInjector:
    def __init__(self, application: Callable[..., Any]):
        self.application = application
        self.lock = threading.Lock()
        self.configure({})

    def configure(self, settings: dict[str, Any]) -> None:
        self.rate = float(settings.get("rate", 0))
        self.kinds = list(settings.get("kinds", []))
        self.stall_seconds = float(settings.get("stallSeconds", 2))
        self.random = random.Random(settings.get("seed", 1))
        self.injected: dict[str, int] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if environ["PATH_INFO"] == PATH:
            return self.control(environ, start_response)
        kind = self.draw(environ)
        if kind in SILENCES:
            return self.be_silent(kind, environ, start_response)
        if kind:
            return refuse(kind, environ, start_response)
        return self.application(environ, start_response)

    def control(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        with self.lock:
            if environ["REQUEST_METHOD"] == "POST":
                self.configure(json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))))
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps(self.injected).encode()]

    def draw(self, environ: dict[str, Any]) -> str | None:
        if not is_object_request(environ):
            return None
        with self.lock:
            if self.random.random() >= self.rate:
                return None
            kind = self.random.choice([kind for kind in self.kinds if applies(kind, environ)] or [None])
            if kind:
                self.injected[kind] = self.injected.get(kind, 0) + 1
            return kind

    def be_silent(self, kind: str, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if kind == "lost":
            b"".join(self.application(environ, lambda *_: None))
        time.sleep(self.stall_seconds)
        return refuse("internal", environ, start_response)


def is_object_request(environ: dict[str, Any]) -> bool:
    bucket_and_key = environ["PATH_INFO"].lstrip("/").split("/", 1)
    return "/s3/aws4_request" in environ.get("HTTP_AUTHORIZATION", "") and len(bucket_and_key) == 2 and bucket_and_key[1] != ""


def applies(kind: str, environ: dict[str, Any]) -> bool:
    if kind == "late-error":
        return environ["REQUEST_METHOD"] == "PUT" and "HTTP_X_AMZ_COPY_SOURCE" in environ
    if kind == "conflict":
        return environ["REQUEST_METHOD"] != "HEAD" and ("HTTP_IF_MATCH" in environ or "HTTP_IF_NONE_MATCH" in environ)
    return True


def refuse(kind: str, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    status, code = ERRORS[kind]
    # The connection is usable again only if the request's body is read.
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start_response(status, [("Content-Type", "application/xml"), ("x-amz-request-id", "INJECTED")])
    if environ["REQUEST_METHOD"] == "HEAD":
        return [b""]
    return [f"<?xml version='1.0' encoding='UTF-8'?><Error><Code>{code}</Code><Message>injected</Message></Error>".encode()]
