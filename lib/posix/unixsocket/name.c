/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Addresses and names (unix(7)), and the table by which sockets are found.
 */
#include "local.h"

#define FAMILY_SIZE (sizeof(uint16_t))
#define BUCKETS 16u
/* Names that the kernel chooses: this many digits, base 16 */
#define CHOSEN_DIGITS 5

static struct uk_list_head table[BUCKETS]; /* zero bytes until it is used */

/* Abstract names by their text (FNV-1a), paths by their file. */
static struct uk_list_head *bucket_of(const struct uk_vnode *vnode,
				      const char *text, uint32_t length)
{
	uint32_t hash = 2166136261u;
	struct uk_list_head *bucket;

	if (vnode)
		hash = (uint32_t)((uintptr_t)vnode >> 6);
	else
		while (length--)
			hash = (hash ^ (unsigned char)*text++) * 16777619u;
	bucket = &table[hash % BUCKETS];
	if (!bucket->next)
		uk_list_init(bucket);
	return bucket;
}

int local_address_read(const struct uk_sockaddr *from, uint32_t length,
		       struct local_address *address)
{
	const struct uk_sockaddr_un *unix_address = (const void *)from;

	if (!from)
		return -EFAULT;
	if (length < FAMILY_SIZE || length > sizeof(*unix_address) ||
	    from->family != UK_AF_UNIX)
		return -EINVAL;
	address->length = length - FAMILY_SIZE;
	memcpy(address->text, unix_address->path, address->length);
	if (address->length && address->text[0]) { /* a path */
		address->text[address->length] = '\0';
		address->length = (uint32_t)strlen(address->text) + 1;
	}
	return 0;
}

void local_address_write(const struct local_name *name, void *to,
			 uint32_t *length)
{
	struct uk_sockaddr_un whole = { .family = UK_AF_UNIX };
	uint32_t size = FAMILY_SIZE;

	if (name) {
		/* One that fills the path has no room for its 0; it counts. */
		memcpy(whole.path, name->text,
		       UK_MIN((size_t)name->length, sizeof(whole.path)));
		size += name->length;
	}
	memcpy(to, &whole,
	       UK_MIN((size_t)*length, UK_MIN((size_t)size, sizeof(whole))));
	*length = size;
}

void local_address_tell(const struct local_name *name,
			struct uk_msghdr *message)
{
	if (name && message->name)
		local_address_write(name, message->name, &message->name_length);
	else
		message->name_length = 0;
}

struct local_name *local_name_new(const struct local_address *address)
{
	struct local_name *name =
		uk_malloc(uk_alloc_default(), sizeof(*name) + address->length);

	if (!name)
		return NULL;
	uk_list_init(&name->link);
	name->socket = NULL;
	name->place = NULL;
	name->owners = 1;
	name->length = address->length;
	memcpy(name->text, address->text, address->length);
	return name;
}

struct local_name *local_name_get(struct local_name *name)
{
	if (name)
		name->owners++;
	return name;
}

void local_name_put(struct local_name *name)
{
	if (!name || --name->owners)
		return;
	if (name->place)
		local_path_put(name->place);
	uk_free(uk_alloc_default(), name);
}

void local_name_give(struct local_name *name, struct local *to)
{
	name->socket = to;
	to->name = name;
	uk_list_add(&name->link,
		    bucket_of(name->place ? local_path_vnode(name->place) :
					    NULL,
			      name->text, name->length));
}

struct local_name *local_name_find_vnode(const struct uk_vnode *vnode)
{
	struct local_name *name;

	uk_list_for_each_entry (name, bucket_of(vnode, NULL, 0), link)
		if (name->place && local_path_vnode(name->place) == vnode)
			return name;
	return NULL;
}

static struct local_name *find_abstract(const struct local_address *address)
{
	struct local_name *name;

	uk_list_for_each_entry (
		name, bucket_of(NULL, address->text, address->length), link)
		if (!name->place && name->length == address->length &&
		    !memcmp(name->text, address->text, address->length))
			return name;
	return NULL;
}

int local_find(const struct local_address *address, int type,
	       struct local **found)
{
	struct local_name *name = NULL;
	int error = 0;

	if (!address->length)
		return -EINVAL;
	if (address->text[0])
		error = local_path_find(address->text, &name);
	else
		name = local_name_get(find_abstract(address));
	if (error)
		return error;
	if (!name)
		return -ECONNREFUSED;
	*found = name->socket;
	local_name_put(name);
	if (!*found)
		return -ECONNREFUSED;
	return (*found)->type == type ? 0 : -EPROTOTYPE;
}

/* A free abstract name of five digits, as Linux gives where none is asked for. */
static int choose(struct local_address *address)
{
	static uint32_t last;

	address->length = 1 + CHOSEN_DIGITS;
	address->text[0] = '\0';
	for (uint32_t tries = 0; tries >> (4 * CHOSEN_DIGITS) == 0; tries++) {
		uint32_t number = ++last;

		for (int i = CHOSEN_DIGITS; i; i--, number >>= 4)
			address->text[i] = "0123456789abcdef"[number & 15];
		if (!find_abstract(address))
			return 0;
	}
	return -ENOSPC;
}

static int bind_path(struct local *self, struct local_name *name)
{
	int error = local_path_make(name->text, &name->place);

	if (error)
		return error;
	/* Making it may have slept. */
	if (self->name) {
		local_path_remove(name->text);
		return -EINVAL;
	}
	local_name_give(name, self);
	return 0;
}

int unixsocket_bind(struct uk_file *file, const struct uk_sockaddr *from,
		    uint32_t length)
{
	struct local *self = local_of(file);
	struct local_address address;
	struct local_name *name;
	int error;

	if (!self)
		return -ENOTSOCK;
	error = local_address_read(from, length, &address);
	if (!error && self->name)
		error = -EINVAL;
	if (!error && !address.length)
		error = choose(&address);
	if (error)
		return error;
	name = local_name_new(&address);
	if (!name)
		return -ENOMEM;
	if (address.text[0])
		error = bind_path(self, name);
	else if (find_abstract(&address))
		error = -EADDRINUSE;
	else
		local_name_give(name, self);
	if (error)
		local_name_put(name);
	return error;
}
