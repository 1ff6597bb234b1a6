/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lua's string library, as it was published. Where the C library's printf() is the small one,
 * which knows no hexadecimal fractions, those are written in the way that Lua has for that
 * ("%a", but not "%.3a").
 */
#define LUA_LIB

#include <lprefix.h>
#include <lua.h>

#ifdef CONFIG_LIBNEWLIB_NANO_IO
#undef lua_number2strx
#endif

#include <lstrlib.c>
