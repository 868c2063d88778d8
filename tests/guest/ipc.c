// SPDX-License-Identifier: ISC
/*
 * System V and POSIX interprocess communication.
 */
#include <fcntl.h>
#include <mqueue.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

struct message {
	long type;
	char text[64];
};

static void t_shm(void)
{
	int id = shmget(IPC_PRIVATE, 65536, IPC_CREAT | 0600);
	struct shmid_ds ds;
	volatile char *p, *q;
	pid_t pid;

	check(id >= 0);
	p = shmat(id, NULL, 0);
	q = shmat(id, NULL, SHM_RDONLY);
	check(p != (void *)-1 && q != (void *)-1 && p != q);
	pid = start();
	if (!pid) {
		p[40000] = 'c';
		_exit(0);
	}
	check(!finish(pid));
	check(q[40000] == 'c');
	check(!shmctl(id, IPC_STAT, &ds) && ds.shm_nattch == 2);
	check(ds.shm_segsz == 65536);
	check(!shmctl(id, IPC_RMID, NULL));
	check(!shmdt((void *)p) && q[40000] == 'c' && !shmdt((void *)q));
	check_errno(shmctl(id, IPC_STAT, &ds), EINVAL);
}

static int sem_add(int id, int by)
{
	struct sembuf op = { 0, (short)by, SEM_UNDO };

	return semop(id, &op, 1);
}

static void t_sem(void)
{
	int id = semget(IPC_PRIVATE, 2, IPC_CREAT | 0600);
	int64_t from = now_ns();
	pid_t pid;

	check(id >= 0);
	pid = start();
	if (!pid) {
		sleep_ms(30);
		check(!sem_add(id, 1));
		sleep_ms(30);
		_exit(0);
	}
	check(!sem_add(id, -1));
	check(now_ns() - from >= 29000000);
	/* The child's exit undoes its addition, and waits for nothing. */
	check(!finish(pid));
	check(semctl(id, 0, GETVAL) == 0);
	check(!semctl(id, 0, IPC_RMID));
}

static void t_msg(void)
{
	int id = msgget(IPC_PRIVATE, IPC_CREAT | 0600);
	struct message m = { 2, "second" };

	check(id >= 0 && !msgsnd(id, &m, 7, 0));
	m = (struct message){ 1, "first" };
	check(!msgsnd(id, &m, 6, 0));
	check(msgrcv(id, &m, 64, 1, 0) == 6 && !strcmp(m.text, "first"));
	check_errno(msgrcv(id, &m, 64, 5, IPC_NOWAIT), ENOMSG);
	check(msgrcv(id, &m, 64, 0, 0) == 7 && m.type == 2);
	check(!msgctl(id, IPC_RMID, NULL));
}

static void t_posix_shm(void)
{
	int fd = shm_open("/guest-test", O_CREAT | O_EXCL | O_RDWR, 0600);
	volatile char *p;

	check(fd >= 0 && !ftruncate(fd, 8192));
	p = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	check(p != MAP_FAILED);
	p[5000] = 1;
	check(!shm_unlink("/guest-test"));
	check_errno(shm_open("/guest-test", O_RDWR, 0), ENOENT);
	check(p[5000] == 1);
}

static void t_posix_sem(void)
{
	sem_t *s = sem_open("/guest-sem", O_CREAT | O_EXCL, 0600, 0);
	pid_t pid;

	check(s != SEM_FAILED);
	pid = start();
	if (!pid) {
		for (int i = 0; i < 100; i++)
			check(!sem_post(s));
		_exit(0);
	}
	for (int i = 0; i < 100; i++)
		check(!sem_wait(s));
	check_errno(sem_trywait(s), EAGAIN);
	check(!finish(pid));
	check(!sem_unlink("/guest-sem"));
}

static volatile sig_atomic_t hits;

static void note(int sig)
{
	(void)sig;
	hits++;
}

static void t_mqueue(void)
{
	struct mq_attr a = { .mq_maxmsg = 4, .mq_msgsize = 32 };
	struct sigevent ev = { .sigev_notify = SIGEV_SIGNAL,
			       .sigev_signo = SIGUSR1 };
	mqd_t q = mq_open("/guest-q", O_CREAT | O_EXCL | O_RDWR | O_NONBLOCK,
			  0600, &a);
	unsigned int prio;
	char buf[32];

	check(q != (mqd_t)-1);
	signal(SIGUSR1, note);
	check(!mq_notify(q, &ev));
	check(!mq_send(q, "low", 3, 1) && hits == 1);
	check(!mq_send(q, "high", 4, 9));
	check(mq_receive(q, buf, 32, &prio) == 4 && prio == 9);
	check(mq_receive(q, buf, 32, &prio) == 3 && prio == 1);
	check_errno(mq_receive(q, buf, 32, &prio), EAGAIN);
	for (int i = 0; i < 4; i++)
		check(!mq_send(q, "x", 1, 0));
	check_errno(mq_send(q, "x", 1, 0), EAGAIN);
	check(!mq_unlink("/guest-q"));
}

static const struct test tests[] = {
	{ "shm", t_shm }, { "sem", t_sem }, { "msg", t_msg },
	{ "posix-shm", t_posix_shm }, { "posix-sem", t_posix_sem },
	{ "mqueue", t_mqueue }, { NULL, NULL },
};

int main(int argc, char **argv)
{
	return tests_main(argc, argv, tests);
}
