/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Offloads in headers: what is true goes through, what is a lie does not.
 */
#include <string.h>
#include <uk/test.h>

#include <uk/virtio_net_header.h>

#define ALL                                                             \
	(UK_NETDEV_TX_CHECKSUM | UK_NETDEV_TX_TSO4 | UK_NETDEV_TX_TSO6 | \
	 UK_NETDEV_RX_CHECKSUM | UK_NETDEV_RX_LARGE4 | UK_NETDEV_RX_LARGE6)

UK_TESTSUITE(virtio_net_header, "virtio-net: headers of packets");

static uint8_t bytes[128];

/* Ethernet, IPv4 and a TCP header of 32 bytes that ends at 66 */
static struct uk_netbuf tcp(uint32_t length)
{
	memset(bytes, 0, sizeof(bytes));
	bytes[34 + 12] = 8 << 4;
	return (struct uk_netbuf){ .data = bytes,
				   .memory = bytes,
				   .size = sizeof(bytes),
				   .length = length };
}

static const struct uk_virtio_net_header partial = { .flags = 1,
						  .checksum_start = 34,
						  .checksum_offset = 16 };
static const struct uk_virtio_net_header large = { .flags = 1,
						.gso_type = 1,
						.header_length = 0xffff,
						.gso_size = 1448,
						.checksum_start = 34,
						.checksum_offset = 16 };

UK_TEST(virtio_net_header, received_checksums)
{
	struct uk_netbuf packet = tcp(60);
	struct uk_virtio_net_header header = partial;

	UK_EXPECT(uk_virtio_net_header_read(&header, ALL, &packet));
	UK_EXPECT_EQ(packet.flags, UK_NETBUF_CHECKSUM_PARTIAL);
	UK_EXPECT_EQ(packet.checksum_start, 34);
	UK_EXPECT_EQ(packet.checksum_offset, 16);
	UK_EXPECT_EQ(packet.gso, UK_NETBUF_GSO_NONE);

	UK_EXPECT(!uk_virtio_net_header_read(&header, 0, &packet));
	packet.length = 52; /* ends with the checksum */
	UK_EXPECT(uk_virtio_net_header_read(&header, ALL, &packet));
	packet.length = 51;
	UK_EXPECT(!uk_virtio_net_header_read(&header, ALL, &packet));
	header.checksum_start = header.checksum_offset = 0xffff;
	UK_EXPECT(!uk_virtio_net_header_read(&header, ALL, &packet));

	header = (struct uk_virtio_net_header){ .flags = 2 };
	UK_EXPECT(uk_virtio_net_header_read(&header, ALL, &packet));
	UK_EXPECT_EQ(packet.flags, UK_NETBUF_CHECKSUM_VALID);
	UK_EXPECT(uk_virtio_net_header_read(&header, 0, &packet));
	UK_EXPECT_EQ(packet.flags, 0); /* nobody asked: not believed */
}

UK_TEST(virtio_net_header, received_large_packets)
{
	struct uk_netbuf packet = tcp(66);
	struct uk_virtio_net_header header = large;

	UK_EXPECT(uk_virtio_net_header_read(&header, ALL, &packet));
	UK_EXPECT_EQ(packet.gso, UK_NETBUF_GSO_TCP4);
	UK_EXPECT_EQ(packet.gso_size, 1448);
	UK_EXPECT_EQ(packet.header_length, 66); /* found, not believed */
	header.gso_type = 4;
	UK_EXPECT(uk_virtio_net_header_read(&header, ALL, &packet));
	UK_EXPECT_EQ(packet.gso, UK_NETBUF_GSO_TCP6);
}

UK_TEST(virtio_net_header, received_lies_about_large_packets)
{
	struct uk_netbuf packet = tcp(66);
	struct uk_virtio_net_header header = large;

	UK_EXPECT(!uk_virtio_net_header_read(&header, ALL & ~UK_NETDEV_RX_LARGE4,
					  &packet));
	header.gso_type = 4;
	UK_EXPECT(!uk_virtio_net_header_read(&header, ALL & ~UK_NETDEV_RX_LARGE6,
					  &packet));
	for (unsigned int type = 0; type < 256; type++) {
		header.gso_type = (uint8_t)type;
		UK_EXPECT_EQ(uk_virtio_net_header_read(&header, ALL, &packet),
			     type == 0 || type == 1 || type == 4);
	}
	header = large;
	header.flags = 2;
	UK_EXPECT(!uk_virtio_net_header_read(&header, ALL, &packet));
	header = large;
	header.gso_size = 0;
	UK_EXPECT(!uk_virtio_net_header_read(&header, ALL, &packet));
	header = large;
	header.checksum_offset = 6; /* UDP's */
	UK_EXPECT(!uk_virtio_net_header_read(&header, ALL, &packet));
	header = large;
	packet.length = 65;
	UK_EXPECT(!uk_virtio_net_header_read(&header, ALL, &packet));
	packet = tcp(66);
	bytes[34 + 12] = 4 << 4; /* shorter than a TCP header can be */
	UK_EXPECT(!uk_virtio_net_header_read(&header, ALL, &packet));
	packet = tcp(53);
	UK_EXPECT(!uk_virtio_net_header_read(&header, ALL, &packet));
}

UK_TEST(virtio_net_header, sent)
{
	struct uk_netbuf packet = tcp(66);
	struct uk_virtio_net_header header;

	UK_EXPECT_EQ(uk_virtio_net_header_write(&header, 0, &packet), 0);
	UK_EXPECT(!memcmp(&header, (uint8_t[12]){ 0 }, 12));
	packet.flags = UK_NETBUF_CHECKSUM_PARTIAL;
	packet.checksum_start = 34;
	packet.checksum_offset = 16;
	UK_EXPECT_EQ(uk_virtio_net_header_write(&header, ALL, &packet), 0);
	UK_EXPECT(!memcmp(&header, &partial, 12));
	packet.gso = UK_NETBUF_GSO_TCP4;
	packet.gso_size = 1448;
	packet.header_length = 66;
	UK_EXPECT_EQ(uk_virtio_net_header_write(&header, ALL, &packet), 0);
	UK_EXPECT_EQ(header.header_length, 66);
	header.header_length = 0xffff;
	UK_EXPECT(!memcmp(&header, &large, 12));
	packet.gso = UK_NETBUF_GSO_TCP6;
	UK_EXPECT_EQ(uk_virtio_net_header_write(&header, ALL, &packet), 0);
	UK_EXPECT_EQ(header.gso_type, 4);
}

UK_TEST(virtio_net_header, what_cannot_be_sent)
{
	struct uk_netbuf packet = tcp(66), good;
	struct uk_virtio_net_header header;

	packet.flags = UK_NETBUF_CHECKSUM_PARTIAL;
	packet.checksum_start = 34;
	packet.checksum_offset = 16;
	packet.gso = UK_NETBUF_GSO_TCP4;
	packet.gso_size = 1448;
	packet.header_length = 66;
	good = packet;
	UK_EXPECT_EQ(uk_virtio_net_header_write(&header, UK_NETDEV_TX_CHECKSUM,
					     &packet), -EINVAL);
	UK_EXPECT_EQ(uk_virtio_net_header_write(&header, UK_NETDEV_TX_TSO4,
					     &packet), -EINVAL);
	packet.length = 65;
	UK_EXPECT_EQ(uk_virtio_net_header_write(&header, ALL, &packet), -EINVAL);
	packet = good;
	packet.checksum_offset = 31;
	UK_EXPECT_EQ(uk_virtio_net_header_write(&header, ALL, &packet), -EINVAL);
	packet = good;
	packet.flags = 0;
	UK_EXPECT_EQ(uk_virtio_net_header_write(&header, ALL, &packet), -EINVAL);
	packet = good;
	packet.gso_size = 0;
	UK_EXPECT_EQ(uk_virtio_net_header_write(&header, ALL, &packet), -EINVAL);
	packet = good;
	packet.header_length = 53;
	UK_EXPECT_EQ(uk_virtio_net_header_write(&header, ALL, &packet), -EINVAL);
	packet = good;
	packet.gso = 3;
	UK_EXPECT_EQ(uk_virtio_net_header_write(&header, ALL, &packet), -EINVAL);
}
