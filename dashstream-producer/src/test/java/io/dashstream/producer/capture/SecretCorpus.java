package io.dashstream.producer.capture;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Secrets in every format that is known. They are put together at run time, so that no scanner takes this file for a leak.
 *
 * <p>{@link Sample#secret} is what must not be found in what leaves; {@link Sample#text} is how it stands in a text.
 */
final class SecretCorpus {

    record Sample(String kind, String secret, String text) {

        static Sample alone(String kind, String secret) {
            return new Sample(kind, secret, secret);
        }

        @Override
        public String toString() {
            return kind;
        }
    }

    private static final String ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final String HEX = "0123456789abcdef";

    private SecretCorpus() {}

    static String random(String alphabet, int length, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }

    private static String key(int length) {
        return random(ALPHANUMERIC, length, length);
    }

    private static String url(int length) {
        return random(ALPHANUMERIC + "-_", length, length);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Keys that are recognised wherever they stand. */
    static List<Sample> keys() {
        String jwt = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}").replace("=", "") + "."
                + base64("{\"sub\":\"1234567890\"}").replace("=", "") + "." + url(43);
        return List.of(
                Sample.alone("openai", "sk" + "-" + key(48)),
                Sample.alone("openai", "sk" + "-proj-" + url(74) + "T3BlbkFJ" + url(73)),
                Sample.alone("openai", "sk" + "-svcacct-" + url(80)),
                Sample.alone("openai", "sk" + "-" + random(HEX, 32, 1)),
                Sample.alone("openai", "sk" + "-or-v1-" + random(HEX, 64, 2)),
                Sample.alone("anthropic", "sk" + "-ant-api03-" + url(93) + "AA"),
                Sample.alone("langfuse", "sk" + "-lf-" + "1b2c3d4e-1111-2222-3333-444455556666"),
                Sample.alone("aws_access_key_id", "AKIA" + random("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, 3)),
                Sample.alone("aws_access_key_id", "ASIA" + random("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, 4)),
                Sample.alone("aws_secret_key", random(ALPHANUMERIC + "/+", 40, 5)),
                Sample.alone("github", "ghp" + "_" + key(36)),
                Sample.alone("github", "gho" + "_" + key(36)),
                Sample.alone("github", "ghu" + "_" + key(36)),
                Sample.alone("github", "ghs" + "_" + key(36)),
                Sample.alone("github", "ghr" + "_" + key(76)),
                Sample.alone("github", "github" + "_pat_" + key(22) + "_" + key(59)),
                Sample.alone("gitlab", "glpat" + "-" + url(20)),
                Sample.alone("google", "AIza" + url(35)),
                Sample.alone("google", "GOCSPX" + "-" + url(28)),
                Sample.alone("google", "ya29" + "." + url(80)),
                Sample.alone("slack", "xoxb" + "-123456789012-1234567890123-" + key(24)),
                Sample.alone("slack", "xoxp" + "-123456789012-1234567890123-" + key(32)),
                Sample.alone("slack", "xapp" + "-1-A0123456789-1234567890123-" + random(HEX, 64, 6)),
                new Sample(
                        "slack",
                        "T01234567/B01234567/" + key(24),
                        "https://hooks.slack.com/services/" + "T01234567/B01234567/" + key(24)),
                Sample.alone("stripe", "sk" + "_live_" + key(24)),
                Sample.alone("stripe", "sk" + "_test_" + key(99)),
                Sample.alone("stripe", "rk" + "_live_" + key(24)),
                Sample.alone("stripe", "whsec" + "_" + key(32)),
                Sample.alone("jwt", jwt),
                Sample.alone("sendgrid", "SG" + "." + url(22) + "." + url(43)),
                Sample.alone("huggingface", "hf" + "_" + key(34)),
                Sample.alone("groq", "gsk" + "_" + key(52)),
                Sample.alone("xai", "xai" + "-" + key(80)),
                Sample.alone("replicate", "r8" + "_" + key(37)),
                Sample.alone("langsmith", "lsv2" + "_pt_" + random(HEX, 32, 7) + "_" + random(HEX, 10, 8)),
                Sample.alone("npm", "npm" + "_" + key(36)),
                Sample.alone("pypi", "pypi" + "-" + url(150)));
    }

    /** Secrets that are recognised by what stands around them. */
    static List<Sample> inContext() {
        String password = "hunter2-" + key(8);
        return List.of(
                new Sample("bearer", key(30), "Bearer " + key(30)),
                new Sample("bearer", url(200), "authorization is bearer " + url(200)),
                new Sample("basic", base64("user:" + password), "Basic " + base64("user:" + password)),
                new Sample("field", "abc123", "Authorization: Bearer abc123"),
                new Sample("basic", "dXNlcjpw", "Authorization: Basic dXNlcjpw"),
                new Sample("field", key(12), "Authorization: " + key(12)),
                new Sample(
                        "field",
                        "nonce=" + key(9),
                        "Authorization: Digest username=\"bob\", nonce=" + key(9) + ", uri=\"/\"\nHost: a"),
                new Sample("field", "session=" + key(9), "Cookie: theme=dark; session=" + key(9) + "\nHost: a"),
                new Sample("field", key(11), "x-api-key: " + key(11)),
                new Sample("url_password", password, "postgres://app:" + password + "@db.example.com:5432/main"),
                new Sample("url_password", password + "@x", "redis://:" + password + "@x@cache:6379"),
                new Sample("field", password, "password=" + password),
                new Sample("field", password, "DB_PASSWORD=" + password + "\nDB_HOST=db"),
                new Sample("field", "correcthorse", "mysql --password=correcthorse db"),
                new Sample("field", password, "api_key = '" + password + "'"),
                new Sample("field", password, "{\"apiKey\":\"" + password + "\",\"q\":1}"),
                new Sample("field", "correct horse", "{\"password\": \"correct horse\"}"),
                new Sample("field", "with \\\" quote", "{\"password\": \"with \\\" quote\"}"),
                new Sample("field", password, "{\\\"client_secret\\\":\\\"" + password + "\\\"}"),
                new Sample("field", "a \\\\\\\" b", "{\\\"secret\\\": \\\"a \\\\\\\" b\\\"}"),
                new Sample("field", "123456", "{\"password\": 123456}"),
                new Sample("field", key(10), "https://a.example/?q=1&access_token=" + key(10) + "&b=2"),
                new Sample("field", key(20), "token: " + key(20)),
                new Sample("field", key(30) + "==", "AccountName=a;AccountKey=" + key(30) + "==;Suffix=b"),
                new Sample("private_key", key(64), privateKey("PRIVATE KEY", "\n", true)),
                new Sample("private_key", key(64), privateKey("RSA PRIVATE KEY", "\n", true)),
                new Sample("private_key", key(64), privateKey("OPENSSH PRIVATE KEY", "\r\n", true)),
                new Sample("private_key", key(64), privateKey("EC PRIVATE KEY", "\\n", true)),
                new Sample("private_key", key(64), privateKey("ENCRYPTED PRIVATE KEY", " ", true)),
                new Sample("private_key", key(64), privateKey("PRIVATE KEY", "\n", false)),
                new Sample(
                        "private_key",
                        key(64),
                        privateKey("RSA PRIVATE KEY", "\n", true)
                                .replaceFirst(
                                        "-----\n", "-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n")),
                new Sample(
                        "private_key",
                        key(64),
                        privateKey("PGP PRIVATE KEY BLOCK", "\n", true)
                                .replaceFirst("-----\n", "-----\nVersion: GnuPG v2 (Linux)\n\n")));
    }

    private static String privateKey(String label, String lineBreak, boolean whole) {
        String end = whole ? "-----" + "END " + label + "-----" : "";
        return "-----" + "BEGIN " + label + "-----" + lineBreak + (key(64) + lineBreak).repeat(20) + key(20) + lineBreak
                + end;
    }

    static Stream<Sample> all() {
        return Stream.concat(keys().stream(), inContext().stream());
    }
}
