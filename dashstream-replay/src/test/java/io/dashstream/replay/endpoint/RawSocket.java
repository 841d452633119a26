package io.dashstream.replay.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** A client that behaves badly: it reads nothing unless told to, and sends frames as large as it likes. */
final class RawSocket implements AutoCloseable {

    private static final int TEXT = 0x81;
    private static final int CLOSE = 0x88;
    private static final int MASKED = 0x80;
    private static final int CHUNK = 65_536;

    private final Socket socket = new Socket();

    private RawSocket(int port, String path, String headers, String answerWanted) throws IOException {
        // Small, so that a server soon has nowhere to put what is not read.
        socket.setReceiveBufferSize(8_192);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(30_000);
        write(("GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) socket.getInputStream().read());
        }
        if (!answer.toString().startsWith("HTTP/1.1 " + answerWanted)) {
            throw new IOException(answer.toString());
        }
    }

    /** Opens a WebSocket. */
    static RawSocket webSocket(int port) throws IOException {
        String headers = String.join(
                "\r\n",
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                "Sec-WebSocket-Version: 13",
                "");
        return new RawSocket(port, "/ws", headers, "101");
    }

    /** Opens an event stream and reads no further than its head. */
    static RawSocket events(int port, String query) throws IOException {
        return new RawSocket(port, "/events" + query, "Accept: text/event-stream\r\n", "200");
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

    /** Sends the head of a text frame of a size, and only so much of the frame. */
    void beginHuge(long bytes, int sent) throws IOException {
        write(headOf(bytes));
        write(" ".repeat(sent).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] headOf(long bytes) {
        ByteBuffer head = ByteBuffer.allocate(14);
        head.put((byte) TEXT).put((byte) (MASKED | 127)).putLong(bytes).putInt(0);
        return head.array();
    }

    /** Sends one text frame of a size, until it is out or the server has hung up; says how much went out. */
    long sendHuge(long bytes) throws IOException {
        write(headOf(bytes));
        byte[] chunk = " ".repeat(CHUNK).getBytes(StandardCharsets.US_ASCII);
        long sent = 0;
        try {
            while (sent < bytes) {
                write(chunk);
                sent += chunk.length;
            }
        } catch (SocketException e) {
            return sent;
        }
        return sent;
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
