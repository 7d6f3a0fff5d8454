package io.jaspis.tensor.kernels.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.tensor.kernels.Product;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A Java without the incubator module on its module graph. */
final class WithoutVectorModuleTest {
    /** Runs in the other Java. */
    static final class Main {
        public static void main(String[] arguments) {
            float[] c = new float[4];
            Product product = Product.of(Product.Form.NN, 2, 2, 1);
            Providers.best();
            Providers.best()
                    .products()
                    .multiply(
                            io.jaspis.tensor.Workers.of(1),
                            product,
                            new float[] {1, 2},
                            0,
                            new float[] {3, 4},
                            0,
                            c,
                            0);
            System.out.println(Providers.best().name() + " " + c[3]);
        }
    }

    @Test
    void theKernelsAreScalarAndOneWarningSaysWhatToAdd() throws IOException, InterruptedException {
        String told = OtherJava.run(List.of(), Main.class);
        assertEquals(1, told.lines().filter(line -> line.equals("scalar 8.0")).count(), told);
        assertEquals(
                1,
                told.lines()
                        .filter(line -> line.contains("--add-modules jdk.incubator.vector"))
                        .count(),
                told);
    }
}
