package io.dashstream.architecture.operations;

import static io.dashstream.architecture.operations.Trouble.gone;
import static io.dashstream.architecture.operations.Trouble.growth;
import static io.dashstream.architecture.operations.Trouble.level;

import java.util.List;

/** For each alert about one server the trouble that it is there for. */
final class Troubles {

    static final List<Trouble> ALL = List.of(
            Trouble.of("DashStreamQueueFilling", level("dashstream_queue_depth{producer=\"one\"}", 9_000)),
            Trouble.of("DashStreamTelemetryDropped", dropped("queue_full", 60)).with("DashStreamTelemetryDropsGoOn"),
            Trouble.of("DashStreamTelemetryDropsGoOn", dropped("queue_bytes", 60))
                    .with("DashStreamTelemetryDropped"),
            Trouble.of("DashStreamTokensShed", dropped("shed", 600)),
            Trouble.of("DashStreamSendFailures", failed("timeout")).with("DashStreamSendFailuresGoOn"),
            Trouble.of("DashStreamSendFailuresGoOn", failed("authorization")).with("DashStreamSendFailures"),
            Trouble.of(
                    "DashStreamStatesDegraded",
                    growth(
                            "dashstream_state_diff_degraded_total{producer=\"one\",reason=\"serialization_failed\"}",
                            6)),
            Trouble.of("DashStreamProducerBug", growth("dashstream_worker_restarts_total{producer=\"one\"}", 6)),
            Trouble.of("DashStreamReaderNotLive", level("dashstream_replay_reader_live", 0)),
            Trouble.of("DashStreamRecordsGone", growth("dashstream_replay_ingest_missing_offsets_total", 600))
                    .with("DashStreamReaderOvertaken"),
            Trouble.of("DashStreamReaderOvertaken", growth("dashstream_replay_ingest_missing_offsets_total", 600))
                    .with("DashStreamRecordsGone"),
            Trouble.of("DashStreamTopicReplaced", growth("dashstream_replay_log_epochs_total", 6)),
            Trouble.of("DashStreamStoreRefuses", growth("dashstream_replay_store_append_failures_total", 6)),
            Trouble.of("DashStreamRunsCorrupted", growth("dashstream_replay_runs_corruptions_total", 6)),
            Trouble.of("DashStreamReaderLagging", growth("dashstream_consumer_lag{partition=\"1\"}", 12_000)),
            Trouble.of("DashStreamLagUnknown", level("dashstream_consumer_lag_age_seconds", 120)),
            Trouble.of("DashStreamPartitionsSilent", level("dashstream_replay_partitions_silent", 2)),
            Trouble.of("DashStreamLagMissing", gone("dashstream_consumer_lag")),
            Trouble.of(
                    "DashStreamIdentityChecksFail",
                    growth("dashstream_replay_identity_checks_total", 6),
                    growth("dashstream_replay_identity_check_failures_total", 9)),
            Trouble.of("DashStreamReaderRestarts", growth("dashstream_replay_reader_failures_total", 6)),
            Trouble.of(
                    "DashStreamUnreadableRecords",
                    growth("dashstream_replay_ingest_new_records_total{readability=\"newer_schema\"}", 60)),
            Trouble.of("DashStreamPoisonMissing", gone("dashstream_replay_poison_held_partitions")),
            Trouble.of("DashStreamPartitionHeld", level("dashstream_replay_poison_held_partitions", 1)),
            Trouble.of(
                    "DashStreamDeadLettersFail",
                    growth("dashstream_replay_dead_letter_failures_total{reason=\"overflow\"}", 6)),
            Trouble.of("DashStreamRedisAway", level("dashstream_replay_redis_circuit_open", 1)),
            Trouble.of("DashStreamRedisMissing", gone("dashstream_replay_redis_circuit_open")),
            Trouble.of("DashStreamRedisErrors", growth("dashstream_replay_redis_errors_total{kind=\"timeout\"}", 6)),
            Trouble.of("DashStreamRedisLosesData", growth("dashstream_replay_redis_losses_total", 6)),
            Trouble.of("DashStreamRedisRetentionShort", level("dashstream_replay_redis_floor_age_seconds", 600)),
            Trouble.of("DashStreamMiddleStoreAway", level("dashstream_replay_middle_answering", 0)),
            Trouble.of("DashStreamMiddleStoreBehind", level("dashstream_replay_middle_behind", 200_000)),
            Trouble.of("DashStreamColdReadsFail", growth("dashstream_replay_cold_failures_total", 6)),
            Trouble.of("DashStreamColdReadsBusy", growth("dashstream_replay_cold_busy_total", 60)),
            Trouble.of("DashStreamSessionsRefused", growth("websocket_refused_total{reason=\"too_many_sessions\"}", 6)),
            Trouble.of("DashStreamSessionBug", growth("websocket_closed_total{reason=\"internal_error\"}", 6)),
            Trouble.of("DashStreamSlowConsumers", growth("websocket_closed_total{reason=\"slow_consumer\"}", 6)),
            Trouble.of("DashStreamApplyLag", level("websocket_client_apply_lag_seconds_max", 30)),
            Trouble.of("DashStreamTransportStall", level("websocket_transport_stall_seconds_max", 20)),
            Trouble.of("DashStreamRetentionHeadroom", level("websocket_replay_retention_headroom", 100)),
            Trouble.of("DashStreamClientGaps", growth("websocket_gaps_total{reason=\"retention\"}", 6)),
            Trouble.of("DashStreamClientResets", growth("websocket_resets_total{reason=\"topic_recreated\"}", 6)),
            Trouble.of(
                    "DashStreamInvalidMessages",
                    growth("websocket_invalid_messages_total{reason=\"invalid_message\"}", 60)),
            Trouble.of("DashStreamInvalidProgress", growth("websocket_invalid_progress_total", 60)));

    private Troubles() {}

    private static Trouble.Effect dropped(String reason, double perMinute) {
        return growth(
                "dashstream_telemetry_dropped_total{message_type=\"event\",producer=\"one\",reason=\"" + reason + "\"}",
                perMinute);
    }

    private static Trouble.Effect failed(String reason) {
        return growth(
                "dashstream_telemetry_send_failures_total{message_type=\"event\",producer=\"one\",reason=\"" + reason
                        + "\"}",
                6);
    }
}
