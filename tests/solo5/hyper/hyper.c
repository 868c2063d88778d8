// SPDX-License-Identifier: ISC
/*
 * hvt: a hypercall with an address that is not the guest's to give; each word
 * is one.  The tender must end with status 1.
 */
#include "hvt_abi.h"
#include "lib.h"

/* Of the ISA. */
void leave_with(int nr, uint32_t addr);
void leave_strangely(void);
void kick(void);

static uint8_t block[512];
static const char text[] = "ok\n";
static const uint64_t constant[64] = { 1 };

static void puts_at(uint64_t data, uint64_t len)
{
	struct hvt_puts p = { data, len };

	leave_with(HVT_PUTS, (uint32_t)(uintptr_t)&p);
}

static void read_to(uint64_t data)
{
	struct hvt_block_io b = { .handle = 1, .data = data, .len = 512 };

	leave_with(HVT_BLOCK_READ, (uint32_t)(uintptr_t)&b);
	CHECK(!b.ret, 3);
}

static void halt_with(uint64_t cookie)
{
	struct hvt_halt h = { cookie, 0 };

	leave_with(HVT_HALT, (uint32_t)(uintptr_t)&h);
}

int solo5_app_main(const struct solo5_start_info *info)
{
	const char *c = info->cmdline;
	uint64_t end = info->heap_start + info->heap_size;

	if (has_word(c, "good")) {
		puts_at((uintptr_t)text, 3);
		puts_at(end, 0);
		read_to((uintptr_t)block);
		read_to(info->heap_start);
		halt_with(end - 512);
	}
	if (has_word(c, "beyond"))
		puts_at(end, 1);
	if (has_word(c, "across"))
		puts_at(end - 1, 2);
	if (has_word(c, "wrap"))
		puts_at(0x200000, ~0ULL);
	if (has_word(c, "high"))
		puts_at(~0ULL, 2);
	if (has_word(c, "low"))
		puts_at(0x1000, 16);
	if (has_word(c, "to-code"))
		read_to((uintptr_t)solo5_app_main & ~511UL);
	if (has_word(c, "to-constant"))
		read_to((uintptr_t)constant);
	if (has_word(c, "to-boot"))
		read_to(HVT_BOOT_INFO);
	if (has_word(c, "to-tables"))
		read_to(0x2000);
	if (has_word(c, "argument"))
		leave_with(HVT_WALLTIME, (uint32_t)end);
	if (has_word(c, "argument-across"))
		leave_with(HVT_WALLTIME, (uint32_t)end - 4);
	if (has_word(c, "argument-constant"))
		leave_with(HVT_WALLTIME, (uint32_t)(uintptr_t)constant);
	if (has_word(c, "cookie"))
		halt_with(end - 511);
	if (has_word(c, "number-0"))
		leave_with(0, (uint32_t)(uintptr_t)block);
	if (has_word(c, "number-9"))
		leave_with(9, (uint32_t)(uintptr_t)block);
	if (has_word(c, "strange"))
		leave_strangely();
	if (has_word(c, "kick"))
		kick();
	say("not refused\n");
	return 0;
}
