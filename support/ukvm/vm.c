/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtual machine and its one CPU, by KVM's interface (Linux: Documentation/virt/kvm/api.rst).
 * The CPU starts in 64-bit mode at CPL 3, with everything that ring 0 would have set up.
 */
#include <linux/kvm.h>

#include "monitor.h"

#define CR0_STATE 0x80010033ull /* PG, WP, NE, ET, MP, PE */
#define CR4_STATE 0x620ull	/* OSXMMEXCPT, OSFXSR, PAE */
#define CR4_FSGSBASE 0x10000ull
#define EFER_STATE 0xd00ull /* NXE, LMA, LME */
#define APIC_BASE 0xfee00900ull
/* IOPL 3, interrupts on; which of IOPL and the map of ports counts differs among hosts. */
#define RFLAGS_STATE 0x3202ull

#define CPUID_FEATURES 7u
#define CPUID_7_EBX_FSGSBASE 1u
#define CPUID_ENTRIES 128
/* Routes of a controller that nobody uses; without it, KVM emulates one. */
#define IRQ_ROUTES 24

struct guest guest;
struct kvm_run *vcpu_run;
int vcpu_fd;

static int kvm;
static int vm;

static int must(long result, const char *what)
{
	if (result < 0)
		fail("KVM's %s fails (error %u)", what, (unsigned int)-result);
	return (int)result;
}

void vm_create(void)
{
	long error = sys_open("/dev/kvm", O_RDWR | O_CLOEXEC);

	if (error < 0)
		fail("/dev/kvm cannot be opened (error %u): is KVM there, and is "
		     "this user in its group?",
		     (unsigned int)-error);
	kvm = (int)error;
	vm = must(sys_ioctl(kvm, KVM_CREATE_VM, NULL), "KVM_CREATE_VM");
}

void vm_memory(void)
{
	struct kvm_userspace_memory_region region = {
		.memory_size = guest.size,
	};
	long memory = sys_mmap(NULL, guest.size, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1);

	if (memory < 0 && memory > -(long)PAGE_SIZE)
		fail("no memory for the guest: use a smaller --memory");
	guest.memory = (uint8_t *)memory;
	region.userspace_addr = (uint64_t)memory;
	must(sys_ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region),
	     "KVM_SET_USER_MEMORY_REGION");
}

/* SDM vol. 3A, section 3.4.5; `type` has the accessed bit */
static struct kvm_segment segment(uint16_t selector, uint8_t type, uint8_t dpl)
{
	return (struct kvm_segment){
		.limit = 0xffffffff,
		.selector = selector,
		.type = type,
		.present = 1,
		.dpl = dpl,
		.s = 1,
		.g = 1,
	};
}

static void set_special_registers(struct kvm_sregs *s, bool has_fsgsbase)
{
	*s = (struct kvm_sregs){
		.cs = segment(SELECTOR_USER_CODE, 11, 3),
		.ds = segment(SELECTOR_USER_DATA, 3, 3),
		.tr = { .base = guest.system + SYSTEM_TSS,
			.limit = system_tss_limit(),
			.selector = SELECTOR_TSS,
			.type = 11,
			.present = 1 },
		.ldt = { .unusable = 1 },
		.gdt = { .base = guest.system + SYSTEM_GDT,
			 .limit = SYSTEM_GDT_BYTES - 1 },
		.idt = { .base = guest.system + SYSTEM_IDT,
			 .limit = SYSTEM_VECTORS * 16 - 1 },
		.cr0 = CR0_STATE,
		.cr3 = guest.page_tables,
		.cr4 = CR4_STATE | (has_fsgsbase ? CR4_FSGSBASE : 0),
		.efer = EFER_STATE,
		.apic_base = APIC_BASE,
	};
	s->cs.l = 1;
	s->ds.db = 1;
	s->es = s->fs = s->gs = s->ss = s->ds;
}

/* The CPU knows no more than the host can do. True: WRFSBASE works. Only images that
 * ask for it pay for this.
 */
static bool offer_fsgsbase(void)
{
	/* struct kvm_cpuid2 */
	static struct {
		uint32_t count;
		uint32_t padding;
		struct kvm_cpuid_entry2 entries[CPUID_ENTRIES];
	} cpuid;

	cpuid.count = CPUID_ENTRIES;
	if (sys_ioctl(kvm, KVM_GET_SUPPORTED_CPUID, &cpuid) < 0)
		return false;
	for (unsigned int i = 0; i < cpuid.count; i++) {
		const struct kvm_cpuid_entry2 *entry = &cpuid.entries[i];

		if (entry->function == CPUID_FEATURES && !entry->index &&
		    entry->ebx & CPUID_7_EBX_FSGSBASE)
			return sys_ioctl(vcpu_fd, KVM_SET_CPUID2, &cpuid) >= 0;
	}
	return false;
}

/* The tick of the guest's time-stamp counter; 0: not known. */
static uint64_t tick(void)
{
	long khz = sys_ioctl(vcpu_fd, KVM_GET_TSC_KHZ, NULL);

	return khz > 0 ? (1000000ull << 32) / (uint64_t)khz : 0;
}

void vm_cpu(const struct image *image)
{
	struct kvm_enable_cap split = { .cap = KVM_CAP_SPLIT_IRQCHIP,
					.args = { IRQ_ROUTES } };
	const struct guest_region *stack = &guest.regions[UKVM_REGION_STACK];
	struct ukvm_boot *boot = guest_boot(&guest);
	bool has_fsgsbase = false;
	int size;

	/* only makes the CPU's making quicker */
	sys_ioctl(vm, KVM_ENABLE_CAP, &split);
	vcpu_fd = must(sys_ioctl(vm, KVM_CREATE_VCPU, NULL), "KVM_CREATE_VCPU");
	size = must(sys_ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, NULL),
		    "KVM_GET_VCPU_MMAP_SIZE");
	vcpu_run = (void *)sys_mmap(NULL, (size_t)size, PROT_READ | PROT_WRITE,
				    MAP_SHARED, vcpu_fd);
	must((long)vcpu_run >> 12 == -1 ? (long)vcpu_run : 0, "mmap");
	if (image->note.flags & UKVM_WANTS_FSGSBASE)
		has_fsgsbase = offer_fsgsbase();
	if (has_fsgsbase)
		boot->flags |= UKVM_HAS_FSGSBASE;
	boot->tick = tick();

	/* KVM takes these at the first run (api.rst, KVM_CAP_SYNC_REGS) */
	set_special_registers(&vcpu_run->s.regs.sregs, has_fsgsbase);
	vcpu_run->s.regs.regs = (struct kvm_regs){
		.rip = image->entry + guest.slide,
		.rsp = stack->base + stack->length,
		.rdi = guest.regions[UKVM_REGION_BOOT].base,
		.rflags = RFLAGS_STATE,
	};
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
