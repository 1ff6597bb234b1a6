# SPDX-License-Identifier: BSD-3-Clause
"""The tables of zone.h from a zone's records."""
from __future__ import annotations

NS, SOA = 2, 6
EXISTS, CUT, BELOW = 1, 2, 4


def zone_hash(parent: int, label: bytes) -> int:
    """zone.h's zone_hash()."""
    value = (2166136261 ^ parent) * 16777619 & 0xffffffff
    for byte in bytes([len(label)]) + label.lower():
        value = (value ^ byte) * 16777619 & 0xffffffff
    return value ^ value >> 15


class Node:
    def __init__(self, number: int, parent: Node | None, label: bytes) -> None:
        self.number, self.parent, self.label = number, parent, label
        self.children: dict[bytes, Node] = {}
        self.sets: dict[int, list] = {}
        self.flags = 0


class Tree:
    """Every name that the records mention, numbered as met."""

    def __init__(self, records: list) -> None:
        self.nodes = [Node(0, None, b"")]
        self.apex = self.node(records[0].owner)
        for record in records:
            self.node(record.owner).sets.setdefault(record.type, []).append(record)
            for name in record.names:
                self.node(name)
        for node in self.nodes:
            if node.sets:
                self.mark(node)

    def node(self, name: tuple) -> Node:
        at = self.nodes[0]
        for label in reversed(name):
            child = at.children.get(label.lower())
            if child is None:
                child = Node(len(self.nodes), at, label)
                if child.number > 65535:
                    raise SystemExit("zone: more than 65535 names")
                at.children[label.lower()] = child
                self.nodes.append(child)
            at = child
        return at

    def mark(self, node: Node) -> None:
        """Names between one with records and the apex exist too (RFC 8020)."""
        if NS in node.sets and node is not self.apex:
            node.flags |= CUT
        at = node
        while True:
            at.flags |= EXISTS
            if at is self.apex:
                return
            at = at.parent
            if NS in at.sets and at is not self.apex:
                node.flags |= BELOW

    def slots(self) -> list[int]:
        size = 4
        while size < 2 * len(self.nodes):
            size *= 2
        slots = [0] * size
        for node in self.nodes[1:]:
            at = zone_hash(node.parent.number, node.label)
            while slots[at % size]:
                at += 1
            slots[at % size] = node.number
        return slots

    def header(self) -> str:
        labels, places = bytearray(b"\0"), {b"": 0}
        records = bytearray()
        nodes, sets = [], []
        for node in self.nodes:
            if node.label not in places:
                places[node.label] = len(labels)
                labels += bytes([len(node.label)]) + node.label
            wildcard = node.children.get(b"*")
            nodes.append((places[node.label], node.parent.number if node.parent else 0,
                          wildcard.number if wildcard and wildcard.sets else 0,
                          len(sets), len(node.sets), node.flags))
            for kind, members in node.sets.items():
                sets.append((kind, len(members), members[0].ttl, len(records)))
                for member in members:
                    records += len(member.before).to_bytes(2, "little")
                    records += bytes([len(member.names), len(member.after)]) + member.before
                    for name in member.names:
                        records += self.node(name).number.to_bytes(2, "little")
                    records += member.after
        if len(sets) > 65535:
            raise SystemExit("zone: more than 65535 sets of records")
        return ("/* SPDX-License-Identifier: BSD-3-Clause */\n/* Made by zone.py. */\n" +
                f"#define ZONE_APEX {self.apex.number}\n" +
                table("struct zone_node zone_nodes", map(braces, nodes)) +
                table("struct zone_set zone_sets", map(braces, sets)) +
                table("uint16_t zone_slots", map(str, self.slots())) +
                table("uint8_t zone_labels", map(str, labels)) +
                table("uint8_t zone_records", map(str, records)))


def braces(values: tuple) -> str:
    return "{ " + ", ".join(map(str, values)) + " }"


def table(what: str, values) -> str:
    lines, line = [], "\t"
    for value in values:
        if len(line) + len(value) > 90:
            lines.append(line.rstrip())
            line = "\t"
        line += value + ", "
    return f"static const {what}[] = {{\n" + "\n".join([*lines, line.rstrip()]) + "\n};\n"
