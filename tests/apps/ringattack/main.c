/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Rings that lie, and calls about them that no driver makes. An attack that the monitor must end
 * the guest for says so if it did not, and ends with status 1; `refusals` are only refused. And
 * frames that nobody kicks for.
 */
#include <uk/arch/cpu.h>
#include <uk/atomic.h>
#include <uk/boot.h>
#include <uk/errno.h>
#include <uk/image.h>
#include <uk/print.h>
#include <uk/string.h>
#include <uk/ukvm.h>

#define ENTRIES 128u
#define FRAME 60u
#define SECOND 1000000000ull

static struct {
	struct ukvm_ring ring;
	struct ukvm_ring_entry entries[ENTRIES];
} rings[2] __uk_aligned(64);

static char frame[FRAME];
static unsigned int device;

static struct ukvm_ring_setup setup_of(unsigned int ring)
{
	return (struct ukvm_ring_setup){
		.device = device,
		.ring = ring,
		.address = (uintptr_t)&rings[ring],
		.entries = ENTRIES,
		.pending = (uintptr_t)&uk_plat_irq_pending,
	};
}

static int make(const struct ukvm_ring_setup *setup)
{
	return uk_ukvm_call(UKVM_CALL_RING, (uintptr_t)setup, 0);
}

static void make_at(uintptr_t address)
{
	struct ukvm_ring_setup setup = setup_of(UKVM_RING_TRANSMIT);

	setup.address = address;
	make(&setup);
}

static void start(unsigned int which)
{
	struct ukvm_ring_setup setup = setup_of(which);

	for (unsigned int i = 0; i < ENTRIES; i++)
		rings[which].entries[i] = (struct ukvm_ring_entry){
			.address = (uintptr_t)frame, .length = FRAME
		};
	make(&setup);
}

static void offer(unsigned int which, uint32_t count)
{
	uk_store_release(&rings[which].ring.offered, count);
	uk_ukvm_call(UKVM_CALL_KICK, device, 0);
}

/* Offers one entry, in which `entry` stands. */
static void offer_one(unsigned int which, struct ukvm_ring_entry entry)
{
	start(which);
	rings[which].entries[0] = entry;
	offer(which, 1);
}

static void wait_until_done(unsigned int which, uint32_t count)
{
	while (uk_load_acquire(&rings[which].ring.done) != count)
		uk_arch_spin_hint();
}

/* ---- counts */
static void beyond_the_entries(void)
{
	start(UKVM_RING_TRANSMIT);
	offer(UKVM_RING_TRANSMIT, ENTRIES + 1);
}

static void far_beyond(void)
{
	start(UKVM_RING_RECEIVE);
	offer(UKVM_RING_RECEIVE, 0x80000000);
}

static void taken_back(void)
{
	start(UKVM_RING_TRANSMIT);
	offer(UKVM_RING_TRANSMIT, 4);
	wait_until_done(UKVM_RING_TRANSMIT, 4);
	offer(UKVM_RING_TRANSMIT, 3);
}

static void buffers_taken_back(void)
{
	start(UKVM_RING_RECEIVE);
	offer(UKVM_RING_RECEIVE, 8);
	start(UKVM_RING_TRANSMIT);
	offer(UKVM_RING_TRANSMIT, 1);
	wait_until_done(UKVM_RING_TRANSMIT, 1);
	offer(UKVM_RING_RECEIVE, 1);
}

/* ---- where rings lie */
static void ring_unaligned(void)
{
	make_at((uintptr_t)&rings[0] + 8);
}

static void ring_in_rodata(void)
{
	make_at(UK_ALIGN_UP((uintptr_t)uk_image_rodata, 64));
}

static void ring_unmapped(void)
{
	make_at(0x1000);
}

static void ring_in_boot_page(void)
{
	make_at((uintptr_t)uk_ukvm_boot);
}

static void ring_across_the_end(void)
{
	const struct ukvm_region *data = &uk_ukvm_boot->regions[UKVM_REGION_DATA];

	make_at(data->base + data->length - 128);
}

static void ring_that_wraps(void)
{
	make_at(-64ul);
}

static void setup_unmapped(void)
{
	make((const void *)0x1000);
}

static void word_in_text(void)
{
	struct ukvm_ring_setup setup = setup_of(UKVM_RING_TRANSMIT);

	setup.pending = (uintptr_t)uk_image_text;
	make(&setup);
}

/* ---- what entries name */
static void send_unmapped(void)
{
	offer_one(UKVM_RING_TRANSMIT, (struct ukvm_ring_entry){
					      .address = 0x1000,
					      .length = FRAME });
}

static void send_beyond(void)
{
	offer_one(UKVM_RING_TRANSMIT, (struct ukvm_ring_entry){
					      .address = (uintptr_t)frame,
					      .length = 0xffffffff });
}

static void send_around_the_end(void)
{
	offer_one(UKVM_RING_TRANSMIT,
		  (struct ukvm_ring_entry){ .address = -16ull, .length = FRAME });
}

static void send_without_end(void)
{
	start(UKVM_RING_TRANSMIT);
	for (unsigned int i = 0; i < ENTRIES; i++)
		rings[UKVM_RING_TRANSMIT].entries[i].flags = UKVM_ENTRY_MORE;
	offer(UKVM_RING_TRANSMIT, ENTRIES);
}

static void receive_into_text(void)
{
	offer_one(UKVM_RING_RECEIVE, (struct ukvm_ring_entry){
					     .address = (uintptr_t)uk_image_text,
					     .length = 2048 });
}

static void receive_nothing(void)
{
	offer_one(UKVM_RING_RECEIVE, (struct ukvm_ring_entry){
					     .address = (uintptr_t)frame,
					     .length = 0 });
}

/* ---- what is only refused */
static void refuse(const char *what, int result)
{
	uk_printf("%s: %s\n", what, result == -EINVAL ? "refused" : "taken");
}

static void refusals(void)
{
	struct ukvm_ring_setup setup = setup_of(UKVM_RING_TRANSMIT);

#define WITH(field, value)                                        \
	({                                                        \
		setup = setup_of(UKVM_RING_TRANSMIT);             \
		setup.field = (value);                            \
		refuse(#field " " #value, make(&setup));          \
	})

	WITH(device, UKVM_DEVICES_MOST);
	WITH(device, ~0u);
	WITH(device, 0); /* the console, which has no rings */
	WITH(ring, 2);
	WITH(ring, ~0u);
	WITH(entries, 3);
	WITH(entries, 2048);
	WITH(entries, 0);
	WITH(flags, 1);
	WITH(pending, (uintptr_t)&uk_plat_irq_pending + 1);
	start(UKVM_RING_TRANSMIT);
	WITH(entries, 64); /* there is one already */
	refuse("kick", uk_ukvm_call(UKVM_CALL_KICK, UKVM_DEVICES_MOST, 0));
	refuse("kick far", uk_ukvm_call(UKVM_CALL_KICK, -1ul, 0));
	uk_printf("end\n");
	uk_ukvm_call(UKVM_CALL_EXIT, 0, 0);
}

/* ---- what is no attack, and done without a kick */
static void offer_quietly(void)
{
	start(UKVM_RING_TRANSMIT);
	uk_store_release(&rings[UKVM_RING_TRANSMIT].ring.offered, 1);
}

static void leaves_while_computing(void)
{
	offer_quietly();
	wait_until_done(UKVM_RING_TRANSMIT, 1);
	uk_ukvm_call(UKVM_CALL_EXIT, 0, 0);
}

static void leaves_at_the_end(void)
{
	offer_quietly();
	uk_ukvm_call(UKVM_CALL_EXIT, 0, 0);
}

#define ATTACK(name) { #name, name }

static const struct {
	const char *name;
	void (*run)(void);
} attacks[] = {
	ATTACK(beyond_the_entries), ATTACK(far_beyond),
	ATTACK(taken_back),	    ATTACK(buffers_taken_back),
	ATTACK(ring_unaligned),	    ATTACK(ring_in_rodata),
	ATTACK(ring_unmapped),	    ATTACK(ring_in_boot_page),
	ATTACK(ring_across_the_end), ATTACK(ring_that_wraps),
	ATTACK(setup_unmapped),	    ATTACK(word_in_text),
	ATTACK(send_unmapped),	    ATTACK(send_beyond),
	ATTACK(send_around_the_end), ATTACK(send_without_end),
	ATTACK(receive_into_text),  ATTACK(receive_nothing),
	ATTACK(refusals),	    ATTACK(leaves_while_computing),
	ATTACK(leaves_at_the_end),
};

int main(int argc, char **argv)
{
	int found = uk_ukvm_device("net");

	if (found < 0) {
		uk_printf("needs a network device\n");
		return 2;
	}
	device = (unsigned int)found;
	for (unsigned int i = 0; argc > 1 && i < UK_ARRAY_SIZE(attacks); i++)
		if (!strcmp(argv[1], attacks[i].name)) {
			attacks[i].run();
			uk_ukvm_call(UKVM_CALL_WAIT, 5 * SECOND, 0);
			uk_printf("%s worked\n", argv[1]);
			return 1;
		}
	uk_printf("which attack?\n");
	return 2;
}
