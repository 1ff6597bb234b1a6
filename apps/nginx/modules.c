/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The modules of this nginx, in the order in which its configure script lists them: filters
 * run from the last to the first.
 */
#include <ngx_config.h>
#include <ngx_core.h>

#ifdef CONFIG_APP_NGINX_GZIP
#define GZIP(module) module
#else
#define GZIP(module)
#endif
#ifdef CONFIG_APP_NGINX_PROXY
#define PROXY(module) module
#else
#define PROXY(module)
#endif
#ifdef CONFIG_APP_NGINX_REWRITE
#define REWRITE(module) module
#else
#define REWRITE(module)
#endif
#ifdef CONFIG_APP_NGINX_TLS
#define TLS(module) module
#else
#define TLS(module)
#endif
#ifdef CONFIG_APP_NGINX_EXTRAS
#define EXTRAS(module) module
#else
#define EXTRAS(module)
#endif

/* clang-format off */
#define CORE_MODULES(M) \
	M(core_module) \
	M(errlog_module) \
	M(conf_module) \
	TLS(M(openssl_module)) \
	REWRITE(M(regex_module)) \
	M(events_module) \
	M(event_core_module) \
	M(epoll_module) \
	M(poll_module)

#define HTTP_MODULES(M) \
	M(http_module) \
	M(http_core_module) \
	M(http_log_module) \
	M(http_upstream_module) \
	TLS(M(http_v2_module)) \
	M(http_static_module) \
	GZIP(M(http_gzip_static_module)) \
	EXTRAS(M(http_dav_module)) \
	M(http_autoindex_module) \
	M(http_index_module) \
	EXTRAS(M(http_mirror_module)) \
	M(http_try_files_module) \
	PROXY(M(http_auth_request_module)) \
	M(http_auth_basic_module) \
	M(http_access_module) \
	M(http_limit_conn_module) \
	M(http_limit_req_module) \
	PROXY(M(http_realip_module)) \
	EXTRAS(M(http_geo_module)) \
	M(http_map_module) \
	EXTRAS(M(http_split_clients_module)) \
	EXTRAS(M(http_referer_module)) \
	REWRITE(M(http_rewrite_module)) \
	TLS(M(http_ssl_module)) \
	PROXY(M(http_proxy_module)) \
	PROXY(M(http_fastcgi_module)) \
	PROXY(M(http_uwsgi_module)) \
	PROXY(M(http_scgi_module)) \
	PROXY(M(http_memcached_module)) \
	EXTRAS(M(http_empty_gif_module)) \
	EXTRAS(M(http_browser_module)) \
	PROXY(M(http_upstream_hash_module)) \
	PROXY(M(http_upstream_ip_hash_module)) \
	PROXY(M(http_upstream_least_conn_module)) \
	PROXY(M(http_upstream_random_module)) \
	PROXY(M(http_upstream_keepalive_module)) \
	PROXY(M(http_upstream_zone_module)) \
	M(http_stub_status_module)

#define FILTERS(M) \
	M(http_write_filter_module) \
	M(http_header_filter_module) \
	TLS(M(http_v2_filter_module)) \
	M(http_chunked_filter_module) \
	M(http_range_header_filter_module) \
	GZIP(M(http_gzip_filter_module)) \
	M(http_postpone_filter_module) \
	EXTRAS(M(http_ssi_filter_module)) \
	EXTRAS(M(http_charset_filter_module)) \
	EXTRAS(M(http_sub_filter_module)) \
	EXTRAS(M(http_addition_filter_module)) \
	GZIP(M(http_gunzip_filter_module)) \
	EXTRAS(M(http_userid_filter_module)) \
	M(http_headers_filter_module) \
	M(http_copy_filter_module) \
	M(http_range_body_filter_module) \
	M(http_not_modified_filter_module)
/* clang-format on */

#define ALL(M) CORE_MODULES(M) HTTP_MODULES(M) FILTERS(M)

#define DECLARATION(name) extern ngx_module_t ngx_##name;
ALL(DECLARATION)

#define ADDRESS(name) &ngx_##name,
ngx_module_t *ngx_modules[] = { ALL(ADDRESS) NULL };

#define NAME(name) "ngx_" #name,
char *ngx_module_names[] = { ALL(NAME) NULL };
