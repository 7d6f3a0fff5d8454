package io.jaspis.certify.branching;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.certify.branching.ReluSplitting.Closed;
import io.jaspis.certify.linear.Activations;
import io.jaspis.certify.linear.FormBounds.Climb;
import io.jaspis.certify.linear.FormBounds.Row;
import io.jaspis.certify.linear.NeuronBounds;
import io.jaspis.check.proof.InputBox;
import io.jaspis.check.proof.NeuronRanges;
import io.jaspis.check.proof.Packed;
import io.jaspis.tensor.OneThread;
import java.util.ArrayList;
import java.util.Arrays;
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

    private final OneThread user = new OneThread("search");
    private final ReluSplitting splitting;

    /**
     * Prepares proofs on a box.
     *
     * @param ranges of the neurons on the box
     */
    public ReluCases(Activations activations, Device device, InputBox box, NeuronRanges ranges) {
        // The narrowest floats around both.
        NeuronBounds inputs = NeuronBounds.around(box.least(), box.most());
        NeuronBounds neurons = NeuronBounds.around(ranges.lower(), ranges.upper());
        this.splitting = new ReluSplitting(
                activations, device, inputs.lower(), inputs.upper(), neurons, ReluSplitting.Settings.USUAL);
    }

    /**
     * A domain in which a row of a conjunction doesn't hold.
     *
     * @param row of the conjunction
     * @param splits neurons that were split, in the order in which they were: twice their number and 1 more where they are on
     * @param parameters of all neurons, {@linkplain Packed packed}: α of those that may be on or off, β of those that were split
     */
    public record Case(int row, List<Integer> splits, String parameters) {}

    /**
     * The domains into which the box falls, in each of which a row of a conjunction doesn't hold.
     *
     * @param most domains that may be bounded, about
     * @param stopped ends the search early
     * @return none where that isn't proved
     */
    public List<Case> prove(Unsafe unsafe, long most, BooleanSupplier stopped) {
        try (var _ = user.enter()) {
            List<Closed> left = splitting.closed(unsafe, most, stopped);
            List<Case> cases = new ArrayList<>();
            for (Climb climb : CLIMBS) {
                // A climb ends one step beyond what it bounded last, so what it came to is bounded once more.
                List<Closed> climbed = at(left, splitting.bounded(unsafe, left, climb));
                List<Row> bounded = splitting.bounded(unsafe, climbed, Climb.NONE);
                left = new ArrayList<>();
                for (int i = 0; i < climbed.size(); i++) {
                    Closed domain = climbed.get(i);
                    if (bounded.get(i).bound() > -unsafe.bounds()[domain.row()]) {
                        cases.add(new Case(
                                domain.row(),
                                Arrays.stream(domain.splits()).boxed().toList(),
                                Packed.floats(domain.parameters())));
                    } else {
                        left.add(domain);
                    }
                }
                if (left.isEmpty() || stopped.getAsBoolean()) {
                    break;
                }
            }
            return left.isEmpty() ? cases : List.of();
        }
    }

    /** The domains with the parameters that a climb came to. */
    private static List<Closed> at(List<Closed> domains, List<Row> climbed) {
        List<Closed> at = new ArrayList<>();
        for (int i = 0; i < climbed.size(); i++) {
            at.add(new Closed(
                    domains.get(i).row(),
                    domains.get(i).splits(),
                    climbed.get(i).parameters()));
        }
        return at;
    }

    @Override
    public void close() {
        user.end();
        splitting.close();
    }
}
