package io.jaspis.certify.chain;

import io.jaspis.certify.intervals.DoubleSums;
import java.util.Arrays;

/**
 * Linear bounds of rows of a chain's outputs on boxes, one at a time (CROWN; Zhang, Weng, Chen, Hsieh &amp; Daniel 2018): interval
 * bounds and those of the box that this one is part of, then a backward pass for every neuron that is still unstable, then the rows,
 * once more with every slope below flipped, each row keeping the better plane. All of it covers its rounding and that of the
 * network in float32.
 *
 * <p>For one thread at a time; a bound allocates nothing but a row for a neuron that is unstable for the first time.
 */
public final class ChainBounds {
    /** With fewer inputs, a sum down the rows is quicker than one along them. */
    private static final int FEW_INPUTS = 16;
    /** Neurons that are bounded again together: their forms lie in a near cache. */
    private static final int TOGETHER = 128;

    private final Stages stages;
    private final Relaxed[] relaxed;
    private final int inputs;
    private final int rows;

    /** The forms being followed: one row a neuron and sign, over the results of some stage. */
    private float[][] forms = new float[0][];

    private float[][] next = new float[0][];
    private final double[] constant;
    private final double[] error;
    /** Forms that are followed together at most. */
    private final int most;

    private final int widest;

    private final float[] centre;
    private final float[] radius;
    private final float[] middle;
    private final float[] spread;
    private final float[] largest;
    private final float[] sums;
    /** What a unit of each stage's results may be off on the box, where a linear form of them becomes one of what it takes. */
    private final double[][] off;
    /** What a form of each stage's ReLUs may lose on the box where its product with a slope gets too small for a float. */
    private final double[] vanished;

    private final int[] all;

    /** For each unstable neuron, how much its planes change along each input: what a split is chosen by. */
    private final float[][][] steepness;

    /** Of each row: the plane, and the bound that it has on the box. Two for each, with the slopes and with them flipped. */
    private final float[][][] planes;

    private final double[][] offsets;
    private final double[] bounds;
    private final double[] scores;
    private final float[][] blame;

    /**
     * @param chain the network
     * @param lower of the box that all others are part of
     * @param outputs the rows' coefficients of the outputs, {@code [rows][outputs]}
     * @param directs their coefficients of the inputs, {@code [rows][inputs]}
     * @param constants what is added to each row
     */
    public ChainBounds(
            Chain chain, float[] lower, float[] upper, double[][] outputs, double[][] directs, double[] constants) {
        this.stages = Stages.of(chain, lower, upper, new Stages.OutputRows(outputs, directs, constants));
        this.inputs = chain.inputs();
        this.rows = constants.length;
        int relus = stages.stages.length - 1;
        relaxed = new Relaxed[relus];
        steepness = new float[relus][][];
        blame = new float[relus][];
        int wide = Math.max(inputs, rows);
        most = Math.max(rows, 2 * TOGETHER);
        for (int k = 0; k < relus; k++) {
            int neurons = stages.stages[k].outputs();
            relaxed[k] = new Relaxed(neurons);
            steepness[k] = new float[neurons][];
            blame[k] = new float[neurons];
            wide = Math.max(wide, neurons);
        }
        widest = wide;
        constant = new double[most];
        error = new double[most];
        centre = new float[wide];
        radius = new float[wide];
        middle = new float[wide];
        spread = new float[wide];
        largest = new float[wide];
        sums = new float[wide];
        off = new double[relus + 1][];
        vanished = new double[relus + 1];
        for (int k = 0; k <= relus; k++) {
            off[k] = new double[stages.stages[k].outputs()];
        }
        all = new int[wide];
        for (int i = 0; i < wide; i++) {
            all[i] = i;
        }
        planes = new float[2][rows][inputs];
        offsets = new double[2][rows];
        bounds = new double[rows];
        scores = new double[inputs];
    }

    /** Whether anything can be said: not where float32 may overflow. */
    public boolean usable() {
        return stages.bounded();
    }

    Stages stages() {
        return stages;
    }

    /** A place for what is known of a box. */
    public Level level() {
        return new Level(stages);
    }

    /** What is known of every box. */
    public Level known() {
        return Level.known(stages);
    }

    /**
     * Bounds the rows on a box.
     *
     * @param known of a box that this one is part of
     * @param level where what becomes known of this one goes; not the same
     * @param wanted the rows to bound
     */
    public void bound(float[] lower, float[] upper, Level known, Level level, int[] wanted, int count) {
        for (int i = 0; i < inputs; i++) {
            centre[i] = 0.5f * lower[i] + 0.5f * upper[i];
            radius[i] = Math.nextUp(Math.max(upper[i] - centre[i], centre[i] - lower[i]));
            largest[i] = Math.max(Math.abs(lower[i]), Math.abs(upper[i]));
        }
        for (int k = 0; k < relaxed.length; k++) {
            forward(k, k == 0 ? inputs : relaxed[k - 1].actives, known, level);
            relaxed[k].set(level.lower[k], level.upper[k]);
            if (k > 0 && relaxed[k].unstables > 0) {
                tighten(k, level, lower, upper);
                relaxed[k].set(level.lower[k], level.upper[k]);
            }
            activate(k, level);
        }
        int rowStage = relaxed.length;
        addMagnitudes(rowStage, rowStage == 0 ? inputs : relaxed[rowStage - 1].actives);
        last(0, lower, upper, wanted, count);
        for (int k = 0; k < relaxed.length; k++) {
            relaxed[k].flip();
        }
        last(1, lower, upper, wanted, count);
        for (int k = 0; k < relaxed.length; k++) {
            relaxed[k].flip();
        }
    }

    /** Interval bounds of a stage from centre and radius of what it takes, intersected with what is known. */
    private void forward(int k, int count, Level known, Level level) {
        Stages.Stage stage = stages.stages[k];
        int n = stage.outputs();
        int[] listed = k == 0 ? all : relaxed[k - 1].active;
        stage.columns().combine(centre, listed, count, middle);
        stage.magnitudes().combine(radius, listed, count, spread);
        addMagnitudes(k, count);
        float[] lower = level.lower[k];
        float[] upper = level.upper[k];
        double share = stage.forward() * Stages.sumsRounded(stage.inputs());
        for (int j = 0; j < n; j++) {
            double at = (double) middle[j] + stage.bias()[j];
            double width = spread[j] + share * sums[j] + stage.tiny()[j];
            lower[j] = Math.max(known.lower[k][j], down(at - width));
            upper[j] = Math.min(known.upper[k][j], up(at + width));
        }
    }

    /** What the results of a stage may be off on the box: a share of the magnitudes of all that is added up for each. */
    private void addMagnitudes(int k, int count) {
        Stages.Stage stage = stages.stages[k];
        int n = stage.outputs();
        stage.sums().combine(largest, k == 0 ? all : relaxed[k - 1].active, count, sums);
        double share = stage.backward() * Stages.sumsRounded(stage.inputs());
        double total = 0;
        for (int j = 0; j < n; j++) {
            sums[j] += stage.sumOfBias()[j];
            total += sums[j];
            off[k][j] = share * sums[j] + stage.tiny()[j];
        }
        vanished[k] = Stages.TINY * total;
    }

    private static float down(double number) {
        return Math.nextDown((float) number);
    }

    private static float up(double number) {
        return Math.nextUp((float) number);
    }

    /** Centre and radius of what the ReLUs of a stage give. */
    private void activate(int k, Level level) {
        Relaxed lines = relaxed[k];
        for (int a = 0; a < lines.actives; a++) {
            int j = lines.active[a];
            float low = Math.max(0, level.lower[k][j]);
            float high = level.upper[k][j];
            centre[j] = 0.5f * low + 0.5f * high;
            radius[j] = Math.nextUp(Math.max(high - centre[j], centre[j] - low));
            largest[j] = high;
        }
    }

    /** Bounds the unstable neurons of a stage again, by linear forms of the input. */
    private void tighten(int k, Level level, float[] lower, float[] upper) {
        for (int from = 0; from < relaxed[k].unstables; from += TOGETHER) {
            tighten(k, from, Math.min(TOGETHER, relaxed[k].unstables - from), level, lower, upper);
        }
    }

    /** The n of them from this one on, two forms for each. */
    private void tighten(int k, int from, int n, Level level, float[] lower, float[] upper) {
        Stages.Stage stage = stages.stages[k];
        Relaxed lines = relaxed[k];
        reserve(2 * n);
        for (int r = 0; r < n; r++) {
            int j = lines.unstable[from + r];
            stage.rows().copy(j, 1, forms[r]);
            stage.rows().copy(j, -1, forms[n + r]);
            constant[r] = stage.bias()[j];
            constant[n + r] = -stage.bias()[j];
            error[r] = off[k][j];
            error[n + r] = error[r];
        }
        toInput(k, 2 * n, false);
        for (int r = 0; r < n; r++) {
            int j = lines.unstable[from + r];
            float[] plus = forms[r];
            float[] minus = forms[n + r];
            level.lower[k][j] = Math.max(level.lower[k][j], down(least(plus, r, lower, upper)));
            level.upper[k][j] = Math.min(level.upper[k][j], up(-least(minus, n + r, lower, upper)));
            float[] steep = steepness(k, j);
            for (int i = 0; i < inputs; i++) {
                steep[i] = 0.5f * (Math.abs(plus[i]) + Math.abs(minus[i]));
            }
        }
    }

    /** Of a neuron that was unstable once; of the first stage it is always the same. */
    private float[] steepness(int k, int j) {
        if (steepness[k][j] == null) {
            float[] steep = new float[inputs];
            steepness[k][j] = steep;
            if (k == 0) {
                stages.stages[0].rows().copy(j, 1, steep);
                for (int i = 0; i < inputs; i++) {
                    steep[i] = Math.abs(steep[i]);
                }
            }
        }
        return steepness[k][j];
    }

    private void reserve(int count) {
        if (forms.length < count) {
            int room = Math.min(Math.max(2 * forms.length, count), most);
            forms = new float[room][widest];
            next = new float[room][widest];
        }
    }

    /** Follows forms of what stage k takes back to forms of the input. */
    private void toInput(int k, int count, boolean blamed) {
        for (int i = k - 1; i >= 0; i--) {
            Stages.Stage stage = stages.stages[i];
            for (int r = 0; r < count; r++) {
                throughRelus(i, r, blamed);
            }
            toOperand(stage, relaxed[i], count);
            float[][] swap = forms;
            forms = next;
            next = swap;
        }
    }

    /** Forms of what a stage gives become such of what it takes, two at a time. */
    private void toOperand(Stages.Stage stage, Relaxed lines, int count) {
        if (stage.inputs() < FEW_INPUTS && stage.columns() instanceof Rows.Dense(float[][] columns, int _)) {
            for (int r = 0; r < count; r++) {
                FormLoops.dots(forms[r], columns, lines.active, lines.actives, next[r]);
            }
            return;
        }
        int r = 0;
        for (; r + 1 < count; r += 2) {
            stage.rows().combine(forms[r], forms[r + 1], lines.active, lines.actives, next[r], next[r + 1]);
        }
        if (r < count) {
            stage.rows().combine(forms[r], lines.active, lines.actives, next[r]);
        }
    }

    /** One form of the results of a stage's ReLUs becomes one of their operands; what it has of their stage's constants is added. */
    private void throughRelus(int i, int r, boolean blamed) {
        Stages.Stage stage = stages.stages[i];
        Relaxed lines = relaxed[i];
        float[] form = forms[r];
        double sum = offsets(form, lines);
        if (blamed) {
            for (int a = 0; a < lines.unstables; a++) {
                int j = lines.unstable[a];
                blame[i][j] = form[j] < 0 ? -form[j] * lines.offset[j] : form[j] * lines.gap[j];
            }
        }
        FormLoops.relax(form, lines.below, lines.above, stage.outputs());
        int[] active = lines.active;
        float[] bias = stage.bias();
        double[] weights = off[i];
        double sum1 = 0;
        double rounding0 = 0;
        double rounding1 = 0;
        int a = 0;
        // Two sums of each, since the next addition waits for the last one.
        for (; a + 1 < lines.actives; a += 2) {
            float form0 = form[active[a]];
            float form1 = form[active[a + 1]];
            sum += (double) form0 * bias[active[a]];
            sum1 += (double) form1 * bias[active[a + 1]];
            rounding0 += Math.abs(form0) * weights[active[a]];
            rounding1 += Math.abs(form1) * weights[active[a + 1]];
        }
        if (a < lines.actives) {
            sum += (double) form[active[a]] * bias[active[a]];
            rounding0 += Math.abs(form[active[a]]) * weights[active[a]];
        }
        constant[r] += sum + sum1;
        error[r] += rounding0 + rounding1 + stage.underflow() + vanished[i];
    }

    /** What the lines above take of a form below zero. */
    private static double offsets(float[] form, Relaxed lines) {
        double sum0 = 0;
        double sum1 = 0;
        int a = 0;
        for (; a + 1 < lines.unstables; a += 2) {
            int j0 = lines.unstable[a];
            int j1 = lines.unstable[a + 1];
            sum0 += (double) Math.min(form[j0], 0) * lines.offset[j0];
            sum1 += (double) Math.min(form[j1], 0) * lines.offset[j1];
        }
        if (a < lines.unstables) {
            int j = lines.unstable[a];
            sum0 += (double) Math.min(form[j], 0) * lines.offset[j];
        }
        return sum0 + sum1;
    }

    /** The least that a form of the input is on the box, less all that it may be off. */
    private double least(float[] form, int r, float[] lower, float[] upper) {
        double sum = constant[r];
        double magnitude = Math.abs(sum);
        for (int i = 0; i < inputs; i++) {
            double term = (double) form[i] * (form[i] > 0 ? lower[i] : upper[i]);
            sum += term;
            magnitude += Math.abs(term);
        }
        return sum - error[r] * (1 + 0x1p-30) - magnitude * DoubleSums.share(inputs);
    }

    /** The rows themselves. */
    private void last(int pass, float[] lower, float[] upper, int[] wanted, int count) {
        int k = relaxed.length;
        Stages.Stage stage = stages.stages[k];
        reserve(Math.max(1, count));
        for (int r = 0; r < count; r++) {
            int row = wanted[r];
            stage.rows().copy(row, 1, forms[r]);
            constant[r] = stage.bias()[row];
            error[r] = off[k][row];
        }
        toInput(k, count, false);
        for (int r = 0; r < count; r++) {
            int row = wanted[r];
            float[] plane = planes[pass][row];
            for (int i = 0; i < inputs; i++) {
                plane[i] = forms[r][i] + stages.direct[row][i];
                if (stages.direct[row][i] != 0) {
                    error[r] += Math.abs(plane[i]) * 0x1p-23 * Math.max(Math.abs(lower[i]), Math.abs(upper[i]));
                }
            }
            offsets[pass][row] = constant[r] - error[r] * (1 + 0x1p-30);
            double bound = least(plane, r, lower, upper);
            bounds[row] = pass == 0 ? bound : Math.max(bounds[row], bound);
        }
    }

    /** The bound of a row on the last box. */
    public double bound(int row) {
        return bounds[row];
    }

    /** Of a row's plane, {@code plane·x + offset ≤ row} on the last box; there are two, 0 and 1. */
    public float[] plane(int number, int row) {
        return planes[number][row];
    }

    /** What belongs to {@link #plane}; its own sum isn't rounded down yet. */
    public double offset(int number, int row) {
        return offsets[number][row];
    }

    /**
     * How much each input has to do with what the relaxation lost of a row on the last box: its width times what the planes of the
     * neurons that lost it change along it.
     */
    public double[] scores(int row, float[] lower, float[] upper, Level level) {
        Arrays.fill(scores, 0);
        int last = relaxed.length;
        stages.stages[last].rows().copy(row, 1, forms[0]);
        toInput(last, 1, true);
        for (int k = 0; k < relaxed.length; k++) {
            Relaxed lines = relaxed[k];
            for (int a = 0; a < lines.unstables; a++) {
                int j = lines.unstable[a];
                double loss = blame[k][j] / ((double) level.upper[k][j] - level.lower[k][j]);
                float[] steep = steepness(k, j);
                for (int i = 0; i < inputs; i++) {
                    scores[i] += loss * steep[i];
                }
            }
        }
        for (int i = 0; i < inputs; i++) {
            scores[i] *= upper[i] - lower[i];
        }
        return scores;
    }
}
