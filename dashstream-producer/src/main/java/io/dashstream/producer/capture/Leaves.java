package io.dashstream.producer.capture;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Codecs of values that are one text or one number, and of the boxes around one value. */
final class Leaves {

    private static final Map<Class<?>, ValueCodec> EXACT = exact();
    /** Values of these types say all there is to say with their text, and never change. */
    private static final List<Class<?>> CONSTANT_TEXTS = List.of(
            UUID.class,
            URI.class,
            URL.class,
            Path.class,
            File.class,
            Locale.class,
            Currency.class,
            Charset.class,
            Pattern.class,
            InetAddress.class,
            ZoneId.class,
            TemporalAccessor.class,
            TemporalAmount.class);

    /** Likewise, in libraries that we do not know. */
    private static final Set<String> FOREIGN_TEXTS = Set.of("org.springframework.util.MimeType");

    private Leaves() {}

    /** Returns the codec of a class of which there are no subclasses, or {@code null}. */
    static @Nullable ValueCodec ofClass(Class<?> type) {
        return EXACT.get(type);
    }

    private static Map<Class<?>, ValueCodec> exact() {
        Map<Class<?>, ValueCodec> codecs = new HashMap<>();
        codecs.put(String.class, (value, old, walk) -> Scalars.text((String) value, old, true, walk));
        codecs.put(Boolean.class, (value, old, walk) -> Scalars.bool((Boolean) value, walk));
        codecs.put(Character.class, (value, old, walk) -> Scalars.text(value.toString(), old, true, walk));
        for (Class<?> type : List.of(Integer.class, Long.class, Short.class, Byte.class)) {
            codecs.put(type, (value, old, walk) -> Numbers.integer(((Number) value).longValue(), old, true, walk));
        }
        codecs.put(Double.class, (value, old, walk) -> Numbers.real((Double) value, old, true, walk));
        codecs.put(Float.class, (value, old, walk) -> Numbers.real(Numbers.widen((Float) value), old, true, walk));
        codecs.put(BigInteger.class, (value, old, walk) -> Numbers.bigInteger((BigInteger) value, old, walk));
        codecs.put(BigDecimal.class, (value, old, walk) -> Numbers.bigDecimal((BigDecimal) value, old, walk));
        codecs.put(Class.class, (value, old, walk) -> Scalars.text(((Class<?>) value).getName(), old, true, walk));
        addBoxes(codecs);
        return Map.copyOf(codecs);
    }

    private static void addBoxes(Map<Class<?>, ValueCodec> codecs) {
        codecs.put(Optional.class, box(value -> ((Optional<?>) value).orElse(null)));
        codecs.put(OptionalInt.class, box(Leaves::intOrNull));
        codecs.put(OptionalLong.class, box(Leaves::longOrNull));
        codecs.put(OptionalDouble.class, box(Leaves::doubleOrNull));
        codecs.put(AtomicInteger.class, changing(box(value -> ((AtomicInteger) value).get())));
        codecs.put(AtomicLong.class, changing(box(value -> ((AtomicLong) value).get())));
        codecs.put(LongAdder.class, changing(box(value -> ((LongAdder) value).sum())));
        codecs.put(DoubleAdder.class, changing(box(value -> ((DoubleAdder) value).sum())));
        codecs.put(AtomicBoolean.class, changing(box(value -> ((AtomicBoolean) value).get())));
        codecs.put(AtomicReference.class, changing(box(value -> ((AtomicReference<?>) value).get())));
    }

    private static @Nullable Object intOrNull(Object value) {
        OptionalInt optional = (OptionalInt) value;
        return optional.isPresent() ? optional.getAsInt() : null;
    }

    private static @Nullable Object longOrNull(Object value) {
        OptionalLong optional = (OptionalLong) value;
        return optional.isPresent() ? optional.getAsLong() : null;
    }

    private static @Nullable Object doubleOrNull(Object value) {
        OptionalDouble optional = (OptionalDouble) value;
        return optional.isPresent() ? optional.getAsDouble() : null;
    }

    /** What is in the box stands in the tree; a box that contains itself is a container like any other. */
    private static ValueCodec box(Function<Object, @Nullable Object> content) {
        return (value, old, walk) -> {
            if (!walk.open(value)) {
                return Substitutes.notOpened(value, old, walk);
            }
            Piece piece = walk.child(content.apply(value), old);
            walk.close();
            return piece;
        };
    }

    private static ValueCodec changing(ValueCodec codec) {
        return (value, old, walk) -> {
            Piece piece = codec.encode(value, old, walk);
            return piece.readFrom(piece.source, false);
        };
    }

    /** Returns the codec of a class that shows one text by what it is. */
    static Optional<ValueCodec> byNature(Class<?> type) {
        if (Enum.class.isAssignableFrom(type)) {
            return Optional.of((value, old, walk) -> Scalars.text(((Enum<?>) value).name(), old, true, walk));
        }
        if (FOREIGN_TEXTS.contains(type.getName())) {
            return Optional.of(Leaves::text);
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return Optional.of(Leaves::charSequence);
        }
        if (CONSTANT_TEXTS.stream().anyMatch(known -> known.isAssignableFrom(type))) {
            return Optional.of(Immutability.isOfJdk(type) ? Leaves::constantText : Leaves::text);
        }
        if (ByteBuffer.class.isAssignableFrom(type)) {
            return Optional.of((value, old, walk) -> ArrayCodecs.base64((ByteBuffer) value, old, walk));
        }
        if (Date.class.isAssignableFrom(type)) {
            return Optional.of(Leaves::date);
        }
        if (Calendar.class.isAssignableFrom(type)) {
            return Optional.of((value, old, walk) ->
                    Scalars.text(((Calendar) value).toInstant().toString(), old, false, walk));
        }
        if (TimeZone.class.isAssignableFrom(type)) {
            return Optional.of((value, old, walk) -> Scalars.text(((TimeZone) value).getID(), old, false, walk));
        }
        return Optional.empty();
    }

    /** The text is made only if it can fit. */
    private static Piece charSequence(Object value, @Nullable Piece old, StateWalk walk) {
        CharSequence text = (CharSequence) value;
        return Scalars.text(walk.fits(text.length()) ? text.toString() : "", old, false, walk);
    }

    private static Piece text(Object value, @Nullable Piece old, StateWalk walk) {
        return Scalars.text(value.toString(), old, false, walk);
    }

    private static Piece constantText(Object value, @Nullable Piece old, StateWalk walk) {
        return Scalars.text(value.toString(), old, true, walk).readFrom(value, true);
    }

    /** The subclasses for SQL are a day or a time of day and refuse to be an instant. */
    private static Piece date(Object value, @Nullable Piece old, StateWalk walk) {
        String name = value.getClass().getName();
        boolean partial = name.equals("java.sql.Date") || name.equals("java.sql.Time");
        return Scalars.text(
                partial ? value.toString() : ((Date) value).toInstant().toString(), old, false, walk);
    }
}
