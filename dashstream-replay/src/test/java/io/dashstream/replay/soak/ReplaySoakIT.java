package io.dashstream.replay.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dashstream.kafka.embedded.KafkaProcess;
import io.dashstream.replay.epoch.Epoch;
import io.dashstream.replay.session.CloseReason;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.embedded.RedisServer;

/**
 * Two servers, a broker and a Redis that come and go, a log that is cut short in front and at last created again, and twenty
 * clients of all kinds. For
 * longer: {@code -Ddashstream.soak.seconds=600}; to repeat a run's faults: {@code -Ddashstream.soak.seed=...}.
 */
class ReplaySoakIT {

    private static final String TOPIC = "soak";
    private static final int PARTITIONS = 4;
    private static final int CLIENTS = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final long seconds = Long.getLong("dashstream.soak.seconds", 30);
    private final long seed = Long.getLong("dashstream.soak.seed", System.nanoTime());
    private final SplittableRandom random = new SplittableRandom(seed);

    private int redisFaults;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    @DisplayName(
            "what each client applied is the log, exactly, whatever happens to servers' Redis and broker in between")
    void everyClientHasExactlyTheLog() throws Exception {
        System.out.println("soak: seed " + seed + ", " + seconds + " s");
        int redisPort = freePort();
        RedisServer redis = new RedisServer(redisPort);
        redis.start();
        ExecutorService timer = Executors.newFixedThreadPool(2);
        try (KafkaProcess broker =
                KafkaProcess.builder().property("file.delete.delay.ms", "100").start()) {
            broker.createTopic(TOPIC, PARTITIONS);
            try (SoakServer one = new SoakServer(broker.bootstrapServers(), TOPIC, redisPort);
                    SoakServer two = new SoakServer(broker.bootstrapServers(), TOPIC, redisPort)) {
                List<SoakServer> servers = List.of(one, two);
                List<SoakClient> clients = clients(servers, timer);

                SoakProducer producer = new SoakProducer(broker.bootstrapServers(), TOPIC);
                breakAndMend(broker, redis);
                producer.finish();
                Map<Integer, List<Integer>> first = content(broker);
                String firstEpoch = epoch(servers);
                Map<Integer, Long> keptFrom = deleteHalf(broker, first);
                List<SoakClient> absent = of(clients, SoakClient.Nature.ABSENT);
                await().atMost(PATIENCE).until(() -> absent.stream().allMatch(SoakClient::isAway));
                absent.forEach(SoakClient::call);
                awaitEnd(of(clients, SoakClient.Nature.FAST), first, firstEpoch);
                awaitEnd(absent, first, firstEpoch);

                broker.deleteTopic(TOPIC);
                broker.createTopic(TOPIC, PARTITIONS);
                producer = new SoakProducer(broker.bootstrapServers(), TOPIC);
                breakAndMend(broker, redis);
                producer.finish();
                Map<Integer, List<Integer>> second = content(broker);
                clients.forEach(SoakClient::settle);
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(epoch(servers)).isNotEqualTo(firstEpoch));
                String secondEpoch = epoch(servers);

                awaitEnd(clients, second, secondEpoch);
                clients.forEach(SoakClient::leave);

                assertThat(clients)
                        .allSatisfy(
                                client -> assertThat(client.ledger().failures()).isEmpty());
                clients.forEach(client -> {
                    client.ledger().assertBeginsLike(firstEpoch, first, keptFrom);
                    client.ledger().assertIs(secondEpoch, second);
                    assertThat(client.ledger().epochs()).isLessThanOrEqualTo(2);
                    // More than once, if it went to the server that had not noticed yet, and back in time with it.
                    assertThat(client.ledger().resets())
                            .as("resets of %s", client)
                            .contains("topic_recreated")
                            .isSubsetOf("topic_recreated", "retention");
                });
                assertServersAreWell(servers);
                print(clients, servers, first, second);
            }
        } finally {
            timer.shutdownNow();
            redis.stop();
        }
    }

    private List<SoakClient> clients(List<SoakServer> servers, Executor timer) {
        List<Integer> ports = servers.stream().map(SoakServer::port).toList();
        List<SoakClient> clients = new ArrayList<>();
        SoakClient.Nature[] natures = SoakClient.Nature.values();
        for (int i = 0; i < CLIENTS; i++) {
            SoakClient client = new SoakClient(natures[i % natures.length], ports, random.nextLong(), timer);
            clients.add(client);
            client.connect();
        }
        return clients;
    }

    /** For half of the time; both are there in the end. */
    private void breakAndMend(KafkaProcess broker, RedisServer redis) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds) / 2;
        while (System.nanoTime() < end) {
            // The faults are to come at these moments, whatever the system is doing.
            TimeUnit.MILLISECONDS.sleep(random.nextLong(500, 3_000));
            switch (random.nextInt(4)) {
                case 0 -> {
                    broker.kill();
                    TimeUnit.MILLISECONDS.sleep(random.nextLong(1_000));
                    broker.start();
                }
                case 1 -> {
                    broker.pause();
                    TimeUnit.MILLISECONDS.sleep(random.nextLong(1_500));
                    broker.resume();
                }
                default -> {
                    redisFaults++;
                    redis.stop();
                    TimeUnit.MILLISECONDS.sleep(random.nextLong(3_000));
                    redis.start();
                }
            }
        }
    }

    private static List<SoakClient> of(List<SoakClient> clients, SoakClient.Nature nature) {
        return clients.stream().filter(client -> client.nature() == nature).toList();
    }

    private static void awaitEnd(List<SoakClient> clients, Map<Integer, List<Integer>> log, String epoch) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(clients)
                        .allMatch(client -> client.isAt(log, epoch)
                                || !client.ledger().failures().isEmpty()));
    }

    /** Kafka lets go of the older half of each partition. */
    private static Map<Integer, Long> deleteHalf(KafkaProcess broker, Map<Integer, List<Integer>> log)
            throws Exception {
        Map<Integer, Long> keptFrom = new TreeMap<>();
        Map<TopicPartition, RecordsToDelete> deleted = new HashMap<>();
        log.forEach((partition, sums) -> {
            keptFrom.put(partition, sums.size() / 2L);
            deleted.put(new TopicPartition(TOPIC, partition), RecordsToDelete.beforeOffset(sums.size() / 2L));
        });
        try (Admin admin = broker.openAdmin()) {
            admin.deleteRecords(deleted).all().get();
        }
        return keptFrom;
    }

    private static String epoch(List<SoakServer> servers) {
        return servers.get(0).reader().stats().epoch().map(Epoch::value).orElse("");
    }

    private static void assertServersAreWell(List<SoakServer> servers) {
        assertThat(servers).allSatisfy(server -> {
            await().atMost(PATIENCE).until(server::isReady);
            assertThat(server.hub().stats().closed()).containsEntry(CloseReason.INTERNAL_ERROR, 0L);
            assertThat(server.reader().stats().gaps()).isZero();
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(
                                    server.reader().middleStats().orElseThrow().behind())
                            .hasValue(0));
        });
    }

    private void print(
            List<SoakClient> clients,
            List<SoakServer> servers,
            Map<Integer, List<Integer>> first,
            Map<Integer, List<Integer>> second) {
        System.out.println("soak: " + size(first) + " and " + size(second) + " records in the two logs, "
                + clients.stream().mapToLong(client -> client.ledger().gone()).sum() + " offsets announced as gone, "
                + clients.stream().mapToLong(SoakClient::connections).sum() + " connections of " + CLIENTS
                + " clients");
        for (SoakServer server : servers) {
            System.out.println("soak: delivered " + server.hub().stats().delivered() + ", resets "
                    + server.hub().stats().resets() + ", "
                    + server.reader().middleStats().orElseThrow() + ", "
                    + server.reader().coldStats().orElseThrow() + ", Redis outages "
                    + server.redis().stats().outages() + " of " + redisFaults + " faults");
        }
    }

    private static int size(Map<Integer, List<Integer>> log) {
        return log.values().stream().mapToInt(List::size).sum();
    }

    /** What Kafka has, read by a plain consumer: the sum of every value, by partition. */
    private static Map<Integer, List<Integer>> content(KafkaProcess broker) {
        Map<Integer, List<Integer>> sums = new TreeMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (int partition = 0; partition < PARTITIONS; partition++) {
                partitions.add(new TopicPartition(TOPIC, partition));
                sums.put(partition, new ArrayList<>());
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            while (ends.entrySet().stream()
                    .anyMatch(end -> sums.get(end.getKey().partition()).size() < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> {
                    assertThat(record.offset())
                            .isEqualTo(sums.get(record.partition()).size());
                    CRC32 sum = new CRC32();
                    sum.update(record.value());
                    sums.get(record.partition()).add((int) sum.getValue());
                });
            }
        }
        return sums;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
