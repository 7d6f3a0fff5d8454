package io.jaspis.tensor.kernels.simd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.jaspis.tensor.kernels.Kernels;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.NewMultiArrayInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.NewPrimitiveArrayInstruction;
import java.lang.classfile.instruction.NewReferenceArrayInstruction;
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
 * What makes objects of vectors, and so a kernel thirty times slower, in one run and not in the next. A vector that
 * goes into a method or comes out of one becomes an object where the compiler leaves the method out, as it does, for
 * good, where it hasn't counted enough calls when it looks. And it knows which class an abstract vector's method
 * belongs to as long as vectors of one shape alone are in use.
 */
final class VectorMethodsTest {
    /** Called in long loops alone, by an interface, where the calls are counted. */
    private static final Set<String> COUNTED = Set.of(
            "Transpose.zip",
            "VectorApproximations.cosineNearZero",
            "VectorApproximations.logarithmOfNormal",
            "VectorApproximations.sineNearZero",
            "VectorApproximations.toFloats",
            "VectorPooling.load",
            "VectorRandoms.fraction",
            "VectorRandoms.joined",
            "VectorRandoms.signed");

    /** Makes what later calls use, once for a size or for weights. */
    private static final Set<String> PREPARING = Set.of(
            "Transpose.zip",
            "VectorConvolutions$Backward.of",
            "VectorConvolutions$Lowered.of",
            "VectorConvolutions.packed",
            "VectorProducts.pack");

    /** Made once for a size, with all that they hold. */
    private static final Set<String> LAYOUTS =
            Set.of("ChannelsLast", "PatchAxis", "PatchLayout", "PatchLayout$ColumnPlane");

    /** Of classes and objects that are being made, and of records. */
    private static final Set<String> APART = Set.of("<init>", "<clinit>", "equals", "hashCode", "toString");

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

    @Test
    void nothingIsMadeWhileAKernelRuns() throws IOException, URISyntaxException {
        var making = new TreeSet<String>();
        for (ClassModel type : kernels()) {
            if (!LAYOUTS.contains(name(type))
                    && (type.thisClass().asInternalName().contains("/simd/")
                            || name(type).endsWith("Task"))) {
                type.methods().stream()
                        .filter(method -> !APART.contains(method.methodName().stringValue()))
                        .filter(method -> method.elementStream()
                                .anyMatch(part -> part instanceof CodeModel code
                                        && code.elementStream().anyMatch(VectorMethodsTest::makes)))
                        .map(method -> name(type) + "." + method.methodName())
                        .forEach(making::add);
            }
        }
        assertEquals(new TreeSet<>(PREPARING), making);
    }

    /** Whether an instruction makes an object, but for an exception and its message. */
    private static boolean makes(CodeElement element) {
        return switch (element) {
            case NewObjectInstruction made ->
                !made.className().name().stringValue().endsWith("Exception");
            case InvokeDynamicInstruction call -> !call.name().stringValue().equals("makeConcatWithConstants");
            case NewPrimitiveArrayInstruction _, NewReferenceArrayInstruction _, NewMultiArrayInstruction _ -> true;
            default -> false;
        };
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
