// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/nabla-stdin, -stdout and -stderr: the container's three descriptors as the
 * host gave them, pipes or files.  They stay blocking descriptors of the host,
 * which may be shared with others; so each is asked first, and never given more
 * than a pipe that is ready takes at once.
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/limits.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/poll.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/host.h>
#include <asm/irq.h>

struct stdio {
	int fd;
	short events;			/* what makes it ready */
	int irq;
	bool armed;			/* the line is unmasked */
	spinlock_t lock;		/* armed */
	wait_queue_head_t wait;
	struct miscdevice misc;
};

static bool stdio_ready(const struct stdio *io)
{
	static const struct __kernel_timespec now;
	struct pollfd fd = { .fd = io->fd, .events = io->events };

	return host_ppoll(&fd, 1, &now) == 1;
}

/* Have the wait queue woken when it is ready. */
static void stdio_arm(struct stdio *io)
{
	unsigned long flags;

	spin_lock_irqsave(&io->lock, flags);
	if (!io->armed) {
		io->armed = true;
		enable_irq(io->irq);
	}
	spin_unlock_irqrestore(&io->lock, flags);
}

static irqreturn_t stdio_interrupt(int irq, void *data)
{
	struct stdio *io = data;

	spin_lock(&io->lock);
	io->armed = false;
	disable_irq_nosync(irq);
	spin_unlock(&io->lock);
	wake_up(&io->wait);
	return IRQ_HANDLED;
}

static bool stdio_ready_or_arm(struct stdio *io)
{
	if (stdio_ready(io))
		return true;
	stdio_arm(io);
	return false;
}

static int stdio_wait(struct stdio *io, struct file *file)
{
	if (stdio_ready(io))
		return 0;
	if (file->f_flags & O_NONBLOCK)
		return -EAGAIN;
	return wait_event_interruptible(io->wait, stdio_ready_or_arm(io));
}

static struct stdio *stdio_of(struct file *file)
{
	return container_of(file->private_data, struct stdio, misc);
}

static ssize_t stdio_read(struct file *file, char __user *to, size_t count,
			  loff_t *pos)
{
	struct stdio *io = stdio_of(file);
	size_t len = min(count, PAGE_SIZE);
	void *buf = kmalloc(PAGE_SIZE, GFP_KERNEL);
	long n;

	if (!buf)
		return -ENOMEM;
	do {
		n = stdio_wait(io, file);
		if (!n)
			n = host_read(io->fd, buf, len);
	} while (n == -EINTR);
	if (n > 0 && copy_to_user(to, buf, n))
		n = -EFAULT;
	kfree(buf);
	return n;
}

/* At most PIPE_BUF bytes: then a pipe that is ready does not block. */
static long write_some(struct stdio *io, struct file *file, void *buf,
		       const char __user *from, size_t count)
{
	size_t len = min_t(size_t, count, PIPE_BUF);
	long n;

	if (copy_from_user(buf, from, len))
		return -EFAULT;
	do {
		n = stdio_wait(io, file);
		if (!n)
			n = host_write(io->fd, buf, len);
	} while (n == -EINTR);
	if (n == -EPIPE)
		send_sig(SIGPIPE, current, 0);
	return n;
}

static ssize_t stdio_write(struct file *file, const char __user *from,
			   size_t count, loff_t *pos)
{
	struct stdio *io = stdio_of(file);
	void *buf = kmalloc(PIPE_BUF, GFP_KERNEL);
	size_t done = 0;
	long n = 0;

	if (!buf)
		return -ENOMEM;
	while (done < count) {
		n = write_some(io, file, buf, from + done, count - done);
		if (n < 0)
			break;
		done += n;
	}
	kfree(buf);
	return done ? done : n;
}

static __poll_t stdio_poll(struct file *file, poll_table *wait)
{
	struct stdio *io = stdio_of(file);

	poll_wait(file, &io->wait, wait);
	if (!stdio_ready_or_arm(io))
		return 0;
	return io->events == POLLIN ? EPOLLIN | EPOLLRDNORM :
				      EPOLLOUT | EPOLLWRNORM;
}

static int stdio_open(struct inode *inode, struct file *file)
{
	return stream_open(inode, file);
}

static const struct file_operations stdin_ops = {
	.owner = THIS_MODULE,
	.open = stdio_open,
	.read = stdio_read,
	.poll = stdio_poll,
	.llseek = no_llseek,
};

static const struct file_operations stdout_ops = {
	.owner = THIS_MODULE,
	.open = stdio_open,
	.write = stdio_write,
	.poll = stdio_poll,
	.llseek = no_llseek,
};

#define STDIO(_name, _fd, _events, _ops) {				\
	.fd = _fd,							\
	.events = _events,						\
	.misc = {							\
		.minor = MISC_DYNAMIC_MINOR,				\
		.name = "nabla-" _name,					\
		.fops = _ops,						\
		.mode = 0666,						\
	},								\
}

static struct stdio stdio[] = {
	STDIO("stdin", 0, POLLIN, &stdin_ops),
	STDIO("stdout", 1, POLLOUT, &stdout_ops),
	STDIO("stderr", 2, POLLOUT, &stdout_ops),
};

static int __init stdio_add(struct stdio *io)
{
	int err;

	spin_lock_init(&io->lock);
	init_waitqueue_head(&io->wait);
	io->irq = nabla_irq_line(io->fd, io->events);
	if (io->irq < 0)
		return io->irq;
	err = request_irq(io->irq, stdio_interrupt, IRQF_NO_AUTOEN,
			  io->misc.name, io);
	return err ? err : misc_register(&io->misc);
}

static int __init stdio_init(void)
{
	unsigned int i;
	int err = 0;

	/* A terminal is the console's. */
	if (nabla_boot->flags & NABLA_BOOT_TTY)
		return 0;
	for (i = 0; i < ARRAY_SIZE(stdio) && !err; i++)
		err = stdio_add(&stdio[i]);
	return err;
}
device_initcall(stdio_init);
