/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The libraries of each state: Lua's own, and LuaFileSystem and LuaSocket where require() looks
 * first, since there is nothing to load at run time. LuaSocket's parts in Lua are part of the
 * image as they are (socket_modules.S), so that they are there whatever the root is.
 */
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

void lua_open_standard(lua_State *L);
int luaopen_lfs(lua_State *L);

#ifdef CONFIG_APP_LUA_SOCKET

int luaopen_socket_core(lua_State *L);
int luaopen_mime_core(lua_State *L);

/* socket_modules.S; a name of NULL ends them. */
extern const struct lua_module {
	const char *name;
	const char *begin, *end;
} lua_socket_modules[];

/* require() calls it with the module's name; the upvalue is the module. */
static int load_module(lua_State *L)
{
	const struct lua_module *module = lua_touserdata(L, lua_upvalueindex(1));
	const char *chunk = lua_pushfstring(L, "=%s.lua", module->name);

	if (luaL_loadbuffer(L, module->begin, (size_t)(module->end - module->begin), chunk))
		return lua_error(L);
	lua_pushvalue(L, 1);
	lua_call(L, 1, 1);
	return 1;
}

/* Adds to the table on top of the stack. */
static void preload_socket(lua_State *L)
{
	lua_pushcfunction(L, luaopen_socket_core);
	lua_setfield(L, -2, "socket.core");
	lua_pushcfunction(L, luaopen_mime_core);
	lua_setfield(L, -2, "mime.core");
	for (const struct lua_module *m = lua_socket_modules; m->name; m++) {
		lua_pushlightuserdata(L, (void *)m);
		lua_pushcclosure(L, load_module, 1);
		lua_setfield(L, -2, m->name);
	}
}

#else

static void preload_socket(lua_State *L)
{
	(void)L;
}

#endif

void luaL_openlibs(lua_State *L)
{
	lua_open_standard(L);
	luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
	lua_pushcfunction(L, luaopen_lfs);
	lua_setfield(L, -2, "lfs");
	preload_socket(L);
	lua_pop(L, 1);
}
