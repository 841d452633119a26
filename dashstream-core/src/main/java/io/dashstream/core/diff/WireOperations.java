package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.protobuf.ByteString;
import io.dashstream.core.diff.PatchException.Reason;
import io.dashstream.core.json.JsonException;
import io.dashstream.core.json.StrictJson;
import io.dashstream.core.wire.v1.DiffOperation;
import io.dashstream.core.wire.v1.DiffOperation.OpType;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Operations to and from their wire form. */
final class WireOperations {

    private WireOperations() {}

    static List<PatchOperation> read(List<DiffOperation> messages) {
        if (messages.size() > StatePatch.MAX_OPERATIONS) {
            throw PatchException.tooManyOperations(messages.size());
        }
        List<PatchOperation> operations = new ArrayList<>(messages.size());
        for (int index = 0; index < messages.size(); index++) {
            try {
                operations.add(read(messages.get(index)));
            } catch (Refusal refusal) {
                throw PatchException.of(refusal, index, messages.get(index).getPath());
            }
        }
        return List.copyOf(operations);
    }

    private static PatchOperation read(DiffOperation message) throws Refusal {
        String path = message.getPath();
        return switch (message.getOp()) {
            case OP_TYPE_ADD -> new PatchOperation.Add(path, value(message));
            case OP_TYPE_REMOVE -> new PatchOperation.Remove(path);
            case OP_TYPE_REPLACE -> new PatchOperation.Replace(path, value(message));
            case OP_TYPE_MOVE -> new PatchOperation.Move(message.getFrom(), path);
            case OP_TYPE_COPY -> new PatchOperation.Copy(message.getFrom(), path);
            case OP_TYPE_TEST -> new PatchOperation.Test(path, value(message));
            case UNRECOGNIZED ->
                throw new Refusal(Reason.UNKNOWN_OPERATION, "operation number " + message.getOpValue() + " is unknown");
        };
    }

    private static JsonNode value(DiffOperation message) throws Refusal {
        return switch (message.getEncoding()) {
            case VALUE_ENCODING_JSON -> json(message);
            case VALUE_ENCODING_RAW -> text(message);
            case VALUE_ENCODING_MSGPACK, VALUE_ENCODING_PROTOBUF, UNRECOGNIZED ->
                throw new Refusal(
                        Reason.UNSUPPORTED_ENCODING,
                        "value encoding number " + message.getEncodingValue()
                                + " is not supported, only JSON and RAW are");
        };
    }

    private static JsonNode json(DiffOperation message) throws Refusal {
        ByteString value = message.getValue();
        if (value.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            return StrictJson.parse(value.toByteArray());
        } catch (JsonException e) {
            throw new Refusal(Reason.BAD_VALUE, String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode text(DiffOperation message) throws Refusal {
        if (message.getValue().isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            return JsonNodeFactory.instance.textNode(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(message.getValue().asReadOnlyByteBuffer())
                    .toString());
        } catch (CharacterCodingException e) {
            throw new Refusal(Reason.BAD_VALUE, "RAW value is not UTF-8");
        }
    }

    static DiffOperation write(PatchOperation operation) {
        DiffOperation.Builder message = DiffOperation.newBuilder().setPath(operation.path());
        if (operation instanceof PatchOperation.Add add) {
            message.setOp(OpType.OP_TYPE_ADD).setValue(StatePatch.json(add.value()));
        } else if (operation instanceof PatchOperation.Remove) {
            message.setOp(OpType.OP_TYPE_REMOVE);
        } else if (operation instanceof PatchOperation.Replace replace) {
            message.setOp(OpType.OP_TYPE_REPLACE).setValue(StatePatch.json(replace.value()));
        } else if (operation instanceof PatchOperation.Move move) {
            message.setOp(OpType.OP_TYPE_MOVE).setFrom(move.from());
        } else if (operation instanceof PatchOperation.Copy copy) {
            message.setOp(OpType.OP_TYPE_COPY).setFrom(copy.from());
        } else if (operation instanceof PatchOperation.Test test) {
            message.setOp(OpType.OP_TYPE_TEST).setValue(StatePatch.json(test.value()));
        }
        return message.build();
    }
}
