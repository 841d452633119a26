/** What operators are given is true: metrics, alert rules, the dashboard and their pages. */
package io.dashstream.architecture.operations;
