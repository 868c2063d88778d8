/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies to and from user memory and the clearing of it, with exact counts.
 *
 * Invariant: x0, x1 and x2 always describe what is left, and change only after
 * the accesses of a block are through. A block that faults is therefore done
 * again byte by byte (the bytes it wrote are written again, the same), which
 * finds the very byte at fault. Callers depend on it: a count of zero for a
 * block that was accessible in part would have them retry for ever.
 */
#include <linux/linkage.h>
#include <asm-generic/export.h>
#include <asm/uaccess_isa.h>

/* An instruction that may fault, and where to go on then. */
.macro user insn:vararg
9001:	\insn
	nabla_extable 9001b, .Lcopy_bytes
.endm

.macro user_set insn:vararg
9001:	\insn
	nabla_extable 9001b, .Lclear_bytes
.endm

	.text

	.balign	16
SYM_FUNC_START(nabla_copy_user)
	cmp	x2, #64
	b.lo	.Lcopy_small
.Lcopy_64:
	user	ldp x6, x7, [x1]
	user	ldp x8, x9, [x1, #16]
	user	ldp x10, x11, [x1, #32]
	user	ldp x12, x13, [x1, #48]
	user	stp x6, x7, [x0]
	user	stp x8, x9, [x0, #16]
	user	stp x10, x11, [x0, #32]
	user	stp x12, x13, [x0, #48]
	add	x1, x1, #64
	add	x0, x0, #64
	sub	x2, x2, #64
	cmp	x2, #64
	b.hs	.Lcopy_64

.Lcopy_small:			/* 0 to 63 bytes */
	add	x4, x1, x2
	add	x5, x0, x2
	tbnz	x2, #5, .Lcopy_32_63
	tbnz	x2, #4, .Lcopy_16_31
	tbnz	x2, #3, .Lcopy_8_15
	tbnz	x2, #2, .Lcopy_4_7
	cbz	x2, .Lcopy_stop
.Lcopy_bytes:			/* 1 to 3 bytes, or a block that faulted */
1:	ldrb	w6, [x1]
2:	strb	w6, [x0]
	add	x1, x1, #1
	add	x0, x0, #1
	subs	x2, x2, #1
	b.ne	1b
.Lcopy_stop:
	mov	x0, x2
	ret
	nabla_extable 1b, .Lcopy_stop
	nabla_extable 2b, .Lcopy_stop

.Lcopy_4_7:
	user	ldr w6, [x1]
	user	ldr w7, [x4, #-4]
	user	str w6, [x0]
	user	str w7, [x5, #-4]
	mov	x0, xzr
	ret

.Lcopy_8_15:
	user	ldr x6, [x1]
	user	ldr x7, [x4, #-8]
	user	str x6, [x0]
	user	str x7, [x5, #-8]
	mov	x0, xzr
	ret

.Lcopy_16_31:
	user	ldp x6, x7, [x1]
	user	ldp x8, x9, [x4, #-16]
	user	stp x6, x7, [x0]
	user	stp x8, x9, [x5, #-16]
	mov	x0, xzr
	ret

.Lcopy_32_63:
	user	ldp x6, x7, [x1]
	user	ldp x8, x9, [x1, #16]
	user	ldp x10, x11, [x4, #-32]
	user	ldp x12, x13, [x4, #-16]
	user	stp x6, x7, [x0]
	user	stp x8, x9, [x0, #16]
	user	stp x10, x11, [x5, #-32]
	user	stp x12, x13, [x5, #-16]
	mov	x0, xzr
	ret
SYM_FUNC_END(nabla_copy_user)
EXPORT_SYMBOL(nabla_copy_user)

	.balign	16
SYM_FUNC_START(nabla_clear_user)
	cmp	x1, #64
	b.lo	.Lclear_small
.Lclear_64:
	user_set stp xzr, xzr, [x0]
	user_set stp xzr, xzr, [x0, #16]
	user_set stp xzr, xzr, [x0, #32]
	user_set stp xzr, xzr, [x0, #48]
	add	x0, x0, #64
	sub	x1, x1, #64
	cmp	x1, #64
	b.hs	.Lclear_64

.Lclear_small:			/* 0 to 63 bytes */
	cmp	x1, #8
	b.lo	.Lclear_0_7
	user_set str xzr, [x0]
	add	x0, x0, #8
	sub	x1, x1, #8
	b	.Lclear_small

.Lclear_0_7:
	cbz	x1, .Lclear_stop
.Lclear_bytes:			/* 1 to 7 bytes, or a block that faulted */
1:	strb	wzr, [x0]
	add	x0, x0, #1
	subs	x1, x1, #1
	b.ne	1b
.Lclear_stop:
	mov	x0, x1
	ret
	nabla_extable 1b, .Lclear_stop
SYM_FUNC_END(nabla_clear_user)
EXPORT_SYMBOL(nabla_clear_user)
