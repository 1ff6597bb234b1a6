#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Whether guests of ukvm can run here, found out by running one.

Their code runs at CPL 3 from its first instruction, which is unusual: that /dev/kvm can be opened,
or that QEMU runs on it, says little. So a guest of a few instructions counts for some
milliseconds, at CPL 3, and makes a call as images do. Where that works the answer is kept until
the host's next boot; where it does not it is asked again, since somebody may put it right.

As a program it is the probe itself: it says what is wrong, if anything is. It asks KVM, and
not our monitor, whose own faults are no reason to say that a machine cannot do it.
"""

from __future__ import annotations

import fcntl
import getpass
import mmap
import os
import resource
import struct
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import accel  # noqa: E402

DEVICE = "/dev/kvm"
LOOPS = 4_000_000  # 2 to 4 ms; 7 s where each instruction is emulated
CPU_SECONDS = 2    # of processor time, so that a busy host does not matter
SECONDS = 120
OTHERWISE = "; 'make run' with PLAT=kvm needs no KVM"

# Linux: Documentation/virt/kvm/api.rst, <linux/kvm.h>
KVM_CREATE_VM, KVM_CHECK_EXTENSION, KVM_GET_VCPU_MMAP_SIZE = 0xAE01, 0xAE03, 0xAE04
KVM_CREATE_VCPU, KVM_RUN = 0xAE41, 0xAE80
KVM_SET_USER_MEMORY_REGION, KVM_ENABLE_CAP = 0x4020AE46, 0x4068AEA3
KVM_SET_REGS, KVM_SET_SREGS = 0x4090AE82, 0x4138AE84
KVM_CAP_SYNC_REGS, KVM_CAP_SPLIT_IRQCHIP = 74, 121
KVM_EXIT_IO, EXIT_REASON, EXIT_IO = 2, 8, 32

# Guest-physical addresses; the first 2 MiB are one page, at the same addresses
PML4, PDPT, PAGES, GDT, TSS, CODE = range(0x1000, 0x7000, 0x1000)
MEMORY = 2 << 20
PORT = 0xC0  # include/uk/ukvm_abi.h: UKVM_PORT
TABLE_BITS, PAGE_BITS = 0x27, 0xE7  # present, writable, user, accessed (dirty, large)
TSS_BYTES, MAP_BYTES = 0x68, 8193


def problem() -> str:
    """What is wrong and what to do, in one line; "" if guests can run."""
    if not os.path.exists(DEVICE):
        return (f"PLAT=ukvm needs KVM, and there is no {DEVICE}: load it with 'sudo modprobe "
                "kvm-intel' (or kvm-amd), or switch virtualisation on in the firmware, or nesting "
                "in this virtual machine's host" + OTHERWISE)
    if not os.access(DEVICE, os.R_OK | os.W_OK):
        return ("PLAT=ukvm needs KVM, and this user may not open /dev/kvm: run 'sudo usermod -aG "
                f"kvm {getpass.getuser()}' and log in again" + OTHERWISE)
    path = os.path.join(accel.cache_folder(), "sealed.json")
    key = f"{accel.boot_id()} {os.uname().release} {DEVICE} {LOOPS}"
    if accel.read_cache(path).get("key") == key:
        return ""
    try:
        done = subprocess.run([sys.executable, os.path.abspath(__file__), DEVICE, str(LOOPS)],
                              text=True, capture_output=True, stdin=subprocess.DEVNULL,
                              timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "PLAT=ukvm cannot run here: a guest at CPL 3 hangs under this KVM" + OTHERWISE
    if done.returncode == 0:
        accel.write_cache(path, {"key": key})
        return ""
    why = (done.stdout.strip() or done.stderr.strip() or "each of its instructions is emulated")
    return f"PLAT=ukvm cannot run here: KVM runs no guest at CPL 3 ({why.splitlines()[-1]})" \
        + OTHERWISE


def _memory(loops: int) -> mmap.mmap:
    memory = mmap.mmap(-1, MEMORY, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    memory[PML4:PML4 + 8] = struct.pack("<Q", PDPT | TABLE_BITS)
    memory[PDPT:PDPT + 8] = struct.pack("<Q", PAGES | TABLE_BITS)
    memory[PAGES:PAGES + 8] = struct.pack("<Q", PAGE_BITS)
    # user data, user code, and a task state of which only the map of ports counts: 0, allowed
    memory[GDT + 0x18:GDT + 0x28] = struct.pack("<QQ", 0x00CFF3000000FFFF, 0x00AFFB000000FFFF)
    memory[TSS + 0x66:TSS + 0x68] = struct.pack("<H", TSS_BYTES)
    # mov $loops, %ecx; 1: dec %ecx; jnz 1b; in $PORT, %eax
    code = b"\xb9" + struct.pack("<I", loops) + b"\xff\xc9\x75\xfc\xe5" + bytes([PORT])
    memory[CODE:CODE + len(code)] = code
    return memory


def _special_registers() -> bytes:
    """struct kvm_sregs, as support/ukvm/vm.c sets them."""
    def segment(base: int, limit: int, selector: int, *rest: int) -> bytes:
        # type, present, dpl, db, s, l, g
        return struct.pack("<QIH7B3x", base, limit, selector, *rest)

    code = segment(0, 0xFFFFFFFF, 0x23, 11, 1, 3, 0, 1, 1, 1)
    data = segment(0, 0xFFFFFFFF, 0x1B, 3, 1, 3, 1, 1, 0, 1)
    task = segment(TSS, TSS_BYTES + MAP_BYTES - 1, 0x28, 11, 1, 0, 0, 0, 0, 0)
    no_ldt = struct.pack("<22xBx", 1)
    tables = struct.pack("<QH6xQH6x", GDT, 0x37, 0, 0)
    control = struct.pack("<7Q32x", 0x80010033, 0, PML4, 0x620, 0, 0xD00, 0xFEE00900)
    return code + 4 * data + data + task + no_ldt + tables + control


def _probe(device: str, loops: int) -> str:
    """"" if the guest ran; else what failed."""
    step = "opening it"
    try:
        kvm = os.open(device, os.O_RDWR)
        if fcntl.ioctl(kvm, KVM_CHECK_EXTENSION, KVM_CAP_SYNC_REGS) & 3 != 3:
            return "it cannot hand over registers, KVM_CAP_SYNC_REGS"
        step = "KVM_CREATE_VM"
        vm = fcntl.ioctl(kvm, KVM_CREATE_VM, 0)
        step = "KVM_SET_USER_MEMORY_REGION"
        import ctypes
        memory = _memory(loops)
        address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        fcntl.ioctl(vm, KVM_SET_USER_MEMORY_REGION,
                    struct.pack("<IIQQQ", 0, 0, 0, MEMORY, address))
        try:
            fcntl.ioctl(vm, KVM_ENABLE_CAP, struct.pack("<IIQ88x", KVM_CAP_SPLIT_IRQCHIP, 0, 24))
        except OSError:
            pass  # as in the monitor: it only makes the start quicker
        step = "KVM_CREATE_VCPU"
        vcpu = fcntl.ioctl(vm, KVM_CREATE_VCPU, 0)
        run = mmap.mmap(vcpu, fcntl.ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0))
        step = "KVM_SET_SREGS"
        fcntl.ioctl(vcpu, KVM_SET_SREGS, _special_registers())
        step = "KVM_SET_REGS"
        # all 0, but for rip and rflags: IOPL 3, interrupts on
        fcntl.ioctl(vcpu, KVM_SET_REGS, struct.pack("<128xQQ", CODE, 0x3202))
        step = "KVM_RUN"
        fcntl.ioctl(vcpu, KVM_RUN, 0)
    except OSError as error:
        return f"{step}: {error.strerror}"
    reason = struct.unpack_from("<I", run, EXIT_REASON)[0]
    if reason != KVM_EXIT_IO or struct.unpack_from("<BBH", run, EXIT_IO) != (0, 4, PORT):
        return f"it stops with exit reason {reason}"
    return ""


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    said = _probe(sys.argv[1], int(sys.argv[2]))
    if said:
        sys.exit(print(said) or 1)
