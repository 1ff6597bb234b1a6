/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * In an image for KVM and Xen the functions of <uk/plat> that each platform has its own of bear
 * its name, as in kvm_exit() for uk_plat_exit(): the platforms' sources are compiled with this
 * in front (Makefile.uk), and kvm_and_xen.c chooses.
 */
#ifndef UK_KVM_AND_XEN_H
#define UK_KVM_AND_XEN_H

#include <uk/essentials.h>

#define UK_PLATFORM_OWN(function) \
	UK_CONCAT(UK_CONCAT(UK_PLATFORM, _), function)

#define uk_plat_clock_monotonic UK_PLATFORM_OWN(clock_monotonic)
#define uk_plat_clock_wall UK_PLATFORM_OWN(clock_wall)
#define uk_plat_timer_set UK_PLATFORM_OWN(timer_set)
#define uk_plat_irq_register UK_PLATFORM_OWN(irq_register)
#define uk_plat_irq_register_global UK_PLATFORM_OWN(irq_register_global)
#define uk_plat_irq_register_message UK_PLATFORM_OWN(irq_register_message)
#define uk_plat_exit UK_PLATFORM_OWN(exit)

#endif /* UK_KVM_AND_XEN_H */
