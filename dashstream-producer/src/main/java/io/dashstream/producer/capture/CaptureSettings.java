package io.dashstream.producer.capture;

/** What a {@link StateEncoderBuilder} has gathered, checked. */
record CaptureSettings(CaptureMode mode, int maxDepth, long maxStateBytes, int maxFallbackChars) {}
