package io.jaspis.attacks;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.plan.DeviceException;
import io.jaspis.tensor.PropertyException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.function.Supplier;

/**
 * Attacks, certifiers and families of whoever's jar: what goes wrong in them is told as theirs, with the class to mend. What goes
 * wrong in Jaspis's own stays what it is, a mistake of Jaspis.
 */
public final class ForeignParts {
    /** What the names of Jaspis's own classes begin with, whatever jar they were put into. */
    private static final String OWN = "io.jaspis.";

    private ForeignParts() {}

    /** Whether the class of a part is Jaspis's own. */
    public static boolean isOwn(Object part) {
        return isOwnName(part.getClass().getName());
    }

    static boolean isOwnName(String type) {
        return type.startsWith(OWN);
    }

    /**
     * What a part gives where it is asked for something.
     *
     * @param what the part is, for people, such as "the attack corner"
     * @throws ForeignPartException where it isn't Jaspis's own, and throws anything but what is told to people anyway
     */
    public static <T> T asked(String what, Object part, Supplier<T> question) {
        try {
            return question.get();
        } catch (RuntimeException | Error failure) {
            if (isOwn(part) || isTold(failure)) {
                throw failure;
            }
            throw failed(what, part, failure);
        }
    }

    /** The same of work that gives nothing. */
    public static void run(String what, Object part, Runnable work) {
        asked(what, part, () -> {
            work.run();
            return null;
        });
    }

    /**
     * What a family gives for a name.
     *
     * @throws IllegalArgumentException where it refuses, as it may
     * @throws ForeignPartException where it isn't Jaspis's own, and fails or gives null
     */
    public static <T> T made(String what, Family family, Supplier<T> making) {
        T made;
        try {
            made = making.get();
        } catch (RuntimeException | Error failure) {
            if (isOwn(family) || isTold(failure) || failure instanceof IllegalArgumentException) {
                throw failure;
            }
            throw failed(what, family, failure);
        }
        if (made == null) {
            throw fault(family, what + " gave null");
        }
        return made;
    }

    /**
     * That a part did what none may do.
     *
     * @param told what it did, in a sentence that names it
     * @return a {@link ForeignPartException} where it isn't Jaspis's own, else an {@link IllegalStateException}
     */
    public static RuntimeException fault(Object part, String told) {
        return isOwn(part) ? new IllegalStateException(told) : new ForeignPartException(told + "; " + blame(part));
    }

    /** Whether a failure isn't the part's, or says by itself what is wrong: input, a property, the device, the memory. */
    private static boolean isTold(Throwable failure) {
        return failure instanceof InputException
                || failure instanceof PropertyException
                || failure instanceof DeviceException
                || failure instanceof OutOfMemoryError;
    }

    private static ForeignPartException failed(String what, Object part, Throwable failure) {
        return new ForeignPartException(
                "%s failed: %s; %s".formatted(what, line(failure.toString()), blame(part)), failure);
    }

    private static String blame(Object part) {
        return where(part.getClass()) + " is no part of Jaspis: mend it, or leave it out";
    }

    /** The name of a class, and the jar or folder that it is of, where that is known. */
    static String where(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? type.getName()
                : type.getName() + " of " + place(source.getLocation().toString());
    }

    /** The path of the jar or folder that a URL is of; the URL itself where it is of neither. */
    static String place(String url) {
        String file = url.replaceFirst("^jar:", "").replaceFirst("!/$", "");
        try {
            return Path.of(URI.create(file)).toString();
        } catch (IllegalArgumentException | FileSystemNotFoundException noPath) {
            return url;
        }
    }

    static String line(String text) {
        return text.lines().findFirst().orElse("");
    }
}
