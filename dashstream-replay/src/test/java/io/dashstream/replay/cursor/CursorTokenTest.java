package io.dashstream.replay.cursor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.testing.Property;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTokenTest {

    private static final String BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @Test
    @DisplayName("R7: a token reads back as its cursor")
    void roundTrip() {
        Property.check("token round trip", 500, (random, size) -> {
            Cursor cursor = random(random, size);
            assertThat(CursorToken.read(CursorToken.write(cursor))).isEqualTo(cursor);
        });
    }

    @Test
    @DisplayName("R7: a changed token is refused or is the token of another cursor")
    void mutatedTokens() {
        Property.check("mutated tokens", 3_000, (random, size) -> {
            String token = CursorToken.write(random(random, 1 + size / 10));
            String mutated = mutate(random, token);
            try {
                Cursor read = CursorToken.read(mutated);
                assertThat(CursorToken.write(read)).isEqualTo(mutated);
            } catch (InvalidCursorException e) {
                assertThat(e.field()).isEqualTo("token");
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "====", "not a token", "AQ", "AQA=", "\u0663", "AQ\n"})
    void junkIsRefused(String junk) {
        assertThatThrownBy(() -> CursorToken.read(junk)).isInstanceOf(InvalidCursorException.class);
    }

    @Test
    void longJunkIsRefusedUnread() {
        assertThatThrownBy(() -> CursorToken.read("A".repeat(300_000)))
                .isInstanceOf(InvalidCursorException.class)
                .hasMessageContaining("300000 characters");
    }

    private static Cursor random(RandomGenerator random, int size) {
        Map<Integer, Position> positions = new HashMap<>();
        for (int i = random.nextInt(size + 1); i > 0; i--) {
            long next = random.nextLong() >>> random.nextInt(1, 64);
            int leaderEpoch = random.nextInt() >>> random.nextInt(1, 32);
            positions.put(
                    random.nextInt() >>> random.nextInt(1, 32),
                    random.nextBoolean() ? Position.at(next) : Position.after(next, leaderEpoch));
        }
        return Cursor.of(Epoch.of("cluster", "topic" + random.nextInt(), "id", random.nextLong(1_000_000)), positions);
    }

    private static String mutate(RandomGenerator random, String token) {
        StringBuilder mutated = new StringBuilder(token);
        int at = random.nextInt(token.length());
        switch (random.nextInt(4)) {
            case 0 -> mutated.deleteCharAt(at);
            case 1 -> mutated.insert(at, BASE64.charAt(random.nextInt(64)));
            case 2 -> mutated.append('=');
            default -> mutated.setCharAt(at, BASE64.charAt(random.nextInt(64)));
        }
        return mutated.toString();
    }
}
