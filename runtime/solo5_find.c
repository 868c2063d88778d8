// SPDX-License-Identifier: ISC
/* Whether a container's program is a Solo5 unikernel, and which one. */
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <solo5/hvt_abi.h>

#include "lib/cleanup.h"
#include "runtime/solo5.h"

#define URUNC		"com.urunc.unikernel."
#define HYPERVISOR	URUNC "hypervisor"
#define BINARY		URUNC "binary"

/* The tender, page tables of the guest's memory, buffers of its interfaces. */
#define RESERVE		(4ULL << 20)
#define SHARE		64
#define LEAST		(2ULL << 20)

/* Our own file's: what it is for is what tenders beside it run. */
extern const Elf64_Ehdr __ehdr_start __attribute__((visibility("hidden")));

const char *solo5_annotation(const struct spec *s, const char *name)
{
	return s->annotations ? json_string(s->annotations, name) : NULL;
}

int solo5_open_program(const struct spec *s, int root)
{
	struct open_how how = {
		.flags = O_PATH | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	const char *path = solo5_annotation(s, BINARY);

	if (!path)
		return launch_open_program(s, root);
	return (int)syscall(SYS_openat2, root, path, &how, sizeof(how));
}

/* As what is only a path to it; only a file can be opened without effects. */
static int open_again(int fd)
{
	struct stat st;
	char path[32];

	if (fd < 0 || fstat(fd, &st) < 0 || !S_ISREG(st.st_mode))
		return -1;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/* All that has a note of Solo5's ABI; any other program is the guest's. */
static bool has_abi(struct elf_file *f, int fd, struct abi1_note *abi)
{
	struct err ignored = { 0 };

	return !elf_open(f, fd, "unikernel", 0, &ignored) &&
	       !unikernel_read_abi(f, abi, &ignored);
}

/* KVM is more of the host than a process under a filter sees: not by itself. */
static int check_target(struct solo5 *u, const struct abi1_note *abi,
			const char *hypervisor, struct err *e)
{
	u->abi = abi_target_name(abi->target);
	if (abi->target != ABI1_TARGET_SPT && abi->target != ABI1_TARGET_HVT)
		return err_set(e, ENOEXEC, "the unikernel is made for %s, "
			       "which is not supported: spt or hvt", u->abi);
	u->is_virtual = abi->target == ABI1_TARGET_HVT;
	if (u->is_virtual && !hypervisor)
		return err_set(e, EPERM, "the unikernel is made for hvt, and "
			       "uses KVM: the annotation " HYPERVISOR "=hvt "
			       "lets it");
	if (hypervisor && strcmp(hypervisor, u->abi))
		return err_set(e, EINVAL, "the unikernel is made for %s, but "
			       "the annotation " HYPERVISOR " is \"%.20s\"",
			       u->abi, hypervisor);
	u->tender = u->is_virtual ? "solo5-hvt" : "solo5-spt";
	return 0;
}

/*
 * The program's name is none of its arguments; with the annotation all of them
 * are, unless the first is the same path.
 */
static void take_arguments(struct solo5 *u, const struct spec *s)
{
	const char *path = solo5_annotation(s, BINARY);
	const char **args = s->process.args;

	u->args = path && strcmp(path, args[0]) ? args : args + 1;
}

static int describe(struct launch *l, const struct elf_file *f,
		    const struct abi1_note *abi, struct err *e)
{
	struct solo5 *u = arena_zalloc(&l->spec->arena, 1, sizeof(*u));

	if (!u)
		return err_set(e, ENOMEM, "no memory");
	if (f->head.e_machine != __ehdr_start.e_machine)
		return err_set(e, ENOEXEC, "the unikernel is made for another "
			       "machine");
	if (check_target(u, abi, solo5_annotation(l->spec, HYPERVISOR),
			 e) < 0 ||
	    unikernel_read_manifest(f, &u->manifest, e) < 0 ||
	    solo5_read_annotations(u, l->spec, e) < 0)
		return -e->code;
	take_arguments(u, l->spec);
	l->solo5 = u;
	return programs_find_tender(&l->programs, &l->spec->arena, u->tender,
				    e);
}

static int check_hypervisor(const struct spec *s, struct err *e)
{
	const char *name = solo5_annotation(s, HYPERVISOR);

	if (!name || !strcmp(name, "spt") || !strcmp(name, "hvt"))
		return 0;
	return err_set(e, ENOTSUP, "annotations: " HYPERVISOR ": \"%.40s\" is "
		       "not supported: spt or hvt", name);
}

/* Who asks for a unikernel by an annotation wants no other program. */
static int check_asked(const struct spec *s, struct err *e)
{
	const char *binary = solo5_annotation(s, BINARY);

	if (!binary && !solo5_annotation(s, HYPERVISOR))
		return 0;
	return err_set(e, ENOEXEC, "annotations: %s: \"%.200s\" is no Solo5 "
		       "unikernel", binary ? BINARY : HYPERVISOR,
		       binary ? binary : s->process.args[0]);
}

int solo5_find(struct launch *l, const char *rootfs, struct err *e)
{
	cleanup_fd int root = open(rootfs, O_PATH | O_DIRECTORY | O_CLOEXEC);
	cleanup_fd int program = -1, fd = -1;
	struct abi1_note abi;
	struct elf_file f;

	if (root < 0)
		return err_errno(e, "opening %s", rootfs);
	if (check_hypervisor(l->spec, e) < 0)
		return -e->code;
	program = solo5_open_program(l->spec, root);
	fd = open_again(program);
	if (fd < 0 || !has_abi(&f, fd, &abi))
		return check_asked(l->spec, e);
	return describe(l, &f, &abi, e);
}

void solo5_divide(const struct solo5 *u, uint64_t limit, uint64_t *guest,
		  uint64_t *total)
{
	uint64_t reserve = RESERVE + limit / SHARE;

	*guest = limit > reserve ? limit - reserve : 0;
	if (*guest < LEAST)
		*guest = LEAST;
	if (u->is_virtual && *guest > HVT_MEM_MAX)
		*guest = HVT_MEM_MAX;
	*guest -= *guest % (1 << 20);
	*total = *guest + reserve > limit ? *guest + reserve : limit;
}
