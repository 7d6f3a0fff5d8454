package io.jaspis.autodiff.onnx;

import static io.jaspis.autodiff.onnx.Models.extents;
import static io.jaspis.autodiff.onnx.Models.integers;
import static io.jaspis.autodiff.onnx.Models.refused;
import static io.jaspis.autodiff.onnx.Models.single;
import static io.jaspis.autodiff.onnx.Models.whole;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Numbers in messages have the digits that stand in the file, whatever language Java speaks. */
class MessageLocaleTest {
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
    void numbersHaveTheirUsualDigits() {
        refused(
                single(13, "Split", extents(-1, 5), List.of(integers("s", 4)), whole("axis", 1)),
                "the parts [4] don't make up 5");
        refused(
                single(13, "Expand", extents(-1, 1), List.of(integers("s", 1, 1 << 28))),
                "more than the 134,217,728 elements");
    }
}
