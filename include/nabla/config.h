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
 *  route      IFACE DEST/PREFIX|default VIA|-   VIA "-": on link
 *  cap        bounding|permitted|effective|inheritable|ambient  HEX   mask of that set
 *  nnp                                    no_new_privs
 *  console                                /dev/console becomes the controlling terminal
 *
 * Records are carried out in their order, except arg, env, cwd, user, group,
 * umask, rlimit, cap, nnp and console, which describe the program and take effect
 * when it is started, after everything else.
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
