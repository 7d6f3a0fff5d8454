package io.jaspis.autodiff.data;

/** The elements of examples, held in memory or made when they are asked for. */
sealed interface Values permits Values.Held, Values.Chosen, Values.Turned, Values.InColour, Pictures {
    /** Copies the elements of one example. */
    void copy(int index, float[] target, int offset) throws DataException;

    /** All in one array. */
    record Held(float[] array, int size) implements Values {
        @Override
        public void copy(int index, float[] target, int offset) {
            System.arraycopy(array, index * size, target, offset, size);
        }
    }

    /** Some of others. */
    record Chosen(Values of, int[] indices) implements Values {
        @Override
        public void copy(int index, float[] target, int offset) throws DataException {
            of.copy(indices[index], target, offset);
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
    }

    /** Gray pictures of so many pixels as ones of three equal channels. */
    record InColour(Values gray, int pixels) implements Values {
        @Override
        public void copy(int index, float[] target, int offset) throws DataException {
            gray.copy(index, target, offset);
            System.arraycopy(target, offset, target, offset + pixels, pixels);
            System.arraycopy(target, offset, target, offset + 2 * pixels, pixels);
        }
    }
}
