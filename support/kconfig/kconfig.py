#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Configure an image: what stands between the Makefile and kconfiglib.

Kconfig by itself drops what it does not know or cannot grant in silence, and the image then fails
at run time. Here every assignment in a defconfig or .config either takes effect or is an error
that names the symbol.

    kconfig.py defconfig NAME|PATH   write .config from one of the application's defconfigs
    kconfig.py olddefconfig          settle .config against the present Config.uk files
    kconfig.py savedefconfig PATH    write the least defconfig that gives this .config
    kconfig.py menuconfig            edit .config in a terminal
    kconfig.py generate [DEFCONFIG]  write what the build reads: config headers, components.mk;
                                     first, where nobody edited .config, make it anew (followed.py)
    kconfig.py why NAME              say why a component is in the image, or is not

The environment names the application and the output folder: UK_APP, UK_APP_DIR, UK_OUT.
"""
import os
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "support" / "build"))


def fail(message: str) -> "NoReturn":  # noqa: F821
    sys.exit(f"config: {message}")


try:
    import kconfiglib
except ImportError:
    fail(f"{sys.executable} lacks kconfiglib: install the package python3-kconfiglib")

import followed  # noqa: E402


def load_tree(kind: type = kconfiglib.Kconfig) -> kconfiglib.Kconfig:
    """Parse the Config.uk files of the tree and of the application."""
    os.environ["CONFIG_"] = "CONFIG_"
    os.environ["srctree"] = str(ROOT)
    os.environ["KCONFIG_WARN_UNDEF"] = "y"
    os.chdir(ROOT)  # kconfiglib's globs are relative to it
    try:
        tree = kind("Config.uk", warn_to_stderr=False)
    except kconfiglib.KconfigError as error:
        fail(str(error).strip().replace("\n", " "))
    except OSError as error:
        fail(str(error).split("\n")[0])
    for warning in tree.warnings:
        if "undefined symbol" in warning:
            place = re.search(r"Referenced at (\S+:\d+)", warning)
            name = re.search(r"undefined symbol (\w+)", warning)
            fail(f"{place[1] if place else 'a Config.uk'}: there is no option "
                 f"{name[1] if name else ''}; correct its name")
    return tree


def unknown_symbols(tree: kconfiglib.Kconfig, path: Path) -> list:
    """Names that the file assigns and no Config.uk defines."""
    names = []
    for line in path.read_text().splitlines():
        name = line.removeprefix("# ").split("=")[0].split(" ")[0]
        if name.startswith("CONFIG_"):
            symbol = tree.syms.get(name.removeprefix("CONFIG_"))
            if symbol is None or not symbol.nodes:
                names.append(name)
        elif line.strip() and not line.startswith("#"):
            fail(f"{path}: '{line.strip()}' is no assignment; write CONFIG_NAME=value")
    return names


def unmet(symbol: kconfiglib.Symbol) -> str:
    """Why a symbol does not have the value that the user gave it."""
    if symbol.orig_type == kconfiglib.BOOL and symbol.user_value == 0:
        # only the tree's own, enabled symbols select
        by = [s.name for s in symbol.kconfig.unique_defined_syms if s.tri_value and
              any(t is symbol for t, _ in s.selects)]
        return f"CONFIG_{symbol.name}=n, but {' and '.join(by) or 'another option'} needs it"
    missing = [f"{name}" for name in sorted(
        s.name for s in kconfiglib.expr_items(symbol.direct_dep)
        if isinstance(s, kconfiglib.Symbol) and s.name and s.tri_value == 0 and not s.is_constant)]
    wanted = {0: "n", 2: "y"}.get(symbol.user_value, symbol.user_value)
    if symbol.choice and symbol.choice.selection is not symbol:
        return (f"CONFIG_{symbol.name}={wanted}, but CONFIG_{symbol.choice.selection.name} "
                "is chosen in the same choice" if symbol.choice.selection else
                f"CONFIG_{symbol.name}={wanted} is not on offer")
    if missing:
        return f"CONFIG_{symbol.name}={wanted} needs CONFIG_{' and CONFIG_'.join(missing)}"
    return f"CONFIG_{symbol.name}={wanted} is not possible here (it is now {symbol.str_value})"


def is_of_another_platform(symbol: kconfiglib.Symbol) -> bool:
    """A defconfig may name options of each platform; PLAT= says which count."""
    return any(isinstance(s, kconfiglib.Symbol) and s.tri_value == 0 and
               any(Path(node.filename).parts[0] == "plat" for node in s.nodes)
               for s in kconfiglib.expr_items(symbol.direct_dep))


def contradictions(tree: kconfiglib.Kconfig) -> list:
    """Assignments of the loaded file that did not take effect, one sentence each."""
    found = []
    for symbol in tree.unique_defined_syms:
        if symbol.user_value is None or not any(node.prompt for node in symbol.nodes):
            continue
        is_bool = symbol.orig_type == kconfiglib.BOOL
        if is_bool and symbol.choice and symbol.user_value == 0:
            continue  # the members that are not chosen
        if is_bool and symbol.user_value == 0 and not symbol.tri_value:
            continue
        if is_of_another_platform(symbol):
            continue
        if symbol.user_value != (symbol.tri_value if is_bool else symbol.str_value):
            found.append(unmet(symbol))
    return found


def load_config(tree: kconfiglib.Kconfig, path: Path, strict: bool, remedy: str = "") -> None:
    """Load a defconfig or .config; in strict mode each assignment must take effect.

    `remedy` ends the messages about what did not.
    """
    try:
        unknown = unknown_symbols(tree, path)
        tree.load_config(str(path))
    except (OSError, kconfiglib.KconfigError) as error:
        fail(str(error).split("\n")[0])
    for name in unknown:
        if strict:
            fail(f"{path}: {name} is the name of no option" +
                 (remedy or "; 'make menuconfig' shows them"))
        print(f"config: {name} no longer exists; dropped", file=sys.stderr)
    bad_values = [w for w in tree.warnings if "malformed" in w or "invalid" in w or
                  "not a valid value" in w]
    if bad_values:
        fail(bad_values[0].strip().splitlines()[0])
    for sentence in contradictions(tree):
        if strict:
            fail(f"{path}: {sentence}{remedy}")
        print(f"config: {sentence}; settled", file=sys.stderr)


class EditedTree(kconfiglib.Kconfig):
    """For menuconfig: forgets that .config says y of what only something else needs.

    Else that would stay in the image when the something is switched off.
    """

    def load_config(self, *arguments, **options):
        message = super().load_config(*arguments, **options)
        for symbol in self.unique_defined_syms:
            if symbol.orig_type == kconfiglib.BOOL and not symbol.choice and \
                    kconfiglib.expr_value(symbol.rev_dep):
                symbol.set_value(0)
        return message


def write_config(tree: kconfiglib.Kconfig, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    tree.write_config(str(path), header=f"# {os.environ['UK_APP']}: made by 'make', "
                      "changed by 'make menuconfig'\n", save_old=False)


def find_defconfig(name: str) -> Path:
    folder = Path(os.environ["UK_APP_DIR"]) / "defconfigs"
    path = Path(name) if "/" in name else folder / name
    if not path.is_file():
        there = sorted(p.name for p in folder.glob("*")) if folder.is_dir() else []
        fail(f"{os.environ['UK_APP']} has no defconfig '{name}'; "
             f"DEFCONFIG= takes {' or '.join(there) if there else 'the path of a file'}")
    return path.absolute()


def configure(tree: kconfiglib.Kconfig, defconfig: Path, out: Path) -> None:
    """Makes .config of a defconfig."""
    load_config(tree, defconfig, strict=True)
    write_config(tree, out / ".config")
    followed.keep(out, defconfig)


def follow(tree: kconfiglib.Kconfig, out: Path, asked: str) -> None:
    """Loads .config, made anew if it is as its defconfig made it and that, the one that is asked
    for, or what options mean has changed."""
    dot_config, made = out / ".config", followed.origin(out)
    wanted = find_defconfig(asked) if made and asked else made.defconfig if made else None
    if made and wanted.is_file() and not made.is_edited(dot_config):
        before = dot_config.read_bytes()
        configure(tree, wanted, out)
        if dot_config.read_bytes() != before:
            print(f"config: configured again from {shown(wanted)}")
        return
    if made and (wanted != made.defconfig or made.has_changed()):
        changed = "has changed" if wanted == made.defconfig else "has no effect"
        print(f"config: {shown(wanted)} {changed}, since {shown(dot_config)} was edited: 'make "
              "defconfig' makes it anew, without your changes", file=sys.stderr)
    load_config(tree, dot_config, strict=True, remedy="; 'make olddefconfig' settles it")


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


def main(arguments: list) -> None:
    command, operands = arguments[0], arguments[1:]
    dot_config = Path(os.environ["UK_OUT"]) / ".config"
    made = followed.origin(dot_config.parent)
    tree = load_tree()
    if command == "defconfig":
        configure(tree, find_defconfig(operands[0]), dot_config.parent)
        # so that a later make with this folder knows what it builds
        dot_config.with_name("app").write_text(os.environ["UK_APP_DIR"] + "\n")
        dot_config.with_name("plat").write_text((os.environ.get("UK_PLAT") or "kvm") + "\n")
    elif command == "olddefconfig":
        as_made = made and not made.is_edited(dot_config)
        load_config(tree, dot_config, strict=False)
        write_config(tree, dot_config)
        if as_made and made.defconfig.is_file():
            followed.keep(dot_config.parent, made.defconfig)
    elif command == "savedefconfig":
        load_config(tree, dot_config, strict=False)
        tree.write_min_config(operands[0], header="")
        followed.keep(dot_config.parent, Path(operands[0]).absolute())
        print(f"config: wrote {operands[0]}")
    elif command == "menuconfig":
        if not sys.stdin.isatty() or not sys.stdout.isatty():
            fail("menuconfig needs a terminal; edit .config and run 'make olddefconfig' instead")
        import menuconfig
        os.environ["KCONFIG_CONFIG"] = str(dot_config)
        # what EditedTree forgets is no change that the user made and would want to save
        menuconfig._needs_save = lambda: False
        menuconfig.menuconfig(load_tree(EditedTree))
    elif command == "generate":
        import components
        follow(tree, dot_config.parent, operands[0] if operands else "")
        components.generate(tree, dot_config.parent)
    elif command == "why":
        import why
        load_config(tree, dot_config, strict=True)
        try:
            print(why.explain(tree, dot_config.parent, operands[0]))
        except ValueError as error:
            sys.exit(f"why: {error}")
    else:
        fail(f"unknown command '{command}'")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except OSError as failure:
        fail(f"{failure.filename or ''}: {failure.strerror}")
    except KeyboardInterrupt:
        sys.exit(130)
