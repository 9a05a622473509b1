"""Athena, where moto fails instead of answering with nothing."""

from moto.athena.models import AthenaBackend
from moto.athena.responses import AthenaResponse

original_list_tags = AthenaBackend.list_tags_for_resource


def list_tags_for_resource(self: AthenaBackend, arn: str) -> dict[str, list[dict[str, str]]]:
    """A workgroup without tags has an empty list; moto raises."""
    return original_list_tags(self, arn) if self.tagger.has_tags(arn) else {"Tags": []}


def delete_named_query(self: AthenaResponse) -> str:
    """Not implemented in moto: the provider would repeat a destroy for minutes."""
    self.athena_backend.named_queries.pop(self._get_param("NamedQueryId"), None)
    return "{}"


AthenaBackend.list_tags_for_resource = list_tags_for_resource
AthenaResponse.delete_named_query = delete_named_query
