package io.dashstream.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The Node inside Playwright's driver bundle, so that the build needs nothing but a JDK. */
final class NodeRuntime {

    private static final Path FOLDER = Path.of("target", "node");

    private NodeRuntime() {}

    /** The program for this machine, unpacked at the first call. */
    static Path executable() throws IOException {
        String platform = platform();
        String name = platform.startsWith("win32") ? "node.exe" : "node";
        Path node = FOLDER.resolve(name).toAbsolutePath();
        if (!Files.isExecutable(node)) {
            unpack("/driver/" + platform + "/" + name, node);
        }
        return node;
    }

    /** Never leaves half a program behind. */
    private static void unpack(String resource, Path node) throws IOException {
        Files.createDirectories(FOLDER);
        Path part = Files.createTempFile(FOLDER, "node", ".part");
        try (InputStream in = NodeRuntime.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("the driver bundle has no " + resource);
            }
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!part.toFile().setExecutable(true)) {
            throw new IOException("can't make " + part + " executable");
        }
        Files.move(part, node, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        boolean arm = machine.contains("aarch64") || machine.contains("arm64");
        if (system.contains("win")) {
            return "win32_x64";
        }
        if (system.contains("mac")) {
            return arm ? "mac-arm64" : "mac";
        }
        return arm ? "linux-arm64" : "linux";
    }
}
