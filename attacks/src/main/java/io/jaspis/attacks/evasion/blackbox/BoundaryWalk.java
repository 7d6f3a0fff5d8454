package io.jaspis.attacks.evasion.blackbox;

/**
 * The Boundary Attack (Brendel, Rauber &amp; Bethge 2018): a random walk among adversarial points. A step goes orthogonally
 * to the way from the example, back onto the sphere around it, and from there a little towards it. How long both parts are
 * follows the boundary: the orthogonal one such that about half of these are adversarial, the other one by how often it is
 * thereafter.
 */
final class BoundaryWalk implements LabelSearch {
    private static final double TOLERANCE = 1e-4;
    /** Attempts of a step. */
    private static final int DIRECTIONS = 25;
    /** Of so many steps one asks about the orthogonal part by itself, too. */
    private static final int PERIOD = 10;

    private static final double FIRST_LENGTH = 1e-2;
    private static final double ADAPTATION = 1.5;
    private static final double CONVERGED = 1e-7;
    private static final int ORTHOGONALS = 100;
    private static final int STEPS = 30;

    @Override
    public Question begin(Boundary boundary, Starts starts, Chance chance) {
        return starts.find(
                start -> boundary.towardsExample(start, TOLERANCE, at -> new Walk(boundary, chance, at).step()));
    }

    /** How often the last of some trials succeeded. */
    private static final class Rate {
        private final boolean[] last;
        private int count;

        Rate(int trials) {
            this.last = new boolean[trials];
        }

        void add(boolean success) {
            last[count++ % last.length] = success;
        }

        boolean full() {
            return count >= last.length;
        }

        void clear() {
            count = 0;
        }

        double share() {
            int successes = 0;
            for (boolean success : last) {
                successes += success ? 1 : 0;
            }
            return (double) successes / last.length;
        }
    }

    /** The lengths of the parts of a step, as shares of the distance. */
    private static final class Lengths {
        private final Rate orthogonals = new Rate(ORTHOGONALS);
        private final Rate steps = new Rate(STEPS);
        private double orthogonal = FIRST_LENGTH;
        private double inward = FIRST_LENGTH;

        void adapt() {
            if (orthogonals.full()) {
                double share = orthogonals.share();
                double factor = share > 0.5 ? ADAPTATION : share < 0.2 ? 1 / ADAPTATION : 1;
                orthogonal *= factor;
                inward *= factor;
                orthogonals.clear();
            }
            if (steps.full()) {
                double share = steps.share();
                inward *= share > 0.25 ? ADAPTATION : share < 0.1 ? 1 / ADAPTATION : 1;
                steps.clear();
            }
            if (inward < CONVERGED) {
                // It looks as if no step were left; longer ones are tried once more to be sure.
                orthogonal = FIRST_LENGTH;
                inward = FIRST_LENGTH;
            }
        }
    }

    private static final class Walk {
        private final Boundary boundary;
        private final Chance chance;
        private final Lengths lengths = new Lengths();
        private double[] at;
        private int steps;

        Walk(Boundary boundary, Chance chance, double[] at) {
            this.boundary = boundary;
            this.chance = chance;
            this.at = at;
        }

        Question step() {
            steps++;
            return Ways.length(at) == 0 ? Question.NONE : attempt(0);
        }

        private Question attempt(int direction) {
            if (direction == DIRECTIONS) {
                return moved(at);
            }
            double[] sphere = boundary.offsets().settled(onSphere(direction));
            double[] nearer = nearer(sphere);
            if (steps % PERIOD != 0) {
                return boundary.ask(nearer, found -> found.map(this::moved).orElseGet(() -> attempt(direction + 1)));
            }
            return boundary.ask(sphere, beside -> {
                lengths.orthogonals.add(beside.isPresent());
                return beside.isEmpty()
                        ? attempt(direction + 1)
                        : boundary.ask(nearer, found -> {
                            lengths.steps.add(found.isPresent());
                            return found.map(this::moved).orElseGet(() -> attempt(direction + 1));
                        });
            });
        }

        private Question moved(double[] to) {
            at = Ways.length(to) < Ways.length(at) ? to : at;
            lengths.adapt();
            return step();
        }

        private double[] onSphere(int direction) {
            double distance = Ways.length(at);
            double[] across = new double[at.length];
            chance.at(direction, steps);
            for (int i = 0; i < across.length; i++) {
                across[i] = chance.nextGaussian();
            }
            across = Ways.sum(1, across, -Ways.dot(across, at) / (distance * distance), at);
            Ways.stretch(across, lengths.orthogonal * distance);
            for (int i = 0; i < across.length; i++) {
                // Less than a step of a value that has steps would be none.
                double grain = boundary.offsets().grain(i);
                across[i] = grain > 0 ? Math.copySign(Math.max(grain, Math.abs(across[i])), across[i]) : across[i];
            }
            return Ways.scaled(1 / Math.hypot(1, lengths.orthogonal), Ways.sum(1, at, 1, across));
        }

        /** Towards the example from a point about on the sphere, to a part of the sphere's distance less. */
        private double[] nearer(double[] sphere) {
            double distance = Ways.length(at);
            double length = Ways.length(sphere);
            double inward = Math.max(0, lengths.inward * distance + length - distance);
            return length == 0 ? sphere : Ways.scaled(1 - inward / length, sphere);
        }
    }
}
