package io.dashstream.core.diff;

import com.fasterxml.jackson.databind.JsonNode;

/** One operation of RFC 6902. Paths are JSON Pointers (RFC 6901). */
public sealed interface PatchOperation {

    /**
     * Where the operation acts.
     *
     * @return a JSON Pointer
     */
    String path();

    /**
     * Adds a member or inserts an element; replaces a member that is there.
     *
     * @param path where the value will be; {@code -} as last segment appends to an array
     * @param value the value
     */
    record Add(String path, JsonNode value) implements PatchOperation {}

    /**
     * Removes a member or an element, which must be there.
     *
     * @param path what to remove
     */
    record Remove(String path) implements PatchOperation {}

    /**
     * Replaces a value that must be there.
     *
     * @param path what to replace
     * @param value the new value
     */
    record Replace(String path, JsonNode value) implements PatchOperation {}

    /**
     * Removes a value, which must be there, and adds it elsewhere.
     *
     * @param from what to move
     * @param path where the value will be, once it is removed
     */
    record Move(String from, String path) implements PatchOperation {}

    /**
     * Adds a value that is there a second time elsewhere.
     *
     * @param from what to copy
     * @param path where the copy will be
     */
    record Copy(String from, String path) implements PatchOperation {}

    /**
     * Fails the patch unless an equal value is there.
     *
     * @param path what to compare
     * @param value the value that must be there; numbers compare by value
     */
    record Test(String path, JsonNode value) implements PatchOperation {}
}
