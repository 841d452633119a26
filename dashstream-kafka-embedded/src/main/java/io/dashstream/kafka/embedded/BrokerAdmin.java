package io.dashstream.kafka.embedded;

import java.util.Map;
import java.util.OptionalInt;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Opens admin clients on the inner listener, whose port is another after each start. */
final class BrokerAdmin {

    private OptionalInt port = OptionalInt.empty();

    void port(int internalPort) {
        port = OptionalInt.of(internalPort);
    }

    Admin open() {
        int internalPort = port.orElseThrow(() -> new IllegalStateException("The broker was never started"));
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, Ports.HOST + ":" + internalPort));
    }
}
