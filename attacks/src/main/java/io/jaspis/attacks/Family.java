package io.jaspis.attacks;

import io.jaspis.autodiff.Similar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;

/** What can be asked for by name, and is found by {@link ServiceLoader}. */
public interface Family {

    /** The names, in lower case and without a comma; no other family of the kind has one of them. */
    List<String> names();

    /**
     * All families of a kind by each of their names, those of each together.
     *
     * @throws ForeignPartException where one that isn't Jaspis's own can't be loaded, or has a name that can't be or that another
     *     has
     */
    static <F extends Family> Map<String, F> all(Class<F> kind) {
        Map<Class<?>, F> found = new LinkedHashMap<>();
        for (ClassLoader loader : loaders(kind)) {
            for (F family : Services.of(kind, loader)) {
                found.putIfAbsent(family.getClass(), family);
            }
        }
        Map<String, F> families = new LinkedHashMap<>();
        for (F family : found.values()) {
            for (String name : namesOf(family)) {
                F other = families.putIfAbsent(name, family);
                if (other != null) {
                    throw ForeignParts.fault(
                            ForeignParts.isOwn(family) ? other : family,
                            "both " + other.getClass().getName() + " and "
                                    + family.getClass().getName() + " have the name '" + name + "'");
                }
            }
        }
        return families;
    }

    private static List<String> namesOf(Family family) {
        String what = "the family " + family.getClass().getName();
        List<String> names = ForeignParts.asked(what, family, family::names);
        if (names == null || !names.stream().allMatch(Family::canBeAskedFor)) {
            throw ForeignParts.fault(
                    family,
                    "%s has the names %s, but a name is in lower case, without a comma and not blank"
                            .formatted(what, names));
        }
        return names;
    }

    /** Whether a name of a list on the command line can be this one. */
    private static boolean canBeAskedFor(String name) {
        return name != null
                && !name.isBlank()
                && !name.contains(",")
                && name.equals(name.strip().toLowerCase(Locale.ROOT));
    }

    /**
     * Where families are looked for: beside their kind, whatever thread asks, since one of a common pool or of another
     * application may know nothing of them; then where the thread looks, which may have more of the very same kind.
     */
    private static List<ClassLoader> loaders(Class<?> kind) {
        ClassLoader own = kind.getClassLoader();
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null || context == own || !knows(context, kind) ? List.of(own) : List.of(own, context);
    }

    private static boolean knows(ClassLoader loader, Class<?> kind) {
        try {
            return Class.forName(kind.getName(), false, loader) == kind;
        } catch (ClassNotFoundException | LinkageError notThere) {
            return false;
        }
    }

    /**
     * The family of a name.
     *
     * @param noun what the name is of, for people
     * @throws IllegalArgumentException where there is none, with a list of the names that there are
     */
    static <F extends Family> F named(String name, String noun, Map<String, F> families) {
        F family = families.get(name);
        if (family == null) {
            throw new IllegalArgumentException(
                    "there is no %s '%s'; known are %s".formatted(noun, name, String.join(", ", families.keySet()))
                            + Similar.question(name, families.keySet()));
        }
        return family;
    }
}
