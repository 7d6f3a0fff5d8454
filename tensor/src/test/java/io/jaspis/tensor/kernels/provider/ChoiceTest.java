package io.jaspis.tensor.kernels.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.PropertyException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What virtual machines say of themselves, and which kernels suit them. */
class ChoiceTest {
    private static final Map<String, String> HOTSPOT = Map.of(
            "java.vm.name", "OpenJDK 64-Bit Server VM",
            "java.vm.version", "25.0.3+9-LTS",
            "java.vm.info", "mixed mode, sharing",
            "java.vendor.version", "Temurin-25.0.3+9");

    private static Choice choice(Map<String, String> properties) {
        return Choice.of(properties::get, true, true);
    }

    private static Map<String, String> with(String property, String value) {
        Map<String, String> changed = new HashMap<>(HOTSPOT);
        changed.put(property, value);
        return changed;
    }

    @Test
    void simdOnHotSpot() {
        assertEquals(new Choice(true, Optional.empty()), choice(HOTSPOT));
        assertTrue(choice(with("java.vm.name", "Java HotSpot(TM) 64-Bit Server VM"))
                .simd());
        assertTrue(choice(with("java.vm.info", "mixed mode")).simd());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "java.vendor.version | Oracle GraalVM 25+37.1 | Graal's compiler",
                "java.vm.version | 25+37-jvmci-b01 | Graal's compiler",
                "jvmci.Compiler | graal | Graal's compiler",
                "org.graalvm.nativeimage.imagecode | runtime | native image",
                "java.vm.name | Substrate VM | Substrate VM",
                "java.vm.name | Eclipse OpenJ9 VM | Eclipse OpenJ9 VM",
                "java.vm.name | Zing 64-Bit Tiered VM | Zing",
                "java.vm.name | OpenJDK 64-Bit Zero VM | Zero",
                "java.vm.info | interpreted mode, sharing | without the C2 compiler",
                "java.vm.info | mixed mode, emulated-client, sharing | without the C2 compiler"
            })
    void scalarElsewhereUnlessSimdIsAskedFor(String property, String value, String reason) {
        Choice choice = choice(with(property, value));
        String warning = choice.warning().orElseThrow();
        assertTrue(!choice.simd() && warning.contains(reason) && warning.contains("-Djaspis.kernels=simd"), warning);
        Map<String, String> asked = with(property, value);
        asked.put("jaspis.kernels", "simd");
        assertEquals(new Choice(true, Optional.empty()), choice(asked));
    }

    @Test
    void whatTheMachineLacksNoPropertyBrings() {
        for (Map<String, String> properties : List.of(HOTSPOT, with("jaspis.kernels", "simd"))) {
            Choice without = Choice.of(properties::get, false, true);
            assertTrue(!without.simd() && without.warning().orElseThrow().contains("--add-modules"));
            Choice unfused = Choice.of(properties::get, true, false);
            assertTrue(!unfused.simd() && unfused.warning().orElseThrow().contains("FMA"));
        }
    }

    @Test
    void scalarKernelsThatWereAskedForAreNoWarning() {
        assertEquals(
                new Choice(false, Optional.empty()), Choice.of(with("jaspis.kernels", "scalar")::get, false, false));
    }

    @Test
    void anotherValueOfThePropertyIsAnError() {
        PropertyException error =
                assertThrows(PropertyException.class, () -> choice(with("jaspis.kernels", "SIMD 512")));
        assertEquals("jaspis.kernels must be scalar or simd, but is 'SIMD 512'", error.getMessage());
    }
}
