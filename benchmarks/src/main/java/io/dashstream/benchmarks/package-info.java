/** Benchmarks with their peers in the same run. {@link io.dashstream.benchmarks.RunBenchmarks} runs them and prints tables. */
@NullMarked
package io.dashstream.benchmarks;

import org.jspecify.annotations.NullMarked;
