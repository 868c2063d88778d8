// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/nabla-stdin, -stdout and -stderr, which guest init gives to the program.  A
 * tender has one stream, and none to read from: both kinds of output go there, as
 * they are, and there is no input.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/hypercall.h>

static ssize_t stdio_read(struct file *file, char __user *to, size_t count,
			  loff_t *pos)
{
	return 0;
}

static ssize_t write_some(void *buf, const char __user *from, size_t len)
{
	if (copy_from_user(buf, from, len))
		return -EFAULT;
	nabla_puts(buf, len);
	return len;
}

static ssize_t stdio_write(struct file *file, const char __user *from,
			   size_t count, loff_t *pos)
{
	void *buf = kmalloc(PAGE_SIZE, GFP_KERNEL);
	size_t done = 0;
	ssize_t n = 0;

	if (!buf)
		return -ENOMEM;
	while (done < count && n >= 0) {
		n = write_some(buf, from + done, min(count - done, PAGE_SIZE));
		done += max_t(ssize_t, n, 0);
	}
	kfree(buf);
	return done ? done : n;
}

static int stdio_open(struct inode *inode, struct file *file)
{
	return stream_open(inode, file);
}

static const struct file_operations input_ops = {
	.owner = THIS_MODULE,
	.open = stdio_open,
	.read = stdio_read,
	.llseek = no_llseek,
};

static const struct file_operations output_ops = {
	.owner = THIS_MODULE,
	.open = stdio_open,
	.write = stdio_write,
	.llseek = no_llseek,
};

#define STDIO(_name, _ops) {						\
	.minor = MISC_DYNAMIC_MINOR,					\
	.name = "nabla-" _name,						\
	.fops = _ops,							\
	.mode = 0666,							\
}

static struct miscdevice stdio[] = {
	STDIO("stdin", &input_ops),
	STDIO("stdout", &output_ops),
	STDIO("stderr", &output_ops),
};

static int __init stdio_init(void)
{
	unsigned int i;
	int err = 0;

	for (i = 0; i < ARRAY_SIZE(stdio) && !err; i++)
		err = misc_register(&stdio[i]);
	return err;
}
device_initcall(stdio_init);
