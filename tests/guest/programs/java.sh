# SPDX-License-Identifier: ISC
# root: java
# mem: 1536
#
# Java: compile and run; threads, collections and garbage, sockets, exceptions.
set -eu
cd /tmp
cat >Guest.java <<'END'
import java.net.*;
import java.nio.file.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;

public class Guest {
	static int depth(int n) { return depth(n + 1) + 1; }

	static int echo() throws Exception {
		try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			var t = new Thread(() -> {
				try (var s = server.accept()) {
					s.getInputStream().transferTo(s.getOutputStream());
				} catch (Exception e) {
					e.printStackTrace();
				}
			});
			t.start();
			try (var s = new Socket(server.getInetAddress(), server.getLocalPort())) {
				s.getOutputStream().write(new byte[50000]);
				s.shutdownOutput();
				return s.getInputStream().readAllBytes().length;
			}
		}
	}

	public static void main(String[] a) throws Exception {
		var pool = Executors.newFixedThreadPool(8);
		var sums = new ArrayList<Future<Long>>();
		for (int i = 0; i < 50; i++) {
			final int n = i;
			sums.add(pool.submit(() -> LongStream.range(0, 20000 + n).sum()));
		}
		long total = 0;
		for (var f : sums)
			total += f.get();
		pool.shutdown();
		System.out.println("threads " + total);
		long garbage = 0;
		for (int i = 0; i < 2000000; i++)
			garbage += new byte[100].length;
		System.out.println("garbage " + garbage);
		System.out.println("map " + IntStream.range(0, 100000).boxed()
			.collect(Collectors.groupingBy(x -> x % 10, Collectors.counting())));
		try {
			depth(0);
		} catch (StackOverflowError e) {
			System.out.println("stack overflow caught");
		}
		try {
			Object o = null;
			o.hashCode();
		} catch (NullPointerException e) {
			System.out.println("null caught");
		}
		System.out.println("echo " + echo());
		Files.writeString(Path.of("/tmp/f"), "text");
		System.out.println("file " + Files.readString(Path.of("/tmp/f")));
		var p = new ProcessBuilder("sh", "-c", "exit 5").start();
		System.out.println("process " + p.waitFor());
		System.out.printf("floats %.12f%n", Math.sin(1) * Math.exp(2));
	}
}
END
javac Guest.java
java -Xmx256m Guest
