package io.dashstream.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Node's test runner runs the tests under {@code src/test/js}; each becomes a test here, with its name and its failure. */
class JavaScriptTest {

    private static final Path TESTS = Path.of("src", "test", "js");
    private static final Path REPORT = Path.of("target", "node-tests.xml");
    private static final Path OUTPUT = Path.of("target", "node-tests.txt");
    private static final int TIME_LIMIT_MINUTES = 9;

    @TestFactory
    Stream<DynamicNode> javaScript() throws Exception {
        List<Path> files = files();
        assertThat(files).as("tests under %s", TESTS).isNotEmpty();
        Files.deleteIfExists(REPORT);
        int exit = run(files);
        if (!Files.exists(REPORT)) {
            return fail("node ended with " + exit + " and left no report:\n" + Files.readString(OUTPUT));
        }
        List<DynamicNode> results = resultsIn(root());
        results.add(dynamicTest(
                "node says that all tests passed",
                () -> assertThat(exit).as(Files.readString(OUTPUT)).isZero()));
        return results.stream();
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(TESTS)) {
            return all.filter(file -> file.toString().endsWith(".test.js"))
                    .sorted()
                    .toList();
        }
    }

    private static int run(List<Path> files) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                NodeRuntime.executable().toString(),
                "--test",
                "--test-reporter=spec",
                "--test-reporter-destination=stdout",
                "--test-reporter=junit",
                "--test-reporter-destination=" + REPORT));
        files.forEach(file -> command.add(file.toString()));
        Process node = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(OUTPUT.toFile())
                .start();
        if (!node.waitFor(TIME_LIMIT_MINUTES, TimeUnit.MINUTES)) {
            node.descendants().forEach(ProcessHandle::destroyForcibly);
            node.destroyForcibly();
            return fail("node took longer than " + TIME_LIMIT_MINUTES + " minutes:\n" + Files.readString(OUTPUT));
        }
        return node.exitValue();
    }

    private static Element root() throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(REPORT.toFile())
                .getDocumentElement();
    }

    private static List<DynamicNode> resultsIn(Element parent) {
        List<DynamicNode> results = new ArrayList<>();
        NodeList children = parent.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            Node child = children.item(i);
            if (child instanceof Element suite && suite.getTagName().equals("testsuite")) {
                results.add(dynamicContainer(suite.getAttribute("name"), resultsIn(suite)));
            } else if (child instanceof Element test && test.getTagName().equals("testcase")) {
                results.add(dynamicTest(test.getAttribute("name"), () -> requirePassed(test)));
            }
        }
        return results;
    }

    private static void requirePassed(Element test) {
        NodeList failures = test.getElementsByTagName("failure");
        if (failures.getLength() > 0) {
            fail(failures.item(0).getTextContent());
        }
        assertThat(test.getElementsByTagName("skipped").getLength())
                .as("tests that were skipped")
                .isZero();
    }
}
