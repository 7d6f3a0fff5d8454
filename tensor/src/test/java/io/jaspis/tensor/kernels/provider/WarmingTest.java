package io.jaspis.tensor.kernels.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.tensor.kernels.Convolutions;
import io.jaspis.tensor.kernels.Elementwise;
import io.jaspis.tensor.kernels.Kernels;
import io.jaspis.tensor.kernels.Poolings;
import io.jaspis.tensor.kernels.Products;
import io.jaspis.tensor.kernels.Randoms;
import io.jaspis.tensor.kernels.Reductions;
import io.jaspis.tensor.kernels.Softmax;
import io.jaspis.tensor.kernels.Transpositions;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WarmingTest {
    /** The same kernels, of which each call is told by its family. */
    private static <T> T told(Class<T> family, T own, Consumer<String> called) {
        return family.cast(
                Proxy.newProxyInstance(family.getClassLoader(), new Class<?>[] {family}, (proxy, method, arguments) -> {
                    called.accept(family.getSimpleName());
                    return method.invoke(own, arguments);
                }));
    }

    /** The families that a warming calls which ends with its first turn. */
    private static Set<String> called(Consumer<Warming> before) {
        Set<String> families = new TreeSet<>();
        Warming[] warming = new Warming[1];
        Consumer<String> call = family -> {
            families.add(family);
            warming[0].end();
        };
        Kernels scalar = Providers.scalar();
        warming[0] = new Warming(new Kernels(
                "told",
                told(Products.class, scalar.products(), call),
                told(Convolutions.class, scalar.convolutions(), call),
                told(Elementwise.class, scalar.elementwise(), call),
                told(Reductions.class, scalar.reductions(), call),
                told(Softmax.class, scalar.softmax(), call),
                told(Randoms.class, scalar.randoms(), call),
                told(Poolings.class, scalar.poolings(), call),
                told(Transpositions.class, scalar.transpositions(), call)));
        before.accept(warming[0]);
        warming[0].run();
        return families;
    }

    @Test
    void convolutionsWaitUntilANetworkHasSome() {
        assertEquals(Set.of("Elementwise", "Products", "Reductions"), called(warming -> {}));
        assertEquals(
                Set.of("Convolutions", "Elementwise", "Poolings", "Products", "Reductions"), called(Warming::convolve));
    }

    @Test
    void itEndsWhenItIsTold() {
        assertEquals(Set.of(), called(Warming::end));
    }
}
