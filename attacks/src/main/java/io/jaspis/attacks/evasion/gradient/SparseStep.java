package io.jaspis.attacks.evasion.gradient;

import io.jaspis.attacks.search.Attempt;
import io.jaspis.attacks.search.Column;
import io.jaspis.attacks.search.Method;
import io.jaspis.attacks.search.Projection;
import io.jaspis.attacks.search.Step;
import io.jaspis.attacks.search.Table;
import io.jaspis.tensor.kernels.provider.Providers;
import io.jaspis.threat.Norm;
import io.jaspis.threat.Problem;
import io.jaspis.threat.Threat;

/**
 * The steps of Auto-PGD in L1 (Croce &amp; Hein 2021, algorithm 2): equal amounts on the coordinates of the steepest slopes,
 * two thirds as many as the best point has moved, then the exact projection onto ball and range. Where the best point has
 * become sparser, steps have their first length again and go on from it; else they get shorter by a third.
 */
final class SparseStep implements Step {
    private static final long STREAMS = 9L << 56;
    /** Of coordinates that the best point has moved, so many times fewer move in a step; by it lengths shrink too. */
    private static final double FEWER = 1.5;

    private static final double SHORTEST = 10;
    private static final double SPARSER = .95;
    /** How many coordinates move in the first steps after a random start. */
    private static final double FIRST_SHARE = .2;
    /** Of the steps of a run, those to each checkpoint. */
    private static final double WINDOW = .04;

    private static final int LENGTH = 0;
    private static final int BEST = 1;
    private static final int MOVED = 2;
    private static final int SHARE_OF = 3;
    private static final int SEEN = 4;
    private static final int NUMBERS = 5;
    /** In the place of a count of coordinates: {@link #FIRST_SHARE}. */
    private static final float NONE_YET = -1;

    private final Problem problem;
    private final Threat threat;
    private final int size;
    private final Table table;
    private final Aims aims;
    private final ShrinkingBall ball;
    private final boolean randomStart;
    private final long seed;
    private final Projection[] projections;
    private final Projection settled;
    private final Column x;
    private final Column point;
    private final Column loss;
    private final Column ascent;
    private final Column centre;
    private final Column best;
    private final Column bestAscent;
    private final Column numbers;
    private final float[] slopes;
    private final float[] partly;

    SparseStep(Problem problem, Aims aims, ShrinkingBall ball, boolean randomStart, long seed, Table table) {
        this.problem = problem;
        this.threat = problem.threat();
        this.size = problem.size();
        this.table = table;
        this.aims = aims;
        this.ball = ball;
        this.randomStart = randomStart;
        this.seed = seed;
        this.projections = new Projection[ball.count()];
        for (int each = 0; each < projections.length; each++) {
            Threat wider = threat.withEpsilon(ball.radius(each) * threat.epsilon());
            projections[each] = new Projection(wider.withoutLevels(), size);
        }
        this.settled = new Projection(threat, size);
        this.x = table.input(Method.X);
        this.point = Projection.everyValue(threat) ? x : table.state(size);
        this.loss = table.output(AscentGraph.LOSS);
        this.ascent = table.output(AscentGraph.ASCENT);
        this.centre = table.state(size);
        this.best = table.state(size);
        this.bestAscent = table.state(size);
        this.numbers = table.state(NUMBERS);
        this.slopes = new float[size];
        this.partly = new float[size];
    }

    /** Whether it is for such a problem: tables move feature by feature. */
    static boolean suits(Problem problem) {
        return problem.threat().norm() == Norm.L1 && !problem.threat().ofTable();
    }

    @Override
    public void begin(int place, Attempt attempt) {
        aims.begin(table, place, attempt);
        problem.examples().copy(attempt.index(), centre.elements(), centre.change(place));
        int at = point.change(place);
        System.arraycopy(randomStart ? centre.elements() : x.elements(), x.at(place), point.elements(), at, size);
        if (randomStart) {
            addNoise(attempt, at);
        }
        project(0, place);
    }

    /** Noise whose projection is a sparse point on the sphere. */
    private void addNoise(Attempt attempt, int at) {
        long stream = STREAMS | (long) attempt.restart() << 32 | attempt.index();
        Providers.scalar().randoms().normal(seed, stream, 0, size, slopes, 0);
        for (int i = 0; i < size; i++) {
            // The published code has it in units of a range that is 1 wide.
            double width = threat.unit(i) == 0 ? 0 : (double) threat.upper(i) - threat.lower(i);
            point.elements()[at + i] += (float) (slopes[i] * width);
        }
    }

    /** Brings a point into one of the balls, and x to the allowed point beside it. */
    private void project(int which, int place) {
        int at = point.change(place);
        projections[which].project(centre.elements(), at, point.elements(), at);
        if (point != x) {
            System.arraycopy(point.elements(), at, x.elements(), x.change(place), size);
            settled.project(centre.elements(), at, x.elements(), at);
        }
    }

    @Override
    public void move(int place, Attempt attempt) {
        int which = ball.at(attempt.moves());
        int done = attempt.moves() - ball.start(which);
        double longest = ball.radius(which) * threat.epsilon();
        float[] way = ascent.elements();
        if (done == 0) {
            start(place, longest, randomStart && ball.count() == 1);
        } else {
            look(place);
            if (done == ball.steps(which) && which + 1 < ball.count()) {
                System.arraycopy(best.elements(), best.at(place), point.elements(), point.change(place), size);
                project(which + 1, place);
                return;
            }
            if (checks(place, which) && adapts(place, longest)) {
                System.arraycopy(best.elements(), best.at(place), point.elements(), point.change(place), size);
                way = bestAscent.elements();
            }
        }
        step(place, way);
        project(which, place);
    }

    private void start(int place, double longest, boolean anywhere) {
        float[] n = numbers.elements();
        int at = numbers.change(place);
        float value = loss.elements()[loss.at(place)];
        n[at + LENGTH] = (float) longest;
        n[at + BEST] = Float.isNaN(value) ? Float.NEGATIVE_INFINITY : value;
        n[at + SEEN] = 0;
        take(place);
        int moved = moved(place);
        n[at + MOVED] = anywhere ? size : moved;
        n[at + SHARE_OF] = anywhere ? NONE_YET : moved;
    }

    private void look(int place) {
        float[] n = numbers.elements();
        int at = numbers.at(place);
        float value = loss.elements()[loss.at(place)];
        n[at + SEEN]++;
        if (value > n[at + BEST]) {
            n[at + BEST] = value;
            take(place);
        }
    }

    private void take(int place) {
        int at = best.change(place);
        System.arraycopy(point.elements(), at, best.elements(), at, size);
        System.arraycopy(ascent.elements(), at, bestAscent.elements(), bestAscent.change(place), size);
    }

    /** How many coordinates the best point has moved. */
    private int moved(int place) {
        int at = best.at(place);
        int moved = 0;
        for (int i = at; i < at + size; i++) {
            moved += best.elements()[i] != centre.elements()[i] ? 1 : 0;
        }
        return moved;
    }

    private boolean checks(int place, int which) {
        float[] n = numbers.elements();
        int at = numbers.at(place);
        int window = Math.max((int) (WINDOW * ball.steps(which)), 1);
        if (n[at + SEEN] < window) {
            return false;
        }
        n[at + SEEN] = 0;
        return true;
    }

    /** Takes the next length and sparsity; whether the best point has become so much sparser that it is to go on from it. */
    private boolean adapts(int place, double longest) {
        float[] n = numbers.elements();
        int at = numbers.at(place);
        int moved = moved(place);
        boolean sparser = moved < SPARSER * n[at + MOVED];
        double length = sparser ? longest : n[at + LENGTH] / FEWER;
        n[at + LENGTH] = (float) Math.clamp(length, longest / SHORTEST, longest);
        n[at + SHARE_OF] = moved;
        n[at + MOVED] = moved;
        return sparser;
    }

    /** Moves the steepest coordinates, all of those that are as steep as the last of them, equally far. */
    private void step(int place, float[] way) {
        int from = point.change(place);
        for (int i = 0; i < size; i++) {
            float slope = way[from + i];
            slopes[i] = Float.isNaN(slope) ? 0 : (float) Math.abs(slope * threat.unit(i));
        }
        System.arraycopy(slopes, 0, partly, 0, size);
        float[] n = numbers.elements();
        int at = numbers.at(place);
        double share = n[at + SHARE_OF] == NONE_YET ? FIRST_SHARE : n[at + SHARE_OF] / (double) size / FEWER;
        float threshold = selected(partly, Math.clamp((long) ((1 - share) * size), 0, size - 1));
        int taken = 0;
        for (int i = 0; i < size; i++) {
            taken += slopes[i] >= threshold && slopes[i] > 0 ? 1 : 0;
        }
        if (taken == 0) {
            return;
        }
        double amount = n[at + LENGTH] / (double) taken;
        for (int i = 0; i < size; i++) {
            if (slopes[i] >= threshold && slopes[i] > 0) {
                point.elements()[from + i] += (float) (Math.signum(way[from + i]) * amount * threat.unit(i));
            }
        }
    }

    /** The number that would stand at an index of the sorted array, which is put into order as far as needed (Hoare 1961). */
    static float selected(float[] numbers, int index) {
        int low = 0;
        int high = numbers.length - 1;
        while (low < high) {
            float pivot = numbers[index];
            int left = low;
            int right = high;
            do {
                while (numbers[left] < pivot) {
                    left++;
                }
                while (pivot < numbers[right]) {
                    right--;
                }
                if (left <= right) {
                    float number = numbers[left];
                    numbers[left++] = numbers[right];
                    numbers[right--] = number;
                }
            } while (left <= right);
            low = right < index ? left : low;
            high = index < left ? right : high;
        }
        return numbers[index];
    }
}
