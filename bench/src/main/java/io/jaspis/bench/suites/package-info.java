/** What is measured: the cases of each suite, with the same computation written for Jaspis and for each peer. */
package io.jaspis.bench.suites;
