# SPDX-License-Identifier: ISC
# root: languages
# mem: 4096
#
# Languages whose machinery asks much of a kernel: code made at run time, memory
# that is protected and moved by collectors, threads, signals.
set -eu
cd /tmp

echo "== php, with its compiler"
php8.2 -d opcache.enable_cli=1 -d opcache.jit_buffer_size=16M \
	-d opcache.jit=tracing -r '
	for ($s = 0, $i = 0; $i < 5000000; $i++) $s += $i % 7;
	echo $s, " ", md5(serialize(range(1, 1000))), "\n";'

echo "== ruby"
ruby -e '
	puts (1..50).map { |x| Thread.new { x * x } }.sum(&:value)
	r, w = IO.pipe
	fork { w.puts `echo a grandchild` }
	puts r.gets
	Process.wait
	Signal.trap("USR1") { puts "caught" }
	Process.kill("USR1", $$)
	sleep 0.1
	GC.compact if GC.respond_to?(:compact)
	puts (0...100000).map(&:to_s).uniq.size'

echo "== lua"
lua5.4 -e 'print(#string.rep("x", 1000000), 7 // 2)'
luajit -e 'local s = 0 for i = 1, 1e8 do s = s + i % 3 end print(s)'

echo "== ocaml"
echo 'let rec f n = if n < 2 then n else f (n - 1) + f (n - 2);; print_int (f 25);;' >a.ml
ocaml a.ml
echo

echo "== sbcl, whose collector protects pages"
sbcl --noinform --non-interactive --eval '
	(let ((all nil))
	  (dotimes (i 40) (push (make-array 100000 :initial-element i) all))
	  (dotimes (i 5) (gc :full t) (setf (aref (first all) i) (list i)))
	  (print (reduce (function +) (mapcar (lambda (a) (aref a 99999)) all)))
	  (print (handler-case (car (the list (eval 5))) (error () :caught)))
	  (terpri))'

echo "== erlang"
ERL_CRASH_DUMP=/dev/null erl -noshell -eval '
	P = self(),
	[spawn(fun() -> P ! X * X end) || X <- lists:seq(1, 20000)],
	io:format("~p~n", [lists:sum([receive Y -> Y end || _ <- lists:seq(1, 20000)])]),
	halt().'

echo "== rust"
cat >a.rs <<'END'
use std::{panic, sync::mpsc, thread};
fn main() {
	let (tx, rx) = mpsc::channel();
	let all: Vec<_> = (0..16u64).map(|i| {
		let tx = tx.clone();
		thread::spawn(move || tx.send((0..100000u64).map(|x| x * i).sum::<u64>()).unwrap())
	}).collect();
	drop(tx);
	for t in all { t.join().unwrap(); }
	println!("{}", rx.iter().sum::<u64>());
	panic::set_hook(Box::new(|_| {}));
	println!("{}", panic::catch_unwind(|| { let v = vec![1]; v[std::env::args().count()] }).is_err());
}
END
rustc -O a.rs
./a
