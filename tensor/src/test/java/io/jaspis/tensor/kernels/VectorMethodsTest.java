package io.jaspis.tensor.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What makes objects of vectors, and so a kernel thirty times slower, in one run and not in the next. A vector that goes
 * into a method or comes out of one becomes an object where the compiler leaves the method out, as it does, for good, where
 * it hasn't counted enough calls when it looks. And it knows which class an abstract vector's method belongs to as long as
 * vectors of one shape alone are in use.
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
        var passing = new TreeSet<String>();
        for (ClassModel type : kernels()) {
            type.methods().stream()
                    .filter(method -> method.methodType().stringValue().contains("Vector;"))
                    .map(method -> name(type) + "." + method.methodName())
                    .forEach(passing::add);
        }
        assertEquals(new TreeSet<>(COUNTED), passing);
    }

    @Test
    void oneClassChoosesTheShapeForAll() throws IOException, URISyntaxException {
        var choosing = new TreeSet<String>();
        for (ClassModel type : kernels()) {
            for (PoolEntry entry : type.constantPool()) {
                if (entry instanceof MemberRefEntry member
                        && (member.name().stringValue().startsWith("SPECIES_")
                                || member.name().stringValue().equals("withShape"))) {
                    choosing.add(name(type));
                }
            }
        }
        assertEquals(Set.of("Lanes"), choosing);
    }

    private static List<ClassModel> kernels() throws IOException, URISyntaxException {
        Path classes = Path.of(Kernels.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        var models = new ArrayList<ClassModel>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".class"))::iterator) {
                models.add(ClassFile.of().parse(file));
            }
        }
        return models;
    }

    private static String name(ClassModel type) {
        String name = type.thisClass().asInternalName();
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
