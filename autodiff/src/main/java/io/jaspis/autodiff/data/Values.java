package io.jaspis.autodiff.data;

import java.util.function.IntUnaryOperator;

/** The elements of examples, held in memory or made when they are asked for. */
sealed interface Values permits Values.Held, Values.Bytes, Values.Part, Values.Over, Pictures {
    /** Copies the elements of one example. */
    void copy(int index, float[] target, int offset) throws DataException;

    /** Whether there are elements of this one. */
    default boolean holds(int index) {
        return true;
    }

    /** Whether all elements are in memory, so that nothing is decoded to look at them. */
    default boolean isAtHand() {
        return false;
    }

    /** Whether these are pictures as their files have them. */
    default boolean isPictures() {
        return false;
    }

    /** Those at some indices, numbered anew. */
    default Values chosen(int... indices) {
        return new Chosen(this, indices.clone());
    }

    /** These with the axis of channels moved. */
    default Values turned(Arrangement arrangement, boolean toChannelsLast) {
        return new Turned(this, arrangement, toChannelsLast);
    }

    /** Fractions of 255 as the bytes that they were made of, from 0 to 255. */
    default Values asBytes(String name, int size) throws DataException {
        return new AsBytes(this, name, size);
    }

    /** All in one array, which those that are made of them copy. */
    record Held(float[] array, int size) implements Values {
        /**
         * Refuses values that are no finite numbers.
         *
         * @param index of what is held at a place, among all examples
         * @param name of the source, for the message
         */
        void requireFinite(IntUnaryOperator index, String name) throws DataException {
            for (int i = 0; i < array.length; i++) {
                if (!Float.isFinite(array[i])) {
                    throw new DataException("value %s of example %s in %s is %s; every value must be a finite number"
                            .formatted(i % size, index.applyAsInt(i / size), name, array[i]));
                }
            }
        }

        @Override
        public void copy(int index, float[] target, int offset) {
            System.arraycopy(array, index * size, target, offset, size);
        }

        @Override
        public boolean isAtHand() {
            return true;
        }

        @Override
        public Values chosen(int... indices) {
            float[] copy = new float[Math.multiplyExact(indices.length, size)];
            for (int i = 0; i < indices.length; i++) {
                copy(indices[i], copy, i * size);
            }
            return new Held(copy, size);
        }

        @Override
        public Values turned(Arrangement arrangement, boolean toChannelsLast) {
            float[] turned = new float[array.length];
            for (int i = 0; i < array.length; i += size) {
                arrangement.turn(array, i, turned, i, toChannelsLast);
            }
            return new Held(turned, size);
        }

        @Override
        public Values asBytes(String name, int unused) throws DataException {
            float[] bytes = array.clone();
            for (int i = 0; i < array.length; i += size) {
                AsBytes.restore(bytes, i, size, name, i / size);
            }
            return new Held(bytes, size);
        }
    }

    /** Bytes of one array, from a start on, each divided by 255. */
    record Bytes(byte[] content, int start, int size) implements Values {
        /** Of each byte: to look it up is quicker than to divide. */
        private static final float[] FRACTIONS = new float[256];

        static {
            for (int i = 0; i < FRACTIONS.length; i++) {
                FRACTIONS[i] = i / 255f;
            }
        }

        @Override
        public void copy(int index, float[] target, int offset) {
            int from = start + index * size;
            for (int i = 0; i < size; i++) {
                target[offset + i] = FRACTIONS[content[from + i] & 0xff];
            }
        }

        @Override
        public boolean isAtHand() {
            return true;
        }
    }

    /**
     * Some of many, under the indices that they have there.
     *
     * @param places of each of the many among the held ones, or {@link #NONE}
     */
    record Part(Held held, int[] places) implements Values {
        static final int NONE = -1;

        @Override
        public void copy(int index, float[] target, int offset) {
            if (!holds(index)) {
                throw new IllegalArgumentException("example " + index + " is none of those that were chosen");
            }
            held.copy(places[index], target, offset);
        }

        @Override
        public boolean holds(int index) {
            return places[index] != NONE;
        }
    }

    /** What is made of others when it is asked for. */
    sealed interface Over extends Values permits Chosen, Turned, InColour, AsBytes {
        Values of();

        @Override
        default boolean holds(int index) {
            return of().holds(index);
        }

        @Override
        default boolean isAtHand() {
            return of().isAtHand();
        }
    }

    /** Some of others, numbered anew. */
    record Chosen(Values of, int[] indices) implements Over {
        @Override
        public void copy(int index, float[] target, int offset) throws DataException {
            of.copy(indices[index], target, offset);
        }

        @Override
        public boolean holds(int index) {
            return of.holds(indices[index]);
        }

        @Override
        public boolean isPictures() {
            return of.isPictures();
        }
    }

    /** Others with the axis of channels moved. */
    record Turned(Values of, Arrangement arrangement, boolean toChannelsLast) implements Over {
        @Override
        public void copy(int index, float[] target, int offset) throws DataException {
            float[] example = new float[arrangement.source().size()];
            of.copy(index, example, 0);
            arrangement.turn(example, 0, target, offset, toChannelsLast);
        }
    }

    /** Gray pictures of so many pixels as ones of three equal channels. */
    record InColour(Values of, int pixels) implements Over {
        @Override
        public void copy(int index, float[] target, int offset) throws DataException {
            of.copy(index, target, offset);
            System.arraycopy(target, offset, target, offset + pixels, pixels);
            System.arraycopy(target, offset, target, offset + 2 * pixels, pixels);
        }
    }

    /** Fractions of 255 as the bytes that they were made of. */
    record AsBytes(Values of, String name, int size) implements Over {
        @Override
        public void copy(int index, float[] target, int offset) throws DataException {
            of.copy(index, target, offset);
            restore(target, offset, size, name, index);
        }

        /** Makes bytes of the fractions of one example. */
        static void restore(float[] target, int offset, int size, String name, int index) throws DataException {
            for (int i = offset; i < offset + size; i++) {
                int sample = PictureFile.nearest(target[i]);
                if (PictureFile.value(sample) != target[i]) {
                    throw new DataException(
                            "example %s of %s has samples of more than 8 bits, but the model takes whole numbers, and so bytes; save it with 8 bits a sample"
                                    .formatted(index, name));
                }
                target[i] = sample;
            }
        }
    }
}
