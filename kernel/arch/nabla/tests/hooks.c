// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/nabla-test: a word written there is a mistake that the kernel makes.
 *
 *	smash		overruns an array on the stack of the write itself
 *	smash-entry	the same at the next way in from the program by a host signal
 *	fill		fills that array to its end, and no further: no mistake
 *	fill-entry	likewise
 *	null		reads address 0
 *	jump		calls an address, not a program's, where there is nothing
 *	panic		panics
 *	call		makes a host call that is not among the seven
 */
#include <linux/kernel.h>
#include <linux/pgtable.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include <asm/host.h>
#include "hooks.h"

#define WORDS	4

/* Words that the next way in writes; 0: none. */
unsigned int nabla_test_entry_smash;

/* Beyond the array lies the guard, and beyond that the way back. */
noinline void nabla_test_smash(unsigned int words)
{
	unsigned long array[WORDS];
	unsigned long *p = array;
	unsigned int i;

	nabla_test_entry_smash = 0;
	OPTIMIZER_HIDE_VAR(p);
	for (i = 0; i < words; i++)
		WRITE_ONCE(p[i], 0x4141414141414141UL);
	barrier_data(array);
}

static void smash(void)
{
	nabla_test_smash(WORDS + 4);
}

static void smash_entry(void)
{
	nabla_test_entry_smash = WORDS + 4;
}

static void fill(void)
{
	nabla_test_smash(WORDS);
}

static void fill_entry(void)
{
	nabla_test_entry_smash = WORDS;
}

static void null(void)
{
	unsigned long *p = NULL;

	OPTIMIZER_HIDE_VAR(p);
	pr_info("at 0: %lx\n", READ_ONCE(*p));
}

static void jump(void)
{
	void (*f)(void) = (void *)(VMALLOC_END - PAGE_SIZE);

	OPTIMIZER_HIDE_VAR(f);
	f();
}

static void do_panic(void)
{
	panic("asked for");
}

static void call(void)
{
	nabla_host_call(0x1ff, 0, 0, 0, 0, 0, 0);
}

static const struct {
	const char *word;
	void (*make)(void);
} mistakes[] = {
	{ "smash", smash },
	{ "smash-entry", smash_entry },
	{ "fill", fill },
	{ "fill-entry", fill_entry },
	{ "null", null },
	{ "jump", jump },
	{ "panic", do_panic },
	{ "call", call },
	{ }
};

static ssize_t hooks_write(struct file *file, const char __user *text,
			   size_t len, loff_t *pos)
{
	char word[16] = "";
	unsigned int i;

	if (len >= sizeof(word))
		return -EINVAL;
	if (copy_from_user(word, text, len))
		return -EFAULT;
	strim(word);
	for (i = 0; mistakes[i].word; i++)
		if (!strcmp(word, mistakes[i].word)) {
			mistakes[i].make();
			return len;
		}
	return -EINVAL;
}

static const struct proc_ops hooks_ops = {
	.proc_write = hooks_write,
};

static int __init hooks_init(void)
{
	return proc_create("nabla-test", 0200, NULL, &hooks_ops) ? 0 : -ENOMEM;
}
late_initcall(hooks_init);
