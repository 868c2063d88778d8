// SPDX-License-Identifier: GPL-2.0-only
/*
 * The message channel to the relay (<nabla/control.h>).  Its frames are guest
 * init's, which has them as /dev/nabla-control: a read() gives one, a write()
 * takes one, whole or not at all.
 *
 * One frame is taken from the channel ahead of its reader; until it has been read,
 * the line stays masked and the rest waits there.
 */
#include <linux/capability.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <asm/channel.h>
#include <nabla/control.h>

static struct nabla_channel channel;
static int in_irq, out_irq;
static DECLARE_WAIT_QUEUE_HEAD(in_wait);
static DECLARE_WAIT_QUEUE_HEAD(out_wait);

static DEFINE_MUTEX(reader);		/* of the frame in "in" */
static void *in;			/* NABLA_CONTROL_MAX bytes */
static long in_len;			/* of a frame; 0: none */
static bool in_end;			/* the relay is gone */

static DEFINE_SPINLOCK(out_lock);	/* out_armed */
static bool out_armed;			/* its line is unmasked */

/* The line is level-triggered: what is left to read raises it again. */
static irqreturn_t frame_interrupt(int irq, void *data)
{
	long n = nabla_channel_read(&channel, in, NABLA_CONTROL_MAX);

	if (n == -EAGAIN || n == -EINTR)
		return IRQ_HANDLED;
	if (n > 0 && n < (long)sizeof(struct nabla_control))
		return IRQ_HANDLED;
	disable_irq_nosync(irq);
	if (n > 0)
		smp_store_release(&in_len, n);
	else
		smp_store_release(&in_end, true);
	wake_up(&in_wait);
	return IRQ_HANDLED;
}

static bool in_ready(void)
{
	return smp_load_acquire(&in_len) || smp_load_acquire(&in_end);
}

static void out_arm(void)
{
	unsigned long flags;

	spin_lock_irqsave(&out_lock, flags);
	if (!out_armed) {
		out_armed = true;
		enable_irq(out_irq);
	}
	spin_unlock_irqrestore(&out_lock, flags);
}

static irqreturn_t room_interrupt(int irq, void *data)
{
	spin_lock(&out_lock);
	out_armed = false;
	disable_irq_nosync(irq);
	spin_unlock(&out_lock);
	wake_up(&out_wait);
	return IRQ_HANDLED;
}

static bool out_ready_or_arm(void)
{
	if (nabla_channel_has_room(&channel))
		return true;
	out_arm();
	return false;
}

/* With the mutex: one frame, or 0 when there will be none. */
static ssize_t take_frame(char __user *to, size_t count)
{
	long n = smp_load_acquire(&in_len);

	if (!n)
		return 0;
	if (count < n)
		return -EMSGSIZE;
	if (copy_to_user(to, in, n))
		return -EFAULT;
	smp_store_release(&in_len, 0);
	enable_irq(in_irq);
	return n;
}

static ssize_t control_read(struct file *file, char __user *to, size_t count,
			    loff_t *pos)
{
	ssize_t n;
	int err;

	for (;;) {
		if (!in_ready() && file->f_flags & O_NONBLOCK)
			return -EAGAIN;
		err = wait_event_interruptible(in_wait, in_ready());
		if (!err)
			err = mutex_lock_interruptible(&reader);
		if (err)
			return err;
		if (in_ready())
			break;
		mutex_unlock(&reader);
	}
	n = take_frame(to, count);
	mutex_unlock(&reader);
	return n;
}

static long write_frame(struct file *file, const void *frame, size_t count)
{
	long n;
	int err;

	for (;;) {
		n = nabla_channel_write(&channel, frame, count);
		if (n == -EINTR)
			continue;
		if (n != -EAGAIN || file->f_flags & O_NONBLOCK)
			return n;
		err = wait_event_interruptible(out_wait, out_ready_or_arm());
		if (err)
			return err;
	}
}

static ssize_t control_write(struct file *file, const char __user *from,
			     size_t count, loff_t *pos)
{
	void *frame;
	long n;

	if (count < sizeof(struct nabla_control))
		return -EINVAL;
	if (count > NABLA_CONTROL_MAX)
		return -EMSGSIZE;
	frame = memdup_user(from, count);
	if (IS_ERR(frame))
		return PTR_ERR(frame);
	n = write_frame(file, frame, count);
	kfree(frame);
	return n;
}

static __poll_t control_poll(struct file *file, poll_table *wait)
{
	__poll_t mask = 0;

	poll_wait(file, &in_wait, wait);
	if (in_ready())
		mask |= EPOLLIN | EPOLLRDNORM;
	if (READ_ONCE(in_end))
		return mask | EPOLLHUP;
	if (!(poll_requested_events(wait) & (EPOLLOUT | EPOLLWRNORM)))
		return mask;
	poll_wait(file, &out_wait, wait);
	if (out_ready_or_arm())
		mask |= EPOLLOUT | EPOLLWRNORM;
	return mask;
}

static int control_open(struct inode *inode, struct file *file)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	return stream_open(inode, file);
}

static const struct file_operations control_ops = {
	.owner = THIS_MODULE,
	.open = control_open,
	.read = control_read,
	.write = control_write,
	.poll = control_poll,
	.llseek = no_llseek,
};

static struct miscdevice control_misc = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "nabla-control",
	.fops = &control_ops,
	.mode = 0600,
};

static int __init control_line(short events, irq_handler_t handler,
			       unsigned long flags)
{
	int irq = nabla_channel_line(&channel, events);
	int err;

	if (irq < 0)
		return irq;
	err = request_irq(irq, handler, flags, "control", &control_misc);
	return err ? err : irq;
}

static int __init control_start(void)
{
	int err;

	in = kmalloc(NABLA_CONTROL_MAX, GFP_KERNEL);
	if (!in)
		return -ENOMEM;
	out_irq = control_line(POLLOUT, room_interrupt, IRQF_NO_AUTOEN);
	in_irq = control_line(POLLIN, frame_interrupt, 0);
	err = out_irq < 0 ? out_irq : in_irq < 0 ? in_irq : 0;
	return err ? err : misc_register(&control_misc);
}

static int __init control_init(void)
{
	if (nabla_channel_find(NABLA_CHANNEL_CONTROL, 0, &channel) < 0)
		return 0;
	return control_start();
}
device_initcall(control_init);
