/** The part of Prometheus that our alerts need: what scrapes brought, and what expressions make of it. */
package io.dashstream.architecture.promql;
