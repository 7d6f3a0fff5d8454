import java.io.IOException;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Writes a jar's classes anew in the format of Java 8, with the stack maps that formats before Java 6 lacked, and all else as it is.
 * Such classes are verified sooner, and archives of loaded classes take them.
 */
final class NewerClasses {
    private final ClassFile format;

    private NewerClasses(Path jar) throws MalformedURLException {
        ClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        ClassHierarchyResolver hierarchy = ClassHierarchyResolver.ofResourceParsing(loader);
        format = ClassFile.of(StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(hierarchy));
    }

    public static void main(String[] arguments) throws IOException {
        Path from = Path.of(arguments[0]);
        NewerClasses classes = new NewerClasses(from);
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(from));
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(Path.of(arguments[1])))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                ZipEntry written = new ZipEntry(entry.getName());
                written.setTime(entry.getTime());
                out.putNextEntry(written);
                byte[] bytes = in.readAllBytes();
                out.write(entry.getName().endsWith(".class") ? classes.newer(bytes) : bytes);
            }
        }
    }

    private byte[] newer(byte[] bytes) {
        ClassModel model = format.parse(bytes);
        if (model.majorVersion() >= ClassFile.JAVA_8_VERSION) {
            return bytes;
        }
        ClassTransform code = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        ClassTransform version = (builder, element) -> builder.with(newer(element));
        return format.transformClass(model, code.andThen(version));
    }

    private static ClassElement newer(ClassElement element) {
        return element instanceof ClassFileVersion ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0) : element;
    }
}
