package io.dashstream.replay.session;

/** What may go wrong in a {@link SimulatedWorld}. */
enum Fault {
    /** Stores answer late, with failures, or not at all; sometimes for long. */
    STORE_OUTAGES,
    /** Servers lose ranges of the log on their way from Kafka. */
    INGEST_LOSSES,
    /** Stores keep little, so that retention passes clients. */
    RETENTION,
    /** Servers come back with nothing in memory. */
    RESTARTS,
    /** The topic is deleted and created again. */
    RECREATIONS,
    /** Partitions are cut and rewritten. */
    TRUNCATIONS,
    /** Partitions are added. */
    ADDED_PARTITIONS,
    /** Partitions do not answer a server that begins to read, some for long. */
    SILENT_PARTITIONS,
    /** Connections break, stall, or are never ready. */
    BAD_CHANNELS,
    /** Nobody is told of what is appended. */
    LOST_WAKE_UPS,
    /** Clients go away in the middle of things and come back, on any server. */
    RECONNECTS,
    /** Clients ask for little at a time, and say what they should not. */
    ODD_CLIENTS
}
