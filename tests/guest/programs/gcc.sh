# SPDX-License-Identifier: ISC
# root: gcc
# mem: 768
#
# The compiler makes programs of several files, in several ways, and they run.
set -eu
mkdir -p /tmp/w
cd /tmp/w
cat >a.c <<'END'
#include <pthread.h>
#include <stdio.h>
int fib(int n);
static void *run(void *n) { return (void *)(long)fib((int)(long)n); }
int main(int c, char **v)
{
	pthread_t t[4];
	void *r;
	for (long i = 0; i < 4; i++)
		pthread_create(&t[i], 0, run, (void *)(i + 20));
	for (int i = 0; i < 4; i++) {
		pthread_join(t[i], &r);
		printf("%s %ld\n", c > 1 ? v[1] : "-", (long)r);
	}
	return 0;
}
END
cat >b.c <<'END'
int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
END
cat >Makefile <<'END'
prog: a.o b.o
	gcc -pthread -o $@ $^
%.o: %.c
	gcc -O2 -g -c -o $@ $<
END
make -s -j2
./prog made
gcc -O3 -static -pthread -o static a.c b.c && ./static static
gcc -shared -fPIC -o libb.so b.c
gcc -pthread -o dynamic a.c -L. -lb -Wl,-rpath,/tmp/w && ./dynamic dynamic
echo 'int main(){return undeclared;}' >bad.c
gcc bad.c 2>/dev/null || echo "an error is an error: $?"
for i in 1 2 3 4 5 6; do echo "int f$i(int x) { return x + $i; }" >f$i.c; done
gcc -c -O2 f?.c && ar rcs libf.a f?.o && nm libf.a | grep -c ' T '
echo '#include <stdio.h>' | gcc -E - | grep -c printf
objdump -d f3.o | grep -c ret
# AddressSanitizer insists on its places in the address space.
gcc -fsanitize=address -pthread -o asan a.c b.c && ./asan sanitized
echo '#include <stdlib.h>
int main(void) { char *volatile p = malloc(8); free(p); return p[0]; }' >uaf.c
gcc -fsanitize=address -o uaf uaf.c
./uaf 2>&1 | grep -o 'heap-use-after-free' | head -n 1
