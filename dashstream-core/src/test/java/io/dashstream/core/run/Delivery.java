package io.dashstream.core.run;

import com.google.protobuf.ByteString;
import io.dashstream.core.wire.FrameDecoder;
import io.dashstream.core.wire.FrameEncoder;
import io.dashstream.core.wire.MessageKind;
import io.dashstream.core.wire.Messages;
import io.dashstream.core.wire.WireException;
import io.dashstream.core.wire.v1.Checkpoint;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.DiffOperation;
import io.dashstream.core.wire.v1.StateDiff;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What can happen to a log between producer and reader.
 *
 * @param lossPerMille how many of a thousand messages are lost
 * @param copiesPerMille how many come twice, the second time at any later place
 * @param displacement by how many places a message can be late
 * @param damagePerMille how many are damaged where a hash, a checksum or the JSON itself shows it
 * @param flipsPerMille how many have a bit of their frame flipped
 */
record Delivery(int lossPerMille, int copiesPerMille, int displacement, int damagePerMille, int flipsPerMille) {

    static Delivery faultless() {
        return new Delivery(0, 0, 0, 0, 0);
    }

    List<DashStreamMessage> of(RandomGenerator random, List<DashStreamMessage> log) {
        List<Placed> placed = new ArrayList<>();
        for (int index = 0; index < log.size(); index++) {
            if (happens(random, lossPerMille)) {
                continue;
            }
            int place = index;
            change(random, log.get(index))
                    .ifPresent(message -> placed.add(new Placed(message, place + delay(random) + 0.5)));
            if (happens(random, copiesPerMille)) {
                placed.add(new Placed(log.get(index), index + 1 + random.nextInt(log.size())));
            }
        }
        placed.sort(Comparator.comparingDouble(Placed::place));
        return placed.stream().map(Placed::message).toList();
    }

    private record Placed(DashStreamMessage message, double place) {}

    private int delay(RandomGenerator random) {
        return displacement == 0 || random.nextInt(4) != 0 ? 0 : random.nextInt(displacement + 1);
    }

    private Optional<DashStreamMessage> change(RandomGenerator random, DashStreamMessage message) {
        if (happens(random, damagePerMille)) {
            return Optional.of(damaged(random, message));
        }
        return happens(random, flipsPerMille) ? flipped(random, message) : Optional.of(message);
    }

    private static boolean happens(RandomGenerator random, int perMille) {
        return random.nextInt(1000) < perMille;
    }

    static DashStreamMessage damaged(RandomGenerator random, DashStreamMessage message) {
        if (message.hasCheckpoint()) {
            Checkpoint.Builder checkpoint = message.getCheckpoint().toBuilder();
            if (random.nextInt(3) == 0) {
                checkpoint.setChecksum(flip(random, checkpoint.getChecksum()));
            } else {
                checkpoint.setState(flip(random, checkpoint.getState()));
            }
            return message.toBuilder().setCheckpoint(checkpoint).build();
        }
        if (message.hasStateDiff()) {
            return message.toBuilder()
                    .setStateDiff(damaged(random, message.getStateDiff().toBuilder()))
                    .build();
        }
        return message;
    }

    private static StateDiff.Builder damaged(RandomGenerator random, StateDiff.Builder diff) {
        if (!diff.getFullState().isEmpty() && random.nextInt(3) != 0) {
            return diff.setFullState(flip(random, diff.getFullState()));
        }
        if (diff.getOperationsCount() == 0 || random.nextInt(5) == 0) {
            return diff.setStateHash(flip(random, diff.getStateHash()));
        }
        int index = random.nextInt(diff.getOperationsCount());
        DiffOperation.Builder operation = diff.getOperationsBuilder(index);
        switch (random.nextInt(6)) {
            case 0 -> operation.setPath(operation.getPath() + "/nowhere/else");
            case 1 -> operation.setOpValue(random.nextInt(12));
            case 2 -> operation.setEncodingValue(1 + random.nextInt(6));
            case 3 -> diff.removeOperations(index);
            case 4 -> diff.addOperations(operation.build());
            default -> operation.setValue(flip(random, operation.getValue()));
        }
        return diff;
    }

    private static ByteString flip(RandomGenerator random, ByteString bytes) {
        if (bytes.isEmpty()) {
            return ByteString.copyFrom(new byte[] {1});
        }
        byte[] flipped = bytes.toByteArray();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        return ByteString.copyFrom(flipped);
    }

    /**
     * Kafka guards records by a checksum; should a bit flip all the same, most frames are refused. Of those that are not,
     * the ones are delivered whose bit was in the content: no hash covers who a message is from.
     */
    private static Optional<DashStreamMessage> flipped(RandomGenerator random, DashStreamMessage message) {
        try (FrameEncoder encoder = FrameEncoder.builder().build();
                FrameDecoder decoder = FrameDecoder.strict()) {
            byte[] frame = encoder.encode(message).bytes();
            frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
            return Optional.of(decoder.decode(frame)).filter(decoded -> isSameBesidesContent(message, decoded));
        } catch (WireException e) {
            return Optional.empty();
        }
    }

    private static boolean isSameBesidesContent(DashStreamMessage message, DashStreamMessage decoded) {
        if (MessageKind.of(message) != MessageKind.of(decoded)
                || !Messages.header(message).equals(Messages.header(decoded))) {
            return false;
        }
        return switch (MessageKind.of(message)) {
            case EVENT -> message.equals(decoded);
            case CHECKPOINT ->
                message.getCheckpoint()
                                .getMetadataMap()
                                .equals(decoded.getCheckpoint().getMetadataMap())
                        && !decoded.getCheckpoint().getChecksum().isEmpty();
            case STATE_DIFF -> !decoded.getStateDiff().getStateHash().isEmpty();
            default -> true;
        };
    }
}
