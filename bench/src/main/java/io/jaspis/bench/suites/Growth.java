package io.jaspis.bench.suites;

import io.jaspis.autodiff.plan.Device;
import io.jaspis.bench.measure.Case;
import io.jaspis.bench.measure.Point;
import java.util.ArrayList;
import java.util.List;

/** How time and memory grow with the batch, the width, the depth and the threads. */
final class Growth {
    private static final int BATCH = 32;

    private Growth() {}

    static List<Case> cases(List<Integer> threads, boolean quick, Device device) {
        List<Case> cases = new ArrayList<>();
        Lineup lineup = new Lineup(threads.getFirst(), quick, device);
        for (Network network : List.of(Network.perceptron(), Network.convolutional())) {
            for (int batch : powers(1, lineup.size(256, 4))) {
                both(cases, lineup, network, batch, network.name(), "batch", batch);
            }
        }
        for (int width : powers(32, lineup.size(2048, 64))) {
            both(cases, lineup, Network.perceptron(width, 4), BATCH, "MLP of 4 layers", "width", width);
        }
        for (int depth : powers(1, lineup.size(32, 2))) {
            both(cases, lineup, Network.perceptron(256, depth), BATCH, "MLP of width 256", "depth", depth);
        }
        if (threads.size() > 1) {
            Network network = Network.convolutional();
            for (int count : threads) {
                both(
                        cases,
                        new Lineup(count, quick, device),
                        network,
                        lineup.size(64, 4),
                        network.name(),
                        "threads",
                        count);
            }
        }
        return cases;
    }

    private static void both(
            List<Case> cases, Lineup lineup, Network network, int batch, String series, String axis, int at) {
        cases.add(Passes.forward(lineup, network, batch).at(new Point("forward " + series, axis, at)));
        cases.add(Passes.gradient(lineup, network, batch).at(new Point("gradient " + series, axis, at)));
    }

    private static int[] powers(int from, int to) {
        List<Integer> powers = new ArrayList<>();
        for (int power = from; power <= to; power *= 2) {
            powers.add(power);
        }
        return powers.stream().mapToInt(Integer::intValue).toArray();
    }
}
