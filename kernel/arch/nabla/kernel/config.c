// SPDX-License-Identifier: GPL-2.0-only
/*
 * The container's description, as the tender left it, for guest init to read:
 * /sys/firmware/nabla/config.  For root only, as environments hold secrets.
 */
#include <linux/init.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>
#include <asm/page.h>
#include <asm/platform.h>

static ssize_t config_read(struct file *file, struct kobject *kobj,
			   struct bin_attribute *attr, char *buf, loff_t off,
			   size_t count)
{
	return memory_read_from_buffer(buf, count, &off,
				       __va(nabla_machine.config),
				       nabla_machine.config_size);
}

static struct bin_attribute config_attr = {
	.attr = { .name = "config", .mode = 0400 },
	.read = config_read,
};

static int __init config_init(void)
{
	struct kobject *dir;
	int err;

	dir = kobject_create_and_add("nabla", firmware_kobj);
	if (!dir)
		return -ENOMEM;
	config_attr.size = nabla_machine.config_size;
	err = sysfs_create_bin_file(dir, &config_attr);
	if (err)
		kobject_put(dir);
	return err;
}
device_initcall(config_init);
