/* SPDX-License-Identifier: ISC */
/*
 * nabla-relay and its clients (the runtime, exec-relays), over a SOCK_SEQPACKET
 * unix socket in the container's state directory.  Frames are those of
 * control.h; the ids in a client's are ignored, since a connection is one of
 * these:
 *
 *  idle       one request after the other, each answered before the next
 *  session    from EXEC or JOIN to EXITED.  STARTED or FAILED comes first; then DATA,
 *             CREDIT, CLOSE, SIGNAL and WINSIZE go as either side likes.  Who
 *             starts an exec-relay passes it the connection after STARTED has
 *             come.  It is of no use after EXITED: what comes then is ignored
 *  watching   after WATCH: told what the container does, until either side
 *             closes
 *
 * START is answered when the program runs or can't.  It may be sent before the
 * guest is ready, and so may others: they are passed on when it is.  A session
 * whose connection closes has its program killed.  A client that sends what
 * control.h does not let it, or more than its credit, is disconnected; no other
 * notices.
 *
 * A watcher that connected before the guest began is told all, whatever
 * happened meanwhile: so connect, send WATCH, and then let the tender begin.
 *
 * The relay closes all connections and exits when the guest closes its end.  A
 * session gets EXITED before that if the guest told its end; a client that sees
 * the connection close without it takes NABLA_RELAY_EXIT_LOST for the status.
 *
 * No descriptors go over this socket.  What the relay holds it inherits, by
 * number: --control=@FD the other end of the channel; --listen=@FD the bound,
 * listening socket; --tty=@FD the slave of the container's terminal, only to
 * ask for its size; --localhost=@FD a listening TCP socket that gets all that
 * connects to localhost in the container's network namespace, and
 * --attached=@FD what gives it those, which is held and no more.  Guest RAM's
 * memfd comes over the channel, from the tender.
 */
#ifndef NABLA_RELAY_H
#define NABLA_RELAY_H

#include <nabla/control.h>

#define NABLA_RELAY_CLIENTS	128	/* connected at one time; more wait */
#define NABLA_RELAY_LOCALS	64	/* connections to localhost, likewise */
#define NABLA_RELAY_EXIT_LOST	137	/* the container ended first */

/* In the id of a connection to localhost, and in no client's. */
#define NABLA_RELAY_LOCAL_ID	0x80000000U

#endif
