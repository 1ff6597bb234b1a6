# SPDX-License-Identifier: BSD-3-Clause
"""Explain why a component is in an image, or is not: `make why LIB=uktlsf`.

Kconfig's answer is a web of selects, defaults and choices. This walks it from the component back
to a decision that somebody took: the application's, the user's, or a default.
"""
from __future__ import annotations

import difflib
import tempfile
from collections import deque
from pathlib import Path
from typing import NamedTuple

import kconfiglib

import components as component_module


CHAINS_SHOWN = 3  # in full; more tell nothing new


class Cause(NamedTuple):
    text: str  # continues "LIBX "; with {} for the symbol that is to blame
    by: kconfiglib.Symbol | None  # None: nobody further back


def chosen_by_user(tree: kconfiglib.Kconfig) -> set[str]:
    """Symbols whose value is not what it would be by default."""
    with tempfile.NamedTemporaryFile("r", suffix=".config") as file:
        tree.write_min_config(file.name, header="")
        lines = Path(file.name).read_text().splitlines()
    return {line.removeprefix("# ").split("=")[0].split(" ")[0].removeprefix("CONFIG_")
            for line in lines}


def symbols_of(expression) -> list[kconfiglib.Symbol]:
    return sorted((s for s in kconfiglib.expr_items(expression)
                   if isinstance(s, kconfiglib.Symbol) and not s.is_constant and s.nodes),
                  key=lambda s: s.name)


def prompt_of(symbol: kconfiglib.Symbol) -> str:
    return next((node.prompt[0] for node in symbol.nodes if node.prompt), "")


class Explainer:
    def __init__(self, tree: kconfiglib.Kconfig) -> None:
        self.tree = tree
        self.components = component_module.find(tree)
        self.switches = {c.symbol for c in self.components.values()}
        self.user = chosen_by_user(tree)

    def title(self, symbol: kconfiglib.Symbol) -> str:
        text = prompt_of(symbol)
        return f'{symbol.name} ("{text}")' if text else symbol.name

    def selectors(self, symbol: kconfiglib.Symbol, how: str) -> list[tuple]:
        """(symbol, condition) of all that select or imply this one."""
        return [(s, condition) for s in self.tree.unique_defined_syms
                for target, condition, *_ in getattr(s, how) if target is symbol]

    def causes(self, symbol: kconfiglib.Symbol) -> list[Cause]:
        """Why a symbol is on, the strongest reason first."""
        found = [Cause("is selected by {}", s) for s, condition in
                 self.selectors(symbol, "selects")
                 if s.tri_value and kconfiglib.expr_value(condition)]
        choice = symbol.choice
        if choice is not None:
            name = next((f' "{n.prompt[0]}"' for n in choice.nodes if n.prompt), "")
            if symbol.name in self.user:
                return [Cause(f"was chosen by you or the defconfig in the choice{name}", None)]
            return [Cause(f"is the default of the choice{name} in {{}}", s)
                    for s in symbols_of(choice.direct_dep) if s.tri_value] or \
                   [Cause(f"is the default of the choice{name}", None)]
        if symbol.name in self.user and not found:
            return [Cause("was switched on by you or the defconfig", None)]
        found += [Cause("is implied by {}", s) for s, condition in
                  self.selectors(symbol, "implies")
                  if s.tri_value and kconfiglib.expr_value(condition)]
        if not found:
            found = self.defaults(symbol)
        return found

    def defaults(self, symbol: kconfiglib.Symbol) -> list[Cause]:
        for value, condition, *_ in symbol.defaults:
            if not kconfiglib.expr_value(condition) or not kconfiglib.expr_value(value):
                continue
            if symbol.name.startswith("APP_") and symbol in self.switches:
                return [Cause("is the application", None)]
            # Kconfig adds what a symbol depends on to the condition of its defaults
            depends = symbols_of(symbol.direct_dep)
            blamed = [s for s in symbols_of(value) + symbols_of(condition)
                      if s.tri_value and s is not symbol and s not in depends]
            if not blamed and not prompt_of(symbol) and symbol not in self.switches:
                blamed = [s for s in depends if s.tri_value]
            if blamed:
                return [Cause("follows from {}", s) for s in blamed]
            off = f"; CONFIG_{symbol.name}=n leaves it out" if prompt_of(symbol) else ""
            return [Cause(f"is on by default{off}", None)]
        return [Cause("is on", None)]

    def chain(self, symbol: kconfiglib.Symbol, first: Cause) -> list[str]:
        """The shortest way from a symbol through its first cause to a decision."""
        queue = deque([(first.by, [(symbol, first)])])
        seen = {symbol}
        while queue:
            at, path = queue.popleft()
            if at is None:
                return [("which " if i else f"{s.name} ") +
                        (c.text.format(self.title(c.by)) if c.by else c.text)
                        for i, (s, c) in enumerate(path)]
            if at not in seen:
                seen.add(at)
                queue.extend((c.by, path + [(at, c)]) for c in self.causes(at))
        return []

    # ---- the two answers
    def present(self, component) -> list[str]:
        symbol, lines = component.symbol, []
        chains = [c for c in (self.chain(symbol, cause) for cause in self.causes(symbol)) if c]
        chains.sort(key=len)
        for steps in chains[:CHAINS_SHOWN]:
            lines += ["  " + steps[0]] + ["    " + step for step in steps[1:]]
        for steps in chains[CHAINS_SHOWN:]:
            lines.append("  " + steps[0].split(' ("')[0])
        using = sorted(c.name for c in self.components.values()
                       if c.enabled and component.name in c.direct)
        if component.implements:
            lines.append(f"  used through {component.implements}, which it implements")
        if using:
            lines.append(f"  needed by {', '.join(using)}")
        uses = sorted(n for n in component.direct if self.components[n].enabled)
        if uses:
            lines.append(f"  needs {', '.join(uses)}")
        return lines

    def absent(self, component) -> list[str]:
        symbol, lines = component.symbol, []
        missing = [s.name for s in symbols_of(symbol.direct_dep) if not s.tri_value]
        if missing:
            lines.append(f"  it needs {' and '.join(missing)}, which "
                         f"{'is' if len(missing) == 1 else 'are'} off")
        if prompt_of(symbol):
            lines.append(f'  switch it on with CONFIG_{symbol.name}=y ("{prompt_of(symbol)}" '
                         "in 'make menuconfig')")
        lines += [f"  {line}" for line in self.bringing(symbol, {symbol})]
        if len(lines) == (1 if missing else 0):
            wanted = [s.name for value, condition, *_ in symbol.defaults
                      for s in symbols_of(value) + symbols_of(condition) if not s.tri_value]
            if wanted:
                lines.append(f"  it follows from {' or '.join(dict.fromkeys(wanted))}")
        return lines


    def bringing(self, symbol: kconfiglib.Symbol, seen: set) -> list[str]:
        """What a user can switch on that selects a symbol, if through others."""
        lines = []
        for other, condition in self.selectors(symbol, "selects"):
            if other in seen:
                continue
            seen.add(other)
            if not other.tri_value and not prompt_of(other):
                lines += self.bringing(other, seen)
                continue
            needs = [s.name for s in symbols_of(condition) + symbols_of(other.direct_dep)
                     if not s.tri_value and s is not other]
            lines.append(f"{self.title(other)} brings it" + (
                f", with {' and '.join(dict.fromkeys(needs))}" if needs else ""))
        return lines


def component_named(explainer: Explainer, name: str):
    """By its name, or its Kconfig symbol. Raises ValueError with a sentence."""
    known = explainer.components
    by_symbol = {c.symbol.name: c for c in known.values()}
    symbol = name.removeprefix("CONFIG_").upper()
    if name in known or symbol in by_symbol:
        return known.get(name) or by_symbol[symbol]
    if not name:
        raise ValueError("LIB= takes the name of a library, driver or platform; in this image: " +
                         " ".join(sorted(n for n, c in known.items() if c.enabled)))
    close = difflib.get_close_matches(name.lower(), list(known), 4, 0.5) or \
        sorted(n for n in known if name.lower() in n)[:4]
    raise ValueError(f"there is no library '{name}'; " +
                     (f"did you mean {' or '.join(close)}?" if close else
                      "'make menuconfig' shows them all"))


def cost(out: Path, name: str) -> str:
    """What it takes, if an image of this configuration has been built."""
    import attribution  # only here: most of the answer needs no image
    import size
    app = Path((out / "app").read_text().strip()).name
    files = [out / app, out / f"{app}.dbg", out / f"{app}.map"]
    if not all(f.is_file() for f in files):
        return "; 'make' builds the image, and this then says what it costs"
    found = dict(size.by_library(attribution.measure(out, app)[0])).get(name)
    if found is None:
        return ": 0 bytes (the linker needed none of it)"
    return f": {found.file:,} bytes of its file, {found.memory:,} of memory"


def explain(tree: kconfiglib.Kconfig, out: Path, name: str) -> str:
    explainer = Explainer(tree)
    component = component_named(explainer, name)
    where = f"{component.name} ({component.shown_folder})"
    if component.enabled:
        return "\n".join([f"{where} is in this image{cost(out, component.name)}",
                          *explainer.present(component)])
    return "\n".join([f"{where} is not in this image", *explainer.absent(component)])
