/**
 * A small research agent: it plans, searches a corpus, summarises and criticises on two threads, and goes round until it has
 * found enough for an answer. Everything is real but its language model, which quotes in place of writing.
 */
@NullMarked
package io.dashstream.examples.agent;

import org.jspecify.annotations.NullMarked;
