package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.attacks.evasion.nearest.ConstantSearch;
import io.jaspis.attacks.search.Projection;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Threat;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Zeroth-order optimization (Chen, Zhang, Sharma, Yi &amp; Hsieh 2017), ZOO-ADAM: Carlini and Wagner's objective, the squared
 * L2 distance and c times the margin, goes down by Adam on some coordinates at a time, whose slopes are symmetric differences.
 * Where a search with one c has come to its end, the next begins anew: with ten times as much as long as nothing adversarial was
 * met, then halfway between the largest c that met nothing and the smallest that did. In L2 the search goes anywhere in the range
 * of inputs, and has its success once it is in the example's set; in other norms each step stays there.
 *
 * <p>The differences are as wide as float32 scores need; those of the paper, 0.0001, would be of their rounding. The paper's
 * smaller spaces of large pictures are left out: coordinates are the elements.
 *
 * @param queries the most for an example; at least 1
 * @param coordinates that step at a time, at least 1
 * @param width h, half the way between the points of a difference, in a range of 1
 * @param weight c, at the start
 * @param steps of a search with one c, unless it stops to get anywhere before; at least 1
 */
public record Zoo(long queries, int coordinates, double width, double weight, int steps) implements BlackBox {
    private static final double RATE = 0.01;
    private static final int PATIENCE = 100;

    public Zoo {
        if (queries < 1
                || coordinates < 1
                || steps < 1
                || !(width > 0 && weight > 0)
                || Double.isInfinite(width)
                || Double.isInfinite(weight)) {
            throw new IllegalArgumentException(
                    "ZOO needs queries, coordinates, a width, a weight and steps, but got %s, %s, %s, %s and %s"
                            .formatted(queries, coordinates, width, weight, steps));
        }
    }

    /** With the authors' 128 coordinates at a time. */
    public Zoo(long queries) {
        this(queries, 128, 1e-3, 10, 1000);
    }

    @Override
    public String name() {
        return "ZOO-" + queries;
    }

    @Override
    public Map<String, Object> parameters() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("queries", queries);
        parameters.put("coordinates", coordinates);
        parameters.put("width", width);
        parameters.put("weight", weight);
        parameters.put("steps", steps);
        return parameters;
    }

    @Override
    public boolean readsScores() {
        return true;
    }

    @Override
    public Inquiry begin(Subject subject, Answers clean) {
        return new Walk(this, subject, clean);
    }

    /** The walk of one example. */
    static final class Walk extends DifferenceSearch {
        private final Zoo zoo;
        /** The elements that can move, those of this turn at the front. */
        private final int[] order;

        private int movable;
        private final int taken;
        private final CoordinateAdam adam;
        private final double rate;
        /** What counts as 1 of the distance that is to be small. */
        private final double length;

        private double weight;
        /** Of the c that met something adversarial. */
        private double smallest = Double.POSITIVE_INFINITY;
        /** Of those that met nothing. */
        private double largest;

        private boolean met;
        private int steps;
        private double least = Double.POSITIVE_INFINITY;
        private int sinceLeast;

        Walk(Zoo zoo, Subject subject, Answers clean) {
            super(subject, projection(subject), clean, ScoreLoss.MARGIN, zoo.width);
            this.zoo = zoo;
            this.order = new int[subject.size()];
            Threat around = searched(subject);
            Categories categories = new Categories(subject, around);
            for (int i = 0; i < order.length; i++) {
                float at = subject.x()[i];
                boolean room = around.innerLower(i, at) < around.innerUpper(i, at);
                if (categories.has(i) ? categories.moves(i) : room) {
                    order[movable++] = i;
                }
            }
            this.taken = Math.min(zoo.coordinates, movable);
            this.adam = new CoordinateAdam(subject.size());
            // A step of which no more than two lead out of the ball, where that is small.
            this.rate = Math.min(RATE * scale(), subject.threat().epsilon() / 2);
            this.length = subject.threat().paperUnit();
            this.weight = zoo.weight * ConstantSearch.factor(clean.scores(), clean.at(0), clean.classes());
        }

        /** Where the search may go. */
        private static Threat searched(Subject subject) {
            Threat threat = subject.threat();
            return threat.norm() == Norm.L2 ? threat.everywhere(subject.size()) : threat;
        }

        private static Projection projection(Subject subject) {
            return subject.threat().norm() == Norm.L2
                    ? new Projection(searched(subject), subject.size())
                    : subject.projection();
        }

        @Override
        int draw(Chance chance) {
            for (int k = 0; k < taken; k++) {
                int other = k + chance.nextInt(movable - k);
                int element = order[other];
                order[other] = order[k];
                order[k] = element;
            }
            return taken;
        }

        @Override
        void add(int pair, double factor, double[] to) {
            to[order[pair]] += factor;
        }

        @Override
        boolean averages() {
            return false;
        }

        @Override
        void move(double[] slope, double loss, float[] to) {
            if (ended(loss, to)) {
                System.arraycopy(subject().x(), 0, to, 0, to.length);
                adam.restart();
                smallest = met ? weight : smallest;
                largest = met ? largest : weight;
                weight = Double.isInfinite(smallest) ? 10 * weight : (largest + smallest) / 2;
                met = false;
                steps = 0;
                least = Double.POSITIVE_INFINITY;
                sinceLeast = 0;
                return;
            }
            steps++;
            for (int k = 0; k < taken; k++) {
                int i = order[k];
                double unit = subject().threat().unit(i);
                double along = weight * slope[i] * length + 2 * way(to, i);
                to[i] += (float) (adam.step(i, along, rate) * unit);
            }
        }

        private double way(float[] at, int i) {
            return ((double) at[i] - subject().x()[i]) / (subject().threat().unit(i) * length);
        }

        /** Whether all steps were made, or for long none has brought the objective down. */
        private boolean ended(double loss, float[] at) {
            met |= loss <= 0;
            double objective = weight * Math.max(loss, 0);
            for (int k = 0; k < movable; k++) {
                double way = way(at, order[k]);
                objective += way * way;
            }
            sinceLeast++;
            if (objective < least * 0.9999) {
                least = objective;
                sinceLeast = 0;
            }
            return steps == zoo.steps || sinceLeast > PATIENCE;
        }
    }
}
