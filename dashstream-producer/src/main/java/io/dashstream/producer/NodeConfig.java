package io.dashstream.producer;

/**
 * What a node is configured with, to tell later which version of a prompt or a setting gave which result.
 *
 * @param version a number that grows with each change
 * @param hash a hash of the configuration
 * @param updatedBy who changed it last
 */
public record NodeConfig(long version, String hash, String updatedBy) {}
