package io.dashstream.core.wire;

import io.dashstream.core.wire.v1.AttributeValue;
import io.dashstream.core.wire.v1.DashStreamMessage;
import io.dashstream.core.wire.v1.Event;
import java.util.Collection;

/** Attribute values are the only part of the schema that can hold itself; deep ones could be written but not read. */
final class AttributeDepth {

    private AttributeDepth() {}

    static void require(DashStreamMessage message) {
        if (message.hasEvent()) {
            require(message.getEvent());
        } else if (message.hasEventBatch()) {
            message.getEventBatch().getEventsList().forEach(AttributeDepth::require);
        }
    }

    private static void require(Event event) {
        if (event.getAttributesCount() > 0) {
            event.getAttributesMap().forEach((name, value) -> {
                if (!isWithin(value, WireLimits.MAX_ATTRIBUTE_DEPTH)) {
                    throw refusal("attribute \"" + LogText.of(name) + "\"");
                }
            });
        }
    }

    static WireException refusal(String what) {
        return new WireException(
                WireException.Reason.TOO_COMPLEX,
                what + " nests deeper than " + WireLimits.MAX_ATTRIBUTE_DEPTH + " arrays and maps");
    }

    private static boolean isWithin(AttributeValue value, int levels) {
        return switch (value.getValueCase()) {
            case ARRAY_VALUE -> areWithin(value.getArrayValue().getValuesList(), levels - 1);
            case MAP_VALUE -> areWithin(value.getMapValue().getValuesMap().values(), levels - 1);
            default -> true;
        };
    }

    private static boolean areWithin(Collection<AttributeValue> values, int levels) {
        return levels >= 0 && values.stream().allMatch(value -> isWithin(value, levels));
    }
}
