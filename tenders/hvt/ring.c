// SPDX-License-Identifier: ISC
/*
 * The network ring, served when the guest kicks: by then the entries are there,
 * and when the guest goes on the commits of its reads are.  A write has none:
 * guests take the next commit for their read's.  The indices that the tender
 * advances are kept in the ring, but the guest's are copied once and checked:
 * what is done in one turn is bounded by the size of the ring.
 */
#include <errno.h>
#include <string.h>

#include "lib/err.h"
#include "tenders/hvt/hvt.h"

/* The number of commits, or -errno. */
static int serve(struct hvt *t, const struct hvt_ring_entry *e,
		 struct hvt_ring_commit *c)
{
	uint64_t len = e->len;
	int r;

	if (e->op == HVT_RING_NET_WRITE) {
		r = net_write(t, e->handle, e->data, len);
		return r < 0 ? r : 0;
	}
	if (e->op != HVT_RING_NET_READ)
		return -EINVAL;
	r = net_read(t, e->handle, e->data, &len);
	*c = (struct hvt_ring_commit) {
		.id = e->id, .ret = r, .len = r ? 0 : (uint32_t)len,
	};
	return r < 0 ? r : 1;
}

int ring_kick(struct hvt *t, struct err *e)
{
	struct hvt_ring *ring = (struct hvt_ring *)(t->mem.host + t->ring);
	uint32_t tail, head, out, taken;
	struct hvt_ring_commit commit;
	struct hvt_ring_entry entry;
	int r;

	if (!t->ring)
		return err_set(e, ENODEV, "a kick, but there is no ring");
	tail = __atomic_load_n(&ring->entry_tail, __ATOMIC_ACQUIRE);
	taken = __atomic_load_n(&ring->commit_head, __ATOMIC_ACQUIRE);
	head = ring->entry_head;
	out = ring->commit_tail;
	if (tail - head > HVT_RING_ENTRIES || out - taken > HVT_RING_ENTRIES)
		return err_set(e, EFAULT, "the ring's indices are wrong");
	/* while there is no place for a commit, entries wait */
	for (; head != tail && out - taken < HVT_RING_ENTRIES; head++) {
		memcpy(&entry, &ring->entry[head % HVT_RING_ENTRIES],
		       sizeof(entry));
		r = serve(t, &entry, &commit);
		if (r < 0)
			return err_set(e, EFAULT, "a bad entry in the ring");
		if (!r)
			continue;
		memcpy(&ring->commit[out++ % HVT_RING_ENTRIES], &commit,
		       sizeof(commit));
	}
	__atomic_store_n(&ring->commit_tail, out, __ATOMIC_RELEASE);
	__atomic_store_n(&ring->entry_head, head, __ATOMIC_RELEASE);
	return 0;
}
