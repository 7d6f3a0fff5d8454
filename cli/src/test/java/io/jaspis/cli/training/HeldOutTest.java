package io.jaspis.cli.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.autodiff.cpu.Cpu;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.defend.training.StandardTraining;
import io.jaspis.tensor.Shape;
import io.jaspis.tensor.Tensor;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeldOutTest {
    @ParameterizedTest
    @CsvSource({"29999, 30000, 99.997 %", "1, 30000, 0.003 %", "30000, 30000, 100.00 %", "983, 1000, 98.30 %"})
    void onlyNothingAndAllReadSo(int right, int count, String told) throws IOException {
        Dataset examples = Dataset.of("two", Tensor.zeros(Shape.of(2, 3)), 0, 1);
        HeldOut held = new HeldOut(examples, new StandardTraining(), Optional.empty(), 1, Cpu.best());
        double share = (double) right / count;
        assertEquals(told, held.told(new HeldOut.Scores(share, share, OptionalDouble.empty(), OptionalDouble.empty())));
    }
}
