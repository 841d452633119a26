package io.dashstream.examples.agent;

/** A volume is not at hand yet; asking again helps. */
final class VolumeNotReadyException extends Exception {

    VolumeNotReadyException(String work) {
        super("volume " + work + " is being fetched, ask again");
    }
}
