package io.dashstream.replay.kafka;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;

/** A real cluster, seen as one of brokers that give topics no ids. */
final class AdminWithoutIds {

    private AdminWithoutIds() {}

    static Admin over(Admin admin) {
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(admin, arguments);
                        return answer instanceof DescribeTopicsResult topics ? new WithoutIds(topics) : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static final class WithoutIds extends DescribeTopicsResult {

        WithoutIds(DescribeTopicsResult topics) {
            super(null, withoutIds(topics.topicNameValues()));
        }

        private static Map<String, KafkaFuture<TopicDescription>> withoutIds(
                Map<String, KafkaFuture<TopicDescription>> topics) {
            Map<String, KafkaFuture<TopicDescription>> without = new HashMap<>();
            topics.forEach((name, topic) -> without.put(
                    name,
                    topic.thenApply(known -> new TopicDescription(
                            known.name(),
                            known.isInternal(),
                            known.partitions(),
                            known.authorizedOperations(),
                            Uuid.ZERO_UUID))));
            return without;
        }
    }
}
