/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtual machine and its one CPU, by KVM's interface (Linux: Documentation/virt/kvm/api.rst).
 * The CPU starts in 64-bit mode at CPL 3, with everything that ring 0 would have set up.
 */
#include <linux/kvm.h>

#include "monitor.h"
#include "page_table.h"

#define CR0_STATE 0x80010033ull /* PG, WP, NE, ET, MP, PE */
#define CR4_STATE 0x620ull	/* OSXMMEXCPT, OSFXSR, PAE */
#define CR4_FSGSBASE 0x10000ull
#define EFER_STATE 0xd00ull /* NXE, LMA, LME */
#define APIC_BASE 0xfee00900ull
/* IOPL 3, interrupts on; which of IOPL and the map of ports counts differs among hosts. */
#define RFLAGS_STATE 0x3202ull

/* What a small image touches at its start */
#define POPULATED 0x20000ull
/* Routes of a controller that nobody uses; without it, KVM emulates one. */
#define IRQ_ROUTES 24

struct guest guest;
struct kvm_run *vcpu_run;
int vcpu_fd;

static int kvm;
static int vm;

SETUP static int must(long result, const char *what)
{
	if (result < 0)
		fail("KVM_%s fails (error %u)", what, (unsigned int)-result);
	return (int)result;
}

SETUP void vm_create(void)
{
	long error = sys_open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (error < 0)
		fail("/dev/kvm cannot be opened (error %u): is KVM there, and is "
		     "this user in its group?",
		     (unsigned int)-error);
	kvm = (int)error;
	vm = must(sys_ioctl(kvm, KVM_CREATE_VM, NULL), "CREATE_VM");
}

/* The image's pages all at once, and large ones for most of a heap: fewer faults, here and in
 * KVM. Hosts that cannot do either do without.
 */
SETUP static void populate(void)
{
	SYSTEM_3(__NR_madvise, guest.memory,
		 guest.size < POPULATED ? guest.size : POPULATED,
		 MADV_POPULATE_WRITE);
	if (guest.size > LARGE_PAGE_BYTES)
		SYSTEM_3(__NR_madvise, guest.memory + LARGE_PAGE_BYTES,
			 guest.size - LARGE_PAGE_BYTES, MADV_HUGEPAGE);
}

SETUP void vm_memory(void)
{
	struct kvm_userspace_memory_region region = {
		.memory_size = guest.size,
	};
	/* room to begin where a large page does */
	size_t room = guest.size < LARGE_PAGE_BYTES ? 0 : LARGE_PAGE_BYTES;
	long memory = sys_mmap(NULL, guest.size + room, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);

	if (memory < 0 && memory > -(long)PAGE_SIZE)
		fail("no memory for the guest: use a smaller --memory");
	if (room)
		memory = (memory + (long)room - 1) & -(long)room;
	guest.memory = (uint8_t *)memory;
	populate();
	region.userspace_addr = (uint64_t)memory;
	must(sys_ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region),
	     "SET_USER_MEMORY_REGION");
}

/* SDM vol. 3A, section 3.4.5; `type` has the accessed bit. The rest is 0 already. */
SETUP static void __attribute__((noinline))
set_segment(struct kvm_segment *s, uint16_t selector, uint8_t type)
{
	s->limit = 0xffffffff;
	s->selector = selector;
	s->type = type;
	s->present = s->s = s->g = 1;
	s->dpl = 3;
}

SETUP static void set_special_registers(struct kvm_sregs *s, bool has_fsgsbase)
{
	/* in memory as here: cs, ds, es, fs, gs, ss */
	_Static_assert(offsetof(struct kvm_sregs, ss) ==
			       5 * sizeof(struct kvm_segment),
		       "six segments, one behind the other");
	set_segment(&s->cs, SELECTOR_USER_CODE, 11);
	s->cs.l = 1;
	for (struct kvm_segment *data = &s->ds; data <= &s->ss; data++) {
		set_segment(data, SELECTOR_USER_DATA, 3);
		data->db = 1;
	}
	s->tr.base = guest.system + SYSTEM_TSS;
	s->tr.limit = system_tss_limit();
	s->tr.selector = SELECTOR_TSS;
	s->tr.type = 11;
	s->tr.present = 1;
	s->ldt.unusable = 1;
	s->gdt.base = guest.system + SYSTEM_GDT;
	s->gdt.limit = SYSTEM_GDT_BYTES - 1;
	s->idt.base = guest.system + SYSTEM_IDT;
	s->idt.limit = SYSTEM_VECTORS * 16 - 1;
	s->cr0 = CR0_STATE;
	s->cr3 = guest.page_tables;
	s->cr4 = CR4_STATE | (has_fsgsbase ? CR4_FSGSBASE : 0);
	s->efer = EFER_STATE;
	s->apic_base = APIC_BASE;
}

/* Of monitors whose image asks for it (cpu_fsgsbase.c) */
__attribute__((weak)) bool vm_offer_fsgsbase(int kvm_fd)
{
	(void)kvm_fd;
	return false;
}

/* The tick of the guest's time-stamp counter; 0: not known. */
SETUP static uint64_t tick(void)
{
	long khz = sys_ioctl(vcpu_fd, KVM_GET_TSC_KHZ, NULL);

	return khz > 0 ? (1000000ull << 32) / (uint64_t)khz : 0;
}

SETUP void vm_cpu(const struct image *image)
{
	struct kvm_enable_cap split = { .cap = KVM_CAP_SPLIT_IRQCHIP,
					.args = { IRQ_ROUTES } };
	const struct guest_region *stack = &guest.regions[UKVM_REGION_STACK];
	struct ukvm_boot *boot = guest_boot(&guest);
	struct kvm_regs *registers;
	bool has_fsgsbase = false;
	int size;

	/* only makes the CPU's making quicker */
	sys_ioctl(vm, KVM_ENABLE_CAP, &split);
	vcpu_fd = must(sys_ioctl(vm, KVM_CREATE_VCPU, NULL), "CREATE_VCPU");
	size = must(sys_ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, NULL),
		    "GET_VCPU_MMAP_SIZE");
	vcpu_run = (void *)sys_mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE,
				    MAP_SHARED, vcpu_fd);
	must((long)vcpu_run >> 12 == -1 ? (long)vcpu_run : 0, "RUN's page");
	if (image->note.flags & UKVM_WANTS_FSGSBASE)
		has_fsgsbase = vm_offer_fsgsbase(kvm);
	if (has_fsgsbase)
		boot->flags |= UKVM_HAS_FSGSBASE;
	boot->tick = tick();

	registers = vcpu_registers();
	/* KVM takes these at the first run (api.rst, KVM_CAP_SYNC_REGS) */
	set_special_registers(&vcpu_run->s.regs.sregs, has_fsgsbase);
	registers->rip = image->entry + guest.slide;
	registers->rsp = stack->base + stack->length;
	registers->rdi = guest.regions[UKVM_REGION_BOOT].base;
	registers->rflags = RFLAGS_STATE;
	vcpu_run->kvm_dirty_regs = KVM_SYNC_X86_REGS | KVM_SYNC_X86_SREGS;
	vcpu_run->kvm_valid_regs = KVM_SYNC_X86_REGS;
	sys_close(kvm);
}

struct kvm_regs *vcpu_registers(void)
{
	return &vcpu_run->s.regs.regs;
}

uint64_t vcpu_cr2(void)
{
	struct kvm_sregs special = { 0 };

	sys_ioctl(vcpu_fd, KVM_GET_SREGS, &special);
	return special.cr2;
}
