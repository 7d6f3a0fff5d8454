package io.jaspis.attacks.evasion.blackbox;

/** A search by labels at one example, as turns of questions and answers. */
final class LabelInquiry implements Inquiry, Question.Replies {
    private final Offsets offsets;
    private final Found found;
    private final double[] way;
    private Question question;
    private float[] points = {};
    private Answers answers;
    private long asked;
    private int count;

    /** Told of adversarial points, wherever they lie. */
    @FunctionalInterface
    interface Found {
        /**
         * @param points in which the point stands from the offset on
         * @param label that it was given
         * @param queries of this search up to this one
         */
        void adversarial(float[] points, int offset, int label, long queries);
    }

    LabelInquiry(Offsets offsets, Question first, Found found) {
        this.offsets = offsets;
        this.question = first;
        this.found = found;
        this.way = new double[offsets.size()];
    }

    @Override
    public int wanted(long left) {
        count = (int) Math.min(question.count(), left);
        if (points.length < count * way.length) {
            points = new float[Math.multiplyExact(count, way.length)];
        }
        for (int point = 0; point < count; point++) {
            question.points().write(point, way);
            offsets.settle(way, points, point * way.length);
        }
        return count;
    }

    @Override
    public void write(int point, float[] rows, int offset) {
        System.arraycopy(points, point * way.length, rows, offset, way.length);
    }

    @Override
    public void take(Answers news) {
        answers = news;
        for (int point = 0; point < count; point++) {
            if (news.adversarial(point)) {
                found.adversarial(points, point * way.length, news.label(point), asked + point + 1);
            }
        }
        asked += count;
        question = question.then().apply(this);
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public boolean adversarial(int point) {
        return answers.adversarial(point);
    }

    @Override
    public void read(int point, double[] to) {
        offsets.read(points, point * to.length, to);
    }
}
