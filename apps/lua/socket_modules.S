/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * LuaSocket's modules in Lua, as published, and a table of them (libraries.c).
 */
	.macro module name, file
	.section .rodata.lua_modules, "a"
0:	.asciz "\name"
1:	.incbin "\file"
2:
	.section .rodata.lua_module_table, "a"
	.quad 0b, 1b, 2b
	.endm

	.section .rodata.lua_module_table, "a"
	.balign 8
	.global lua_socket_modules
lua_socket_modules:
	module socket, socket.lua
	module mime, mime.lua
	module ltn12, ltn12.lua
	module socket.url, url.lua
	module socket.headers, headers.lua
	module socket.http, http.lua
	module socket.tp, tp.lua
	module socket.ftp, ftp.lua
	module socket.smtp, smtp.lua
	.section .rodata.lua_module_table, "a"
	.quad 0, 0, 0
