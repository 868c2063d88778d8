/* SPDX-License-Identifier: ISC */
/*
 * A scratch folder that becomes a root file system: it is filled here and goes
 * away again.
 */
#ifndef BAKE_TREE_H
#define BAKE_TREE_H

struct err;

struct tree {
	char path[64];
};

/* A scratch folder with what every root has.  0 or -errno. */
int tree_make(struct tree *t, struct err *e);
void tree_remove(struct tree *t);

/*
 * Copies a file, or a folder with all that is in it, to an absolute path in the
 * tree.  Symbolic links stay what they are, but one that is named itself is
 * followed.  It is an error if something else is there already.
 */
int tree_add(const struct tree *t, const char *from, const char *to,
	     struct err *e);

#endif
