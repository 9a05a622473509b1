"""KMS returns the rotation period it was given; moto forgets it, so each plan sets it anew."""

import json
from typing import Any

from moto.kms.responses import KmsResponse

DEFAULT_PERIOD_DAYS = 365

original_enable = KmsResponse.enable_key_rotation
original_status = KmsResponse.get_key_rotation_status


def key_of(response: KmsResponse) -> Any:
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(response._get_param("KeyId"))]


def enable_key_rotation(self: KmsResponse) -> str:
    answer = original_enable(self)
    key_of(self).rotation_period_days = self._get_param("RotationPeriodInDays") or DEFAULT_PERIOD_DAYS
    return answer


def get_key_rotation_status(self: KmsResponse) -> str:
    status = json.loads(original_status(self))
    if status["KeyRotationEnabled"]:
        status["RotationPeriodInDays"] = getattr(key_of(self), "rotation_period_days", DEFAULT_PERIOD_DAYS)
    return json.dumps(status)


KmsResponse.enable_key_rotation = enable_key_rotation
KmsResponse.get_key_rotation_status = get_key_rotation_status
