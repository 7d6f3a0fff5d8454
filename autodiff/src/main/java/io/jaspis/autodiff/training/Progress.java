package io.jaspis.autodiff.training;

import java.io.IOException;

/** Told of training as it goes. */
public interface Progress {
    Progress SILENT = new Progress() {};

    /**
     * Before the first step.
     *
     * @param epochsDone how many epochs a checkpoint has already
     * @param best the best of them that is kept, from 1; 0 where there is none
     */
    default void started(int epochsDone, int best) {}

    /** After each step. */
    default void step(int epoch, int step, int steps, double loss) {}

    /**
     * After each epoch.
     *
     * @param loss the mean over the epoch
     * @param accuracy the share of training examples that the network had right as it met them
     */
    default void epoch(int epoch, double loss, double accuracy, double seconds) {}

    /** After each epoch that is scored by a {@link Validation}. */
    default void scored(int epoch, double score, boolean best) {}

    /**
     * When the checkpoint can't be written after an epoch; training goes on, and tries again after the next.
     *
     * @throws IOException to end it there: by default
     */
    default void unkept(int epoch, IOException failure) throws IOException {
        throw failure;
    }

    /**
     * Whether to stop: asked after each step, and what the epoch has done so far is then lost, but for the first, before which there is
     * nothing to go back to; and while an epoch is scored, which then is kept without a score, and has none from a {@link Validation}
     * until training goes on. Once true it stays so.
     */
    default boolean stopped() {
        return false;
    }
}
