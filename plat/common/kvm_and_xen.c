/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One image for KVM and Xen: what the platforms do differently, by the machine that it runs on.
 * A branch that always goes the same way costs less than a call through a pointer, and the
 * compiler sees both sides of it. Names: <uk/kvm_and_xen.h>.
 */
#include <uk/plat/irq.h>
#include <uk/plat/lifecycle.h>
#include <uk/plat/time.h>
#include <uk/xen/hypercall.h>

#define DECLARE(function)                                       \
	extern __typeof__(uk_plat_##function) kvm_##function; \
	extern __typeof__(uk_plat_##function) xen_##function

DECLARE(clock_monotonic);
DECLARE(clock_wall);
DECLARE(timer_set);
DECLARE(irq_register);
DECLARE(irq_register_global);
DECLARE(irq_register_message);
void __uk_noreturn kvm_exit(int status);
void __uk_noreturn xen_exit(int status);

#define CHOOSE(function, ...)                               \
	(uk_xen_present() ? xen_##function(__VA_ARGS__) : \
			    kvm_##function(__VA_ARGS__))

uint64_t uk_plat_clock_monotonic(void)
{
	return CHOOSE(clock_monotonic);
}

uint64_t uk_plat_clock_wall(void)
{
	return CHOOSE(clock_wall);
}

void uk_plat_timer_set(uint64_t deadline)
{
	CHOOSE(timer_set, deadline);
}

int uk_plat_irq_register(unsigned int irq, uk_irq_handler handler,
			 void *argument)
{
	return CHOOSE(irq_register, irq, handler, argument);
}

int uk_plat_irq_register_global(unsigned int number, unsigned int mode,
				uk_irq_handler handler, void *argument)
{
	return CHOOSE(irq_register_global, number, mode, handler, argument);
}

int uk_plat_irq_register_message(uk_irq_handler handler, void *argument,
				 struct uk_irq_message *message)
{
	return CHOOSE(irq_register_message, handler, argument, message);
}

void uk_plat_exit(int status)
{
	CHOOSE(exit, status);
}
