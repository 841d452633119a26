package io.dashstream.producer.capture;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.ConcurrentModificationException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Codecs of values whose own libraries say how they are written: classes with Jackson serializers and foreign JSON trees. */
final class JacksonWritten {

    /** Types whose text is JSON. */
    private static final Set<String> FOREIGN_TREES = Set.of(
            "tools.jackson.databind.JsonNode",
            "com.google.gson.JsonElement",
            "org.json.JSONObject",
            "org.json.JSONArray");

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .addModule(new SimpleModule()
                    .addSerializer(TemporalAccessor.class, ToStringSerializer.instance)
                    .addSerializer(TemporalAmount.class, ToStringSerializer.instance))
            .build();

    private JacksonWritten() {}

    /** Returns the codec of a class if it is a tree of another JSON library. */
    static Optional<ValueCodec> foreignTree(Class<?> type) {
        for (Class<?> up = type; up != null; up = up.getSuperclass()) {
            if (FOREIGN_TREES.contains(up.getName())) {
                return Optional.of((value, old, walk) -> parsed(value.toString(), value, old, walk));
            }
        }
        return Optional.empty();
    }

    private static Piece parsed(String json, Object source, @Nullable Piece old, StateWalk walk) {
        try {
            return walk.encode(MAPPER.readTree(json), old).readFrom(source, false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a value as its Jackson serializer does; no more bytes than still fit. */
    static Piece encode(Object value, @Nullable Piece old, StateWalk walk) {
        LimitedBytes bytes = new LimitedBytes(walk);
        try {
            MAPPER.writeValue(bytes, value);
            return walk.encode(MAPPER.readTree(bytes.toByteArray()), old).readFrom(value, false);
        } catch (IOException e) {
            if (walk.stopped()) {
                return Scalars.nullPiece(walk);
            }
            if (e.getCause() instanceof ConcurrentModificationException change) {
                throw change;
            }
            throw new UncheckedIOException(e);
        }
    }

    /** Takes what fits into the state; what is more stops the walk and the writer. */
    private static final class LimitedBytes extends OutputStream {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final StateWalk walk;

        LimitedBytes(StateWalk walk) {
            this.walk = walk;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (!walk.fits((long) bytes.size() + length)) {
                throw new IOException("larger than the state may be");
            }
            bytes.write(from, offset, length);
        }

        byte[] toByteArray() {
            return bytes.toByteArray();
        }
    }
}
