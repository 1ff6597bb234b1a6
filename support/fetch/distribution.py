# SPDX-License-Identifier: BSD-3-Clause
"""Tarballs out of the distribution's source packages, through apt.

The system's package configuration is only read: apt works on a private copy, in a folder
that goes away, in which binary entries are turned into source entries and the suite that
a source is pinned to stands beside the system's own. The archive's signatures are
checked by apt as always. Works as root and as an ordinary user.
"""
import glob
import os
import re
import shutil
import subprocess

from .errors import FetchError, explained

LOCAL = {"LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}


class Distribution:
    """One private copy of the package configuration; serves any number of sources."""

    def __init__(self, folder, suites, say):
        self.folder, self.suites, self.say = folder, sorted(set(suites)), say
        self.options = None

    @staticmethod
    def available():
        """Whether this system has apt at all."""
        return all(shutil.which(tool) for tool in ("apt-get", "apt-cache", "apt-config"))

    def fetch(self, source):
        """The path of the tarball with the pinned hash, whichever revision of the package
        carries it, or a FetchError that says why there is none.
        """
        if self.options is None:
            self._prepare()
        package = source.debian[1]
        version = self._revision(source, package)
        target = os.path.join(self.folder, "got")
        with explained(self.folder):
            shutil.rmtree(target, ignore_errors=True)
            os.makedirs(target)
        self._run(["apt-get", "source", "--download-only", "--tar-only", "--only-source",
                   f"{package}={version}"], f"source package {package} {version}", target)
        for path in glob.glob(os.path.join(glob.escape(target), "*")):
            if os.path.getsize(path) == source.bytes:
                return path
        raise FetchError(f"source package {package} {version} came without its tarball")

    def _revision(self, source, package):
        """The newest package version whose tarball has the pinned hash."""
        text = self._run(["apt-cache", "showsrc", "--only-source", package],
                         f"source package {package}")
        newest = None
        for stanza in text.split("\n\n"):
            version = re.search(r"^Version: (\S+)$", stanza, re.M)
            if version and f" {source.sha256} " in stanza and (
                    newest is None or self._newer(version[1], newest)):
                newest = version[1]
        if newest is None:
            raise FetchError(f"no source package {package} of {' or '.join(self.suites)} "
                             f"has {source.file}")
        return newest

    @staticmethod
    def _newer(left, right):
        return subprocess.run(["dpkg", "--compare-versions", left, "gt", right],
                              check=False).returncode == 0

    def _prepare(self):
        """Makes the private copy and loads its package lists."""
        with explained(self.folder):
            for part in ("lists/partial", "parts", "cache/archives/partial"):
                os.makedirs(os.path.join(self.folder, part))
            entries = private_entries(*_system_lists(), self.suites)
            if not entries:
                raise FetchError("apt has no Debian archive configured")
            for name, text in entries.items():
                with open(os.path.join(self.folder, "parts", name), "w",
                          encoding="utf-8") as file:
                    file.write(text)
        user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True)
        self.options = [
            word for option in (
                "Dir::Etc::sourcelist=/dev/null",
                f"Dir::Etc::sourceparts={self.folder}/parts",
                f"Dir::State::lists={self.folder}/lists",
                f"Dir::Cache={self.folder}/cache",
                f"APT::Sandbox::User={user.stdout.strip()}",
                "Acquire::Retries=1", "Acquire::http::Timeout=20", "Acquire::https::Timeout=20",
                "Acquire::Languages=none", "Acquire::GzipIndexes=true",
            ) for word in ("-o", option)]
        self.say("reading the distribution's package lists")
        # An archive that does not answer is no matter as long as another has the package.
        self._run(["apt-get", "-q", "update"], "package lists", must=False)

    def _run(self, command, what, folder=None, must=True):
        """Runs apt with the private configuration; its output, or a FetchError."""
        done = subprocess.run(command[:1] + self.options + command[1:], capture_output=True,
                              text=True, errors="replace", cwd=folder or self.folder, check=False,
                              stdin=subprocess.DEVNULL, env={**os.environ, **LOCAL})
        if "No space left on device" in done.stderr:
            raise FetchError(f"the disk is full: free some space in {self.folder}, or set "
                             f"UKULELE_CACHE to a folder on another disk")
        if done.returncode and must:
            last = [line for line in done.stderr.splitlines() if line.startswith("E:")]
            reason = last[0][2:].strip() if last else f"{command[0]} failed"
            # The address of a mirror helps nobody here.
            raise FetchError(f"{what}: {re.sub(r'https?://[^ ]+', 'archive', reason)}")
        return done.stdout


def _system_lists():
    """The paths of the system's own lists: one file and one folder."""
    done = subprocess.run(["apt-config", "shell", "FILE", "Dir::Etc::sourcelist/f",
                           "PARTS", "Dir::Etc::sourceparts/d"],
                          capture_output=True, text=True, check=False)
    found = dict(re.findall(r"^(\w+)='(.*)'$", done.stdout, re.M))
    return found.get("FILE", ""), found.get("PARTS", "")


def private_entries(list_file, parts_folder, suites):
    """File name to text of the private copy: source entries of what the system uses, and of
    each of `suites` on the same archives.
    """
    result = {}
    lists = [list_file] + sorted(glob.glob(os.path.join(glob.escape(parts_folder), "*.list")))
    for number, path in enumerate(lists):
        lines = [line for line in _read(path).splitlines() if re.match(r"deb\s", line)]
        sourced = [re.sub(r"^deb\s+", "deb-src ", line) for line in lines]
        if sourced:
            result[f"{number}.list"] = "\n".join(sourced + _added_lines(sourced, suites)) + "\n"
    for number, path in enumerate(
            sorted(glob.glob(os.path.join(glob.escape(parts_folder), "*.sources")))):
        stanzas = []
        for stanza in re.split(r"\n\s*\n", _read(path)):
            stanza = "\n".join(line for line in stanza.splitlines() if not line.startswith("#"))
            if not re.search(r"^Types:(.*\s)?deb(\s|$)", stanza, re.M | re.I):
                continue
            stanza = re.sub(r"^Types:.*", "Types: deb-src", stanza, flags=re.M | re.I)
            stanzas.append(stanza)
            has = re.search(r"^Suites:(.*)", stanza, re.M | re.I)
            missing = _missing(has[1].split() if has else [], suites)
            if missing:
                stanzas.append(re.sub(r"^Suites:.*", f"Suites: {' '.join(missing)}", stanza,
                                      flags=re.M | re.I))
        if stanzas:
            result[f"{number}.sources"] = "\n\n".join(stanzas) + "\n"
    return result


def _added_lines(lines, suites):
    """The same archives with the suites that they are not yet asked for."""
    added = []
    pattern = re.compile(r"(deb-src\s+(?:\[[^]]*\]\s+)?\S+\s+)(\S+)(\s.*)")
    for line in lines:
        match = pattern.match(line)
        if match:
            added += [match[1] + suite + match[3] for suite in _missing([match[2]], suites)]
    return added


def _missing(have, suites):
    """Those of `suites` to add to an archive that is asked for `have`: none if it is not
    a Debian release archive (of whose suites one is the release's plain name).
    """
    releases = {"bookworm", "trixie", "forky", "sid", "stable", "testing", "unstable",
                "oldstable"}
    return [suite for suite in suites if suite not in have] if releases & set(have) else []


def _read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:
        return ""
