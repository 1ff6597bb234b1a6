#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Draw an image's components and what they depend on, layer by layer: `make graph`.

    graph.py OUT     OUT: the output folder of a built image; writes OUT/graph.dot and graph.svg

An arrow means "may use", as its Config.uk declares; an arrow that follows from others is left
out. A box says what its component adds to the image.
"""
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import attribution
import size

# From the application down to the CPU, as in CONTRIBUTING.md; a folder's first parts name it.
LAYERS = ("apps", "lib/libc", "lib/posix", "lib/net", "lib/fs", "lib/dev", "lib/sched",
          "lib/time", "lib/mem", "lib/core", "lib/base", "lib/sec", "lib/debug", "drivers",
          "plat", "arch")
COLOURS = {"apps": "#fde3c8", "lib": "#dbe9f6", "drivers": "#e3f0d8", "plat": "#f6e0ea",
           "arch": "#eadff3"}


def layer(folder: str) -> str:
    parts = folder.split("/")
    name = "/".join(parts[:2]) if parts[0] == "lib" else parts[0]
    return name if name in LAYERS else "apps"  # an application outside the tree


def reachable(uses: dict[str, set], start: str, without: tuple[str, str]) -> set:
    """What `start` reaches when one arrow is taken away."""
    seen, queue = set(), [start]
    while queue:
        node = queue.pop()
        for other in uses[node]:
            if (node, other) != without and other not in seen:
                seen.add(other)
                queue.append(other)
    return seen


def arrows(components: dict[str, dict]) -> list[tuple[str, str]]:
    """The direct dependencies among enabled components, without those that others imply."""
    uses = {name: {d for d in c["direct"] if components[d]["enabled"]}
            for name, c in components.items() if c["enabled"]}
    for name in sorted(uses):
        for other in sorted(uses[name]):
            if other in reachable(uses, name, (name, other)):
                uses[name].discard(other)
    return sorted((name, other) for name, others in uses.items() for other in others)


def dot(app: str, components: dict[str, dict], sizes: dict[str, attribution.Size]) -> str:
    lines = ["digraph image {", f'label="{app}: libraries, and what they may use"; labelloc=t;',
             'fontname="sans-serif"; rankdir=TB; newrank=true; nodesep=0.25; ranksep=0.5;',
             'node [shape=box, style="filled,rounded", fontname="sans-serif", fontsize=11];',
             'edge [color="#555555", arrowsize=0.6];']
    for name in LAYERS:
        members = [m for m, c in components.items() if c["enabled"] and layer(c["folder"]) == name]
        if not members:
            continue
        lines.append(f'subgraph "cluster_{name}" {{ label="{name}"; labeljust=l; fontsize=10; '
                     'color="#aaaaaa"; style=rounded;')
        for member in sorted(members):
            cost = sizes.get(member, attribution.Size()).file
            lines.append(f'"{member}" [label="{member}\\n{cost:,} bytes", '
                         f'fillcolor="{COLOURS[name.split("/")[0]]}"];')
        lines.append("}")
    lines += [f'"{a}" -> "{b}";' for a, b in arrows(components)]
    return "\n".join(lines + ["}\n"])


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: graph.py OUT")
    out = Path(sys.argv[1]).absolute()
    app = size.application(out)
    sizes = dict(size.by_library(attribution.measure(out, app)[0]))
    source = out / "graph.dot"
    source.write_text(dot(app, attribution.read_components(out), sizes))
    try:
        done = subprocess.run(["dot", "-Tsvg", "-o", str(out / "graph.svg"), str(source)],
                              capture_output=True, text=True)
    except FileNotFoundError:
        sys.exit("graph: there is no program 'dot': install the package graphviz")
    if done.returncode:
        sys.exit(f"graph: dot failed: {(done.stderr.strip() or 'no reason given').splitlines()[0]}")
    print(out / "graph.svg")


if __name__ == "__main__":
    main()
