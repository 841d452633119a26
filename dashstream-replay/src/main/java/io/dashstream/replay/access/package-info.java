/**
 * Who is asking and what they may see: the client's address behind proxies, the origin of a page, and the policy that
 * turns both into a grant.
 */
@NullMarked
package io.dashstream.replay.access;

import org.jspecify.annotations.NullMarked;
