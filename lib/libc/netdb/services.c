/* SPDX-License-Identifier: BSD-3-Clause */
#include "services.h"

#include <string.h>

const struct service services[] = {
	{ "echo", 7, SERVICE_TCP | SERVICE_UDP },
	{ "discard", 9, SERVICE_TCP | SERVICE_UDP },
	{ "daytime", 13, SERVICE_TCP },
	{ "ftp", 21, SERVICE_TCP },
	{ "ssh", 22, SERVICE_TCP },
	{ "telnet", 23, SERVICE_TCP },
	{ "smtp", 25, SERVICE_TCP },
	{ "time", 37, SERVICE_TCP | SERVICE_UDP },
	{ "domain", 53, SERVICE_TCP | SERVICE_UDP },
	{ "tftp", 69, SERVICE_UDP },
	{ "http", 80, SERVICE_TCP },
	{ "pop3", 110, SERVICE_TCP },
	{ "ntp", 123, SERVICE_UDP },
	{ "imap2", 143, SERVICE_TCP },
	{ "snmp", 161, SERVICE_TCP | SERVICE_UDP },
	{ "ldap", 389, SERVICE_TCP | SERVICE_UDP },
	{ "https", 443, SERVICE_TCP | SERVICE_UDP },
	{ "syslog", 514, SERVICE_UDP },
	{ "mqtt", 1883, SERVICE_TCP },
	{ "nfs", 2049, SERVICE_TCP | SERVICE_UDP },
	{ "mysql", 3306, SERVICE_TCP },
	{ "postgresql", 5432, SERVICE_TCP },
	{ "amqp", 5672, SERVICE_TCP },
	{ "redis", 6379, SERVICE_TCP },
	{ "http-alt", 8080, SERVICE_TCP | SERVICE_UDP },
};

const unsigned int service_count = sizeof(services) / sizeof(services[0]);

const struct service *service_by_name(const char *name, unsigned int protocols)
{
	for (unsigned int i = 0; i < service_count; i++)
		if (services[i].protocols & protocols &&
		    !strcmp(services[i].name, name))
			return &services[i];
	return NULL;
}

const struct service *service_by_port(uint16_t port, unsigned int protocols)
{
	for (unsigned int i = 0; i < service_count; i++)
		if (services[i].protocols & protocols &&
		    services[i].port == port)
			return &services[i];
	return NULL;
}
