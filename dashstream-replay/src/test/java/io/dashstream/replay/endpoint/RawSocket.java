package io.dashstream.replay.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** A client that behaves badly: it reads nothing unless told to, and sends frames as large as it likes. */
final class RawSocket implements AutoCloseable {

    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int MASKED = 0x80;

    private final Socket socket = new Socket();

    private RawSocket(int port, String request, String status) throws IOException {
        // Small, so that a server soon has nowhere to put what is not read.
        socket.setReceiveBufferSize(8_192);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(30_000);
        write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("the server hung up after: " + answer);
            }
            answer.append((char) next);
        }
        if (!answer.toString().startsWith("HTTP/1.1 " + status)) {
            throw new IOException(answer.toString());
        }
    }

    static RawSocket webSocket(int port) throws IOException {
        return new RawSocket(
                port,
                "GET /ws HTTP/1.1\r\nHost: localhost:" + port + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n",
                "101");
    }

    static RawSocket events(int port, String query) throws IOException {
        return new RawSocket(port, "GET /events" + query + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n", "200");
    }

    /** Sends a small text frame. */
    void say(String json) throws IOException {
        byte[] text = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(8 + text.length);
        frame.put((byte) TEXT).put((byte) (MASKED | 126)).putShort((short) text.length);
        // The mask is zero, which leaves the text as it is.
        frame.putInt(0).put(text);
        write(frame.array());
    }

    /** Begins a text frame that says it has so many bytes, and sends only the first of them. */
    void beginHuge(long declared, int sent) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(14);
        head.put((byte) TEXT).put((byte) (MASKED | 127)).putLong(declared).putInt(0);
        write(head.array());
        write(" ".repeat(sent).getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads until the server has hung up, or has nothing more to send; says how many bytes had been on their way. */
    long drain() throws IOException {
        byte[] buffer = new byte[65_536];
        long bytes = 0;
        // A container may keep the connection of a stream that is over.
        socket.setSoTimeout(3_000);
        try {
            for (int read = socket.getInputStream().read(buffer);
                    read >= 0;
                    read = socket.getInputStream().read(buffer)) {
                bytes += read;
            }
        } catch (SocketException | SocketTimeoutException e) {
            return bytes;
        }
        return bytes;
    }

    /** Reads until the server's Close frame and gives its code; empty if the connection ended without one. */
    OptionalInt readUntilClosed() throws IOException {
        InputStream in = socket.getInputStream();
        try {
            while (true) {
                int opcode = in.read();
                if (opcode < 0) {
                    return OptionalInt.empty();
                }
                long length = length(in);
                if (opcode == CLOSE) {
                    return OptionalInt.of(in.read() << 8 | in.read());
                }
                in.skipNBytes(length);
            }
        } catch (SocketException | java.io.EOFException e) {
            return OptionalInt.empty();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static long length(InputStream in) throws IOException {
        int first = in.read();
        int more = first == 126 ? 2 : first == 127 ? 8 : 0;
        long length = more == 0 ? first : 0;
        for (int i = 0; i < more; i++) {
            length = length << 8 | in.read();
        }
        return length;
    }

    private void write(byte[] bytes) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        out.flush();
    }
}
