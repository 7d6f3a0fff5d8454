package io.jaspis.attacks.evasion.transfer;

import io.jaspis.attacks.evasion.blackbox.Chance;
import io.jaspis.autodiff.data.Picture;
import java.util.Arrays;

/**
 * How diverse inputs show a picture (Xie et al. 2019): now and then shrunk to at least nine tenths by nearest neighbours, and
 * anywhere in a frame of zeros as large as it was.
 */
final class InputDiversity {
    private static final double SMALLEST = 0.9;

    private final Picture picture;
    /** Of each row and column that is shown, that of the picture; −1 in the frame. */
    private final int[] rows;

    private final int[] columns;

    InputDiversity(Picture picture) {
        this.picture = picture;
        this.rows = new int[picture.height()];
        this.columns = new int[picture.width()];
    }

    /** @param share of the draws that change the picture */
    void draw(Chance chance, double share) {
        double part = chance.nextDouble() < share ? SMALLEST + (1 - SMALLEST) * chance.nextDouble() : 1;
        shrink(rows, part, chance.nextDouble());
        shrink(columns, part, chance.nextDouble());
    }

    private static void shrink(int[] axis, double part, double where) {
        int kept = Math.clamp((long) (part * axis.length), 1, axis.length);
        int first = (int) (where * (axis.length - kept + 1));
        Arrays.fill(axis, -1);
        for (int i = 0; i < kept; i++) {
            axis[first + i] = i * axis.length / kept;
        }
    }

    /** Shows a picture. */
    void see(float[] x, int offset, float[] seen, int seenOffset) {
        for (int channel = 0; channel < picture.channels(); channel++) {
            for (int row = 0; row < rows.length; row++) {
                for (int column = 0; column < columns.length; column++) {
                    boolean framed = rows[row] < 0 || columns[column] < 0;
                    seen[seenOffset + picture.at(channel, row, column)] =
                            framed ? 0 : x[offset + picture.at(channel, rows[row], columns[column])];
                }
            }
        }
    }

    /** Brings a slope in what was shown back to the picture. */
    void back(float[] slope, int offset, float[] to) {
        Arrays.fill(to, 0);
        for (int channel = 0; channel < picture.channels(); channel++) {
            for (int row = 0; row < rows.length; row++) {
                for (int column = 0; column < columns.length; column++) {
                    if (rows[row] >= 0 && columns[column] >= 0) {
                        to[picture.at(channel, rows[row], columns[column])] +=
                                slope[offset + picture.at(channel, row, column)];
                    }
                }
            }
        }
    }
}
