package io.jaspis.certify.branching;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.branching.ReluSplitting.Closed;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.FormBounds.Row;
import io.jaspis.certify.linear.NeuronBounds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Proofs by cases that another can follow: branch and bound on bounds of neurons that are given, which notes down into what domains
 * the box fell, and with what slopes and multipliers each of them is proved. For one thread at a time.
 */
public final class ReluCases implements AutoCloseable {
    /** Climbs to parameters that prove a domain by themselves, each longer than the one before. */
    private static final List<Climb> CLIMBS =
            List.of(new Climb(30, 0.1, 0.1, 0.97), new Climb(100, 0.1, 0.05, 0.98), new Climb(400, 0.1, 0.05, 0.99));

    private final ReluSplitting splitting;

    /**
     * Prepares proofs on a box.
     *
     * @param lower of the input
     * @param upper of the input
     * @param bounds of the neurons on the box
     */
    public ReluCases(Activations activations, Device device, float[] lower, float[] upper, NeuronBounds bounds) {
        this.splitting = new ReluSplitting(activations, device, lower, upper, bounds, ReluSplitting.Settings.USUAL);
    }

    /**
     * A domain on which a form of the outputs is above zero.
     *
     * @param splits neurons that were split, in the order in which they were: twice their number and 1 more where they are on
     * @param parameters of all neurons: α of those that may be on or off, β of those that were split
     */
    public record Case(int[] splits, float[] parameters) {}

    /**
     * The domains into which the box falls, on each of which a form of the outputs is above zero.
     *
     * @param most domains that may be bounded, about
     * @param stopped ends the search early
     * @return none where that isn't proved
     */
    public List<Case> prove(float[] form, long most, BooleanSupplier stopped) {
        float[] behind = new float[form.length];
        for (int i = 0; i < form.length; i++) {
            behind[i] = 0 - form[i];
        }
        List<Closed> left = splitting.closed(new Unsafe(new float[][] {behind}, new float[] {0}), most, stopped);
        List<Case> cases = new ArrayList<>();
        for (Climb climb : CLIMBS) {
            List<Closed> climbed = new ArrayList<>();
            for (Row row : splitting.bounded(form, left, climb)) {
                climbed.add(new Closed(row.splits(), row.parameters()));
            }
            // A climb ends one step beyond what it bounded last.
            left = new ArrayList<>();
            for (Row row : splitting.bounded(form, climbed, Climb.NONE)) {
                if (row.bound() > 0) {
                    cases.add(new Case(row.splits(), row.parameters()));
                } else {
                    left.add(new Closed(row.splits(), row.parameters()));
                }
            }
            if (left.isEmpty() || stopped.getAsBoolean()) {
                break;
            }
        }
        return left.isEmpty() ? cases : List.of();
    }

    @Override
    public void close() {
        splitting.close();
    }
}
