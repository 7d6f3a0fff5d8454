/** Processes that a bench starts and may not leave behind, and others that write to the same files at the same time. */
package io.jaspis.bench.process;
