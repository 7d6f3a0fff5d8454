package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A vector that goes into a method or comes out of one becomes an object where the compiler leaves the method out, as it
 * does, for good, where it hasn't counted enough calls when it looks; and that depends on the moment.
 */
final class VectorMethodsTest {
    /** Called in long loops alone, by an interface, where the calls are counted, or for constants. */
    private static final Set<String> COUNTED = Set.of(
            "Transpose.zip",
            "VectorApproximations.all",
            "VectorApproximations.cosineNearZero",
            "VectorApproximations.logarithmOfNormal",
            "VectorApproximations.sineNearZero",
            "VectorApproximations.toFloats",
            "VectorPooling.load",
            "VectorRandoms.fraction",
            "VectorRandoms.joined",
            "VectorRandoms.signed");

    @Test
    void vectorsStayInsideMethods() throws IOException, URISyntaxException {
        Path classes = Path.of(Kernels.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var passing = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class"))::iterator) {
                var type = ClassFile.of().parse(file);
                String name = type.thisClass().asInternalName();
                type.methods().stream()
                        .filter(method -> method.methodType().stringValue().contains("Vector;"))
                        .map(method -> name.substring(name.lastIndexOf('/') + 1) + "." + method.methodName())
                        .forEach(passing::add);
            }
        }
        assertEquals(new TreeSet<>(COUNTED), passing);
    }
}
