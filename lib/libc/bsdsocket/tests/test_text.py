# SPDX-License-Identifier: BSD-3-Clause
"""Addresses and text, compared with the host's C library: at random, and by a fuzzer."""
import os
import subprocess

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = ["inet_pton.c", "inet_ntop.c", "inet_aton.c"]
NAMES = ["inet_pton", "inet_ntop", "inet_aton", "inet_addr"]
FLAGS = ["-std=gnu17", "-g", "-O1", "-Wall", "-Wextra", "-Werror", "-fno-sanitize-recover=all"]
FUZZ_SECONDS = 3


def build(folder: os.PathLike, cc: str, options: list[str]) -> str:
    """Our functions get names of their own; the headers are the host's."""
    objects = []
    for source in SOURCES:
        objects.append(os.path.join(folder, source + ".o"))
        run([cc, *FLAGS, *options, *(f"-D{name}=ours_{name}" for name in NAMES),
             "-c", "-o", objects[-1], os.path.join(HERE, "..", source)])
    program = os.path.join(folder, "text")
    run([cc, *FLAGS, *options, "-o", program, os.path.join(HERE, "host", "text.c"), *objects])
    return program


def run(command: list[str], timeout: int = 120) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=timeout)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def test_random(tmp_path: os.PathLike) -> None:
    assert "the same" in run([build(tmp_path, "gcc", ["-fsanitize=address,undefined"])])


def test_fuzz(tmp_path: os.PathLike) -> None:
    program = build(tmp_path, "clang", ["-fsanitize=address,undefined,fuzzer", "-DFUZZ"])
    output = run([program, f"-max_total_time={FUZZ_SECONDS}", "-max_len=64", "-only_ascii=1",
                  f"-artifact_prefix={tmp_path}/"])
    assert "Done" in output or "DONE" in output, output[-1000:]
