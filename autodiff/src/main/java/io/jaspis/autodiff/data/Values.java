package io.jaspis.autodiff.data;

/** The elements of examples, held in memory or made when they are asked for. */
sealed interface Values
        permits Values.Held, Values.Bytes, Values.Chosen, Values.Part, Values.Turned, Values.InColour, Pictures {
    /** Copies the elements of one example. */
    void copy(int index, float[] target, int offset) throws DataException;

    /** Whether there are elements of this one. */
    default boolean holds(int index) {
        return true;
    }

    /** All in one array. */
    record Held(float[] array, int size) implements Values {
        @Override
        public void copy(int index, float[] target, int offset) {
            System.arraycopy(array, index * size, target, offset, size);
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
    }

    /** Some of others, numbered anew. */
    record Chosen(Values of, int[] indices) implements Values {
        @Override
        public void copy(int index, float[] target, int offset) throws DataException {
            of.copy(indices[index], target, offset);
        }

        @Override
        public boolean holds(int index) {
            return of.holds(indices[index]);
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

    /** Others with the axis of channels moved. */
    record Turned(Values of, Arrangement arrangement, boolean toChannelsLast) implements Values {
        @Override
        public void copy(int index, float[] target, int offset) throws DataException {
            float[] example = new float[arrangement.source().size()];
            of.copy(index, example, 0);
            arrangement.turn(example, 0, target, offset, toChannelsLast);
        }

        @Override
        public boolean holds(int index) {
            return of.holds(index);
        }
    }

    /** Gray pictures of so many pixels as ones of three equal channels. */
    record InColour(Values gray, int pixels) implements Values {
        @Override
        public void copy(int index, float[] target, int offset) throws DataException {
            gray.copy(index, target, offset);
            System.arraycopy(target, offset, target, offset + pixels, pixels);
            System.arraycopy(target, offset, target, offset + 2 * pixels, pixels);
        }

        @Override
        public boolean holds(int index) {
            return gray.holds(index);
        }
    }
}
