package io.dashstream.producer.capture;

import java.util.List;

/** Texts without a secret, many of them close to one. None of them may be changed. */
final class BenignCorpus {

    private BenignCorpus() {}

    static List<String> texts() {
        return List.of(
                "This task-oriented, risk-averse desk-bound sketch asks for disk-space and mask-wearing.",
                "The task-1234567890-scheduler and risk-2024-assessment-of-the-third-quarter are done.",
                "pip install sk-learn; sk-learn-contrib-packages-for-everyone-2024 is a kebab.",
                "Use the voice sk-SK-Chirp3-HD-Achernar or sk-SK-Wavenet-A for Slovak.",
                "sk-internationalization-and-localization-of-documentation",
                "git SHA 3f786850e387550fdab836ed7e6dc881de23001b and 89e6c98d92887913cadf06b2adb97f26cde4849b",
                "commit da39a3ee5e6b4b0d3255bfef95601890afd80709 (HEAD -> main)",
                "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "MD5 D41D8CD98F00B204E9800998ECF8427E, SHA1 DA39A3EE5E6B4B0D3255BFEF95601890AFD80709",
                "id 123e4567-e89b-12d3-a456-426614174000, trace 4bf92f3577b34da6a3ce929d0e0e4736",
                "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
                "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7",
                "integrity sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
                "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT, call_abc123def456ghi789jkl012, msg_01XFDUDYJgAACzvnptvVoYEL",
                "The bearer of this letter is a friend. Bearer tokens are described in RFC6750.",
                "Bearer authentication-scheme-description and bearer OAuth2.0-style tokens",
                "Basic authentication is not secure; basic understanding, Basic requirements, basic12 things.",
                "Authorization: the user must be logged in. Authorization: required for admins.",
                "Authorization: Bearer tokens are sent in the header.",
                "Cookie: a small cake. Cookies: three kinds.",
                "Please reset your password: it must have at least eight characters. Password: required.",
                "The secret: work hard. A secret: none. What is the secret? Keep it simple.",
                "The api key is stored in the vault; see api_key_name: main, access_token_expires_in: 3600.",
                "max_tokens: 4096, total_tokens=512, prompt_tokens: 1234, token_count=99999999",
                "token: the, token: quick, token: brown; tokens: [1, 2, 3]",
                "Token::parse2Values(std::vector<int8_t>) and auth::verify(user)",
                "password = getPassword(); token = request.getToken(); apiKey = System.getenv(name)",
                "const apiKey = process.env.OPENAI_API_KEY; password=${DB_PASSWORD}; --password=<your-password>",
                "if (password == other) return; x.password = null; secret: true, authorization: false",
                "passwordField.setText(secretary.name); the secretary's secretariat; mysecretgarden.example",
                "see http://localhost:8080/a@b and https://example.com:443/x?y=z#user:name@host",
                "mail bob@example.com at http://example.com, ratio 3:4@noon, git@github.com:a/b.git",
                "-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ\n-----END CERTIFICATE-----",
                "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
                "A file that starts with -----BEGIN PRIVATE KEY----- is a key; never commit it.",
                "------------------------------------------------------------ a line ----------",
                "eyJ is how JSON starts in Base64; eyJpZCI6MTIzfQ is a cursor.",
                "AKIA is a prefix, ASIA a continent; AKIAS AKIA-123 and the word AKIABCDEFGHIJKLMNOPQRSTUVWXYZ",
                "ghp_ is a prefix of GitHub, as are gho_ and github_pat_; hf_hub_download, npm_config_registry",
                "xoxo-hugs and xoxb- and xapp-name; sk_live_ and sk_test_mode; SG.Section 4.2",
                "/usr/lib/jvm/java-17-openjdk-amd64/lib/se",
                "com/example/project/Some1Name/OtherClass.java",
                "abcdefghijklmnopqrstuvwxyzabcdefghijklmn",
                "ThisIsAVeryLongCamelCaseIdentifierName12",
                "0123456789012345678901234567890123456789",
                "Der Schl\u00fcssel liegt unter der Matte. \u5bc6\u7801\u5728\u8fd9\u91cc\u3002 \u30c8\u30fc\u30af\u30f3\u3067\u3059",
                "{\"name\":\"search\",\"arguments\":{\"query\":\"what is an api key?\",\"limit\":10}}",
                "{\"password\":\"\",\"token\":\"word\",\"secret\":null,\"has_password\":true,\"author\":\"bob\"}",
                "{\\\"token\\\":\\\"hello\\\",\\\"monkey\\\":\\\"banana1234\\\"}",
                "export PATH=/usr/bin:$PATH; pwd=/home/bob/work1; KEY=value; keyboard=qwerty12345",
                "100% safe \\n new line \\u0041 and C:\\path\\to\\file",
                "[REDACTED] and [REDACTED:openai] stay, password=[REDACTED], Bearer [REDACTED:bearer]");
    }
}
