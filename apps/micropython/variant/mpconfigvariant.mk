# What needs a library that is not here, or other programs
MICROPY_PY_BTREE = 0
MICROPY_PY_FFI = 0
MICROPY_PY_SSL = 0
MICROPY_SSL_MBEDTLS = 0
# File systems of its own: it has those of the machine
MICROPY_VFS_FAT = 0
MICROPY_VFS_LFS1 = 0
MICROPY_VFS_LFS2 = 0
# Modules in Python that would be compiled into it, by a tool that would have to be built first
FROZEN_MANIFEST =
