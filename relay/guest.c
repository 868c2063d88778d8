// SPDX-License-Identifier: ISC
/*
 * The guest's side.  Every byte here was written by whoever owns the container:
 * a frame that the protocol does not allow ends the channel.  One for a client
 * that has gone is not wrong, as the guest can't know yet.
 */
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "relay/relay.h"

/* What the relay itself makes wait, such as answers, is small. */
#define WAITING_MAX	(1UL << 20)

int guest_wrong(const struct relay *r, const char *how, struct err *e)
{
	return err_set(e, EPROTO, "the guest sent a %s that %s",
		       control_name(r->frame.head.type), how);
}

int guest_tell(struct relay *r, const struct nabla_control *head,
	       const void *payload, size_t size, struct err *e)
{
	int rc;

	if (queue_weight(&r->out) > WAITING_MAX)
		return err_set(e, EPROTO, "the guest does not listen");
	rc = queue_post(&r->out, r->control, head, payload, size);
	/* It may have gone since: what it sent last is still to be heard. */
	if (rc == -EPIPE || rc == -ECONNRESET)
		return 0;
	return rc ? err_set(e, -rc, "telling the guest: %s", strerror(-rc)) : 0;
}

static int hello(struct relay *r, struct err *e)
{
	uint32_t version;

	memcpy(&version, r->frame.payload, sizeof(version));
	if (r->greeted)
		return guest_wrong(r, "came twice", e);
	if (version != NABLA_CONTROL_VERSION)
		return err_set(e, EPROTO, "the guest speaks version %u of the "
			       "channel, this is %u", version,
			       NABLA_CONTROL_VERSION);
	r->greeted = true;
	return local_greet(r, e);
}

static int tell_size(struct relay *r, struct err *e)
{
	const struct nabla_control head = { .type = NABLA_CONTROL_WINSIZE };
	struct nabla_control_winsize size;
	struct winsize w;

	if (r->tty < 0 || ioctl(r->tty, TIOCGWINSZ, &w) < 0)
		return 0;
	size = (struct nabla_control_winsize){
		w.ws_row, w.ws_col, w.ws_xpixel, w.ws_ypixel
	};
	return guest_tell(r, &head, &size, sizeof(size), e);
}

static void note_failure(struct past *p, const void *payload, size_t size)
{
	p->failed = size < sizeof(p->failure) ? size : sizeof(p->failure);
	memcpy(p->failure, payload, p->failed);
}

/* What became of the container's program. */
static int event(struct relay *r, size_t size, struct err *e)
{
	const void *payload = r->frame.payload;
	struct past *p = &r->past;

	switch (r->frame.head.type) {
	case NABLA_CONTROL_READY:
		p->ready = true;
		break;
	case NABLA_CONTROL_STARTED:
		p->started = true;
		memcpy(&p->pid, payload, sizeof(p->pid));
		break;
	case NABLA_CONTROL_FAILED:
		note_failure(p, payload, size);
		break;
	case NABLA_CONTROL_EXITED:
		p->exited = true;
		memcpy(&p->status, payload, sizeof(p->status));
		break;
	case NABLA_CONTROL_OOM:
		memcpy(&p->oom, payload, sizeof(p->oom));
		break;
	default:
		return guest_wrong(r, "is of no session", e);
	}
	return watchers_tell(r, r->frame.head.type, payload, size, e);
}

/* Does it answer what the client asked? */
static bool is_answer(unsigned int asked, unsigned int type)
{
	switch (asked) {
	case NABLA_CONTROL_START:
	case NABLA_CONTROL_EXEC:
	case NABLA_CONTROL_JOIN:
		return type == NABLA_CONTROL_STARTED ||
		       type == NABLA_CONTROL_FAILED;
	case NABLA_CONTROL_PS:
		return type == NABLA_CONTROL_PROCESSES ||
		       type == NABLA_CONTROL_DONE;
	case NABLA_CONTROL_STATS:
		return type == NABLA_CONTROL_NUMBERS ||
		       type == NABLA_CONTROL_DONE;
	}
	return type == NABLA_CONTROL_DONE;
}

static int answer(struct relay *r, struct client *c, struct err *e)
{
	const struct nabla_control *head = &r->frame.head;

	if (!is_answer(c->asked, head->type))
		return guest_wrong(r, "answers nothing", e);
	if (!(head->flags & NABLA_CONTROL_MORE))
		c->state = CLIENT_IDLE;
	if ((c->asked == NABLA_CONTROL_EXEC ||
	     c->asked == NABLA_CONTROL_JOIN) &&
	    head->type == NABLA_CONTROL_STARTED) {
		c->state = CLIENT_SESSION;
		for (int s = 0; s < 3; s++)
			c->credit[s] = NABLA_CONTROL_WINDOW;
	}
	return 0;
}

static int session(struct relay *r, struct client *c, size_t size,
		   struct err *e)
{
	const struct nabla_control *head = &r->frame.head;
	unsigned int s = control_stream(head);
	uint32_t more;

	switch (head->type) {
	case NABLA_CONTROL_DATA:
		if (!s || c->credit[s] < size)
			return guest_wrong(r, "is beyond its credit", e);
		c->credit[s] -= size;
		return 0;
	case NABLA_CONTROL_CREDIT:
		memcpy(&more, r->frame.payload, sizeof(more));
		if (s || more > NABLA_CONTROL_WINDOW - c->credit[0])
			return guest_wrong(r, "is too large", e);
		c->credit[0] += more;
		return 0;
	case NABLA_CONTROL_CLOSE:
		return 0;
	case NABLA_CONTROL_EXITED:
		c->state = CLIENT_OVER;
		return 0;
	}
	return guest_wrong(r, "has no place in a session", e);
}

/* To one client, if it is there and the frame may come now. */
static int to_client(struct relay *r, size_t size, struct err *e)
{
	const struct nabla_control *head = &r->frame.head;
	struct client *c = client_find(r, head->id);
	int rc;

	if (!c)
		return 0;
	if (c->state == CLIENT_WAITS)
		rc = answer(r, c, e);
	else if (c->state == CLIENT_SESSION)
		rc = session(r, c, size, e);
	else if (c->state == CLIENT_DESCRIBES &&
		 head->type == NABLA_CONTROL_FAILED)
		return client_drop(r, c, e);
	else
		return guest_wrong(r, "nobody waits for", e);
	/* That START failed is told again, as the container's end. */
	if (!rc && c->asked == NABLA_CONTROL_START &&
	    head->type == NABLA_CONTROL_STARTED)
		rc = event(r, size, e);
	return rc ? rc : client_tell(r, c, head, r->frame.payload, size, e);
}

static int obey(struct relay *r, size_t size, struct err *e)
{
	unsigned int type = r->frame.head.type;

	if (type == NABLA_CONTROL_HELLO)
		return hello(r, e);
	if (!r->greeted)
		return guest_wrong(r, "comes before HELLO", e);
	if (type == NABLA_CONTROL_ASK_SIZE)
		return tell_size(r, e);
	if (type == NABLA_CONTROL_QUERY) {
		if (r->resolver < 0)
			return guest_wrong(r, "has nobody to answer it", e);
		resolver_ask(r, size);
		return 0;
	}
	if (r->frame.head.id & NABLA_RELAY_LOCAL_ID)
		return local_take(r, size, e);
	return r->frame.head.id ? to_client(r, size, e) : event(r, size, e);
}

/* Without room for descriptors: those that come with it the host closes. */
int guest_hear(struct relay *r, struct err *e)
{
	struct iovec part = { &r->frame, sizeof(r->frame) };
	struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t n = recvmsg(r->control, &m, MSG_DONTWAIT);
	int rc;

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return err_set(e, EPIPE, "the guest has gone");
	if (m.msg_flags & MSG_TRUNC ||
	    control_check(&r->frame, n, CONTROL_GUEST))
		return guest_wrong(r, "is malformed", e);
	rc = obey(r, n - sizeof(r->frame.head), e);
	return rc < 0 ? rc : 1;
}
