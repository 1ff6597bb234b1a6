/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * How Lua is made, the same for each of its files. Its shell edits lines by linenoise
 * (editor.c); lua.c leaves these names to whom it is compiled by.
 */
#ifndef LUA_OPTIONS_H
#define LUA_OPTIONS_H

#define LUA_COMPAT_5_3

#define lua_stdin_is_tty() isatty(0)
#define lua_initreadline(L) ((void)L)
#define lua_readline(L, line, prompt) ((void)L, ((line) = lua_editor_read(prompt)) != NULL)
#define lua_saveline(L, line) ((void)L, lua_editor_save(line))
#define lua_freeline(L, line) ((void)L, lua_editor_free(line))

#ifndef __ASSEMBLY__
int isatty(int descriptor);
char *lua_editor_read(const char *prompt);
void lua_editor_save(const char *line);
void lua_editor_free(char *line);
#endif

#endif /* LUA_OPTIONS_H */
