package io.jaspis.autodiff.training;

/** Told of training as it goes. */
public interface Progress {
    Progress SILENT = new Progress() {};

    /** After each step. */
    default void step(int epoch, int step, int steps, double loss) {}

    /**
     * After each epoch.
     *
     * @param loss the mean over the epoch
     * @param accuracy the share of training examples that the network had right as it met them
     */
    default void epoch(int epoch, double loss, double accuracy, double seconds) {}

    /** Whether to stop after the current epoch. */
    default boolean stopped() {
        return false;
    }
}
