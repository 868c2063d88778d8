/* SPDX-License-Identifier: ISC */
/*
 * The description of a container for guest init, out of config.json.  Bind
 * mounts are numbered: number n is what the gofer serves as "n", and the root
 * file system is "root".
 */
#ifndef RUNTIME_DESCRIBE_H
#define RUNTIME_DESCRIBE_H

#include "runtime/records.h"
#include "runtime/spec.h"

#define FILES_TAG	"files"		/* of nabla-run's device */
#define FILES_ROOT	"root"

/*
 * Of a container in another's guest: where its files are in the gofer's, whose
 * namespaces it has, and whether its memory can be limited there.
 */
struct joining {
	const char *folder;
	bool ipc, uts;			/* the first container's */
	bool groups;
};

/*
 * All but the network.  The program's part describes one of exec as well, which
 * joins the container.
 * j: NULL for the first in its guest.
 */
int describe_system(struct records *out, const struct spec *s,
		    const struct joining *j, spec_warn_fn warn,
		    struct err *e);
int describe_program(struct records *out, const struct spec_process *p,
		     struct err *e);

/* Files and mounts; for describe_system(). */
int describe_files(struct records *out, const struct spec *s,
		   const struct joining *j, spec_warn_fn warn, struct err *e);

/*
 * Limits that the guest keeps; warns of the others if the container is not alone
 * in it.
 */
void describe_limits(struct records *out, const struct spec_resources *r,
		     const struct joining *j, spec_warn_fn warn);

/* Of those that only the host can keep, in such a container. */
void describe_warn_of_others(const struct spec_resources *r,
			     spec_warn_fn warn);

/*
 * Whether a mount is a bind mount of files, and thus numbered: not what the
 * guest's kernel has itself.
 */
bool mount_is_bind(const struct spec_mount *m);
bool mount_has_option(const struct spec_mount *m, const char *option);

/* The names of those that only the host can keep; how many. */
#define HOST_LIMITS_MAX	4
unsigned int describe_host_limits(const struct spec_resources *r,
				  const char *names[HOST_LIMITS_MAX]);

#endif
