package io.jaspis.audit.features;

import io.jaspis.autodiff.InputException;
import io.jaspis.autodiff.Similar;
import io.jaspis.autodiff.data.CellText;
import io.jaspis.autodiff.data.Dataset;
import io.jaspis.autodiff.data.InputNames;
import io.jaspis.threat.Decimals;
import io.jaspis.threat.Feature;
import io.jaspis.threat.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Makes features of a table's columns by what a {@link FeatureFile} says of them. */
final class ColumnFeatures {
    private static final String CATEGORY = "one-hot";

    private final Dataset dataset;
    private final List<String> names;
    private final Feature[] features;
    private double[] deviations;

    private ColumnFeatures(Dataset dataset) {
        this.dataset = dataset;
        this.names = dataset.inputNames();
        this.features = new Feature[names.size()];
    }

    /** As {@link FeatureFile#features}. */
    static Features of(List<FeatureFile.Entry> entries, Dataset dataset) {
        if (dataset.inputNames().isEmpty()) {
            throw new InputException("a file of features names the columns of a table (CSV), but " + dataset.name()
                    + " has none; say how far all inputs may move, by a radius and a range");
        }
        ColumnFeatures columns = new ColumnFeatures(dataset);
        entries.forEach(columns::take);
        for (int i = 0; i < columns.features.length; i++) {
            if (columns.features[i] == null) {
                columns.features[i] = Feature.immutable(columns.names.get(i));
            }
        }
        try {
            return new Features(Arrays.asList(columns.features));
        } catch (IllegalArgumentException e) {
            throw new InputException(e.getMessage(), e);
        }
    }

    private void take(FeatureFile.Entry entry) {
        Kind kind = Kind.of(entry);
        String name = entry.word("name");
        // Of the header's own spelling, inputs have each run of blanks as one.
        String shown = InputNames.plain(name);
        int[] places = places(name::equals);
        if (places.length == 0) {
            places = places(shown::equals);
        }
        if (places.length == 0 && kind.values == Feature.Values.CATEGORY) {
            places = places(column -> column.startsWith(shown + "="));
        }
        if (places.length == 0) {
            throw entry.refused(noInput(name));
        }
        boolean several = !List.of(name, shown).contains(names.get(places[0]));
        if (places.length > 1 && !several) {
            throw entry.refused(
                    "%s has several columns \"%s\"; give them different names".formatted(dataset.name(), name));
        }
        for (int place : places) {
            if (features[place] != null) {
                throw entry.refused("\"" + names.get(place) + "\" is already spoken of by another line of the file");
            }
            features[place] = feature(entry, kind, place, several ? name : null);
        }
    }

    /** Why a column is none of the inputs. */
    private String noInput(String name) {
        if (dataset.columns().dropped().contains(name)) {
            return "\"%s\" is left out of the inputs made of %s (--drop), so nobody can move it; take this line out, or keep the column"
                    .formatted(CellText.shown(name), dataset.name());
        }
        if (name.equals(dataset.labelName().orElse(null))) {
            return "\"%s\" is the label in %s, which is no input and which nobody moves; take this line out"
                    .formatted(CellText.shown(name), dataset.name());
        }
        return "\"%s\" is no column that %s makes an input of; there are: %s"
                        .formatted(CellText.shown(name), dataset.name(), CellText.shown(String.join(", ", names)))
                + Similar.question(name, names);
    }

    private int[] places(Predicate<String> wanted) {
        return IntStream.range(0, names.size())
                .filter(i -> wanted.test(names.get(i)))
                .toArray();
    }

    /** @param categories the name of the column that was made one-hot, which is its group's too; else null */
    private Feature feature(FeatureFile.Entry entry, Kind kind, int place, String categories) {
        String group = kind.group;
        if (kind.values == Feature.Values.CATEGORY && group == null) {
            if (categories == null) {
                throw entry.refused("the group is missing: the kind is one-hot:GROUP, the same in each of its columns");
            }
            group = categories;
        }
        boolean stays = kind.way == Feature.Way.NONE;
        boolean free = kind.values == Feature.Values.CATEGORY;
        double lower = end(entry, "lower", free ? 0 : -Float.MAX_VALUE, stays || free);
        double upper = end(entry, "upper", free ? 1 : Float.MAX_VALUE, stays || free);
        double epsilon = epsilon(entry, kind, place);
        try {
            return new Feature(names.get(place), epsilon, (float) lower, (float) upper, kind.values, kind.way, group);
        } catch (IllegalArgumentException e) {
            throw entry.refused(e.getMessage());
        }
    }

    private double end(FeatureFile.Entry entry, String field, double otherwise, boolean optional) {
        String word = entry.word(field);
        if (word.isEmpty() && !optional) {
            throw entry.refused("%s of %s is missing: give the %s value that it can have"
                    .formatted(field, entry.word("name"), field.equals("lower") ? "smallest" : "largest"));
        }
        return word.isEmpty() ? otherwise : number(entry, field, word);
    }

    private double epsilon(FeatureFile.Entry entry, Kind kind, int place) {
        String word = entry.word("epsilon");
        boolean stays = kind.way == Feature.Way.NONE;
        if (word.isEmpty()) {
            if (!stays && kind.values != Feature.Values.CATEGORY) {
                throw entry.refused("epsilon of %s is missing: give how far it may move, as a number or such as 0.1std"
                        .formatted(entry.word("name")));
            }
            return stays ? 0 : 1;
        }
        boolean relative = word.endsWith(FeatureFile.STANDARD_DEVIATIONS);
        String shown = relative ? word.substring(0, word.length() - FeatureFile.STANDARD_DEVIATIONS.length()) : word;
        double epsilon = number(entry, "epsilon", shown.strip()) * (relative ? standardDeviation(entry, place) : 1);
        if (stays && epsilon != 0) {
            throw entry.refused(
                    entry.word("name") + " is immutable, but epsilon is " + word + "; leave out one of them");
        }
        return epsilon;
    }

    private static double number(FeatureFile.Entry entry, String field, String word) {
        try {
            return Decimals.read(word);
        } catch (NumberFormatException e) {
            throw entry.refused(field + ": " + e.getMessage());
        }
    }

    /** Of a column in all of the given data: the root of the mean square beside the mean. */
    private double standardDeviation(FeatureFile.Entry entry, int place) {
        deviations = deviations == null ? deviations() : deviations;
        if (deviations[place] == 0) {
            throw entry.refused("%s is the same in all of %s, so that its standard deviation is 0; give a number"
                    .formatted(names.get(place), dataset.name()));
        }
        return deviations[place];
    }

    /** Of all columns in one pass (Welford 1962). */
    private double[] deviations() {
        float[] row = new float[names.size()];
        double[] means = new double[row.length];
        double[] squares = new double[row.length];
        for (int i = 0; i < dataset.count(); i++) {
            dataset.copy(i, row, 0);
            for (int place = 0; place < row.length; place++) {
                double beside = row[place] - means[place];
                means[place] += beside / (i + 1);
                squares[place] += beside * (row[place] - means[place]);
            }
        }
        return Arrays.stream(squares)
                .map(square -> Math.sqrt(square / dataset.count()))
                .toArray();
    }

    /** A kind in words: the values, the way, or both. */
    private record Kind(Feature.Values values, Feature.Way way, String group) {
        static Kind of(FeatureFile.Entry entry) {
            Feature.Values values = null;
            Feature.Way way = null;
            String group = null;
            List<String> unknown = new ArrayList<>();
            String kind = entry.word("kind").isEmpty() ? "real" : entry.word("kind");
            for (String word : kind.split("\\s+(?=real|integer|one-hot|immutable|only-)")) {
                boolean category = word.equals(CATEGORY) || word.startsWith(CATEGORY + ":");
                Feature.Values ofValues = category
                        ? Feature.Values.CATEGORY
                        : switch (word) {
                            case "real" -> Feature.Values.REAL;
                            case "integer" -> Feature.Values.INTEGER;
                            default -> null;
                        };
                Feature.Way ofWay = switch (word) {
                    case "immutable" -> Feature.Way.NONE;
                    case "only-up" -> Feature.Way.ONLY_UP;
                    case "only-down" -> Feature.Way.ONLY_DOWN;
                    default -> null;
                };
                if (ofValues == null && ofWay == null
                        || ofValues != null && values != null
                        || ofWay != null && way != null) {
                    unknown.add(word);
                }
                values = ofValues != null ? ofValues : values;
                way = ofWay != null ? ofWay : way;
                group = category && word.length() > CATEGORY.length() + 1
                        ? word.substring(CATEGORY.length() + 1).strip()
                        : group;
            }
            if (!unknown.isEmpty()) {
                throw entry.refused(
                        ("kind \"%s\" of %s must be real, integer or one-hot:GROUP, or immutable, only-up or"
                                        + " only-down, or one of the first with one of the others, such as \"integer only-up\"")
                                .formatted(entry.word("kind"), entry.word("name")));
            }
            return new Kind(
                    values == null ? Feature.Values.REAL : values, way == null ? Feature.Way.EITHER : way, group);
        }
    }
}
