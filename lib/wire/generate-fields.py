#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes what follows from fields.csv: the table itself and the property accessors of
AcConnection with their documentation, in C; Vala's metadata; the guide's table."""

import csv
import sys
from pathlib import Path

HEAD = """/* Generated from lib/wire/fields.csv: change that file instead.
 *
 * SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

"""

# What a field's type means in C: type of the value, name of the typed accessor,
# value while unknown, whether it can be NULL.
TYPES = {
    "string": ("const char *", "text", "NULL", True),
    "date": ("GDateTime *", "date", "NULL", True),
    "boolean": ("gboolean ", "boolean", "FALSE", False),
    "connection-status": ("AcConnectionStatus ", "status", "AC_CONNECTION_STATUS_UNKNOWN", False),
    "sync-status": ("AcSyncStatus ", "status", "AC_SYNC_STATUS_UNKNOWN", False),
}


class Field:
    def __init__(self, row):
        self.property = row["property"]
        self.member, _, self.submember = row["member"].partition(".")
        self.type = row["type"]
        self.sent = row["sent"].split()
        self.meaning = row["meaning"]
        self.symbol = self.property.replace("-", "_")
        self.c_type, self.kind, self.unknown, self.nullable = TYPES[self.type]

    @property
    def id(self):
        return "AC_FIELD_" + self.symbol.upper()

    @property
    def sources(self):
        path = self.member + ("." + self.submember if self.submember else "")
        return f"member `{path}` of a connection"


def field_table_h(fields):
    ids = "".join(f"  {field.id},\n" for field in fields)
    return f"{HEAD}#pragma once\n\ntypedef enum\n{{\n{ids}  AC_N_FIELDS\n}} AcField;\n"


def field_table_c(fields):
    def string(text):
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"' if text else "NULL"

    rows = ""
    for field in fields:
        sent = " | ".join(f"AC_FIELD_SENT_BY_{word.upper()}" for word in field.sent) or "0"
        kind = "AC_FIELD_TYPE_" + field.type.replace("-", "_").upper()
        rows += (
            f"  [{field.id}] = {{ {string(field.property)}, {string(field.member)}, "
            f"{string(field.submember)}, {kind}, {sent},\n    {string(field.meaning)} }},\n"
        )
    return f'{HEAD}#include "ac-fields.h"\n\nconst AcFieldInfo ac_fields[AC_N_FIELDS] = {{\n{rows}}};\n'


def properties_h(fields):
    out = HEAD + (
        "#pragma once\n\n"
        "#if !defined(AC_INSIDE) && !defined(AC_COMPILATION)\n"
        '#error "Only <activecampaign-glib.h> can be included directly."\n'
        "#endif\n\n"
        '#include "ac-enums.h"\n'
        '#include "ac-types.h"\n\n'
        "G_BEGIN_DECLS\n\n"
    )
    for field in fields:
        out += f"AC_AVAILABLE_IN_1_0\n{field.c_type}ac_connection_get_{field.symbol} (AcConnection *self);\n"
        if field.sent:
            out += f"AC_AVAILABLE_IN_1_0\nvoid ac_connection_set_{field.symbol} (AcConnection *self, {field.c_type}value);\n"
    return out + "\nG_END_DECLS\n"


def write_rule(field):
    if not field.sent:
        return ""
    none = "NULL" if field.nullable else "`UNKNOWN`"
    return f" Setting it records a pending change; {none} withdraws that change."


def properties_c(fields):
    out = HEAD + '#include "config.h"\n\n#include "ac-connection-private.h"\n#include "ac-connection-properties.h"\n'
    for field in fields:
        nullable = " (nullable)" if field.nullable else ""
        transfer = " (transfer none)" if field.nullable else ""
        while_unknown = "" if "while unknown" in field.meaning else (
            ", NULL while unknown or absent" if field.nullable else ", `UNKNOWN` while unknown"
        )
        valid = (
            " It stays valid until the connection is next set, reverted or answered."
            if field.nullable else ""
        )
        result_cast = f"({field.c_type.strip()}) " if field.kind == "status" else ""
        out += f"""
/**
 * AcConnection:{field.property}:
 *
 * {field.meaning}.{write_rule(field)}
 *
 * Source: {field.sources}.
 *
 * Since: 1.0
 */

/**
 * ac_connection_get_{field.symbol}:
 * @self: a connection
 *
 * {field.meaning}.{valid}
 *
 * Source: {field.sources}.
 *
 * Returns:{transfer}{nullable}: the value{while_unknown}
 *
 * Since: 1.0
 */
{field.c_type}
ac_connection_get_{field.symbol} (AcConnection *self)
{{
  g_return_val_if_fail (AC_IS_CONNECTION (self), {field.unknown});

  return {result_cast}ac_connection_read_{field.kind} (self, {field.id});
}}
"""
        if field.sent:
            parameter = "@value:" + (" (nullable):" if field.nullable else "")
            none = "NULL" if field.nullable else "`UNKNOWN`"
            cast = "" if field.nullable else "(int) "
            out += f"""
/**
 * ac_connection_set_{field.symbol}:
 * @self: a connection
 * {parameter} the value to be sent, or {none} to withdraw a pending change
 *
 * Records a pending change of [property@Connection:{field.property}]. No request is made.
 *
 * Since: 1.0
 */
void
ac_connection_set_{field.symbol} (AcConnection *self, {field.c_type}value)
{{
  g_return_if_fail (AC_IS_CONNECTION (self));

  ac_connection_write_{field.kind} (self, {field.id}, {cast}value);
}}
"""
    return out


def metadata(fields):
    """What Vala can't read from the GIR: g-ir-scanner 1.74 has no nullable properties."""
    return "".join(
        f"Connection.{field.symbol}#property nullable\n" for field in fields if field.nullable
    )


def page(fields):
    """A page of the reference documentation."""
    rows = ""
    for field in fields:
        member = field.member + ("." + field.submember if field.submember else "")
        rows += (
            f"| [{field.property}](property.Connection.{field.property}.html) | `{member}` "
            f"| {field.type} | {', '.join(field.sent) or '–'} | {field.meaning} |\n"
        )
    return f"""Title: The fields of a connection
Slug: fields

<!-- Generated from lib/wire/fields.csv: change that file instead.
SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
SPDX-License-Identifier: LGPL-2.1-or-later
-->

# The fields of a connection

Each property of a [class@Ac.Connection] is a member of the JSON object that ActiveCampaign has for
a connection. What can be set is sent by `create()`, by `update()` or by both; the rest is the
server's alone.

| property | member | type | sent by | meaning |
|---|---|---|---|---|
{rows}
A date is a [struct@GLib.DateTime], NULL where the server has none or wrote something else. A status
is an enumeration, [enum@Ac.ConnectionStatus] or [enum@Ac.SyncStatus]: `UNKNOWN` until the server
told. A string is as the server has it.

Members that this library does not know are kept: [method@Ac.Connection.dup_json] has them all.
"""


OUTPUTS = {
    "ac-field-table.h": field_table_h,
    "ac-field-table.c": field_table_c,
    "ac-connection-properties.h": properties_h,
    "ac-connection-properties.c": properties_c,
    "fields.metadata": metadata,
    "fields.md": page,
}


def main(source, *targets):
    with open(source, newline="", encoding="utf-8") as file:
        fields = [Field(row) for row in csv.DictReader(file)]
    for target in map(Path, targets):
        target.write_text(OUTPUTS[target.name](fields), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
