#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The activecampaign-glib developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes what acwf_describe() answers, from actions.json and the field table of the library.

usage: generate-description.py ACTIONS.JSON FIELDS.CSV VERSION OUTPUT.C
"""

import csv
import json
import sys
from pathlib import Path

DIALECT = "https://json-schema.org/draft/2020-12/schema"
WORDS = {"id": "ID", "url": "URL"}

# How the values of a status are called.
CHOICES = {
    "connection-status": ["Error", "Connected"],
    "sync-status": ["Stopped", "Running"],
}

# What a request needs of a connection. What ensure() needs beyond that depends on what it finds.
SENT = {"create": ("create", "update"), "update": ("update",), "ensure": ("create", "update")}
REQUIRED = {
    "create": ["service", "externalid", "name", "logoUrl", "linkUrl"],
    "update": [],
    "ensure": ["service", "externalid"],
}


class Description:
    def __init__(self, actions, fields, version):
        self.source = actions
        self.fields = fields
        self.version = version

    @staticmethod
    def about(field):
        title = " ".join(WORDS.get(word, word.title()) for word in field["property"].split("-"))
        return {"title": title, "description": field["meaning"].replace("`", "")}

    @staticmethod
    def choices(field):
        return [
            {"const": value, "title": title}
            for value, title in enumerate(CHOICES[field["type"]])
        ]

    def input_field(self, field):
        if field["type"] in CHOICES:
            return {**self.about(field), "type": "integer", "oneOf": self.choices(field)}
        return {**self.about(field), "type": "string"}

    def output_field(self, field):
        if field["type"] in CHOICES:
            return {**self.about(field), "type": ["integer", "null"], "enum": [0, 1, None]}
        if field["type"] == "boolean":
            return {**self.about(field), "type": "boolean"}
        if field["type"] == "date":
            return {**self.about(field), "type": ["string", "null"], "format": "date-time"}
        return {**self.about(field), "type": ["string", "null"]}

    def connection_input(self, request):
        sent = [
            field for field in self.fields
            if any(word in field["sent"].split() for word in SENT[request])
        ]
        schema = {
            "title": "Connection",
            "description": "The values to send; those that are left out stay as they are"
            if request == "update" else "The values of the connection",
            "type": "object",
            "properties": {field["member"]: self.input_field(field) for field in sent},
            "additionalProperties": False,
        }
        if REQUIRED[request]:
            schema["required"] = REQUIRED[request]
        return schema

    def connection_output(self, kind="object"):
        properties = {"id": {"title": "ID", "description": "Id of the connection", "type": "string"}}
        nested = {}
        for field in self.fields:
            member, _, submember = field["member"].partition(".")
            if submember:
                nested.setdefault(member, {})[submember] = self.output_field(field)
            else:
                properties[member] = self.output_field(field)
        for member, submembers in nested.items():
            properties[member] = {"type": ["object", "null"], "properties": submembers}
        return {"title": "Connection", "type": kind, "properties": properties, "required": ["id"]}

    def request(self):
        return {
            "description": "The request that would be made; null where none would",
            "type": ["object", "null"],
            "properties": {
                "method": {"type": "string"},
                "path": {"type": "string"},
                "body": {"type": ["object", "null"]},
            },
        }

    def input(self, action):
        properties, required = {}, []
        for word in action["input"]:
            name = word.rstrip("?")
            if name == word:
                required.append(name.partition(":")[0])
            if name.startswith("connection:"):
                properties["connection"] = self.connection_input(name.partition(":")[2])
            else:
                properties[name] = self.source["members"][name]
        properties["options"] = {
            "title": "Options",
            "type": "object",
            "properties": self.source["options"],
            "additionalProperties": False,
        }
        schema = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            schema["required"] = required
        return schema

    def output(self, action):
        properties, required = {}, []
        for word in action["output"]:
            name = word.rstrip("?")
            if name == word:
                required.append(name.partition("|")[0])
            if name == "connection":
                # A dry run has none, an update without values neither.
                optional = name != word
                properties["connection"] = self.connection_output(
                    ["object", "null"] if optional else "object"
                )
            elif name == "connection|null":
                properties["connection"] = self.connection_output(["object", "null"])
            elif name == "connections":
                properties["connections"] = {"type": "array", "items": self.connection_output()}
            elif name == "request":
                properties["request"] = self.request()
            else:
                properties[name] = self.source["results"][name]
        return {"type": "object", "properties": properties, "required": required}

    def action(self, action):
        return {
            "name": action["name"],
            "title": action["title"],
            "description": action["description"],
            "input": self.input(action),
            "output": self.output(action),
            "idempotent": action["idempotent"],
            "read_only": action.get("read_only", False),
            "destructive": action.get("destructive", False),
            "network": action.get("network", True),
        }

    def whole(self):
        return {
            "abi": 1,
            "version": self.version,
            "config": {
                "$schema": DIALECT,
                "type": "object",
                "properties": self.source["config"],
                "dependentRequired": {"url": ["api_token"], "api_token": ["url"]},
                "additionalProperties": False,
            },
            "actions": [self.action(action) for action in self.source["actions"]],
            "errors": self.source["errors"],
            "limits": self.source["limits"],
        }


def c_source(description):
    text = json.dumps(description, ensure_ascii=True, separators=(",", ":"))
    width = 2000
    pieces = [text[i : i + width] for i in range(0, len(text), width)]
    lines = "\n".join("  " + json.dumps(piece) for piece in pieces)
    return (
        "/* Generated from lib/workflow/actions.json and lib/wire/fields.csv.\n *\n"
        " * SPDX-FileCopyrightText: 2026 The activecampaign-glib developers\n"
        " * SPDX-License-Identifier: LGPL-2.1-or-later\n */\n\n"
        f'#include "acwf-description.h"\n\nconst char acwf_description[] =\n{lines};\n'
    )


def main(actions, fields, version, output):
    with open(fields, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    source = json.loads(Path(actions).read_text(encoding="utf-8"))
    Path(output).write_text(c_source(Description(source, rows, version).whole()), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
