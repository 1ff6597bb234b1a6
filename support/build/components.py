# SPDX-License-Identifier: BSD-3-Clause
"""The components of an image: who they are, what they may see, and what the build reads of it.

A component is a folder with a Config.uk; its first symbol switches it. What a component mentions in
its Config.uk is what it depends on, and all that its sources can include.
"""
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

import kconfiglib

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Component:
    name: str
    folder: Path
    symbol: kconfiglib.Symbol
    symbols: list = field(default_factory=list)
    direct: set = field(default_factory=set)  # names of components that its Config.uk mentions
    implements: str = ""
    is_libc: bool = False

    @property
    def enabled(self) -> bool:
        return self.symbol.tri_value > 0

    @property
    def shown_folder(self) -> str:
        return os.path.relpath(self.folder, ROOT) if self.in_tree else str(self.folder)

    @property
    def in_tree(self) -> bool:
        return ROOT in self.folder.parents


def referenced(node: kconfiglib.MenuNode) -> set:
    """Symbols that one definition in a Config.uk mentions."""
    item, found = node.item, set()
    expressions = [node.dep, item.direct_dep]
    if node.prompt:
        expressions.append(node.prompt[1])
    for value, condition, *_ in node.defaults:
        expressions += [value, condition]
    for target, condition, *_ in list(node.selects) + list(node.implies):
        expressions += [target, condition]
    for expression in expressions:
        found |= kconfiglib.expr_items(expression)
    return {s for s in found if isinstance(s, kconfiglib.Symbol) and not s.is_constant}


def read_makefile(component: Component) -> None:
    path = component.folder / "Makefile.uk"
    text = path.read_text() if path.is_file() else ""
    match = re.search(r"^IMPLEMENTS\s*:?=\s*(\S+)", text, re.MULTILINE)
    component.implements = match.group(1) if match else ""
    component.is_libc = bool(re.search(r"^IS_LIBC\s*:?=\s*y", text, re.MULTILINE))


def find(tree: kconfiglib.Kconfig) -> dict:
    """All components, enabled or not: name -> Component."""
    components, owner = {}, {}
    nodes = [n for n in tree.node_iter()
             if isinstance(n.item, (kconfiglib.Symbol, kconfiglib.Choice))]
    for node in nodes:
        path = (ROOT / node.filename).resolve()
        if path.name != "Config.uk" or path.parent == ROOT:
            continue
        folder = path.parent
        component = components.get(folder)
        if component is None:
            if not isinstance(node.item, kconfiglib.Symbol):
                continue
            component = components[folder] = Component(folder.name, folder, node.item)
            read_makefile(component)
        if isinstance(node.item, kconfiglib.Symbol):
            component.symbols.append(node.item)
            owner.setdefault(node.item, component)
    by_name = {}
    for component in components.values():
        if component.name in by_name:
            raise SystemExit(f"config: two components are called {component.name}: "
                             f"{by_name[component.name].folder} and {component.folder}")
        by_name[component.name] = component
    for node in nodes:
        component = components.get((ROOT / node.filename).resolve().parent)
        if component is None:
            continue
        for symbol in referenced(node):
            other = owner.get(symbol)
            if other is not None and other is not component:
                component.direct.add(other.name)
    return by_name


# No source asks about them, so that switching them compiles nothing that they do not change.
OF_THE_LINK = ("DCE", "LTO")


def closure(components: dict, name: str) -> list:
    """Enabled components that `name` can see, itself first, then in order of discovery."""
    seen, queue = [name], [name]
    while queue:
        for other in sorted(components[queue.pop(0)].direct):
            if other not in seen and components[other].enabled:
                seen.append(other)
                queue.append(other)
    return seen


def single_implementations(components: dict) -> dict:
    """API name -> its only implementation, where there is just one."""
    by_api = {}
    for component in components.values():
        if component.enabled and component.implements:
            by_api.setdefault(component.implements, []).append(component.name)
    return {api: names[0] for api, names in by_api.items() if len(names) == 1}


def define(symbol: kconfiglib.Symbol) -> str:
    """The line of a symbol in a config header, empty for what is off."""
    value = symbol.str_value
    if symbol.orig_type == kconfiglib.BOOL:
        return f"#define CONFIG_{symbol.name} 1\n" if value == "y" else ""
    if value == "":
        return ""
    if symbol.orig_type == kconfiglib.STRING:
        value = '"' + kconfiglib.escape(value) + '"'
    return f"#define CONFIG_{symbol.name} {value}\n"


def write_if_changed(path: Path, text: str) -> None:
    """Keep the time stamp of what did not change, so that nothing is rebuilt for it."""
    if path.is_file() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(text)
    partial.replace(path)


def generate(tree: kconfiglib.Kconfig, out: Path) -> None:
    components = find(tree)
    single = single_implementations(components)
    owned = {s for c in components.values() for s in c.symbols}
    common = [s for s in tree.unique_defined_syms
              if s not in owned and s.name not in OF_THE_LINK]
    enabled = [c for c in components.values() if c.enabled]
    makefile = ["# Made by support/build/components.py from .config\n",
                f"COMPONENTS := {' '.join(c.name for c in enabled)}\n"]
    for component in enabled:
        visible = [components[name] for name in closure(components, component.name)]
        text = "/* What this component may know of the configuration. */\n"
        text += "".join(define(s) for s in common)
        for other in visible:
            text += "".join(define(s) for s in other.symbols)
        for api, name in sorted(single.items()):
            if api in (c.name for c in visible):
                text += f"#define UK_ONLY_{api.upper()} {name}_{api}_ops\n"
                text += f"#define UK_ONLY_{api.upper()}_NAME {name}\n"
        write_if_changed(out / "config" / f"{component.name}.h", text)
        libc = "y" if any(c.is_libc for c in visible) else ""
        makefile += [f"{component.name}.dir := {component.shown_folder}\n",
                     f"{component.name}.sees := {' '.join(c.name for c in visible)}\n",
                     f"{component.name}.hosted := {libc}\n"]
    write_if_changed(out / "components.json", json.dumps({
        c.name: {"folder": c.shown_folder, "enabled": c.enabled, "symbol": c.symbol.name,
                 "direct": sorted(c.direct), "implements": c.implements}
        for c in components.values()}, indent=1) + "\n")
    # .config may be older than an option's default; make reads what holds now
    tree.write_config(str(out / "config.mk"), header="# Made from .config\n", save_old=False)
    (out / "components.mk").write_text("".join(makefile))  # its time stamp ends this step
