package io.jaspis.attacks.evasion.blackbox;

import io.jaspis.autodiff.data.Picture;

/**
 * The two-dimensional cosines of each channel (DCT-II, orthonormal), from low frequencies to high ones: all below a first limit
 * in any order, then those below the next, and so on.
 */
final class CosineBasis implements SimbaBasis {
    /** The authors' first limit and its growth, for pictures of 224 pixels and more; of small ones half of the side. */
    private static final int FIRST = 28;

    private static final int GROWTH = 7;

    private final Picture picture;
    private final int[] order;
    /** Where the directions below each limit end. */
    private final int[] ends;

    private final double[] vertical;
    private final double[] horizontal;

    CosineBasis(Picture picture) {
        this.picture = picture;
        this.order = new int[picture.channels() * picture.height() * picture.width()];
        this.vertical = cosines(picture.height());
        this.horizontal = cosines(picture.width());
        int side = Math.max(picture.height(), picture.width());
        int first = Math.min(FIRST, (side + 1) / 2);
        int shells = Math.max(0, (side - first + GROWTH - 1) / GROWTH) + 1;
        this.ends = new int[shells];
        int taken = 0;
        for (int shell = 0; shell < shells; shell++) {
            int limit = first + shell * GROWTH;
            int below = shell == 0 ? 0 : limit - GROWTH;
            for (int channel = 0; channel < picture.channels(); channel++) {
                for (int down = 0; down < Math.min(limit, picture.height()); down++) {
                    for (int across = 0; across < Math.min(limit, picture.width()); across++) {
                        if (down >= below || across >= below) {
                            order[taken++] = (channel * picture.height() + down) * picture.width() + across;
                        }
                    }
                }
            }
            ends[shell] = taken;
        }
    }

    private static double[] cosines(int extent) {
        double[] cosines = new double[extent * extent];
        for (int frequency = 0; frequency < extent; frequency++) {
            double scale = Math.sqrt((frequency == 0 ? 1.0 : 2.0) / extent);
            for (int i = 0; i < extent; i++) {
                cosines[frequency * extent + i] = scale * Math.cos(Math.PI * (i + 0.5) * frequency / extent);
            }
        }
        return cosines;
    }

    @Override
    public void shuffle(Chance chance) {
        int from = 0;
        for (int end : ends) {
            Orders.shuffle(order, from, end, chance);
            from = end;
        }
    }

    @Override
    public int count() {
        return order.length;
    }

    @Override
    public void move(int place, double length, Subject subject, float[] x) {
        int width = picture.width();
        int height = picture.height();
        int across = order[place] % width;
        int down = order[place] / width % height;
        int channel = order[place] / width / height;
        for (int row = 0; row < height; row++) {
            double inRow = length * vertical[down * height + row];
            for (int column = 0; column < width; column++) {
                int i = picture.at(channel, row, column);
                x[i] += (float) (inRow
                        * horizontal[across * width + column]
                        * subject.threat().unit(i));
            }
        }
    }

    @Override
    public int element(int place) {
        return -1;
    }

    /** The mean moves all elements alike, and every other direction some of them more. */
    @Override
    public double reach() {
        return 1 / Math.sqrt((double) picture.height() * picture.width());
    }
}
