"""SQS returns a redrive policy without spaces; moto's have them, and the provider compares text while it waits for the queue."""

import json
from typing import Any

from moto.sqs.models import Queue

original_attributes = Queue.attributes.fget


def attributes(self: Queue) -> dict[str, Any]:
    values = original_attributes(self)
    if values.get("RedrivePolicy"):
        values["RedrivePolicy"] = json.dumps(json.loads(values["RedrivePolicy"]), separators=(",", ":"))
    return values


Queue.attributes = property(attributes)
