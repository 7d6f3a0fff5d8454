/**
 * What training is claimed to reach, trained and measured anew: whole runs in processes of their own, over several seeds. Start
 * with {@link io.jaspis.bench.training.Trial}.
 */
package io.jaspis.bench.training;
