package io.jaspis.tensor.kernels;

/**
 * The second operand of products, copied and rearranged ahead of them, for an operand that many products share. It fits
 * products of the form, the depth and the columns it was packed for, of any number of rows, by the provider that packed
 * it.
 */
public final class Packed {
    private final Products provider;
    private final Product product;
    public final float[] panels;
    public final int offset;

    public Packed(Products provider, Product product, float[] panels, int offset) {
        this.provider = provider;
        this.product = product;
        this.panels = panels;
        this.offset = offset;
    }

    public Product product() {
        return product;
    }

    public int columns() {
        return product.columns();
    }

    public int depth() {
        return product.depth();
    }

    public void check(Products by, Product wanted) {
        if (by.getClass() != provider.getClass()
                || wanted.form() != product.form()
                || wanted.columns() != product.columns()
                || wanted.depth() != product.depth()) {
            throw new IllegalArgumentException("packed for " + product + " by "
                    + provider.getClass().getSimpleName() + ", but used for " + wanted);
        }
    }

    public static void checkForm(Product product) {
        if (product.form() == Product.Form.TN) {
            throw new IllegalArgumentException("an operand is packed for the forms NN and NT, not for TN");
        }
    }
}
