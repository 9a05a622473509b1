"""CloudTrail names trails by name or by ARN; Terraform's provider uses the ARN."""

import json
from typing import Any, Callable

from moto.cloudtrail.models import CloudTrailBackend
from moto.cloudtrail.responses import CloudTrailResponse


def accept_arn(method: Callable[..., Any]) -> Callable[..., Any]:
    return lambda self, name: method(self, name.rsplit("/", 1)[-1] if name.startswith("arn:") else name)


# moto looks these up by name alone and answers TrailNotFoundException to an ARN.
for operation in ("start_logging", "stop_logging", "delete_trail"):
    setattr(CloudTrailBackend, operation, accept_arn(getattr(CloudTrailBackend, operation)))


def describe_trails(self: CloudTrailResponse) -> str:
    """moto ignores trailNameList and answers with every trail, of which the provider takes the first."""
    names = self._get_param("trailNameList") or []
    shadow_too = self._get_bool_param("includeShadowTrails", True)
    trails = {trail.arn: trail for trail in self.cloudtrail_backend.describe_trails(shadow_too)}
    wanted = [trail for trail in trails.values() if not names or {trail.trail_name, trail.arn} & set(names)]
    return json.dumps({"trailList": [trail.description(include_region=True) for trail in wanted]})


CloudTrailResponse.describe_trails = describe_trails
