/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the transports have in common: whether a device is wanted, and accesses to
 * its configuration of the width that a field has (virtio 1.2, sections 4.1.3.1 and 4.2.2.2).
 */
#include <uk/virtio_transport.h>

bool uk_virtio_has_driver(uint32_t id)
{
	UK_TABLE_FOR_EACH (uk_virtio_drivers, driver)
		if (driver->id == id)
			return true;
	return false;
}

void uk_virtio_field_read(const volatile void *at, void *field, size_t length)
{
	const volatile uint8_t *from = at;
	uint8_t *to = field;

	switch (length) {
	case 2:
		*(uint16_t *)field = *(const volatile uint16_t *)at;
		break;
	case 8:
		((uint32_t *)field)[1] = ((const volatile uint32_t *)at)[1];
		/* fall through */
	case 4:
		*(uint32_t *)field = *(const volatile uint32_t *)at;
		break;
	default:
		while (length--)
			*to++ = *from++;
	}
}

void uk_virtio_field_write(volatile void *at, const void *field, size_t length)
{
	const uint8_t *from = field;
	volatile uint8_t *to = at;

	switch (length) {
	case 2:
		*(volatile uint16_t *)at = *(const uint16_t *)field;
		break;
	case 8:
		((volatile uint32_t *)at)[1] = ((const uint32_t *)field)[1];
		/* fall through */
	case 4:
		*(volatile uint32_t *)at = *(const uint32_t *)field;
		break;
	default:
		while (length--)
			*to++ = *from++;
	}
}
