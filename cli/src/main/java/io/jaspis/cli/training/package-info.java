/**
 * What {@code jaspis train} does around a {@link io.jaspis.autodiff.training.Trainer}: the data of both parts, a sample
 * for validation, progress, and what the result is worth. Start with {@link io.jaspis.cli.training.TrainingData}.
 */
package io.jaspis.cli.training;
