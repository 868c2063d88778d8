// SPDX-License-Identifier: ISC
#include <errno.h>
#include <string.h>

#include "lib/err.h"
#include "runtime/container.h"
#include "runtime/json.h"
#include "runtime/launch.h"
#include "runtime/rewriting.h"
#include "runtime/spec.h"

#define ANNOTATION	"nabla.rewrite"

static int read_annotation(struct json_object *annotations, bool *off,
			   struct err *e)
{
	const char *word = annotations ?
		json_string(annotations, ANNOTATION) : NULL;

	*off = word && !strcmp(word, "off");
	if (!word || *off || !strcmp(word, "on"))
		return 0;
	return err_set(e, EINVAL, "annotations: " ANNOTATION
		       ": \"%.40s\" is neither on nor off", word);
}

int rewriting_find(struct launch *l, struct err *e)
{
	bool pods = false;

	if (read_annotation(l->spec->annotations, &l->keep_text, e) < 0)
		return -e->code;
	if (!l->keep_text || !l->pod)
		return 0;
	/* One kernel for all of a pod, which runs already. */
	if (read_annotation(l->pod->annotations, &pods, e) < 0)
		return -e->code;
	return pods ? 0 : err_set(e, EINVAL, "annotations: " ANNOTATION "=off: "
				  "the guest of container %s, which it would be "
				  "in, was not started so", l->pod->id);
}
