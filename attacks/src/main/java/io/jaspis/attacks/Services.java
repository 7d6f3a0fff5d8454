package io.jaspis.attacks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.regex.Pattern;

/** Providers found by {@link ServiceLoader}; one that can't be loaded is told by its class and the jar that names it. */
final class Services {
    private static final String FOLDER = "META-INF/services/";

    private Services() {}

    /**
     * A provider.
     *
     * @param type the name of its class
     * @param place the jar or folder that names it
     */
    private record Named(String type, String place) {}

    /**
     * All providers of a kind that a class loader knows.
     *
     * @throws ForeignPartException where one that isn't Jaspis's own can't be loaded
     */
    static <S> List<S> of(Class<S> kind, ClassLoader loader) {
        List<S> providers = new ArrayList<>();
        try {
            ServiceLoader.load(kind, loader).forEach(providers::add);
        } catch (ServiceConfigurationError | LinkageError failure) {
            Optional<Named> culprit = culprit(kind, loader, failure);
            if (culprit.isPresent() && ForeignParts.isOwnName(culprit.get().type())) {
                throw failure;
            }
            throw new ForeignPartException(
                    "%s can't be loaded: %s; mend that jar, or take it off the class path"
                            .formatted(
                                    culprit.map(named -> told(kind, named))
                                            .orElse("one that is named as " + kind.getName()),
                                    reason(failure)),
                    failure);
        }
        return providers;
    }

    private static String told(Class<?> kind, Named named) {
        return "%s, which %s names as %s".formatted(named.type(), named.place(), kind.getName());
    }

    /** What was wrong with a class itself says more than that it was of a provider. */
    private static String reason(Error failure) {
        Throwable cause = failure.getCause();
        return ForeignParts.line(
                cause != null
                        ? cause.toString()
                        : failure instanceof LinkageError ? failure.toString() : String.valueOf(failure.getMessage()));
    }

    /** The provider that a failure is about: that is in its message, or can't be loaded. */
    private static Optional<Named> culprit(Class<?> kind, ClassLoader loader, Error failure) {
        String file = FOLDER + kind.getName();
        try {
            for (URL url : Collections.list(loader.getResources(file))) {
                for (String type : types(url)) {
                    if (names(failure, type) || !loads(type, loader)) {
                        String whole = url.toString();
                        String place = whole.substring(0, whole.length() - file.length());
                        return Optional.of(new Named(type, ForeignParts.place(place)));
                    }
                }
            }
        } catch (IOException unreadable) {
            // Then the failure says which file that is.
        }
        return Optional.empty();
    }

    private static List<String> types(URL services) throws IOException {
        try (InputStream in = services.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    private static boolean names(Error failure, String type) {
        String message = String.valueOf(failure.getMessage());
        return Pattern.compile("(?<![\\w.$])" + Pattern.quote(type) + "(?![\\w.$])")
                .matcher(message)
                .find();
    }

    private static boolean loads(String type, ClassLoader loader) {
        try {
            Class.forName(type, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError notThere) {
            return false;
        }
    }
}
