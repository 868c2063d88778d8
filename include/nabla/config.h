/* SPDX-License-Identifier: ISC */
/*
 * The description of a container that guest init reads from the boot data
 * (/sys/firmware/nabla/config).  Its bytes are records; a record is a sequence of
 * NUL-terminated strings: the name of a directive, then as many arguments as that
 * directive takes.  Any byte but NUL may stand in a string.  An unknown directive
 * or a record cut short is an error, and nothing is started.
 *
 *  directive  arguments
 *  arg        STRING                      one word of the program's command line
 *  env        NAME=VALUE                  one variable of its environment
 *  cwd        PATH                        working directory (default /)
 *  root       PATH                        becomes / after the mounts (default: stay)
 *  files      TAG NAME                    mounts TAG's files; NAME of them becomes /
 *  bind       NAME PATH OPTIONS           NAME of TAG's files at PATH, after "files"
 *  dev                                    usual devices and links of /dev, if missing
 *  home                                   HOME, if no env has it, from /etc/passwd
 *  user       UID GID                     decimal (default 0 0)
 *  group      GID                         one supplementary group
 *  umask      OCTAL                       (default 0022)
 *  rlimit     NAME SOFT HARD              "nofile" ...; bytes or counts, "unlimited"
 *  hostname   NAME
 *  domainname NAME
 *  sysctl     KEY VALUE                   "net.ipv4.ip_forward" "1"
 *  mkdir      PATH OCTAL                  with missing parents
 *  mount      SOURCE TARGET TYPE OPTIONS  options as of mount(8): "ro,nosuid,size=64m"
 *  symlink    TEXT PATH
 *  write      PATH TEXT                   a small file, made or overwritten
 *  link       IFACE up|down               of a network interface
 *  mtu        IFACE BYTES
 *  address    IFACE ADDRESS/PREFIX        IPv4 or IPv6; DAD is not awaited
 *  peer       IFACE ADDRESS OTHER/PREFIX  between two hosts
 *  route      IFACE DEST/PREFIX|default VIA|-   VIA "-": on link
 *  routing    IFACE DEST VIA METRIC SOURCE|- MTU   likewise; 0: not given
 *  resolver   ADDRESS                     the relay's name server, on that one's port 53
 *  device     PATH c|b|p MAJOR MINOR OCTAL UID GID   mknod(2); 0 0 for p
 *  mask       PATH                        nothing can be read there; may be missing
 *  readonly   PATH                        with all that is mounted in it; likewise
 *  namespace  pid|cgroup                  the program's own: first in its namespace
 *             ipc|uts                     likewise, of a container that joins
 *  cgroup     FILE TEXT                   a limit of its control group: "pids.max" "9"
 *  wait                                   for NABLA_CONTROL_START before it starts
 *  winsize    ROWS COLUMNS                of the program's terminal
 *  oom        SCORE                       oom_score_adj, -1000 to 1000
 *  sched      POLICY NICE PRIORITY        "other" "batch" "idle" "fifo" "rr"
 *  ioprio     CLASS LEVEL                 "rt" "be" "idle"; 0 to 7
 *  seccomp    FLAGS HEX                   SECCOMP_FILTER_FLAG_*, decimal; the bytes
 *                                         of struct sock_filter[], two digits each
 *  cap        bounding|permitted|effective|inheritable|ambient  HEX   mask of that set
 *  nnp                                    no_new_privs
 *  console                                /dev/console becomes the controlling terminal
 *
 * Records are carried out in their order, except arg, env, cwd, user, group,
 * umask, rlimit, cap, nnp, console, winsize, home, oom, sched, ioprio and seccomp,
 * which describe the program and take effect when it is started, after everything else.
 * Mounts of proc show the pid namespace only if they come after it.
 *
 * More records come with NABLA_CONTROL_START and NABLA_CONTROL_EXEC (control.h).
 * Those of a START are actions only, such as address and route.  Those of an EXEC
 * describe a program that joins the container's namespaces and root; "console" is
 * then a terminal of its own.  NABLA_CONTROL_JOIN brings the whole description of
 * another container.  It has a root of its own (files), names of files with a slash
 * in them, and the network of the first.
 */
#ifndef NABLA_CONFIG_H
#define NABLA_CONFIG_H

/* Where guest init lies in the initramfs built into the kernel. */
#define NABLA_INIT_PATH		"/.nabla/init"
#define NABLA_CONFIG_PATH	"/sys/firmware/nabla/config"
#define NABLA_CONFIG_MAX	(1 << 20)

/*
 * Guest init ends the container by reboot(RESTART2) with this text and a decimal
 * status 0-255 behind it: the exit status of nabla-run.
 */
#define NABLA_EXIT_COMMAND	"nabla-exit="

#endif
