package io.dashstream.producer.capture;

import static io.dashstream.producer.capture.Captures.capture;
import static io.dashstream.producer.capture.Captures.json;
import static io.dashstream.producer.capture.Captures.text;
import static io.dashstream.producer.capture.Captures.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.CustomMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.content.Media;
import org.springframework.util.MimeTypeUtils;

/** Messages out of the real libraries, which the module itself does not know. */
class ChatMessageCaptureTest {

    private final CaptureSession session = StateEncoder.ofDefaults().newSession();

    private static ToolExecutionRequest request() {
        return ToolExecutionRequest.builder()
                .id("1")
                .name("search")
                .arguments("{\"q\":\"x\"}")
                .build();
    }

    @Test
    void messagesOfLangChain4jAreTypeTextAndToolCalls() {
        assertThat(json(SystemMessage.from("be kind"))).isEqualTo("{\"type\":\"SYSTEM\",\"text\":\"be kind\"}");
        assertThat(json(UserMessage.from("hi"))).isEqualTo("{\"type\":\"USER\",\"text\":\"hi\"}");
        assertThat(json(UserMessage.from("bob", "hi")))
                .isEqualTo("{\"type\":\"USER\",\"name\":\"bob\",\"text\":\"hi\"}");
        assertThat(json(AiMessage.from("hello"))).isEqualTo("{\"type\":\"AI\",\"text\":\"hello\"}");
        assertThat(json(AiMessage.builder()
                        .thinking("hm")
                        .toolExecutionRequests(List.of(request()))
                        .build()))
                .isEqualTo("{\"type\":\"AI\",\"thinking\":\"hm\",\"toolExecutionRequests\":"
                        + "[{\"id\":\"1\",\"name\":\"search\",\"arguments\":\"{\\\"q\\\":\\\"x\\\"}\"}]}");
        assertThat(json(ToolExecutionResultMessage.from(request(), "found")))
                .isEqualTo(
                        "{\"type\":\"TOOL_EXECUTION_RESULT\",\"id\":\"1\",\"toolName\":\"search\",\"text\":\"found\"}");
        assertThat(json(CustomMessage.from(Map.of("a", 1))))
                .isEqualTo("{\"type\":\"CUSTOM\",\"attributes\":{\"a\":1}}");
        assertThat(json(UserMessage.from(
                        TextContent.from("what is it?"), ImageContent.from(URI.create("http://a/b.png")))))
                .isEqualTo("{\"type\":\"USER\",\"contents\":[{\"type\":\"TEXT\",\"text\":\"what is it?\"},"
                        + "{\"type\":\"IMAGE\",\"image\":{\"url\":\"http://a/b.png\",\"base64Data\":null,\"mimeType\":null,"
                        + "\"revisedPrompt\":null},\"detailLevel\":\"LOW\"}]}");
        assertThat(capture(List.of(UserMessage.from("hi"), AiMessage.from(request())))
                        .fallbacks())
                .isZero();
    }

    @Test
    void otherValuesOfLangChain4jShowWhatTheyHold() {
        assertThat(json(Embedding.from(new float[] {0.1f, 1f}))).isEqualTo("{\"vector\":[0.1,1]}");
        assertThat(json(TextSegment.from("t", Metadata.from("k", "v"))))
                .isEqualTo("{\"text\":\"t\",\"metadata\":{\"metadata\":{\"k\":\"v\"}}}");
    }

    @Test
    void messagesOfSpringAiAreTypeTextAndToolCalls() {
        assertThat(json(new org.springframework.ai.chat.messages.SystemMessage("be kind")))
                .isEqualTo("{\"type\":\"SYSTEM\",\"text\":\"be kind\",\"metadata\":{\"messageType\":\"SYSTEM\"}}");
        assertThat(json(new org.springframework.ai.chat.messages.UserMessage("hi")))
                .isEqualTo("{\"type\":\"USER\",\"text\":\"hi\",\"metadata\":{\"messageType\":\"USER\"}}");
        JsonNode calls = capture(AssistantMessage.builder()
                        .content("one moment")
                        .toolCalls(List.of(new AssistantMessage.ToolCall("1", "function", "search", "{}")))
                        .build())
                .tree();
        assertThat(calls.path("type").textValue()).isEqualTo("ASSISTANT");
        assertThat(calls.path("text").textValue()).isEqualTo("one moment");
        assertThat(text(calls.path("toolCalls")))
                .isEqualTo("[{\"id\":\"1\",\"type\":\"function\",\"name\":\"search\",\"arguments\":\"{}\"}]");
        JsonNode response = capture(ToolResponseMessage.builder()
                        .responses(List.of(new ToolResponseMessage.ToolResponse("1", "search", "found")))
                        .build())
                .tree();
        assertThat(text(response.path("responses")))
                .isEqualTo("[{\"id\":\"1\",\"name\":\"search\",\"responseData\":\"found\"}]");
    }

    @Test
    void mediaOfSpringAiIsNoFallback() {
        Media media = Media.builder()
                .mimeType(MimeTypeUtils.IMAGE_PNG)
                .data(URI.create("http://a/b.png"))
                .name("picture")
                .build();
        CaptureResult.Captured captured = capture(org.springframework.ai.chat.messages.UserMessage.builder()
                .text("see")
                .media(media)
                .build());
        assertThat(captured.fallbacks()).isZero();
        assertThat(captured.tree().at("/media/0/data").textValue()).isEqualTo("http://a/b.png");
        assertThat(captured.tree().at("/media/0/mimeType").textValue()).isEqualTo("image/png");
    }

    @Test
    void messagesOfLangChain4jThatCanNotChangeAreNotReadAgain() {
        AiMessage answer = AiMessage.builder().text("text").thinking("hm").build();
        for (Object message : List.of(SystemMessage.from("s"), AiMessage.from("text"), answer, request())) {
            assertThat(pieceOf(message).frozen).as(message.toString()).isTrue();
        }
    }

    @Test
    void aUserMessageWhoseAttributesCanChangeIsReadAgain() {
        UserMessage message = UserMessage.from("hi");
        assertThat(pieceOf(message).frozen).isFalse();
        List<ChatMessage> messages = List.of(message);
        JsonNode first = tree(session, messages);
        assertThat(tree(session, messages)).isSameAs(first);
        message.attributes().put("mood", "good");
        assertThat(text(tree(session, messages)))
                .isEqualTo("[{\"type\":\"USER\",\"text\":\"hi\",\"attributes\":{\"mood\":\"good\"}}]");
        assertThat(text(first)).isEqualTo("[{\"type\":\"USER\",\"text\":\"hi\"}]");
    }

    /** One of its constructors keeps the list that it is given. */
    @Test
    void anAiMessageWhoseToolCallsCanChangeIsReadAgain() {
        List<ToolExecutionRequest> requests = new ArrayList<>(List.of(request()));
        for (List<ToolExecutionRequest> given : List.of(requests, Collections.unmodifiableList(requests))) {
            AiMessage message = AiMessage.from(given);
            JsonNode first = tree(session, List.of(message));
            requests.add(request());
            JsonNode second = tree(session, List.of(message));
            assertThat(second.at("/0/toolExecutionRequests")).hasSize(requests.size());
            assertThat(first.at("/0/toolExecutionRequests")).hasSize(requests.size() - 1);
            assertThat(second.at("/0/toolExecutionRequests/0")).isSameAs(first.at("/0/toolExecutionRequests/0"));
        }
    }

    @Test
    void attributesThatHoldSomethingMutableAreReadAgain() {
        List<String> mutable = new ArrayList<>(List.of("old"));
        AiMessage message =
                AiMessage.builder().text("t").attributes(Map.of("k", mutable)).build();
        assertThat(pieceOf(message).frozen).isFalse();
        JsonNode first = tree(session, List.of(message));
        mutable.add("new");
        assertThat(text(tree(session, List.of(message)))).contains("new");
        assertThat(text(first)).doesNotContain("new");
    }

    @Test
    void aMessageOfTheApplicationIsReadLikeTheOthersButNotTrusted() {
        List<String> notes = new ArrayList<>(List.of("old"));
        OwnMessage message = new OwnMessage(Collections.unmodifiableList(notes));
        assertThat(json(message)).isEqualTo("{\"type\":\"CUSTOM\",\"notes\":[\"old\"]}");
        assertThat(pieceOf(message).frozen).isFalse();
    }

    @Test
    void messagesOfSpringAiAreReadAgainBecauseTheirMetadataCanChange() {
        AssistantMessage message = new AssistantMessage("hello");
        JsonNode first = tree(session, List.of(message));
        assertThat(tree(session, List.of(message)).get(0)).isSameAs(first.get(0));
        message.getMetadata().put("id", "42");
        assertThat(text(tree(session, List.of(message)))).contains("\"id\":\"42\"");
        assertThat(text(first)).doesNotContain("42");
    }

    private static Piece pieceOf(Object value) {
        StateEncoder encoder = StateEncoder.ofDefaults();
        CaptureSettings settings = encoder.settings();
        return new StateWalk(settings, new CodecTable(settings), false).encode(value, null);
    }

    static final class OwnMessage implements ChatMessage {
        private final List<String> notes;

        OwnMessage(List<String> notes) {
            this.notes = notes;
        }

        public List<String> notes() {
            return notes;
        }

        @Override
        public dev.langchain4j.data.message.ChatMessageType type() {
            return dev.langchain4j.data.message.ChatMessageType.CUSTOM;
        }
    }
}
