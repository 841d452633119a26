package io.dashstream.replay.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.store.SourceLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * A topic, the servers that read it and the clients that connect to them, on virtual time. What happens, and in which
 * order, is chosen by the random numbers; what may go wrong is given.
 */
final class SimulatedWorld {

    private static final int MAX_PARTITIONS = 6;
    /** Where logs begin: at zero, and where doubles and longs end. */
    private static final List<Long> BEGINS = List.of(0L, 0L, (1L << 53) - 7, Long.MAX_VALUE - (1L << 32));

    private final RandomGenerator random;
    private final Set<Fault> faults;
    private final VirtualScheduler scheduler;
    private final Map<Epoch, SourceLog> sources = new HashMap<>();
    private final List<SimulatedServer> servers = new ArrayList<>();
    private final List<SimulatedClient> clients = new ArrayList<>();
    private Epoch epoch;
    private int topics;

    SimulatedWorld(RandomGenerator random, int size, Set<Fault> faults) {
        this.random = random;
        this.faults = EnumSet.copyOf(faults);
        this.scheduler = new VirtualScheduler(random);
        recreateTopic();
        int keeps = faults.contains(Fault.RETENTION) && random.nextBoolean() ? 20 * size + 20 : 1_000_000;
        for (int i = 0; i < 2; i++) {
            SimulatedServer server = new SimulatedServer(random, scheduler, faults, keeps);
            server.attach(epoch, source());
            servers.add(server);
        }
        for (int i = 0; i < 3; i++) {
            clients.add(new SimulatedClient(random, scheduler, sources, faults));
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
            case 0, 1, 2, 3, 4 -> produce(random.nextInt(1, 80));
            case 5, 6, 7, 8, 9 -> server().read();
            case 10, 11 -> scheduler.pass(Duration.ofMillis(random.nextInt(400)));
            case 12, 13, 14 -> act();
            case 15, 16 -> reconnect(client());
            case 17 -> rareEvent();
            default -> scheduler.runAll();
        }
    }

    private void act() {
        if (has(Fault.ODD_CLIENTS)) {
            client().act();
        }
    }

    private void rareEvent() {
        clients.forEach(SimulatedClient::audit);
        switch (random.nextInt(16)) {
            case 0 -> {
                if (has(Fault.RECREATIONS)) {
                    recreateTopic();
                }
            }
            case 1, 2, 3 -> server().attach(epoch, source());
            case 4 -> addPartition();
            case 5, 6 -> truncate();
            case 7 -> restart();
            case 8, 9 -> {
                if (has(Fault.RECONNECTS)) {
                    client().disconnect();
                }
            }
            case 10, 11 -> server().goDown(random.nextBoolean());
            default -> scheduler.pass(Duration.ofSeconds(random.nextInt(20)));
        }
    }

    private boolean has(Fault fault) {
        return faults.contains(fault);
    }

    private void reconnect(SimulatedClient client) {
        if (!client.isConnected() || (has(Fault.RECONNECTS) && random.nextInt(6) == 0)) {
            client.connect(server());
        }
    }

    private void produce(int count) {
        source().grow(random, partition(), count);
    }

    private int partition() {
        List<Integer> partitions = List.copyOf(source().partitions());
        return partitions.get(random.nextInt(partitions.size()));
    }

    private void addPartition() {
        int partition = source().partitions().size();
        if (has(Fault.ADDED_PARTITIONS) && partition < MAX_PARTITIONS) {
            source().addPartition(partition, 0);
        }
    }

    private void truncate() {
        int partition = partition();
        long end = source().end(partition);
        long least = Math.max(source().begin(partition), end - 60);
        if (has(Fault.TRUNCATIONS) && least < end) {
            source().truncate(partition, random.nextLong(least, end));
        }
    }

    private void restart() {
        if (has(Fault.RESTARTS)) {
            SimulatedServer server = server();
            clients.forEach(client -> client.leaveIfAt(server));
            server.restart();
        }
    }

    private void recreateTopic() {
        topics++;
        epoch = Epoch.of("cluster", "topic", "id-" + topics, 0);
        sources.put(epoch, new SourceLog(random.nextInt(1, 4), BEGINS.get(random.nextInt(BEGINS.size()))));
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
        for (int i = 0; i < 12; i++) {
            scheduler.pass(Duration.ofSeconds(10));
            servers.forEach(SimulatedServer::readToEnd);
        }
        clients.forEach(client -> client.assertAtTheEndOf(epoch, source()));
    }

    /** Nothing happens any more but what nobody asked for: everybody must still be told where it stands. */
    void idle() {
        for (int i = 0; i < 60; i++) {
            source().grow(random, 0, 1);
            servers.forEach(SimulatedServer::readToEnd);
            scheduler.pass(Duration.ofMillis(random.nextInt(2_000)));
            clients.forEach(SimulatedClient::assertHeard);
        }
        scheduler.pass(Duration.ofMinutes(1));
        clients.forEach(SimulatedClient::assertHeard);
    }

    /** Everybody leaves, and nothing of them stays. */
    void end() {
        clients.forEach(SimulatedClient::disconnect);
        scheduler.pass(Duration.ofSeconds(30));
        servers.forEach(server -> assertThat(server.store().appended().waiting())
                .as("R8: closed sessions leave no waiter")
                .isZero());
        assertThat(scheduler.alarms()).as("R8: nor a timer").isZero();
    }

    long records() {
        return clients.stream().mapToLong(SimulatedClient::records).sum();
    }
}
