package io.jaspis.autodiff;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.autodiff.reference.DoubleArithmetic;
import io.jaspis.autodiff.reference.Evaluate;
import io.jaspis.autodiff.training.Schedule;
import io.jaspis.tensor.Shape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Numbers in messages have their usual digits, whatever language Java speaks. */
class MessageDigitsTest {
    private final Locale all = Locale.getDefault();
    private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
    private final Locale display = Locale.getDefault(Locale.Category.DISPLAY);

    @BeforeEach
    void speakArabic() {
        Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
    }

    @AfterEach
    void speakAsBefore() {
        Locale.setDefault(all);
        Locale.setDefault(Locale.Category.FORMAT, format);
        Locale.setDefault(Locale.Category.DISPLAY, display);
    }

    @Test
    void ofOperations() {
        Value x = new Trace().input("x", Shape.of(3));
        told("there is no element 5 on axis 0", () -> x.gather(0, List.of(5)));
    }

    @Test
    void ofBatches() {
        Type type = Type.batched(Shape.of(1 << 20));
        told("a batch of 1,048,576 is too large", () -> type.size(1 << 20));
    }

    @Test
    void ofSchedules() {
        told("after 0 % of it", () -> Schedule.constant(2).requireWithin(0, 1, "a share"));
    }

    @Test
    void ofTheReference() {
        Trace trace = new Trace();
        Graph graph = trace.graph("y", trace.input("x", Shape.of(3)).negate());
        told(
                "needed are 6 numbers for the input x",
                () -> Evaluate.run(graph, 2, Map.of(), Map.of(), DoubleArithmetic.DOUBLE));
    }

    private static void told(String words, Executable refused) {
        String message = assertThrows(RuntimeException.class, refused).getMessage();
        assertTrue(message.contains(words), message);
    }
}
