/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What nginx's configure script writes to a file of this name: what there is. Not here, and
 * nothing but a way to share work among processes: several listening sockets for one port, CPU
 * affinity, semaphores, System V's shared memory. Not here either: capabilities, dlopen(),
 * O_DIRECT, transparent proxying, TCP's fast open and deferred accept.
 */
#ifdef CONFIG_APP_NGINX_REWRITE
#define NGX_PCRE 1
#define NGX_PCRE2 1
#define NGX_CONFIGURE_REWRITE ""
#else
#define NGX_CONFIGURE_REWRITE " --without-http_rewrite_module"
#endif
#ifdef CONFIG_APP_NGINX_GZIP
#define NGX_ZLIB 1
#define NGX_HTTP_GZIP 1
#define NGX_CONFIGURE_GZIP " --with-http_gzip_static_module"
#else
#define NGX_CONFIGURE_GZIP " --without-http_gzip_module"
#endif
#ifdef CONFIG_APP_NGINX_TLS
#define NGX_OPENSSL 1
#define NGX_SSL 1
#define NGX_HTTP_SSL 1
#define NGX_HTTP_V2 1
#define NGX_HTTP_HEADERS 1
#define NGX_CONFIGURE_TLS " --with-http_ssl_module --with-http_v2_module"
#else
#define NGX_CONFIGURE_TLS ""
#endif
#ifdef CONFIG_APP_NGINX_PROXY
#define NGX_HTTP_CACHE 1
#define NGX_HTTP_X_FORWARDED_FOR 1
#define NGX_HTTP_UPSTREAM_ZONE 1
#define NGX_CONFIGURE_PROXY " --with-http_realip_module"
#define NGX_HTTP_REALIP 1
#else
#define NGX_CONFIGURE_PROXY " --without-http_proxy_module"
#endif
/* nginx -V */
#define NGX_CONFIGURE                                     \
	NGX_CONFIGURE_REWRITE NGX_CONFIGURE_GZIP          \
	NGX_CONFIGURE_TLS NGX_CONFIGURE_PROXY

#ifdef __clang__
#define NGX_COMPILER "clang " __VERSION__
#else
#define NGX_COMPILER "gcc " __VERSION__
#endif
#define NGX_HAVE_GCC_ATOMIC 1
#define NGX_HAVE_C99_VARIADIC_MACROS 1
#define NGX_HAVE_GCC_VARIADIC_MACROS 1
#define NGX_HAVE_GCC_BSWAP64 1

/* Waiting */
#define NGX_HAVE_EPOLL 1
#define NGX_HAVE_CLEAR_EVENT 1
#define NGX_HAVE_POLL 1
#define NGX_HAVE_CLOCK_MONOTONIC 1
#define NGX_KQUEUE_UDATA_T (void *)

/* Files */
#define NGX_HAVE_SENDFILE 1
#define NGX_HAVE_SENDFILE64 1
#define NGX_HAVE_O_PATH 1
#define NGX_HAVE_OPENAT 1
#define NGX_HAVE_PREAD 1
#define NGX_HAVE_PWRITE 1
#define NGX_HAVE_PWRITEV 1
#define NGX_HAVE_POSIX_FADVISE 1
#define NGX_HAVE_STATFS 1
#define NGX_HAVE_STATVFS 1
#define NGX_HAVE_D_TYPE 1

/* Sockets */
#define NGX_HAVE_ACCEPT4 1
#define NGX_HAVE_FIONBIO 1
#define NGX_HAVE_FIONREAD 1
#define NGX_HAVE_KEEPALIVE_TUNABLE 1
#define NGX_HAVE_TCP_INFO 1
#define NGX_HAVE_IP_PKTINFO 1
#define NGX_HAVE_MSGHDR_MSG_CONTROL 1
#define NGX_HAVE_GETADDRINFO 1
#ifdef CONFIG_LIBNETSTACK_IPV6
#define NGX_HAVE_INET6 1
#define NGX_HAVE_IPV6_RECVPKTINFO 1
#endif
#ifdef CONFIG_LIBUNIXSOCKET
#define NGX_HAVE_UNIX_DOMAIN 1
#define NGX_HAVE_EPOLLRDHUP 1 /* nginx tries it with a socketpair() */
#endif

/* Memory and numbers */
#define NGX_HAVE_POSIX_MEMALIGN 1
#define NGX_HAVE_MEMALIGN 1
#define NGX_HAVE_MAP_ANON 1
#define NGX_HAVE_NONALIGNED 1
#define NGX_HAVE_LITTLE_ENDIAN 1
#define NGX_CPU_CACHE_LINE 64
#define NGX_PTR_SIZE 8
#define NGX_SIG_ATOMIC_T_SIZE 4
#define NGX_TIME_T_SIZE 8
#define NGX_SIZE_T_LEN (sizeof("-9223372036854775808") - 1)
#define NGX_OFF_T_LEN (sizeof("-9223372036854775808") - 1)
#define NGX_TIME_T_LEN (sizeof("-9223372036854775808") - 1)
#define NGX_MAX_SIZE_T_VALUE 9223372036854775807LL
#define NGX_MAX_OFF_T_VALUE 9223372036854775807LL
#define NGX_MAX_TIME_T_VALUE 9223372036854775807LL
#define NGX_HAVE_LOCALTIME_R 1
#define NGX_HAVE_SC_NPROCESSORS_ONLN 1

/* What is built in whatever the configuration */
#define NGX_CRYPT 1
#ifdef CONFIG_APP_NGINX_EXTRAS
#define NGX_HTTP_DAV 1
#endif
#define NGX_HTTP_SSI 1
#define NGX_STAT_STUB 1

/* Where things are. Folders for what does not fit into memory are made when nginx starts. */
#define NGX_PREFIX "/"
#define NGX_CONF_PREFIX "/etc/nginx/"
#define NGX_CONF_PATH "/etc/nginx/nginx.conf"
#define NGX_SBIN_PATH "/nginx"
#define NGX_ERROR_LOG_PATH "" /* standard error */
#define NGX_ERROR_LOG_STDERR 1
#define NGX_HTTP_LOG_PATH "/dev/stdout"
#define NGX_PID_PATH "/run/nginx.pid"
#define NGX_LOCK_PATH "/run/nginx.lock"
#define NGX_HTTP_CLIENT_TEMP_PATH "/tmp/nginx_body"
#define NGX_HTTP_PROXY_TEMP_PATH "/tmp/nginx_proxy"
#define NGX_HTTP_FASTCGI_TEMP_PATH "/tmp/nginx_fastcgi"
#define NGX_HTTP_UWSGI_TEMP_PATH "/tmp/nginx_uwsgi"
#define NGX_HTTP_SCGI_TEMP_PATH "/tmp/nginx_scgi"
/* Nobody else is here (posixapi). */
#define NGX_USER "root"
#define NGX_GROUP "root"
