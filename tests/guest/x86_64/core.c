// SPDX-License-Identifier: ISC
/*
 * Core dumps: what is in them is what the program had when it died.  Only where
 * core_pattern names a plain file.
 */
#include <elf.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/procfs.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

extern char core_fault[];
static char mark[8192] __attribute__((aligned(4096)));

static void *sit(void *arg)
{
	(void)arg;
	for (;;)
		pause();
	return NULL;
}

static _Noreturn void die(void)
{
	struct rlimit l = { RLIM_INFINITY, RLIM_INFINITY };
	pthread_t t;

	check(!setrlimit(RLIMIT_CORE, &l));
	check(!pthread_create(&t, NULL, sit, NULL));
	memset(mark, 0x6b, sizeof(mark));
	__asm__ volatile(
		"movl $0xbeef, %%eax\n\tmovd %%eax, %%xmm3\n\t"
		"movl $0x1001, %%ebx\n\tmovl $0x1002, %%r12d\n\t"
		"movl $0x1003, %%r9d\n\tmovl $0x40, %%eax\n\t"
		".global core_fault\ncore_fault:\n\tmovb $1, (%%rax)"
		: : : "rax", "rbx", "r9", "r12", "memory");
	_exit(99);
}

static const char *core;
static size_t core_size;

static void read_core(void)
{
	int fd = open("core", O_RDONLY);
	struct stat st;

	check(fd >= 0 && !fstat(fd, &st));
	core_size = st.st_size;
	core = mmap(NULL, core_size, PROT_READ, MAP_PRIVATE, fd, 0);
	check(core != MAP_FAILED);
}

static void make_core(void)
{
	char dir[] = "/tmp/guest-core-XXXXXX", pattern[128] = "";
	int fd = open("/proc/sys/kernel/core_pattern", O_RDONLY), status;
	pid_t pid;

	check(read(fd, pattern, sizeof(pattern)) > 0);
	check(!strcmp(pattern, "core\n"));
	check(mkdtemp(dir) && !chdir(dir));
	pid = start();
	if (!pid)
		die();
	check(waitpid(pid, &status, 0) == pid);
	check(WIFSIGNALED(status) && WTERMSIG(status) == SIGSEGV);
	check(WCOREDUMP(status));
	if (access("core", F_OK)) {
		char name[32] = "core.";
		int n = 5, digits[10], d = 0;

		for (int v = pid; v; v /= 10)
			digits[d++] = v % 10;
		while (d)
			name[n++] = '0' + digits[--d];
		check(!rename(name, "core"));
	}
	read_core();
	check(!unlink("core") && !chdir("/") && !rmdir(dir));
}

static const Elf64_Phdr *segment(unsigned int i)
{
	const Elf64_Ehdr *e = (const void *)core;

	check(e->e_phentsize == sizeof(Elf64_Phdr));
	check(e->e_phoff + (i + 1) * sizeof(Elf64_Phdr) <= core_size);
	return (const Elf64_Phdr *)(core + e->e_phoff) + i;
}

static unsigned int segments(void)
{
	const Elf64_Ehdr *e = (const void *)core;

	check(!memcmp(e->e_ident, ELFMAG, SELFMAG) && e->e_type == ET_CORE);
	check(e->e_machine == EM_X86_64);
	return e->e_phnum;
}

/* The nth note of a type; NULL if there are not that many. */
static const void *note(unsigned int type, int nth, size_t *size)
{
	for (unsigned int i = 0; i < segments(); i++) {
		const Elf64_Phdr *p = segment(i);
		const char *at = core + p->p_offset, *end = at + p->p_filesz;

		while (p->p_type == PT_NOTE && at < end) {
			const Elf64_Nhdr *n = (const void *)at;

			at += sizeof(*n) + ((n->n_namesz + 3) & ~3U);
			if (n->n_type == type && !nth--) {
				*size = n->n_descsz;
				return at;
			}
			at += (n->n_descsz + 3) & ~3U;
		}
	}
	return NULL;
}

static const void *memory_at(const char *address)
{
	for (unsigned int i = 0; i < segments(); i++) {
		const Elf64_Phdr *p = segment(i);
		size_t off = (uintptr_t)address - p->p_vaddr;

		if (p->p_type == PT_LOAD && (uintptr_t)address >= p->p_vaddr &&
		    off < p->p_filesz)
			return core + p->p_offset + off;
	}
	return NULL;
}

static void t_registers(void)
{
	const struct elf_prstatus *st;
	struct user_regs_struct r;
	const struct user_fpregs_struct *f;
	size_t n;

	make_core();
	st = note(NT_PRSTATUS, 0, &n);
	check(st && n == sizeof(*st));
	check(st->pr_info.si_signo == SIGSEGV && st->pr_cursig == SIGSEGV);
	memcpy(&r, st->pr_reg, sizeof(r));
	check((char *)r.rip == core_fault);
	check(r.rbx == 0x1001 && r.r12 == 0x1002 && r.r9 == 0x1003);
	check(r.rax == 0x40);
	check(memory_at((char *)r.rsp));
	f = note(NT_FPREGSET, 0, &n);
	check(f && n == sizeof(*f) && f->xmm_space[3 * 4] == 0xbeef);
}

static void t_notes(void)
{
	const siginfo_t *si;
	const struct elf_prpsinfo *ps;
	size_t n;

	make_core();
	check(note(NT_PRSTATUS, 1, &n) && !note(NT_PRSTATUS, 2, &n));
	si = note(NT_SIGINFO, 0, &n);
	check(si && si->si_signo == SIGSEGV && si->si_addr == (void *)0x40);
	check(si->si_code == SEGV_MAPERR);
	ps = note(NT_PRPSINFO, 0, &n);
	check(ps && !strncmp(ps->pr_fname, "core", sizeof(ps->pr_fname)));
	check(note(NT_AUXV, 0, &n) && n > 64);
	check(note(NT_FILE, 0, &n) && n > 16);
	check(note(NT_X86_XSTATE, 0, &n) && n >= 576);
}

static void t_memory(void)
{
	const char *p;

	make_core();
	p = memory_at(mark + 4096);
	check(p && p[0] == 0x6b && p[4095] == 0x6b);
}

static const struct test tests[] = {
	{ "registers", t_registers }, { "notes", t_notes },
	{ "memory", t_memory }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
