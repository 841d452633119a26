package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the members of one object while another one is walked. Two versions of an object mostly have their members in
 * one order, so the next member is tried before it is looked up.
 */
final class Counterparts {

    private final ObjectNode object;
    private final Iterator<Map.Entry<String, JsonNode>> members;
    private boolean inStep = true;

    Counterparts(ObjectNode object) {
        this.object = object;
        this.members = object.properties().iterator();
    }

    /** The member of this name, which is asked for once. */
    @Nullable
    JsonNode get(String name) {
        if (inStep && members.hasNext()) {
            Map.Entry<String, JsonNode> member = members.next();
            if (member.getKey().equals(name)) {
                return member.getValue();
            }
        }
        inStep = false;
        return object.get(name);
    }
}
