// SPDX-License-Identifier: ISC
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;

/** Answers with what its threads compute. */
public class Server {
	public static void main(String[] args) throws Exception {
		HttpServer s = HttpServer.create(new InetSocketAddress(8080), 0);

		s.setExecutor(Executors.newFixedThreadPool(4));
		s.createContext("/", exchange -> {
			String text = LongStream.rangeClosed(1, 100000).parallel().sum()
				+ " with " + System.getProperty("java.version") + "\n";

			exchange.sendResponseHeaders(200, text.length());
			try (var body = exchange.getResponseBody()) {
				body.write(text.getBytes());
			}
		});
		s.start();
		Runtime.getRuntime().addShutdownHook(new Thread(() ->
			System.out.println("ends")));
		System.out.println("serves");
	}
}
