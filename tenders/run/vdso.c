// SPDX-License-Identifier: ISC
/*
 * Finds functions in the host's vDSO: a small shared object that the host
 * kernel has mapped, trusted as the host kernel is.
 */
#include <elf.h>
#include <stddef.h>
#include <string.h>

#include "tenders/run/vdso.h"

struct dynamic {
	const char *base;		/* add to its addresses */
	const Elf64_Sym *symbols;
	const char *strings;
	const uint32_t *hash, *gnu_hash;
};

static const Elf64_Dyn *find_dynamic(struct dynamic *d, const char *base)
{
	const Elf64_Ehdr *h = (const void *)base;
	const Elf64_Phdr *p = (const void *)(base + h->e_phoff);
	const Elf64_Dyn *dyn = NULL;

	for (int i = 0; i < h->e_phnum; i++) {
		if (p[i].p_type == PT_LOAD && !d->base)
			d->base = base + p[i].p_offset - p[i].p_vaddr;
		else if (p[i].p_type == PT_DYNAMIC)
			dyn = (const void *)(base + p[i].p_offset);
	}
	return dyn;
}

static void read_dynamic(struct dynamic *d, const Elf64_Dyn *dyn)
{
	for (; dyn && dyn->d_tag != DT_NULL; dyn++) {
		const char *at = d->base + dyn->d_un.d_ptr;

		switch (dyn->d_tag) {
		case DT_SYMTAB:
			d->symbols = (const void *)at;
			break;
		case DT_STRTAB:
			d->strings = at;
			break;
		case DT_HASH:
			d->hash = (const void *)at;
			break;
		case DT_GNU_HASH:
			d->gnu_hash = (const void *)at;
			break;
		}
	}
}

/* One more than the highest symbol that the hash table's chains lead to. */
static uint32_t count_gnu(const uint32_t *table)
{
	uint32_t buckets = table[0], first = table[1], bloom = table[2];
	const uint32_t *bucket = table + 4 + 2 * bloom;
	const uint32_t *chain = bucket + buckets;
	uint32_t last = 0;

	for (uint32_t i = 0; i < buckets; i++)
		if (bucket[i] > last)
			last = bucket[i];
	if (last < first)
		return 0;
	while (!(chain[last - first] & 1))
		last++;
	return last + 1;
}

/* The symbol table itself does not say how long it is. */
static uint32_t count_symbols(const struct dynamic *d)
{
	if (d->hash)
		return d->hash[1];
	return d->gnu_hash ? count_gnu(d->gnu_hash) : 0;
}

uint64_t vdso_symbol(const void *base, const char *name)
{
	struct dynamic d = { NULL, NULL, NULL, NULL, NULL };
	uint32_t n;

	read_dynamic(&d, find_dynamic(&d, base));
	if (!d.symbols || !d.strings)
		return 0;
	n = count_symbols(&d);
	for (uint32_t i = 0; i < n; i++) {
		const Elf64_Sym *s = &d.symbols[i];

		if (ELF64_ST_TYPE(s->st_info) == STT_FUNC &&
		    s->st_shndx != SHN_UNDEF &&
		    !strcmp(d.strings + s->st_name, name))
			return (uint64_t)d.base + s->st_value;
	}
	return 0;
}
