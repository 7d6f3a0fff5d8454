/**
 * How things are timed: {@link io.jaspis.bench.measure.Contender}s that compute the same run in turns, in one process;
 * start reading at {@link io.jaspis.bench.measure.Race}.
 */
package io.jaspis.bench.measure;
