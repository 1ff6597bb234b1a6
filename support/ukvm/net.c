/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network devices: frames between the guest's rings and a tap, or a socket that keeps their
 * bounds. They are read and written where they lie in the guest. With a tap, checksums and
 * segmentation are left to the host's kernel, which checks what the guest says of them
 * (Linux: Documentation/networking/tuntap.rst).
 */
#include <linux/ioctl.h>
#include <linux/if_tun.h>

#include "monitor.h"
#include "net.h"
#include "ring.h"

#define HEADER_BYTES 12	 /* virtio 1.2, section 5.1.6 */
#define FRAME_ROOM 2048u /* header, Ethernet's, a VLAN's tag, the MTU */
#define LARGE_ROOM (HEADER_BYTES + 14 + 4 + 65535u)

struct net {
	struct ring_device device; /* first */
	const char *target;	   /* "tap:NAME", "fd:NUMBER" */
	uint64_t mac;
	int fd;
	bool has_header;
	struct net_stream *stream; /* NULL: frames keep their bounds */
	bool is_blocked; /* what is to be sent waits for the host */
	/* The receive ring's buffers, checked, each twice so that any piece of the ring is
	 * one piece here.
	 */
	struct iovec buffers[2 * UKVM_RING_MOST];
	uint64_t room; /* bytes in those that wait */
	uint64_t wanted; /* bytes that the longest frame takes */
};

static struct net nets[NETS_MOST];
static unsigned int count;

static long move(long call, const struct net *net, const struct iovec *pieces,
		 unsigned int number)
{
	if (net->stream)
		return (call == __NR_readv ? net_stream_read : net_stream_write)(
			net->stream, pieces, number);
	return SYSTEM_3(call, net->fd, pieces, number);
}

/* ---- from the host to the guest */

static void take_buffers(struct net *net, struct ring *ring)
{
	for (uint32_t left = ring_offered(&net->device, ring); left; left--) {
		uint32_t at = ring->taken & ring->mask;
		struct ukvm_ring_entry entry;
		void *memory;

		ring_take(ring, &entry);
		memory = guest_at(&guest, entry.address, entry.length,
				  UKVM_READ | UKVM_WRITE);
		if (!memory || !entry.length)
			ring_lie(&net->device, "receives where it may not",
				 entry.address, entry.length);
		net->buffers[at] = (struct iovec){ memory, entry.length };
		net->buffers[at + ring->mask + 1] = net->buffers[at];
		net->room += entry.length;
	}
}

/* A frame of that length lies in the first of `number` buffers, of which not all may be
 * full: then there was more of it.
 */
static bool give(struct net *net, struct ring *ring, size_t length,
		 uint32_t number)
{
	const struct iovec *buffer =
		&net->buffers[ring->finished & ring->mask];
	size_t room = 0;

	for (uint32_t i = 0; i < number && room <= length; i++)
		room += buffer[i].length;
	if (room <= length)
		return false;
	for (;; buffer++) {
		size_t part = length < buffer->length ? length : buffer->length;

		length -= part;
		net->room -= buffer->length;
		ring_flag(ring, length ? UKVM_ENTRY_MORE : 0);
		ring_finish(ring, (int)part);
		if (!length)
			return true;
	}
}

static bool has_room(const struct net *net, const struct ring *ring)
{
	uint32_t waiting = ring->taken - ring->finished;

	return net->room > net->wanted || waiting == ring->mask + 1;
}

static void receive(struct net *net)
{
	struct ring *ring = &net->device.rings[UKVM_RING_RECEIVE];

	if (!ring->shared || net->device.fd < 0)
		return;
	take_buffers(net, ring);
	while (has_room(net, ring)) {
		const struct iovec *buffers =
			&net->buffers[ring->finished & ring->mask];
		uint32_t waiting = ring->taken - ring->finished;
		uint64_t number = net->wanted / buffers->length + 1;
		long length;

		if (number > waiting)
			number = waiting;
		length = move(__NR_readv, net, buffers, (unsigned int)number);
		if (length == -EAGAIN || length == -EINTR)
			break;
		if (length <= 0) { /* it is gone, and will not come back */
			net->device.fd = -1;
			break;
		}
		give(net, ring, (size_t)length, (uint32_t)number);
	}
}

/* ---- from the guest to the host */

/* The pieces of the next frame; 0: it is not there in whole. */
static unsigned int gather(struct net *net, struct ring *ring,
			   uint32_t offered, struct iovec *pieces)
{
	struct ukvm_ring_entry entry;
	unsigned int number = 0;

	do {
		if (number == offered)
			return 0;
		ring_peek(ring, number, &entry);
		if (number == UKVM_NET_PIECES_MOST)
			ring_lie(&net->device, "sends a frame of too many pieces",
				 entry.address, entry.length);
		pieces[number].base = guest_at(&guest, entry.address,
					       entry.length, UKVM_READ);
		pieces[number].length = entry.length;
		if (!pieces[number++].base)
			ring_lie(&net->device, "sends what it may not read",
				 entry.address, entry.length);
	} while (entry.flags & UKVM_ENTRY_MORE);
	return number;
}

static void transmit(struct net *net)
{
	struct ring *ring = &net->device.rings[UKVM_RING_TRANSMIT];
	struct iovec pieces[UKVM_NET_PIECES_MOST];

	net->is_blocked = false;
	for (;;) {
		uint32_t offered = ring_offered(&net->device, ring);
		unsigned int number =
			offered ? gather(net, ring, offered, pieces) : 0;
		long result;

		if (!number)
			break;
		result = move(__NR_writev, net, pieces, number);
		if (result == -EAGAIN || result == -EINTR) {
			net->is_blocked = true;
			break;
		}
		/* a frame that the host refuses is lost, as on any wire */
		ring->taken += number;
		while (number--)
			ring_finish(ring, (int)result);
	}
}

static bool serve(struct ring_device *device)
{
	struct net *net = (struct net *)device;
	struct ring *ring = &device->rings[UKVM_RING_RECEIVE];

	transmit(net);
	receive(net);
	device->events = 0;
	if (ring->shared && has_room(net, ring))
		device->events |= POLLIN;
	if (net->is_blocked)
		device->events |= POLLOUT;
	return false; /* all that there was */
}

/* Frames of a stream are copied into buffers (net_stream.c). */
static bool holds(const struct ring_device *device, const void *memory,
		  uint64_t length)
{
	const struct net *net = (const struct net *)device;
	const struct ring *ring = &device->rings[UKVM_RING_RECEIVE];

	for (uint32_t i = ring->finished; i != ring->taken; i++) {
		const struct iovec *buffer = &net->buffers[i & ring->mask];

		if (ranges_meet(memory, length, buffer->base, buffer->length))
			return true;
	}
	return false;
}

/* ---- set up */

static int changed(struct ring_device *device, unsigned int ring,
		   const struct ukvm_ring_setup *setup)
{
	const unsigned int large = UKVM_NET_TAKES_LARGE4 |
				   UKVM_NET_TAKES_LARGE6;
	struct net *net = (struct net *)device;

	if (ring == UKVM_RING_TRANSMIT)
		return setup->flags ? -EINVAL : 0;
	if (setup->flags & ~(large | UKVM_NET_TAKES_CHECKSUM) ||
	    (setup->flags & large && !(setup->flags & UKVM_NET_TAKES_CHECKSUM)))
		return -EINVAL;
	net->room = 0;
	if (!net->has_header)
		return setup->flags ? -EINVAL : 0;
	net->wanted = setup->flags & large ? LARGE_ROOM : FRAME_ROOM - 1;
	/* of no ring, no flags: the tap is left as it was found */
	return (int)sys_ioctl(net->fd, TUNSETOFFLOAD,
			      (const void *)(uintptr_t)setup->flags);
}

unsigned int fd_kept(unsigned int from)
{
	unsigned int least = FD_NONE;

	for (unsigned int i = 0; i < count; i++) {
		unsigned int fd = (unsigned int)net_fd(nets[i].target);

		if (fd >= from && fd < least)
			least = fd;
	}
	return least;
}

static void start(struct ukvm_boot *boot)
{
	for (unsigned int i = 0; i < count; i++) {
		struct net *net = &nets[i];
		struct ukvm_device *line;
		uint64_t mac = net->mac;
		enum net_kind kind;

		if (!mac) { /* a local one (IEEE 802, section 8.2) */
			mac = guest_random(&guest) & 0xffffffffffffull;
			mac = (mac & ~3ull) | 2;
		}
		net->fd = net_open(net->target, &kind);
		net->has_header = kind == NET_HEADERS;
		if (kind == NET_STREAM)
			net->stream = net_stream_of(net->fd);
		net->wanted = FRAME_ROOM - 1;
		net->device = (struct ring_device){
			.rings_used = 2,
			.serve = serve,
			.changed = changed,
			.holds = holds,
			.fd = net->fd,
		};
		line = ring_device_add(boot, &net->device, "net");
		line->value = mac;
		line->flags = net->has_header ? UKVM_NET_OFFLOAD : 0;
	}
}

static const char *add(const char *text)
{
	struct net *net = &nets[count];
	const char *problem;

	if (count == NETS_MOST)
		return "is there four times already";
	problem = net_parse(text, &net->mac);
	if (problem)
		return problem;
	net->target = text;
	count++;
	return NULL;
}

void sandbox_ioctls(void)
{
	if (count)
		sandbox_allow(TUNSETOFFLOAD);
}

OPTIONS = {
	{ "net", "tap:NAME|fd:NUMBER[,MAC]",
	  "a network device; again for each further one", add },
};

SYSTEM_CALLS = { __NR_readv, __NR_writev, __NR_sendto };

MODULE = {
	.name = "net",
	.start = start,
};
