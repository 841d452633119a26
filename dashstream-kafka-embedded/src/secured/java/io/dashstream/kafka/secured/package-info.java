/** A secured broker for the tests of several modules. */
package io.dashstream.kafka.secured;
