/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Lists: order, taking out while walking, and the circle in both directions.
 */
#include <uk/list.h>
#include <uk/test.h>

UK_TESTSUITE(list, "intrusive lists");

struct item {
	int number;
	struct uk_list_head link;
};

/* The numbers as decimal digits in the list's order; -1: the links disagree. */
static int digits(struct uk_list_head *list)
{
	struct item *item;
	int forward = 0, count = 0;

	uk_list_for_each_entry(item, list, link) {
		if (item->link.next->prev != &item->link ||
		    item->link.prev->next != &item->link)
			return -1;
		forward = 10 * forward + item->number;
		count++;
	}
	for (struct uk_list_head *link = list->prev; link != list;
	     link = link->prev)
		count--;
	return count ? -1 : forward;
}

UK_TEST(list, keeps_order)
{
	struct uk_list_head list = UK_LIST_HEAD_INIT(list);
	struct item items[4] = { { .number = 1 }, { .number = 2 },
				 { .number = 3 }, { .number = 4 } };

	UK_EXPECT(uk_list_empty(&list));
	UK_EXPECT(!uk_list_first(&list, struct item, link));
	uk_list_add_tail(&items[0].link, &list);
	uk_list_add_tail(&items[1].link, &list);
	UK_EXPECT_EQ(digits(&list), 12);
	uk_list_add(&items[2].link, &list);
	UK_EXPECT_EQ(digits(&list), 312);
	uk_list_add(&items[3].link, &items[0].link); /* behind an entry */
	UK_EXPECT_EQ(digits(&list), 3142);
	UK_EXPECT(uk_list_first(&list, struct item, link) == &items[2]);
	UK_EXPECT(!uk_list_empty(&list));
}

UK_TEST(list, deletes)
{
	struct uk_list_head list;
	struct item items[3] = { { .number = 1 }, { .number = 2 },
				 { .number = 3 } };

	uk_list_init(&list);
	for (int i = 0; i < 3; i++)
		uk_list_add_tail(&items[i].link, &list);
	uk_list_del(&items[1].link);
	UK_EXPECT_EQ(digits(&list), 13);
	UK_EXPECT(uk_list_empty(&items[1].link));
	uk_list_del(&items[1].link); /* harmless */
	UK_EXPECT_EQ(digits(&list), 13);
	uk_list_del(&items[0].link);
	uk_list_del(&items[2].link);
	UK_EXPECT(uk_list_empty(&list));
	uk_list_add(&items[1].link, &list);
	UK_EXPECT_EQ(digits(&list), 2);
}

UK_TEST(list, walks_while_entries_leave)
{
	struct uk_list_head list = UK_LIST_HEAD_INIT(list);
	struct item items[5] = { { .number = 1 }, { .number = 2 },
				 { .number = 3 }, { .number = 4 },
				 { .number = 5 } };
	struct uk_list_head *link, *following;
	int walked = 0;

	for (int i = 0; i < 5; i++)
		uk_list_add_tail(&items[i].link, &list);
	uk_list_for_each_safe(link, following, &list) {
		walked++;
		if (uk_list_entry(link, struct item, link)->number % 2)
			uk_list_del(link);
	}
	UK_EXPECT_EQ(walked, 5);
	UK_EXPECT_EQ(digits(&list), 24);
	walked = 0;
	uk_list_for_each(link, &list)
		walked++;
	UK_EXPECT_EQ(walked, 2);
}
