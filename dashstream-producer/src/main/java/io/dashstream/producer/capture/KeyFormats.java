package io.dashstream.producer.capture;

import io.dashstream.producer.capture.KeyFormat.Shape;
import java.util.List;

/**
 * The formats of keys that say by their prefix what they are. Lengths are lower than those that are issued today, because a key
 * that is a little shorter is still no word.
 */
final class KeyFormats {

    /** A longer prefix stands before a shorter one that it starts with. */
    static final List<KeyFormat> ALL = List.of(
            new KeyFormat("anthropic", "sk-ant-", Alphabet.WORD, 16, Shape.ANY),
            new KeyFormat("openai", "sk-proj-", Alphabet.WORD, 20, Shape.DIGIT),
            new KeyFormat("openai", "sk-", Alphabet.WORD, 20, Shape.RUN),
            new KeyFormat("langfuse", "sk-lf-", Alphabet.WORD, 32, Shape.DIGIT),
            new KeyFormat("aws_access_key_id", "AKIA", Alphabet.ALPHANUMERIC, 16, Shape.EXACT),
            new KeyFormat("aws_access_key_id", "ASIA", Alphabet.ALPHANUMERIC, 16, Shape.EXACT),
            new KeyFormat("aws_access_key_id", "ABIA", Alphabet.ALPHANUMERIC, 16, Shape.EXACT),
            new KeyFormat("aws_access_key_id", "ACCA", Alphabet.ALPHANUMERIC, 16, Shape.EXACT),
            new KeyFormat("github", "github_pat_", Alphabet.ALPHANUMERIC.and("_"), 22, Shape.ANY),
            new KeyFormat("github", "ghp_", Alphabet.ALPHANUMERIC, 30, Shape.ANY),
            new KeyFormat("github", "gho_", Alphabet.ALPHANUMERIC, 30, Shape.ANY),
            new KeyFormat("github", "ghu_", Alphabet.ALPHANUMERIC, 30, Shape.ANY),
            new KeyFormat("github", "ghs_", Alphabet.ALPHANUMERIC, 30, Shape.ANY),
            new KeyFormat("github", "ghr_", Alphabet.ALPHANUMERIC, 30, Shape.ANY),
            new KeyFormat("gitlab", "glpat-", Alphabet.WORD, 20, Shape.ANY),
            new KeyFormat("google", "AIza", Alphabet.WORD, 35, Shape.ANY),
            new KeyFormat("google", "GOCSPX-", Alphabet.WORD, 20, Shape.ANY),
            new KeyFormat("google", "ya29.", Alphabet.WORD.and("."), 20, Shape.ANY),
            new KeyFormat("slack", "xoxb-", Alphabet.WORD, 10, Shape.DIGIT),
            new KeyFormat("slack", "xoxp-", Alphabet.WORD, 10, Shape.DIGIT),
            new KeyFormat("slack", "xoxa-", Alphabet.WORD, 10, Shape.DIGIT),
            new KeyFormat("slack", "xoxr-", Alphabet.WORD, 10, Shape.DIGIT),
            new KeyFormat("slack", "xoxs-", Alphabet.WORD, 10, Shape.DIGIT),
            new KeyFormat("slack", "xoxe-", Alphabet.WORD, 10, Shape.DIGIT),
            new KeyFormat("slack", "xoxe.xox", Alphabet.WORD, 10, Shape.DIGIT),
            new KeyFormat("slack", "xapp-", Alphabet.WORD, 10, Shape.DIGIT),
            new KeyFormat("slack", "hooks.slack.com/services/", Alphabet.ALPHANUMERIC.and("/"), 20, Shape.ANY),
            new KeyFormat("stripe", "sk_live_", Alphabet.ALPHANUMERIC, 16, Shape.ANY),
            new KeyFormat("stripe", "sk_test_", Alphabet.ALPHANUMERIC, 16, Shape.ANY),
            new KeyFormat("stripe", "rk_live_", Alphabet.ALPHANUMERIC, 16, Shape.ANY),
            new KeyFormat("stripe", "rk_test_", Alphabet.ALPHANUMERIC, 16, Shape.ANY),
            new KeyFormat("stripe", "whsec_", Alphabet.BASE64, 24, Shape.ANY),
            new KeyFormat("sendgrid", "SG.", Alphabet.WORD.and("."), 60, Shape.ANY),
            new KeyFormat("huggingface", "hf_", Alphabet.ALPHANUMERIC, 30, Shape.ANY),
            new KeyFormat("groq", "gsk_", Alphabet.ALPHANUMERIC, 30, Shape.ANY),
            new KeyFormat("xai", "xai-", Alphabet.ALPHANUMERIC, 40, Shape.ANY),
            new KeyFormat("perplexity", "pplx-", Alphabet.ALPHANUMERIC, 32, Shape.ANY),
            new KeyFormat("replicate", "r8_", Alphabet.ALPHANUMERIC, 30, Shape.ANY),
            new KeyFormat("langsmith", "lsv2_", Alphabet.ALPHANUMERIC.and("_"), 30, Shape.ANY),
            new KeyFormat("npm", "npm_", Alphabet.ALPHANUMERIC, 36, Shape.ANY),
            new KeyFormat("pypi", "pypi-", Alphabet.WORD, 50, Shape.ANY),
            new KeyFormat("digitalocean", "dop_v1_", Alphabet.HEX, 60, Shape.ANY),
            new KeyFormat("shopify", "shpat_", Alphabet.HEX, 32, Shape.ANY),
            new KeyFormat("vault", "hvs.", Alphabet.WORD, 24, Shape.ANY));

    private KeyFormats() {}
}
