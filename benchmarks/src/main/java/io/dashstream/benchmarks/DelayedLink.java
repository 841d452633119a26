package io.dashstream.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection to a local server that is as long as one to another machine: every answer arrives a while after the server
 * gave it, however much is under way, as on a real line. It counts round trips: runs of requests with no answer in between.
 */
final class DelayedLink implements AutoCloseable {

    private static final int BUFFER_BYTES = 256 * 1024;

    private record Piece(long dueNanos, ByteBuffer bytes) {}

    private final ServerSocket server;
    private final int target;
    private final long delayNanos;
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicLong roundTrips = new AtomicLong();

    DelayedLink(int target, Duration delay) throws IOException {
        this.target = target;
        this.delayNanos = delay.toNanos();
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        daemon("accept", this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Round trips since the last call. */
    long takeRoundTrips() {
        return roundTrips.getAndSet(0);
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = server.accept();
            Socket served = new Socket(InetAddress.getLoopbackAddress(), target);
            client.setTcpNoDelay(true);
            served.setTcpNoDelay(true);
            sockets.add(client);
            sockets.add(served);
            AtomicBoolean isAsking = new AtomicBoolean();
            BlockingQueue<Piece> underWay = new LinkedBlockingQueue<>();
            daemon("requests", () -> requests(client.getInputStream(), served.getOutputStream(), isAsking));
            daemon("answers", () -> answers(served.getInputStream(), underWay));
            daemon("arrivals", () -> arrivals(underWay, client.getOutputStream(), isAsking));
        }
    }

    private void requests(InputStream from, OutputStream to, AtomicBoolean isAsking) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
            if (isAsking.compareAndSet(false, true)) {
                roundTrips.incrementAndGet();
            }
            to.write(buffer, 0, length);
        }
    }

    private void answers(InputStream from, BlockingQueue<Piece> underWay) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int length = from.read(buffer); length >= 0; length = from.read(buffer)) {
            underWay.add(new Piece(System.nanoTime() + delayNanos, ByteBuffer.wrap(Arrays.copyOf(buffer, length))));
        }
    }

    private static void arrivals(BlockingQueue<Piece> underWay, OutputStream to, AtomicBoolean isAsking)
            throws IOException, InterruptedException {
        while (true) {
            Piece piece = underWay.take();
            for (long left = piece.dueNanos() - System.nanoTime();
                    left > 0;
                    left = piece.dueNanos() - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            isAsking.set(false);
            to.write(piece.bytes().array());
        }
    }

    /** What goes on until a socket is closed. */
    @FunctionalInterface
    private interface Pump {
        void run() throws IOException, InterruptedException;
    }

    private void daemon(String name, Pump pump) {
        Thread thread = new Thread(
                () -> {
                    try {
                        pump.run();
                    } catch (IOException e) {
                        cut();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "link-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    private void cut() {
        for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        cut();
    }
}
