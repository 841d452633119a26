package io.dashstream.producer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands between a client and a broker, and can lose the answer to records that the broker has taken: the client can't know
 * whether they are in the log.
 */
final class ResponseDroppingProxy implements AutoCloseable {

    /** In a request of Kafka's protocol, the API key follows four bytes of length; that of Produce is 0. */
    private static final int API_KEY_AT = 4;

    private final ServerSocket server;
    private final int brokerPort;
    private final AtomicBoolean losesNextAnswer = new AtomicBoolean();
    private final AtomicInteger lost = new AtomicInteger();
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    ResponseDroppingProxy(int port, int brokerPort) {
        this.brokerPort = brokerPort;
        try {
            server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon(this::accept);
    }

    /** The answer to the next records never arrives, and their connection ends. */
    void loseNextAnswer() {
        losesNextAnswer.set(true);
    }

    int lost() {
        return lost.get();
    }

    private static void daemon(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), brokerPort);
                sockets.add(client);
                sockets.add(broker);
                AtomicBoolean doomed = new AtomicBoolean();
                daemon(() -> forward(client, broker, doomed));
                daemon(() -> answer(broker, client, doomed));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void forward(Socket client, Socket broker, AtomicBoolean doomed) {
        copy(client, broker, (buffer, length) -> {
            if (carriesRecords(buffer, length) && losesNextAnswer.compareAndSet(true, false)) {
                doomed.set(true);
            }
            return true;
        });
    }

    private static boolean carriesRecords(byte[] request, int length) {
        return length > API_KEY_AT + 1 && request[API_KEY_AT] == 0 && request[API_KEY_AT + 1] == 0;
    }

    private void answer(Socket broker, Socket client, AtomicBoolean doomed) {
        copy(broker, client, (buffer, length) -> {
            if (doomed.get()) {
                lost.incrementAndGet();
            }
            return !doomed.get();
        });
    }

    /** Looks at a piece on its way, and says whether it goes on. */
    private interface Look {
        boolean passes(byte[] buffer, int length);
    }

    private void copy(Socket from, Socket to, Look look) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (!look.passes(buffer, length)) {
                    return;
                }
                out.write(buffer, 0, length);
            }
        } catch (IOException ended) {
            // Either side has hung up.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
