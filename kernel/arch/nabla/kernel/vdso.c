// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vDSO and its data in programs: see <asm/vdso.h>.  All of it is pages of the
 * kernel image.  A program sees the data page itself, never a copy; of the code it
 * gets a copy if it (or its debugger) writes there.
 */
#include <linux/binfmts.h>
#include <linux/elf.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/time_namespace.h>
#include <asm/vdso.h>
#include <vdso/datapage.h>
#include <vdso/vsyscall.h>

enum { DATA_PAGE, TIMENS_PAGE };	/* offsets into [vvar] */

#define VVAR_SIZE	(NABLA_VVAR_PAGES * PAGE_SIZE)

static union {
	struct vdso_data data[CS_BASES];
	u8 page[PAGE_SIZE];
} store __page_aligned_data;

struct vdso_data *const nabla_vdso_data = store.data;

/* the ISA's entry.S */
extern char nabla_fast_syscall[];

void __init nabla_vdso_set_clock(unsigned long clock_gettime)
{
	int i;

	BUILD_BUG_ON(sizeof(store) != PAGE_SIZE);
	for (i = 0; i < CS_BASES; i++)
		store.data[i].arch_data = (struct arch_vdso_data) {
			.clock_gettime = clock_gettime,
			.syscall = (unsigned long)nabla_fast_syscall,
		};
}

static unsigned long image_size(void)
{
	return nabla_vdso_end - nabla_vdso_start;
}

/* The page of offsets, for a program in a time namespace. */
static struct page *offsets_page(void)
{
	if (!IS_ENABLED(CONFIG_TIME_NS))
		return NULL;
	return current->nsproxy->time_ns->vvar_page;
}

/* Only the program itself gets here: others may not touch VM_PFNMAP. */
static vm_fault_t vvar_fault(const struct vm_special_mapping *sm,
			     struct vm_area_struct *vma, struct vm_fault *vmf)
{
	struct page *data = virt_to_page(store.page);
	struct page *offsets = offsets_page();
	struct page *page = NULL;

	if (vmf->pgoff == DATA_PAGE)
		page = offsets ?: data;
	else if (vmf->pgoff == TIMENS_PAGE && offsets)
		page = data;
	if (!page)
		return VM_FAULT_SIGBUS;
	return vmf_insert_pfn(vma, vmf->address, page_to_pfn(page));
}

static vm_fault_t vdso_fault(const struct vm_special_mapping *sm,
			     struct vm_area_struct *vma, struct vm_fault *vmf)
{
	unsigned long offset = vmf->pgoff << PAGE_SHIFT;

	if (offset >= image_size())
		return VM_FAULT_SIGBUS;
	vmf->page = virt_to_page(nabla_vdso_start + offset);
	get_page(vmf->page);
	return 0;
}

static int vdso_mremap(const struct vm_special_mapping *sm,
		       struct vm_area_struct *vma)
{
	vma->vm_mm->context.vdso = (void __user *)vma->vm_start;
	return 0;
}

static const struct vm_special_mapping vvar_mapping = {
	.name = "[vvar]",
	.fault = vvar_fault,
};

static const struct vm_special_mapping vdso_mapping = {
	.name = "[vdso]",
	.fault = vdso_fault,
	.mremap = vdso_mremap,
};

static int install(struct mm_struct *mm)
{
	struct vm_area_struct *vma;
	unsigned long base;

	base = get_unmapped_area(NULL, 0, VVAR_SIZE + image_size(), 0, 0);
	if (IS_ERR_VALUE(base))
		return base;
	vma = _install_special_mapping(mm, base, VVAR_SIZE,
				       VM_READ | VM_MAYREAD | VM_IO |
				       VM_DONTDUMP | VM_PFNMAP, &vvar_mapping);
	if (IS_ERR(vma))
		return PTR_ERR(vma);
	base += VVAR_SIZE;
	vma = _install_special_mapping(mm, base, image_size(),
				       VM_READ | VM_EXEC | VM_MAYREAD |
				       VM_MAYWRITE | VM_MAYEXEC, &vdso_mapping);
	if (IS_ERR(vma))
		return PTR_ERR(vma);
	mm->context.vdso = (void __user *)base;
	return 0;
}

/* In exec; where it fails, the program is killed and its mappings go with it. */
int arch_setup_additional_pages(struct linux_binprm *bprm, int uses_interp)
{
	struct mm_struct *mm = current->mm;
	int err;

	if (mmap_write_lock_killable(mm))
		return -EINTR;
	err = install(mm);
	mmap_write_unlock(mm);
	return err;
}

#ifdef CONFIG_TIME_NS
/* A namespace's page of offsets, which is about to be filled in. */
struct vdso_data *arch_get_vdso_data(void *vvar_page)
{
	struct vdso_data *data = vvar_page;

	data->arch_data = store.data->arch_data;
	return data;
}

/* The program's [vvar] is of the namespace it was in: fault it in anew. */
int vdso_join_timens(struct task_struct *task, struct time_namespace *ns)
{
	struct mm_struct *mm = task->mm;
	struct vm_area_struct *vma;
	VMA_ITERATOR(vmi, mm, 0);

	mmap_read_lock(mm);
	for_each_vma(vmi, vma)
		if (vma_is_special_mapping(vma, &vvar_mapping))
			zap_page_range(vma, vma->vm_start,
				       vma->vm_end - vma->vm_start);
	mmap_read_unlock(mm);
	return 0;
}
#endif
