package io.jaspis.tensor.kernels.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.jaspis.tensor.kernels.Movements;
import io.jaspis.tensor.kernels.Packed;
import io.jaspis.tensor.kernels.PackedWeights;
import io.jaspis.tensor.kernels.Slab;
import io.jaspis.tensor.kernels.Transposition;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The scalar kernels, and all that users of either provider see, lead to no class that needs the vector module. */
final class VectorModuleLinksTest {
    private static final String PACKAGE = "io/jaspis/tensor/";

    @Test
    void scalarKernelsNeedNoVectorModule() throws IOException {
        Set<String> reached = reached(
                Providers.class, Packed.class, PackedWeights.class, Movements.class, Slab.class, Transposition.class);
        assertTrue(reached.contains(PACKAGE + "kernels/scalar/ScalarConvolutionTask"), reached::toString);
        assertEquals(Set.of(), linking(reached));
    }

    @Test
    void simdKernelsDo() throws IOException {
        assertTrue(linking(reached(SimdKernels.class)).contains(PACKAGE + "kernels/simd/Lanes"));
    }

    /** These classes, and all of this module that they name, and so on. */
    private static Set<String> reached(Class<?>... roots) throws IOException {
        Set<String> reached = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>();
        for (Class<?> root : roots) {
            open.add(root.getName().replace('.', '/'));
        }
        while (!open.isEmpty()) {
            String name = open.pop();
            if (reached.add(name)) {
                named(name).stream().filter(other -> other.startsWith(PACKAGE)).forEach(open::push);
            }
        }
        return reached;
    }

    private static Set<String> linking(Set<String> classes) throws IOException {
        Set<String> linking = new TreeSet<>();
        for (String name : classes) {
            if (named(name).stream().anyMatch(other -> other.startsWith("jdk/incubator/"))) {
                linking.add(name);
            }
        }
        return linking;
    }

    private static List<String> named(String name) throws IOException {
        try (InputStream bytes = Providers.class.getResourceAsStream("/" + name + ".class")) {
            ClassModel model = ClassFile.of().parse(bytes.readAllBytes());
            Set<String> names = new TreeSet<>();
            for (PoolEntry entry : model.constantPool()) {
                if (entry instanceof ClassEntry type) {
                    String other = type.asInternalName();
                    int start = other.lastIndexOf('[') + 1;
                    names.add(start == 0 ? other : other.substring(start).replaceAll("^L|;$", ""));
                }
            }
            return List.copyOf(names);
        }
    }
}
