/**
 * JSON as DashStream reads, writes and hashes it. {@link io.dashstream.core.json.StrictJson} takes only what every other
 * reader would take the same way; {@link io.dashstream.core.json.CanonicalJson} gives every value one spelling, and
 * {@link io.dashstream.core.json.StateHasher} the SHA-256 of that spelling.
 *
 * <p>Trees are Jackson's {@code JsonNode}s and immutable by contract: nobody changes a node that came from or went to
 * another class. Numbers are equal when their canonical spellings are: 1, 1L and 1.0 are one number.
 */
@NullMarked
package io.dashstream.core.json;

import org.jspecify.annotations.NullMarked;
