package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.SourceLog;
import io.dashstream.testing.Property;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Sessions in a world that goes wrong: several servers at different places of the log, clients that come, go, stall and
 * switch servers, stores that answer late, wrongly or not at all, retention, lost ranges, added partitions and topics
 * created anew. Time is virtual and every order of events is chosen by the seed. The clients judge what they get.
 */
class SessionSimulationTest {

    /** More than 10^5 records in a build; {@code -Ddashstream.simulation.cases=20000} for a longer run. */
    private static final int CASES = Integer.getInteger("dashstream.simulation.cases", 120);

    @Test
    @DisplayName("R1, R2, R3, R4, R6, R8, R12 hold under any schedule of faults (RE-23)")
    void sessionsKeepTheirPromises() {
        AtomicLong records = new AtomicLong();
        Property.check("session promises", CASES, (random, size) -> {
            World world = new World(random, size);
            world.run(40 * size);
            world.settle();
            records.addAndGet(world.records());
        });
        assertThat(records.get()).as("records delivered and checked").isGreaterThanOrEqualTo(1_000L * CASES);
    }

    private static final class World {

        private final RandomGenerator random;
        private final VirtualScheduler scheduler;
        private final Map<Epoch, SourceLog> sources = new HashMap<>();
        private final List<SimulatedServer> servers = new ArrayList<>();
        private final List<SimulatedClient> clients = new ArrayList<>();
        private Epoch epoch;
        private int topics;

        World(RandomGenerator random, int size) {
            this.random = random;
            this.scheduler = new VirtualScheduler(random);
            recreateTopic();
            int keeps = random.nextBoolean() ? 20 * size + 20 : 1_000_000;
            for (int i = 0; i < 2; i++) {
                SimulatedServer server = new SimulatedServer(random, scheduler, keeps);
                server.attach(epoch, source());
                servers.add(server);
            }
            for (int i = 0; i < 3; i++) {
                clients.add(new SimulatedClient(random, scheduler, sources));
            }
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                step();
                // Some of what became ready runs now, some only after the next things have happened.
                for (int runs = random.nextInt(6); runs > 0; runs--) {
                    scheduler.runOne();
                }
            }
        }

        private void step() {
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4 -> produce(random.nextInt(1, 40));
                case 5, 6, 7, 8, 9 -> server().read();
                case 10, 11 -> scheduler.pass(Duration.ofMillis(random.nextInt(400)));
                case 12, 13, 14 -> client().act();
                case 15, 16 -> reconnect(client());
                case 17 -> rareEvent();
                default -> scheduler.runAll();
            }
        }

        private void rareEvent() {
            switch (random.nextInt(10)) {
                case 0 -> recreateTopic();
                case 1, 2 -> server().attach(epoch, source());
                case 3 -> addPartition();
                case 4, 5 -> client().disconnect();
                default -> scheduler.pass(Duration.ofSeconds(random.nextInt(20)));
            }
        }

        private void reconnect(SimulatedClient client) {
            if (!client.isConnected() || random.nextInt(4) == 0) {
                client.connect(server());
            }
        }

        private void produce(int count) {
            List<Integer> partitions = List.copyOf(source().partitions());
            source().grow(random, partitions.get(random.nextInt(partitions.size())), count);
        }

        private void addPartition() {
            int partition = source().partitions().size();
            if (partition < 6) {
                source().addPartition(partition, 0);
            }
        }

        private void recreateTopic() {
            topics++;
            epoch = Epoch.of("cluster", "topic", "id-" + topics, 0);
            sources.put(epoch, new SourceLog(random.nextInt(1, 4), 0));
        }

        private SourceLog source() {
            return sources.get(epoch);
        }

        private SimulatedServer server() {
            return servers.get(random.nextInt(servers.size()));
        }

        private SimulatedClient client() {
            return clients.get(random.nextInt(clients.size()));
        }

        /** The faults end: everybody gets everything that is still there, and is told that this is all. */
        void settle() {
            for (SimulatedServer server : servers) {
                if (!server.epoch().equals(epoch)) {
                    server.attach(epoch, source());
                }
                server.readToEnd();
            }
            for (SimulatedClient client : clients) {
                client.becomePatient();
                client.connect(server());
            }
            scheduler.pass(Duration.ofMinutes(2));
            clients.forEach(client -> client.assertAtTheEndOf(epoch, source()));
            clients.forEach(SimulatedClient::disconnect);
            scheduler.pass(Duration.ofSeconds(1));
            servers.forEach(server -> assertThat(server.store().appended().waiting())
                    .as("closed sessions leave no waiter")
                    .isZero());
        }

        long records() {
            return clients.stream().mapToLong(SimulatedClient::records).sum();
        }
    }
}
