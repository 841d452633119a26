package io.dashstream.core.json;

import io.dashstream.core.json.JsonException.Reason;

/** The limits of JSON trees and the errors that name them. */
final class JsonLimits {

    private JsonLimits() {}

    static JsonException tooLarge(long limit) {
        return new JsonException(Reason.TOO_LARGE, "JSON text is longer than the limit of " + limit + " bytes");
    }

    static JsonException tooDeep() {
        return new JsonException(
                Reason.TOO_DEEP, "JSON value has containers nested deeper than " + StrictJson.MAX_DEPTH + " levels");
    }
}
