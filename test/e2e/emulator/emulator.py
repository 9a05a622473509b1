"""The AWS emulator of the end-to-end tests: moto's server, mended where this project needs it, with faults on demand.

Prints one line of JSON, {"port": N}, once it accepts connections on the loopback address. Ends when its standard input
is closed, so that it never outlives the test that started it.
"""

import importlib
import json
import os
import sys
import threading

from moto.core.config import default_user_config

# Lambda and Batch run in Docker by default; here nothing needs them run, only kept.
default_user_config["lambda"] = {"use_docker": False}
default_user_config["batch"] = {"use_docker": False}

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

from faults import FaultInjector  # noqa: E402

PATCHED_SERVICES = ("athena", "awslambda", "cloudtrail", "ec2", "glue", "kms", "s3", "s3_conditions", "sqs")


def end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


def main() -> None:
    for service in PATCHED_SERVICES:
        importlib.import_module(f"patches.{service}")
    application = FaultInjector(DomainDispatcherApplication(create_backend_app))
    # Bound before it is announced: no other process can take the port in between.
    server = make_server("127.0.0.1", 0, application, threaded=True)
    # moto calls itself by this port.
    os.environ["MOTO_PORT"] = str(server.server_port)
    threading.Thread(target=end_with_parent, daemon=True).start()
    print(json.dumps({"port": server.server_port}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
