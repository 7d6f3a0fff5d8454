package io.jaspis.tensor.kernels;

/**
 * The weights of a convolution, or of its input gradient, copied and rearranged ahead, for weights that many calls
 * share. They fit that convolution alone, by the provider that packed them.
 */
public final class PackedWeights {
    private final Convolutions provider;
    private final Convolution convolution;
    private final boolean transposed;
    public final float[] panels;

    public PackedWeights(Convolutions provider, Convolution convolution, boolean transposed, float[] panels) {
        this.provider = provider;
        this.convolution = convolution;
        this.transposed = transposed;
        this.panels = panels;
    }

    public boolean transposed() {
        return transposed;
    }

    public Convolution convolution() {
        return convolution;
    }

    public void check(Convolutions by, Convolution wanted, boolean wantedTransposed) {
        if (by.getClass() != provider.getClass() || wantedTransposed != transposed || !wanted.equals(convolution)) {
            throw new IllegalArgumentException("weights packed for " + (transposed ? "the input gradient of " : "")
                    + convolution + " by " + provider.getClass().getSimpleName() + ", but used for "
                    + (wantedTransposed ? "the input gradient of " : "") + wanted);
        }
    }
}
