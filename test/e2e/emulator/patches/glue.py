"""Glue, where moto lacks what Trino asks of it when it makes a table: statistics of columns, which nobody reads here."""

from moto.glue.responses import GlueResponse


def update_column_statistics_for_table(self: GlueResponse) -> str:
    return '{"Errors": []}'


def get_column_statistics_for_table(self: GlueResponse) -> str:
    return '{"ColumnStatisticsList": [], "Errors": []}'


def delete_column_statistics_for_table(self: GlueResponse) -> str:
    return "{}"


GlueResponse.update_column_statistics_for_table = update_column_statistics_for_table
GlueResponse.get_column_statistics_for_table = get_column_statistics_for_table
GlueResponse.delete_column_statistics_for_table = delete_column_statistics_for_table
