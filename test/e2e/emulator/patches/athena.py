"""Athena, where moto fails instead of answering with nothing, and what it leaves out of results and tables."""

import json
import re

from moto.athena.models import AthenaBackend
from moto.athena.responses import AthenaResponse
from moto.s3.models import s3_backends

original_list_tags = AthenaBackend.list_tags_for_resource
original_process_ddl = AthenaBackend._process_ddl

TABLE = re.compile(r"CREATE EXTERNAL TABLE IF NOT EXISTS `([^`]+)`\.`([^`]+)` \(\n(.*?)\n\)\n", re.DOTALL)
COLUMN = re.compile(r"  `([^`]+)` (\S+?),?(?: COMMENT '(?:[^'\\]|\\.)*',?)?$", re.MULTILINE)
PAIR = re.compile(r"  '((?:[^'\\]|\\.)*)' = '((?:[^'\\]|\\.)*)'")


def list_tags_for_resource(self: AthenaBackend, arn: str) -> dict[str, list[dict[str, str]]]:
    """A workgroup without tags has an empty list; moto raises."""
    return original_list_tags(self, arn) if self.tagger.has_tags(arn) else {"Tags": []}


def delete_named_query(self: AthenaResponse) -> str:
    """Not implemented in moto: the provider would repeat a destroy for minutes."""
    self.athena_backend.named_queries.pop(self._get_param("NamedQueryId"), None)
    return "{}"


def update_work_group(self: AthenaResponse) -> str:
    """Not implemented in moto: the provider would repeat a change for minutes."""
    group = self.athena_backend.work_groups[self._get_param("WorkGroup")]
    group.description = self._get_param("Description") or group.description
    group.state = self._get_param("State") or group.state
    for name, value in (self._get_param("ConfigurationUpdates") or {}).items():
        if name == "ResultConfigurationUpdates":
            group.configuration.setdefault("ResultConfiguration", {}).update(value)
        else:
            group.configuration[name] = value
    return "{}"


def store_query_result_in_s3(self: AthenaBackend, exec_id: str) -> None:
    """moto writes quotes within values as they are; Athena doubles them."""
    config = self.executions[exec_id].config
    if not config or "OutputLocation" not in config:
        return
    bucket, key = config["OutputLocation"].removeprefix("s3://").split("/", 1)
    values = ([cell.get("VarCharValue") for cell in row["Data"]] for row in self.query_results[exec_id].rows)
    lines = (",".join("" if v is None else '"' + v.replace('"', '""') + '"' for v in row) + "\n" for row in values)
    s3_backends[self.account_id][self.partition].put_object(bucket, key, "".join(lines).encode())


def get_query_results(self: AthenaResponse) -> str:
    """moto gives all rows at once, whatever MaxResults says."""
    result = self.athena_backend.get_query_results(self._get_param("QueryExecutionId")).to_dict()
    rows, at = result["ResultSet"]["Rows"], int(self._get_param("NextToken") or 0)
    following = at + int(self._get_param("MaxResults") or 1000)
    result["ResultSet"]["Rows"] = rows[at:following]
    return json.dumps(result | ({"NextToken": str(following)} if following < len(rows) else {}))


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def process_ddl(self: AthenaBackend, query: str, context: object) -> None:
    """moto runs no DDL but that of databases; the tables of s3-audit are kept for GetTableMetadata."""
    original_process_ddl(self, query, context)
    match = TABLE.match(query)
    if match is None:
        return
    tables = self.__dict__.setdefault("external_tables", {})
    keys = re.search(r"PARTITIONED BY \(\n(.*?)\n\)\n", query, re.DOTALL)
    serde = re.search(r"WITH SERDEPROPERTIES \(\n(.*?)\n\)\n", query, re.DOTALL)
    properties = re.search(r"TBLPROPERTIES \(\n(.*?)\n\)$", query, re.DOTALL)
    library = re.search(r"^ROW FORMAT SERDE '(.*)'$", query, re.MULTILINE)
    location = re.search(r"^LOCATION '(.*)'$", query, re.MULTILINE)
    columns = lambda text: [{"Name": name, "Type": kind} for name, kind in COLUMN.findall(text)]  # noqa: E731
    pairs = lambda text: {unescaped(k): unescaped(v) for k, v in PAIR.findall(text)}  # noqa: E731
    parameters = pairs(properties.group(1)) if properties else {}
    parameters |= {f"serde.param.{name}": value for name, value in pairs(serde.group(1)).items()}
    parameters |= {"location": unescaped(location.group(1)), "serde.serialization.lib": library.group(1)}
    tables.setdefault(
        (match.group(1), match.group(2)),
        {
            "Name": match.group(2),
            "TableType": "EXTERNAL_TABLE",
            "Columns": columns(match.group(3)),
            "PartitionKeys": columns(keys.group(1)) if keys else [],
            "Parameters": parameters,
        },
    )


def get_table_metadata(self: AthenaResponse) -> object:
    """Not implemented in moto."""
    name = (self._get_param("DatabaseName"), self._get_param("TableName"))
    table = self.athena_backend.__dict__.get("external_tables", {}).get(name)
    if table is None:
        message = f"EntityNotFoundException: Table {name[1]} not found"
        return 400, {}, json.dumps({"__type": "MetadataException", "Message": message})
    return json.dumps({"TableMetadata": table})


AthenaBackend.list_tags_for_resource = list_tags_for_resource
AthenaBackend._store_query_result_in_s3 = store_query_result_in_s3
AthenaBackend._process_ddl = process_ddl
AthenaResponse.delete_named_query = delete_named_query
AthenaResponse.update_work_group = update_work_group
AthenaResponse.get_query_results = get_query_results
AthenaResponse.get_table_metadata = get_table_metadata
