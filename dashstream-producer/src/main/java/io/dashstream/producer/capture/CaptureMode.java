package io.dashstream.producer.capture;

/** What the application promises about the states that it hands over. */
public enum CaptureMode {
    /** States may change later: everything that can change is read again at each capture. The default. */
    BY_VALUE,

    /**
     * States never change once they were handed over: an object that was seen at the last capture is taken as unchanged
     * without a look inside. Cheaper, and wrong if the promise is not kept.
     */
    BY_REFERENCE
}
