"""S3's preconditions, which moto knows for PutObject and DeleteObject only."""

import threading
from typing import Any
from urllib.parse import parse_qs, unquote, urlparse

from moto.s3.exceptions import MissingKey, MissingVersion, PreconditionFailed
from moto.s3.responses import S3Response

# A precondition and its write must be one step, though every request has its own thread.
writing = threading.RLock()


def bare(etag: str) -> str:
    return etag.replace('"', "")


def check_destination(self: S3Response, key_name: str) -> None:
    """CopyObject (since October 2025) and CompleteMultipartUpload honour If-Match and If-None-Match at the destination."""
    current = self.backend.get_object(self.bucket_name, key_name)
    if_match = self.headers.get("If-Match")
    if if_match and current is None:
        raise MissingKey(key=key_name)
    if if_match and bare(if_match) != bare(current.etag):
        raise PreconditionFailed("If-Match")
    if self.headers.get("If-None-Match") == "*" and current is not None:
        raise PreconditionFailed("If-None-Match")


def check_source(self: S3Response) -> None:
    """A copy whose source's ETag is not x-amz-copy-source-if-match is refused; moto also answers 404 without a reason."""
    source = urlparse(self.headers["x-amz-copy-source"])
    bucket, key_name = unquote(source.path).lstrip("/").split("/", 1)
    version_id = parse_qs(source.query).get("versionId", [None])[0]
    key = self.backend.get_object(bucket, key_name, version_id=version_id)
    if key is None:
        raise MissingVersion() if version_id else MissingKey(key=key_name)
    wanted = self.headers.get("x-amz-copy-source-if-match")
    if wanted and bare(wanted) != bare(key.etag):
        raise PreconditionFailed("x-amz-copy-source-If-Match")


original_copy = S3Response.copy_object
original_part_copy = S3Response.upload_part_copy
original_post = S3Response._key_response_post


def copy_object(self: S3Response) -> Any:
    with writing:
        check_source(self)
        check_destination(self, self.parse_key_name())
        return original_copy(self)


def upload_part_copy(self: S3Response) -> Any:
    check_source(self)
    return original_part_copy(self)


def key_response_post(self: S3Response, request: Any, body: bytes, bucket_name: str, query: Any, key_name: str) -> Any:
    if not query.get("uploadId"):
        return original_post(self, request, body, bucket_name, query, key_name)
    with writing:
        upload = self.backend.get_bucket(bucket_name).multiparts.get(query["uploadId"][0])
        # Completing twice is idempotent, so only an upload still open is checked.
        if upload is not None:
            check_destination(self, key_name)
        return original_post(self, request, body, bucket_name, query, key_name)


S3Response.copy_object = copy_object
S3Response.upload_part_copy = upload_part_copy
S3Response._key_response_post = key_response_post
