package io.dashstream.replay.store.redis;

import io.dashstream.replay.ReplayException;
import io.dashstream.replay.settings.NumberSetting;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What a store was told, checked. The URI may hold a password and is never printed.
 *
 * @param uri where Redis is
 * @param cluster whether it is a cluster
 * @param prefix what all keys begin with
 * @param topic whose history it is
 * @param commandTimeout how long a command may take
 * @param probeInterval how often a Redis that does not answer is tried again
 * @param retention how much is kept
 */
record Settings(
        RedisURI uri,
        boolean cluster,
        String prefix,
        String topic,
        Duration commandTimeout,
        Duration probeInterval,
        RedisRetention retention) {

    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:-]{1,64}");
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    Settings {
        // Neither may hold a brace, which would move the hash tag, and a topic holds no colon, so equal keys mean equal
        // parts.
        check("prefix", prefix, PREFIX);
        check("topic", topic, TOPIC);
        NumberSetting.REDIS_COMMAND_TIMEOUT_MS.checked(commandTimeout);
        NumberSetting.REDIS_PROBE_INTERVAL_MS.checked(probeInterval);
    }

    private static void check(String name, String value, Pattern allowed) {
        if (!allowed.matcher(value).matches()) {
            throw new ReplayException("Redis " + name + " \"" + value.substring(0, Math.min(80, value.length()))
                    + "\" is not of the form " + allowed.pattern());
        }
    }

    /** How long keys live that no writer tends: all of a partition go together, and only when all is too old anyway. */
    Duration keyTimeToLive() {
        return retention.maxAge().multipliedBy(2).plusHours(1);
    }

    /** Where Redis is, without credentials. */
    String place() {
        return (uri.isSsl() ? "rediss://" : "redis://")
                + (uri.getSentinels().isEmpty()
                        ? uri.getHost() + ":" + uri.getPort()
                        : "sentinels/" + uri.getSentinelMasterId())
                + "/" + uri.getDatabase() + (cluster ? " (cluster)" : "");
    }

    @Override
    public String toString() {
        return place() + " {" + prefix + ":" + topic + "}, " + retention + ", commandTimeout " + commandTimeout;
    }
}
