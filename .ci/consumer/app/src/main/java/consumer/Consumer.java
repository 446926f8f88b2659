package consumer;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** Makes one call over the OkHttp that the program resolved, to a server of its own. */
public final class Consumer {
    public static void main(String[] args) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            System.out.println("The call was answered with " + call(server.getAddress().getPort()));
        } finally {
            server.stop(0);
        }
    }

    private static int call(int port) throws IOException {
        OkHttpClient client =
                new OkHttpClient.Builder().callTimeout(5, TimeUnit.SECONDS).build();
        Request request = new Request.Builder().url("http://localhost:" + port + "/").build();
        try (Response response = client.newCall(request).execute()) {
            return response.code();
        }
    }

    private Consumer() {}
}
