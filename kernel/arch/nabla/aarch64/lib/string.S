/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * memmove (which is memcpy too), memset, clear_page and copy_page.
 *
 * Invariant of the small cases (up to 64 bytes): all loads come before all
 * stores, so they are right for any overlap; sizes are met by two accesses that
 * overlap in the middle. x0 stays the return value.
 */
#include <linux/linkage.h>
#include <asm-generic/export.h>

	.text

	.balign	16
SYM_FUNC_START(memmove)
	mov	x3, x0
	cmp	x2, #64
	b.hi	.Lmove_large
.Lmove_small:			/* 0 to 64 bytes at x1, to x3 */
	add	x4, x1, x2
	add	x5, x3, x2
	cmp	x2, #32
	b.hi	.Lmove_33_64
	cmp	x2, #16
	b.hs	.Lmove_16_32
	tbnz	x2, #3, .Lmove_8_15
	tbnz	x2, #2, .Lmove_4_7
	cbz	x2, .Lmove_done
	ldrb	w6, [x4, #-1]
	tbz	x2, #1, .Lmove_1
	ldrh	w7, [x1]
	strh	w7, [x3]
.Lmove_1:
	strb	w6, [x5, #-1]
.Lmove_done:
	ret

.Lmove_4_7:
	ldr	w6, [x1]
	ldr	w7, [x4, #-4]
	str	w6, [x3]
	str	w7, [x5, #-4]
	ret

.Lmove_8_15:
	ldr	x6, [x1]
	ldr	x7, [x4, #-8]
	str	x6, [x3]
	str	x7, [x5, #-8]
	ret

.Lmove_16_32:
	ldp	x6, x7, [x1]
	ldp	x8, x9, [x4, #-16]
	stp	x6, x7, [x3]
	stp	x8, x9, [x5, #-16]
	ret

.Lmove_33_64:
	ldp	x6, x7, [x1]
	ldp	x8, x9, [x1, #16]
	ldp	x10, x11, [x4, #-32]
	ldp	x12, x13, [x4, #-16]
	stp	x6, x7, [x3]
	stp	x8, x9, [x3, #16]
	stp	x10, x11, [x5, #-32]
	stp	x12, x13, [x5, #-16]
	ret

.Lmove_large:
	sub	x4, x0, x1
	cmp	x4, x2		/* does @to begin inside the source? */
	b.lo	.Lmove_backward
.Lmove_forward:
	ldp	x6, x7, [x1]
	ldp	x8, x9, [x1, #16]
	ldp	x10, x11, [x1, #32]
	ldp	x12, x13, [x1, #48]
	add	x1, x1, #64
	stp	x6, x7, [x3]
	stp	x8, x9, [x3, #16]
	stp	x10, x11, [x3, #32]
	stp	x12, x13, [x3, #48]
	add	x3, x3, #64
	sub	x2, x2, #64
	cmp	x2, #64
	b.hi	.Lmove_forward
	b	.Lmove_small

.Lmove_backward:
	add	x4, x1, x2
	add	x5, x3, x2
1:	ldp	x6, x7, [x4, #-16]
	ldp	x8, x9, [x4, #-32]
	ldp	x10, x11, [x4, #-48]
	ldp	x12, x13, [x4, #-64]
	sub	x4, x4, #64
	stp	x6, x7, [x5, #-16]
	stp	x8, x9, [x5, #-32]
	stp	x10, x11, [x5, #-48]
	stp	x12, x13, [x5, #-64]
	sub	x5, x5, #64
	sub	x2, x2, #64
	cmp	x2, #64
	b.hi	1b
	b	.Lmove_small
SYM_FUNC_END(memmove)
SYM_FUNC_ALIAS(memcpy, memmove)
EXPORT_SYMBOL(memmove)
EXPORT_SYMBOL(memcpy)

	.balign	16
SYM_FUNC_START(memset)
	mov	x3, x0
	add	x5, x0, x2	/* the end */
	and	w1, w1, #0xff
	mov	x4, #0x0101010101010101
	mul	x1, x1, x4
	cmp	x2, #16
	b.lo	.Lset_small
	subs	x2, x2, #64
	b.lo	.Lset_tail
1:	stp	x1, x1, [x3]
	stp	x1, x1, [x3, #16]
	stp	x1, x1, [x3, #32]
	stp	x1, x1, [x3, #48]
	add	x3, x3, #64
	subs	x2, x2, #64
	b.hs	1b
.Lset_tail:			/* x2 is 64 less than what is left */
	tbz	x2, #5, 2f
	stp	x1, x1, [x3]
	stp	x1, x1, [x3, #16]
	add	x3, x3, #32
2:	tbz	x2, #4, 3f
	stp	x1, x1, [x3]
3:	stp	x1, x1, [x5, #-16]
	ret

.Lset_small:			/* 0 to 15 bytes */
	tbnz	x2, #3, .Lset_8_15
	tbnz	x2, #2, .Lset_4_7
	cbz	x2, .Lset_done
	strb	w1, [x3]
	tbz	x2, #1, .Lset_done
	strh	w1, [x5, #-2]
.Lset_done:
	ret

.Lset_4_7:
	str	w1, [x3]
	str	w1, [x5, #-4]
	ret

.Lset_8_15:
	str	x1, [x3]
	str	x1, [x5, #-8]
	ret
SYM_FUNC_END(memset)
EXPORT_SYMBOL(memset)

/* dc zva clears a block without reading it, where the host allows it. */
	.balign	16
SYM_FUNC_START(clear_page)
	add	x3, x0, #4096
	mrs	x1, dczid_el0
	tbnz	x1, #4, 2f
	and	w1, w1, #15	/* log2 of the block, in words of 4 bytes */
	mov	x2, #4
	lsl	x2, x2, x1
1:	dc	zva, x0
	add	x0, x0, x2
	cmp	x0, x3
	b.lo	1b
	ret

2:	stp	xzr, xzr, [x0]
	stp	xzr, xzr, [x0, #16]
	stp	xzr, xzr, [x0, #32]
	stp	xzr, xzr, [x0, #48]
	add	x0, x0, #64
	cmp	x0, x3
	b.lo	2b
	ret
SYM_FUNC_END(clear_page)
EXPORT_SYMBOL(clear_page)

	.balign	16
SYM_FUNC_START(copy_page)
	add	x2, x0, #4096
1:	ldp	x6, x7, [x1]
	ldp	x8, x9, [x1, #16]
	ldp	x10, x11, [x1, #32]
	ldp	x12, x13, [x1, #48]
	add	x1, x1, #64
	stp	x6, x7, [x0]
	stp	x8, x9, [x0, #16]
	stp	x10, x11, [x0, #32]
	stp	x12, x13, [x0, #48]
	add	x0, x0, #64
	cmp	x0, x2
	b.lo	1b
	ret
SYM_FUNC_END(copy_page)
EXPORT_SYMBOL(copy_page)
