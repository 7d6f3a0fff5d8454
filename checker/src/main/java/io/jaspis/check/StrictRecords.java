package io.jaspis.check;

import io.jaspis.threat.Norm;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.POJONode;

/**
 * JSON as records, each value exactly of its component's type: no field is missing, null or unknown, and nothing is
 * converted, rounded or cut. An enum is its constant's word, which {@link #words} writes. What is {@code Optional} may
 * be null, and a boxed {@code Double} may be one of the texts NaN, Infinity and -Infinity. An error names the place,
 * such as {@code examples[3].radius}.
 */
public final class StrictRecords {
    private static final int SHOWN = 60;
    private static final Set<String> WORDS = Set.of("NaN", "Infinity", "-Infinity");

    /** Of each record its components, which Java finds out anew each time that it is asked. */
    private static final ClassValue<Form> FORMS = new ClassValue<>() {
        @Override
        protected Form computeValue(Class<?> type) {
            return Form.of(type);
        }
    };

    private StrictRecords() {}

    /** The names and types of a record's components, in their order, and what makes one of values of these. */
    private record Form(List<String> names, List<Type> types, Constructor<?> constructor) {
        static Form of(Class<?> type) {
            RecordComponent[] components = type.getRecordComponents();
            try {
                return new Form(
                        Arrays.stream(components).map(RecordComponent::getName).toList(),
                        Arrays.stream(components)
                                .map(RecordComponent::getGenericType)
                                .toList(),
                        type.getDeclaredConstructor(Arrays.stream(components)
                                .map(RecordComponent::getType)
                                .toArray(Class<?>[]::new)));
            } catch (NoSuchMethodException e) {
                throw new AssertionError("every record has its constructor", e);
            }
        }
    }

    /**
     * The record that an object holds.
     *
     * @throws IllegalArgumentException when it isn't exactly one, or when the record's own constructor refuses it: that
     *     message has to begin with the name of a component
     */
    public static <T extends Record> T read(JsonNode node, Class<T> type) {
        return type.cast(value(node, type, ""));
    }

    /** The same of an object within a file, whose place messages tell. */
    static <T extends Record> T read(JsonNode node, Class<T> type, String place) {
        return type.cast(value(node, type, place));
    }

    /** What a node stands for whose value was read already, or why it couldn't be. */
    @FunctionalInterface
    interface Given {
        /** @throws IllegalArgumentException where it isn't what the record has there */
        Object value();
    }

    private static Object value(JsonNode node, Type type, String place) {
        if (node instanceof POJONode read && read.getPojo() instanceof Given given) {
            return given.value();
        }
        if (type instanceof ParameterizedType optional && optional.getRawType() == Optional.class) {
            return node.isNull()
                    ? Optional.empty()
                    : Optional.of(value(node, optional.getActualTypeArguments()[0], place));
        }
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return list(node, list.getActualTypeArguments()[0], place);
        }
        if (type instanceof Class<?> plain && plain.isRecord()) {
            return object(node, plain, place);
        }
        if (type instanceof Class<?> kinds && kinds.isEnum()) {
            return constant(node, (Enum<?>[]) kinds.getEnumConstants(), place);
        }
        return switch (((Class<?>) type).getName()) {
            case "int" -> {
                require(node.isIntegralNumber() && node.canConvertToInt(), node, place, "a whole number of 32 bits");
                yield node.intValue();
            }
            case "long" -> {
                require(node.isIntegralNumber() && node.canConvertToLong(), node, place, "a whole number of 64 bits");
                yield node.longValue();
            }
            case "double" -> {
                require(written(node, Double.toString(finite(node))), node, place, "a finite number of float64");
                yield finite(node);
            }
            case "java.lang.Double" -> {
                require(
                        written(node, Double.toString(finite(node)))
                                || node.isString() && WORDS.contains(node.stringValue()),
                        node,
                        place,
                        "a number of float64, or NaN, Infinity or -Infinity");
                yield node.isString() ? Double.valueOf(node.stringValue()) : Double.valueOf(finite(node));
            }
            case "java.lang.Float" -> value(node, float.class, place);
            case "java.lang.Integer" -> value(node, int.class, place);
            case "java.lang.Long" -> value(node, long.class, place);
            case "float" -> {
                require(written(node, Float.toString((float) finite(node))), node, place, "a number of float32");
                yield (float) finite(node);
            }
            case "boolean" -> {
                require(node.isBoolean(), node, place, "true or false");
                yield node.booleanValue();
            }
            case "java.lang.String" -> {
                require(node.isString(), node, place, "a text");
                yield node.stringValue();
            }
            default -> throw new AssertionError("no file has a " + type);
        };
    }

    private static Enum<?> constant(JsonNode node, Enum<?>[] constants, String place) {
        require(node.isString(), node, place, "a text");
        String told = node.stringValue();
        return Arrays.stream(constants)
                .filter(constant -> word(constant).equals(told))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(place + " is '" + shown(told) + "', but must be one of "
                        + Arrays.stream(constants).map(StrictRecords::word).collect(Collectors.joining(", "))));
    }

    /** What files call a constant of an enum, such as {@code one-sided}. */
    public static String word(Enum<?> constant) {
        return constant instanceof Norm norm
                ? norm.option()
                : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For a mapper that writes what is read here: constants as their words. */
    @SuppressWarnings("rawtypes") // There is no class of all enums.
    public static JacksonModule words() {
        return new SimpleModule().addSerializer(Enum.class, new ValueSerializer<Enum>() {
            @Override
            public void serialize(Enum value, JsonGenerator out, SerializationContext context) {
                out.writeString(word(value));
            }
        });
    }

    /** The nearest double; NaN where it isn't a number, or is too large. */
    private static double finite(JsonNode node) {
        if (!node.isNumber()) {
            return Double.NaN;
        }
        double number = node.isBigDecimal() || node.isIntegralNumber()
                ? node.decimalValue().doubleValue()
                : node.doubleValue();
        return Double.isFinite(number) ? number : Double.NaN;
    }

    /** Whether it is the number that Java writes so: what has other digits is another number. */
    private static boolean written(JsonNode node, String number) {
        return node.isNumber()
                && !number.equals("NaN")
                && !number.endsWith("Infinity")
                && node.decimalValue().compareTo(new BigDecimal(number)) == 0;
    }

    private static List<?> list(JsonNode node, Type element, String place) {
        require(node.isArray(), node, place, "a list");
        List<Object> values = new ArrayList<>();
        for (JsonNode one : node) {
            values.add(value(one, element, place + "[" + values.size() + "]"));
        }
        return values;
    }

    private static Object object(JsonNode node, Class<?> type, String place) {
        require(node.isObject(), node, place.isEmpty() ? "the file" : place, "an object");
        String prefix = place.isEmpty() ? "" : place + ".";
        Form form = FORMS.get(type);
        Object[] values = new Object[form.names().size()];
        for (int i = 0; i < values.length; i++) {
            String name = form.names().get(i);
            JsonNode field = node.get(name);
            if (field == null) {
                throw new IllegalArgumentException(prefix + name + " is missing");
            }
            values[i] = value(field, form.types().get(i), prefix + name);
        }
        if (node.size() > values.length) {
            Set<String> unknown = new TreeSet<>(node.propertyNames());
            form.names().forEach(unknown::remove);
            throw new IllegalArgumentException(prefix + shown(unknown.iterator().next()) + " is no field here");
        }
        return construct(form.constructor(), values, prefix);
    }

    private static Object construct(Constructor<?> constructor, Object[] values, String prefix) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof IllegalArgumentException refused) {
                throw new IllegalArgumentException(prefix + refused.getMessage(), refused);
            }
            throw new AssertionError("what was read has no nulls", e);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("every record can be made", e);
        }
    }

    private static void require(boolean condition, JsonNode node, String place, String wanted) {
        if (!condition) {
            throw new IllegalArgumentException(place + " must be " + wanted + ", but is " + shown(node.toString()));
        }
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
