package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.threat.Logits;
import java.util.Arrays;

/** What an oracle said of the points that one example's {@link Inquiry} asked about, in their order. */
public final class Answers {
    private final int classes;
    private final boolean told;
    private float[] scores = {};
    private int[] labels = {};
    private boolean[] adversarial = {};
    private int count;

    /** @param told whether there are scores */
    Answers(int classes, boolean told) {
        this.classes = classes;
        this.told = told;
    }

    void expect(int points) {
        count = points;
        if (adversarial.length < points) {
            adversarial = new boolean[points];
            labels = new int[points];
            scores = told ? new float[Math.multiplyExact(points, classes)] : scores;
        }
        Arrays.fill(adversarial, 0, points, false);
    }

    void putScores(int point, float[] all, int row, Subject subject) {
        int label = subject.label();
        int target = subject.target();
        System.arraycopy(all, row * classes, scores, at(point), classes);
        if (target == Logits.NONE) {
            labels[point] = Logits.prediction(scores, at(point), classes, label);
            adversarial[point] = labels[point] != label;
        } else {
            adversarial[point] = Logits.reached(scores, at(point), classes, target);
            labels[point] = adversarial[point] ? target : Logits.largest(scores, at(point), classes);
        }
    }

    void putLabel(int point, int answer, Subject subject) {
        labels[point] = answer;
        adversarial[point] = subject.targeted() ? answer == subject.target() : answer != subject.label();
    }

    void refute(int point) {
        adversarial[point] = false;
    }

    /** The number of points. */
    public int count() {
        return count;
    }

    public int classes() {
        return classes;
    }

    /** The scores of all points, {@code [count, classes]} and maybe more behind; empty of an oracle that tells labels alone. */
    public float[] scores() {
        return scores;
    }

    /** Where the scores of a point begin. */
    public int at(int point) {
        return point * classes;
    }

    /** The class that a point is given, a tie being the attacker's; {@link Logits#NONE} where there is none. */
    public int label(int point) {
        return labels[point];
    }

    /** Whether a point's class is what the attacker wants, wherever the point lies. */
    public boolean adversarial(int point) {
        return adversarial[point];
    }
}
