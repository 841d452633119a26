package io.dashstream.producer.queue;

import io.dashstream.producer.event.Draft;
import io.dashstream.producer.metrics.DropReason;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way from many calling threads to one worker, bounded by messages and by bytes.
 *
 * <p>Both bounds live in one word that is moved by compare-and-swap, so that they hold exactly at every moment, and an offer costs
 * no lock. From the soft mark on, the many and cheap are refused, so that lifecycle and state still find room. An offer never
 * wakes the worker: waking a parked thread costs the caller microseconds, so the worker looks by itself.
 *
 * <p>{@link #offer} is for any thread; {@link #drain} for one.
 */
public final class TelemetryQueue {

    private static final int BYTE_BITS = 40;
    private static final long BYTE_MASK = (1L << BYTE_BITS) - 1;

    /** The largest number of messages that can be configured. */
    public static final int MOST_MESSAGES = 1 << 22;

    /** The largest number of bytes that can be configured. */
    public static final long MOST_BYTES = BYTE_MASK >> 1;

    private final MpscUnboundedArrayQueue<Draft> drafts = new MpscUnboundedArrayQueue<>(1024);
    private final AtomicLong used = new AtomicLong();
    private final int capacity;
    private final long maxBytes;
    private final int softCapacity;
    private final long softBytes;
    private long taken;

    /**
     * Creates an empty queue.
     *
     * @param capacity how many messages it holds, 1 to {@link #MOST_MESSAGES}
     * @param maxBytes how many bytes it holds, 1 to {@link #MOST_BYTES}
     * @param softMark from which part of either on the cheap are refused, above 0 and up to 1
     */
    public TelemetryQueue(int capacity, long maxBytes, double softMark) {
        this.capacity = capacity;
        this.maxBytes = maxBytes;
        this.softCapacity = (int) Math.ceil(capacity * softMark);
        this.softBytes = (long) Math.ceil(maxBytes * softMark);
    }

    /**
     * Takes a message in, or says why not. Never blocks.
     *
     * @param draft the message
     * @return empty if it is in, else the reason
     */
    public Optional<DropReason> offer(Draft draft) {
        long bytes = Math.min(draft.approximateBytes(), BYTE_MASK >> 1);
        DropReason refusal = reserve(bytes, draft.sheddable());
        if (refusal != null) {
            return Optional.of(refusal);
        }
        drafts.offer(draft);
        return Optional.empty();
    }

    private @Nullable DropReason reserve(long bytes, boolean sheddable) {
        while (true) {
            long now = used.get();
            long messages = (now >>> BYTE_BITS) + 1;
            long sum = (now & BYTE_MASK) + bytes;
            if (messages > capacity) {
                return DropReason.QUEUE_FULL;
            }
            // A single message larger than the whole budget still goes through an empty queue: a state is never
            // unsendable.
            if (sum > maxBytes && messages > 1) {
                return DropReason.QUEUE_BYTES;
            }
            if (sheddable && (messages > softCapacity || sum > softBytes)) {
                return DropReason.SHED;
            }
            if (used.compareAndSet(now, (messages << BYTE_BITS) | sum)) {
                return null;
            }
        }
    }

    /**
     * Takes messages out, in the order in which they went in.
     *
     * @param worker is given each message; its place is free before
     * @param most how many at most
     * @return how many were taken
     */
    public int drain(Consumer<Draft> worker, int most) {
        int count = 0;
        while (count < most) {
            Draft draft = drafts.poll();
            if (draft == null) {
                break;
            }
            long bytes = Math.min(draft.approximateBytes(), BYTE_MASK >> 1);
            used.addAndGet(-((1L << BYTE_BITS) | bytes));
            taken++;
            count++;
            worker.accept(draft);
        }
        return count;
    }

    /**
     * How many messages are in the queue: offered less taken.
     *
     * @return between 0 and the capacity
     */
    public int depth() {
        return (int) (used.get() >>> BYTE_BITS);
    }

    /**
     * How many bytes the messages in the queue weigh.
     *
     * @return an estimate, never above the bound but for one message that is larger alone
     */
    public long bytes() {
        return used.get() & BYTE_MASK;
    }

    /**
     * How many messages the queue can hold.
     *
     * @return the configured bound
     */
    public int capacity() {
        return capacity;
    }

    /**
     * How many messages were taken in since the queue was made; a message counts at the latest once its offer has returned.
     *
     * @return a count that only grows
     */
    public long offered() {
        return drafts.currentProducerIndex();
    }

    /**
     * How many messages were taken out. Only for the draining thread.
     *
     * @return a count that only grows
     */
    public long taken() {
        return taken;
    }
}
