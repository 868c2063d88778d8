// SPDX-License-Identifier: GPL-2.0-only
/* Guest RAM: one zone, from physical 0 to what the tender gave. */
#include <linux/init.h>
#include <linux/initrd.h>
#include <linux/memblock.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/compaction.h>
#include <linux/sysfs.h>
#include <asm/platform.h>
#include <asm/setup.h>

struct page *nabla_vmemmap __ro_after_init;

/*
 * Room for the struct pages of all memory: untouched, as fresh memory of the
 * host reads as zeros, and not memory to the kernel, or they would need some of
 * their own that say it is reserved.
 */
static void __init make_vmemmap(void)
{
	unsigned long pages = round_up(max_pfn, PAGES_PER_SECTION);
	phys_addr_t size = PAGE_ALIGN(pages * sizeof(struct page));
	phys_addr_t at = memblock_phys_alloc(size, PAGE_SIZE);

	if (!at)
		panic("no room for the struct pages of %lu pages", pages);
	memblock_remove(at, size);
	memblock_phys_free(at, size);
	nabla_vmemmap = __va(at);
}

/* All of it is there already. */
int __meminit vmemmap_populate(unsigned long start, unsigned long end, int node,
			       struct vmem_altmap *altmap)
{
	return 0;
}

void __init nabla_memory_init(void)
{
	unsigned long max_zone_pfn[MAX_NR_ZONES] = { };

	min_low_pfn = 0;
	max_low_pfn = nabla_machine.ram_size >> PAGE_SHIFT;
	max_pfn = max_low_pfn;
	high_memory = __va(nabla_machine.ram_size);
	make_vmemmap();
	sparse_init();
	max_zone_pfn[ZONE_NORMAL] = max_low_pfn;
	free_area_init(max_zone_pfn);
	set_max_mapnr(max_low_pfn);
}

void __init mem_init(void)
{
	memblock_free_all();
}

/*
 * Not given back to memblock, as the generic one does: of that the allocator
 * will still take what it has not.
 */
void __init free_initrd_mem(unsigned long start, unsigned long end)
{
	free_reserved_area((void *)start, (void *)end, -1, "initrd");
}

#ifdef CONFIG_TRANSPARENT_HUGEPAGE
/*
 * Shared memory in huge pages where a whole one fits (never by default in
 * Linux): each process that looks into it then needs one mapping of the host
 * for 2 MB, and not one for each page, whose frames came from everywhere.  An
 * administrator of the guest can still say otherwise in sysfs.
 */
static int __init shared_memory_huge(void)
{
	static const char policy[] = "within_size";

	shmem_enabled_attr.store(NULL, &shmem_enabled_attr, policy,
				 sizeof(policy) - 1);
	return 0;
}
late_initcall(shared_memory_huge);
#endif

static const pgprot_t protection_map[16] = {
	[VM_NONE]					= PAGE_NONE,
	[VM_READ]					= PAGE_READONLY,
	[VM_WRITE]					= PAGE_COPY,
	[VM_WRITE | VM_READ]				= PAGE_COPY,
	[VM_EXEC]					= PAGE_READONLY_EXEC,
	[VM_EXEC | VM_READ]				= PAGE_READONLY_EXEC,
	[VM_EXEC | VM_WRITE]				= PAGE_COPY_EXEC,
	[VM_EXEC | VM_WRITE | VM_READ]			= PAGE_COPY_EXEC,
	[VM_SHARED]					= PAGE_NONE,
	[VM_SHARED | VM_READ]				= PAGE_READONLY,
	[VM_SHARED | VM_WRITE]				= PAGE_SHARED,
	[VM_SHARED | VM_WRITE | VM_READ]		= PAGE_SHARED,
	[VM_SHARED | VM_EXEC]				= PAGE_READONLY_EXEC,
	[VM_SHARED | VM_EXEC | VM_READ]			= PAGE_READONLY_EXEC,
	[VM_SHARED | VM_EXEC | VM_WRITE]		= PAGE_SHARED_EXEC,
	[VM_SHARED | VM_EXEC | VM_WRITE | VM_READ]	= PAGE_SHARED_EXEC,
};
DECLARE_VM_GET_PAGE_PROT

/*
 * Memory is compacted when somebody needs it so, not twice a second in case
 * somebody might: an idle container has no tick.
 */
static int __init compaction_quiet(void)
{
	sysctl_compaction_proactiveness = 0;
	return 0;
}
early_initcall(compaction_quiet);
