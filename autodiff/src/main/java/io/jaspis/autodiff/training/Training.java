package io.jaspis.autodiff.training;

import io.jaspis.autodiff.data.Examples;
import io.jaspis.autodiff.layers.Parameters;
import io.jaspis.autodiff.plan.Device;

/**
 * What the runs of one training have in common.
 *
 * @param parameters to which weights and statistics are brought at the end of each epoch
 * @param examples as steps see them
 */
record Training(
        Optimizer optimizer,
        Recipe recipe,
        Parameters parameters,
        Examples examples,
        Progress progress,
        Device device) {}
