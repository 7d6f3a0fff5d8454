package io.jaspis.certify.intervals;

import io.jaspis.autodiff.Product;
import io.jaspis.autodiff.Value;

/** Bounds of products and quotients of two values that both may lie between bounds. */
final class ProductEnclosures {
    private ProductEnclosures() {}

    static Enclosure enclose(Product op, Enclosure a, Enclosure b) {
        return switch (op) {
            case Product.Multiply() -> multiply(a, b);
            case Product.Gate() -> gate(a, b);
            case Product.MatMul() -> matMul(a, b);
            case Product.DenseWeight _, Product.ConvolveWeight _ ->
                throw new IllegalArgumentException("a sum over the batch mixes examples, whose number is open");
        };
    }

    /** The hull of the products of bounds; ∞·0 is undefined there and gives infinite bounds. */
    private static Enclosure multiply(Enclosure a, Enclosure b) {
        if (a.exact() && b.exact()) {
            Value product = a.lower().times(b.lower());
            return Enclosure.rounded(product, product, 1);
        }
        if (a.exact() || b.exact()) {
            Value factor = a.exact() ? a.lower() : b.lower();
            Enclosure other = a.exact() ? b : a;
            Value first = factor.times(other.lower());
            Value second = factor.times(other.upper());
            return Enclosure.rounded(first.min(second), first.max(second), 1);
        }
        Value ll = a.lower().times(b.lower());
        Value lu = a.lower().times(b.upper());
        Value ul = a.upper().times(b.lower());
        Value uu = a.upper().times(b.upper());
        return Enclosure.rounded(ll.min(lu).min(ul.min(uu)), ll.max(lu).max(ul.max(uu)), 1);
    }

    /** The hull of what bounds let through of bounds. */
    private static Enclosure gate(Enclosure a, Enclosure b) {
        Value ll = a.lower().gate(b.lower());
        if (a.exact() && b.exact()) {
            return Enclosure.rounded(ll, ll, 1);
        }
        Value lu = a.lower().gate(b.upper());
        Value ul = a.upper().gate(b.lower());
        Value uu = a.upper().gate(b.upper());
        return Enclosure.rounded(ll.min(lu).min(ul.min(uu)), ll.max(lu).max(ul.max(uu)), 1);
    }

    /** The hull of the quotients of bounds; infinite where zero is between those of the divisor. */
    static Enclosure quotient(Enclosure a, Enclosure b) {
        Value penalty = PointwiseEnclosures.unlessApartFromZero(b);
        Value ll = a.lower().dividedBy(b.lower());
        if (a.exact() && b.exact()) {
            return Enclosure.rounded(ll.plus(penalty), ll.minus(penalty), 1);
        }
        Value uu = a.upper().dividedBy(b.upper());
        Value least = ll.min(uu);
        Value most = ll.max(uu);
        if (!a.exact() && !b.exact()) {
            Value lu = a.lower().dividedBy(b.upper());
            Value ul = a.upper().dividedBy(b.lower());
            least = least.min(lu.min(ul));
            most = most.max(lu.max(ul));
        }
        return Enclosure.rounded(least.plus(penalty), most.minus(penalty), 1);
    }

    private static Enclosure matMul(Enclosure left, Enclosure right) {
        int terms = left.lower().shape().extent(-1);
        CentreRadius a = CentreRadius.of(left);
        CentreRadius b = CentreRadius.of(right);
        Value centre = a.centre().matMul(b.centre());
        Value radius = a.centre().absolute().matMul(b.radiusWithRounding(terms));
        if (!a.exact()) {
            radius = radius.plus(a.radius().matMul(b.magnitude()))
                    .plus(CentreRadius.TINY)
                    .scale(CentreRadius.INFLATION);
        }
        return CentreRadius.bounds(centre, radius, terms);
    }
}
