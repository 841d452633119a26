/** The replay endpoint in an application of Spring Boot. */
@NullMarked
package io.dashstream.examples.spring;

import org.jspecify.annotations.NullMarked;
