package io.dashstream.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Micrometer is optional: without it on the class path everything works but the export of meters. */
class WithoutMicrometerTest {

    /** Loaded once more without Micrometer in sight. */
    public static final class Use implements Supplier<String> {

        /** For the class loader. */
        public Use() {}

        @Override
        public String get() {
            TestSink sink = new TestSink();
            try (DashStreamProducer producer =
                    DashStreamProducer.builder().sink(sink).build()) {
                producer.startRun(RunSpec.of("t")).complete();
                producer.flush(java.time.Duration.ofSeconds(10));
                return "sent " + producer.stats().delivered();
            }
        }
    }

    @Test
    void aProducerWorksWithoutMicrometer() throws Exception {
        URL[] classPath = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("micrometer-"))
                .map(WithoutMicrometerTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> loader.loadClass("io.micrometer.core.instrument.MeterRegistry"))
                    .isInstanceOf(ClassNotFoundException.class);
            Supplier<?> use = (Supplier<?>)
                    loader.loadClass(Use.class.getName()).getConstructor().newInstance();

            assertThat(use.get()).isEqualTo("sent {event=2}");
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException impossible) {
            throw new IllegalArgumentException(entry, impossible);
        }
    }
}
