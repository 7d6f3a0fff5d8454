package io.jaspis.autodiff.samples;

import io.jaspis.autodiff.plan.Execution;
import io.jaspis.autodiff.plan.Plan;

/** An execution that hands all on to another; a device of a test changes what it is about. */
public class Relay implements Execution {
    private final Execution to;

    public Relay(Execution to) {
        this.to = to;
    }

    @Override
    public Plan plan() {
        return to.plan();
    }

    @Override
    public void write(String input, float[] source, int offset, int row, int rows) {
        to.write(input, source, offset, row, rows);
    }

    @Override
    public void run() {
        to.run();
    }

    @Override
    public void read(String output, float[] destination, int offset, int row, int rows) {
        to.read(output, destination, offset, row, rows);
    }

    @Override
    public void seed(long seed, long firstExample) {
        to.seed(seed, firstExample);
    }

    @Override
    public void close() {
        to.close();
    }
}
