package io.dashstream.replay.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * Stands between a client and a server, a Redis if it is not said otherwise, counts round trips and delays answers. A round trip is a run of requests with no
 * answer passed on in between: each answer is held back for the delay, so whatever the client sends without waiting for
 * one is in the same run.
 */
public final class CountingProxy implements AutoCloseable {

    private final ServerSocket server;
    private final IntSupplier target;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Queue<String> commands = new ConcurrentLinkedQueue<>();
    private final AtomicLong roundTrips = new AtomicLong();
    private volatile long delayNanos;

    CountingProxy(int target, Duration delay) throws IOException {
        this(() -> target, delay);
    }

    /** In front of a server whose port is known by the time of the first connection. */
    public CountingProxy(IntSupplier target, Duration delay) throws IOException {
        this.target = target;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        delay(delay);
        daemon("accept", this::accept);
    }

    String uri() {
        return "redis://127.0.0.1:" + server.getLocalPort();
    }

    public int port() {
        return server.getLocalPort();
    }

    void delay(Duration delay) {
        delayNanos = delay.toNanos();
    }

    /** Round trips since the last call. */
    long takeRoundTrips() {
        commands.clear();
        return roundTrips.getAndSet(0);
    }

    /** What was sent since the last take, as far as it is text. */
    List<String> requests() {
        return List.copyOf(commands);
    }

    /** Breaks all connections, in the middle of whatever they carry. */
    void cut() {
        for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
            closeQuietly(socket);
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket redis = new Socket(InetAddress.getLoopbackAddress(), target.getAsInt());
                client.setTcpNoDelay(true);
                redis.setTcpNoDelay(true);
                sockets.add(client);
                sockets.add(redis);
                Turn turn = new Turn();
                daemon("requests", () -> requests(client, redis, turn));
                daemon("answers", () -> answers(redis, client, turn));
            }
        } catch (IOException e) {
            cut();
        }
    }

    /** Whose turn it is on one connection. */
    private static final class Turn {
        private boolean asking;
    }

    private void requests(Socket from, Socket to, Turn turn) {
        pump(from, to, (bytes, length) -> {
            synchronized (turn) {
                if (!turn.asking) {
                    turn.asking = true;
                    roundTrips.incrementAndGet();
                }
            }
            commands.add(new String(bytes, 0, length, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT));
        });
    }

    private void answers(Socket from, Socket to, Turn turn) {
        pump(from, to, (bytes, length) -> {
            if (delayNanos > 0) {
                long until = System.nanoTime() + delayNanos;
                while (System.nanoTime() < until) {
                    LockSupport.parkNanos(until - System.nanoTime());
                }
            }
            synchronized (turn) {
                turn.asking = false;
            }
        });
    }

    private interface Passing {
        void pass(byte[] bytes, int length);
    }

    private void pump(Socket from, Socket to, Passing passing) {
        byte[] buffer = new byte[1 << 20];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                passing.pass(buffer, length);
                out.write(buffer, 0, length);
                out.flush();
            }
        } catch (IOException e) {
            closeQuietly(from);
        }
        closeQuietly(to);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, "proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
