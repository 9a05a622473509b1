"""S3 as Terraform's provider reads it back: a setting must return as it was put, or each plan differs from the last."""

import copy
import json
from typing import Any

import xmltodict
from moto.iam.access_control import PermissionResult
from moto.moto_server.utilities import RegexConverter
from moto.s3.models import FakeBucket, FakeDeleteMarker, S3Backend
from moto.s3.responses import S3Response
from moto.utilities.tagging_service import TaggingService

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"


def as_xml(root: str, content: dict[str, Any]) -> str:
    elements = {name: value for name, value in content.items() if not name.startswith("@")}
    return xmltodict.unparse({root: {"@xmlns": NAMESPACE, **elements}})


def with_body(response: Any, body: str) -> Any:
    if isinstance(response, tuple):
        status, headers, _ = response
        return status, {**headers, "content-length": str(len(body.encode()))}, body
    return body


# moto builds these three answers from its own model, which drops elements (metrics and RTC of a replication rule, the
# filter of a lifecycle rule, the partitioned prefix of logging). The original document is kept and given back.
original_get_replication = S3Response.get_bucket_replication


def get_bucket_replication(self: S3Response) -> Any:
    response = original_get_replication(self)
    document = self.backend.get_bucket_replication(self.bucket_name)
    return with_body(response, as_xml("ReplicationConfiguration", document)) if document else response


S3Response.get_bucket_replication = get_bucket_replication

original_put_lifecycle = S3Backend.put_bucket_lifecycle
original_get_lifecycle = S3Response.get_bucket_lifecycle


def put_bucket_lifecycle(self: S3Backend, bucket_name: str, rules: Any) -> None:
    document = copy.deepcopy(rules)
    original_put_lifecycle(self, bucket_name, rules)
    self.get_bucket(bucket_name).lifecycle_document = document


def get_bucket_lifecycle(self: S3Response) -> Any:
    response = original_get_lifecycle(self)
    rules = getattr(self.backend.get_bucket(self.bucket_name), "lifecycle_document", None)
    return with_body(response, as_xml("LifecycleConfiguration", {"Rule": rules})) if rules else response


S3Backend.put_bucket_lifecycle = put_bucket_lifecycle
S3Response.get_bucket_lifecycle = get_bucket_lifecycle

original_get_logging = S3Response.get_bucket_logging


def get_bucket_logging(self: S3Response) -> Any:
    response = original_get_logging(self)
    logging = self.backend.get_bucket_logging(self.bucket_name)
    if not logging or logging.get("TargetGrants"):
        return response
    return with_body(response, as_xml("BucketLoggingStatus", {"LoggingEnabled": logging}))


S3Response.get_bucket_logging = get_bucket_logging

# moto applies a bucket policy's Deny without looking at its Principal or Condition, so that "deny unless by TLS" denies
# everything. Policies are kept and returned but not enforced: no run here proves anything about IAM.
FakeBucket.get_permission = lambda self, action, resource: PermissionResult.NEUTRAL



# S3 checks at PutBucketLogging that it may deliver; moto's check takes a Principal, Service or Resource that is one string
# for granted, and fails on lists and on "*".
def log_permissions_enabled_policy(target_bucket: FakeBucket, target_prefix: str | None) -> bool:
    statements = json.loads(target_bucket.policy or b'{"Statement": []}')["Statement"]
    delivered = f"arn:{target_bucket.partition}:s3:::{target_bucket.name}/{target_prefix or ''}*"

    def as_list(value: Any) -> list[Any]:
        return value if isinstance(value, list) else [value]

    return any(
        statement["Effect"] == "Allow"
        and isinstance(statement.get("Principal"), dict)
        and "logging.s3.amazonaws.com" in as_list(statement["Principal"].get("Service"))
        and "s3:PutObject" in as_list(statement["Action"])
        and delivered in as_list(statement["Resource"])
        for statement in statements
    )


FakeBucket._log_permissions_enabled_policy = staticmethod(log_permissions_enabled_policy)

# A versioned bucket is emptied by DeleteObjects, which fails on delete markers for want of this method.
FakeDeleteMarker.dispose = lambda self, garbage_collection=False: None

# S3 lets the default retention of a lock-enabled bucket change at any time; moto demands an empty bucket.
original_put_lock = S3Backend.put_object_lock_configuration


def put_object_lock_configuration(
    self: S3Backend,
    bucket_name: str,
    lock_enabled: bool,
    mode: str | None = None,
    days: int | None = None,
    years: int | None = None,
) -> None:
    bucket = self.get_bucket(bucket_name)
    if not (bucket.object_lock_enabled and bucket.is_versioned):
        original_put_lock(self, bucket_name, lock_enabled, mode, days, years)
        return
    bucket.default_lock_mode, bucket.default_lock_days, bucket.default_lock_years = mode, days, years


S3Backend.put_object_lock_configuration = put_object_lock_configuration

# Tags belong to the bucket's owner. moto files them under the account that calls, so that B would not see the tags that
# A's copy put on B's object. Their ARNs hold the bucket's name, which is unique among all accounts.
tags_of_all_accounts = TaggingService()
S3Backend.tagger = property(lambda self: tags_of_all_accounts, lambda self, _: None)

# A key may hold line breaks, which the dot of moto's URL patterns does not match.
original_converter_init = RegexConverter.__init__


def match_line_breaks(self: RegexConverter, url_map: Any, *items: Any) -> None:
    original_converter_init(self, url_map, *items)
    self.regex = f"(?s:{self.regex})"


RegexConverter.__init__ = match_line_breaks

# A bucket with default retention takes uploads with a checksum only. A copy has no body and needs none; moto asks it of both.
original_key_response_put = S3Response._key_response_put


def key_response_put(self: S3Response, query: dict[str, Any], key_name: str) -> Any:
    if "x-amz-copy-source" not in self.headers or "uploadId" in query:
        return original_key_response_put(self, query, key_name)
    self._set_action("KEY", "PUT", query)
    self._authenticate_and_authorize_s3_action(bucket_name=self.bucket_name, key_name=key_name)
    return self.copy_object()


S3Response._key_response_put = key_response_put
