package io.jaspis.tensor.kernels.simd.tiles;

import java.util.ArrayList;
import java.util.List;

/** Where a tile's operands lie: how a step of the depth finds a vector of B, and the element of A for a row. */
sealed interface Operands {

    /** The parameters of a method for so many rows and vectors, from A's first to B's last. */
    List<String> parameters(int rows, int vectors);

    /** What is known before the first step. */
    default List<String> before(int rows) {
        return List.of();
    }

    /** The places of step {@code k} that its vectors of B are read from, and then those of A. */
    List<String> placesOfB();

    List<String> placesOfA();

    /** The arguments of the load of a vector of B: array and place. */
    String vector(int vector, int vectors);

    /** The element of A in a row. */
    String element(int row);

    /** What A's elements are called. */
    default String letter() {
        return "a";
    }

    /** {@code  + 2 * LANES}, or less. */
    static String lanes(int vectors) {
        return vectors == 0 ? "" : vectors == 1 ? " + LANES" : " + " + vectors + " * LANES";
    }

    /**
     * A packed, {@code [depth × ROWS]}, and the vectors of B side by side.
     *
     * @param panel whether a step of B is a panel's, of two vectors, and not one that only the run knows
     */
    record Packed(boolean panel) implements Operands {
        @Override
        public List<String> parameters(int rows, int vectors) {
            var parameters = new ArrayList<>(List.of("float[] a", "int aOffset", "float[] b", "int bOffset"));
            if (!panel) {
                parameters.add("int strideB");
            }
            return parameters;
        }

        @Override
        public List<String> placesOfB() {
            String step = panel ? "PANEL" : "strideB";
            return List.of("int atA = aOffset + k * ROWS;", "int atB = bOffset + k * " + step + ";");
        }

        @Override
        public List<String> placesOfA() {
            return List.of();
        }

        @Override
        public String vector(int vector, int vectors) {
            return "b, atB" + lanes(vector);
        }

        @Override
        public String element(int row) {
            return row == 0 ? "a[atA]" : "a[atA + " + row + "]";
        }
    }

    /** Rows of A where they stand, and two panels of B, each of two vectors. */
    record InPlace() implements Operands {
        @Override
        public List<String> parameters(int rows, int vectors) {
            var parameters = new ArrayList<>(List.of("float[] a", "int aOffset"));
            if (rows > 1) {
                parameters.add("int strideA");
            }
            parameters.addAll(List.of("float[] b", "int first", "int second"));
            return parameters;
        }

        @Override
        public List<String> before(int rows) {
            var lines = new ArrayList<String>();
            for (int row = 1; row < rows; row++) {
                lines.add("int a" + row + " = aOffset + Math.min(" + row + ", rows - 1) * strideA;");
            }
            return lines;
        }

        @Override
        public List<String> placesOfB() {
            return List.of("int left = first + k * PANEL;", "int right = second + k * PANEL;");
        }

        @Override
        public List<String> placesOfA() {
            return List.of();
        }

        @Override
        public String vector(int vector, int vectors) {
            return "b, " + (vector < 2 ? "left" : "right") + lanes(vector % 2);
        }

        @Override
        public String element(int row) {
            return "a[" + (row == 0 ? "aOffset" : "a" + row) + " + k]";
        }

        @Override
        public String letter() {
            return "x";
        }
    }

    /** Weights packed, {@code [depth × ROWS]}, and patches in planes, at the places of the taps. */
    record Patches() implements Operands {
        @Override
        public List<String> parameters(int rows, int vectors) {
            var parameters =
                    new ArrayList<>(List.of("int[] taps", "float[] weights", "int weightsAt", "float[] planes"));
            for (int vector = 0; vector < vectors; vector++) {
                parameters.add("int " + pixel(vector, vectors));
            }
            return parameters;
        }

        private static String pixel(int vector, int vectors) {
            return vectors == 1 ? "pixel" : "pixel" + vector;
        }

        @Override
        public List<String> placesOfB() {
            return List.of("int from = taps[k];");
        }

        @Override
        public List<String> placesOfA() {
            return List.of("int w = weightsAt + k * ROWS;");
        }

        @Override
        public String vector(int vector, int vectors) {
            return "planes, from + " + pixel(vector, vectors);
        }

        @Override
        public String element(int row) {
            return row == 0 ? "weights[w]" : "weights[w + " + row + "]";
        }
    }
}
