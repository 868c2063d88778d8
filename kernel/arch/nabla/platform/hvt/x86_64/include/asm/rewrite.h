/* SPDX-License-Identifier: GPL-2.0-only */
/* System calls enter by the processor's own instruction: text stays as it is. */
#ifndef _ASM_NABLA_REWRITE_H
#define _ASM_NABLA_REWRITE_H

static inline unsigned long nabla_ip_to_program(unsigned long ip)
{
	return ip;
}

static inline unsigned long nabla_ip_from_program(unsigned long ip)
{
	return ip;
}

#endif
