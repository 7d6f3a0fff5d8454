package io.jaspis.bench.seams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Grows what moves elements that flow, leaves out some or gives them other axes; each example keeps its own. */
final class ShapeGrower {
    private final Draft draft;
    private final Forms forms;
    private final String input;
    private final int batch;

    /** @param batch the extent of axis 0 that the file fixes; 0 where it is open */
    ShapeGrower(Draft draft, Forms forms, String input, int batch) {
        this.draft = draft;
        this.forms = forms;
        this.input = input;
        this.batch = batch;
    }

    private int[] inner(String x) {
        int[] shape = draft.shape(x);
        return Arrays.copyOfRange(shape, 1, shape.length);
    }

    String moved(String x) {
        int rank = draft.shape(x).length;
        if (rank < 3) {
            int[] axes = {draft.random.nextInt(1, rank + 1)};
            return forms.withAxes("Unsqueeze", x, axes);
        }
        int[] permutation = new int[rank];
        Arrays.setAll(permutation, axis -> axis);
        int a = draft.random.nextInt(1, rank);
        int b = draft.random.nextInt(1, rank);
        permutation[a] = b;
        permutation[b] = a;
        return draft.node("Transpose", List.of(x), Attributes.wholes("perm", permutation));
    }

    String picked(String x) {
        int[] shape = draft.shape(x);
        if (shape.length < 2) {
            throw Draft.unavailable();
        }
        int axis = draft.random.nextInt(1, shape.length);
        int extent = shape[axis];
        switch (draft.random.nextInt(6)) {
            case 0 -> {
                long start = draft.random.nextInt(extent);
                return draft.is(0.3)
                        ? forms.slice(x, axis, extent, -extent - 1L, -1)
                        : forms.slice(
                                x, axis, start, draft.any(Long.MAX_VALUE, (long) Integer.MAX_VALUE, (long) extent), 1);
            }
            case 1 -> {
                long[] places = new long[draft.random.nextInt(1, 4)];
                Arrays.setAll(places, _ -> draft.random.nextInt(draft.opset >= 11 ? -extent : 0, extent));
                String indices = draft.is(0.2) ? draft.list(places[0]) : draft.list(places);
                return draft.node("Gather", List.of(x, indices), Attributes.whole("axis", axis));
            }
            case 2 -> {
                if (extent < 2) {
                    throw Draft.unavailable();
                }
                int first = draft.random.nextInt(1, extent);
                List<String> parts = forms.split(x, axis, new int[] {first, extent - first});
                return draft.is(0.5)
                        ? draft.any(parts)
                        : draft.node("Concat", parts.reversed(), Attributes.whole("axis", axis));
            }
            case 3 -> {
                int[] pads = new int[2 * shape.length];
                pads[axis] = draft.random.nextInt(2);
                pads[axis + shape.length] = draft.random.nextInt(extent > 1 ? -1 : 0, 2);
                String mode = draft.opset >= 19 && draft.is(0.2)
                        ? "wrap"
                        : draft.any("constant", "edge", "reflect", "constant");
                if (!mode.equals("constant")) {
                    pads[axis + shape.length] = Math.max(0, pads[axis + shape.length]);
                    if (extent < 2) {
                        throw Draft.unavailable();
                    }
                }
                return forms.pad(x, pads, mode, draft.element);
            }
            case 4 -> {
                int[] repeats = new int[shape.length];
                Arrays.fill(repeats, 1);
                repeats[axis] = 2;
                return draft.node("Tile", List.of(x, draft.list(repeats)));
            }
            default -> {
                if (draft.opset < 8 || extent != 1) {
                    throw Draft.unavailable();
                }
                int[] target = shape.clone();
                target[axis] = 2;
                return draft.node("Expand", List.of(x, draft.list(target)));
            }
        }
    }

    /** To other axes, by a shape that keeps the batch in one of the ways in which files say so. */
    String reshaped(String x) {
        int[] shape = inner(x);
        int size = FileTensor.size(shape);
        if (draft.is(0.4)) {
            return flattened(x);
        }
        List<int[]> shapes = new ArrayList<>();
        for (int a = 1; a <= size; a++) {
            if (size % a == 0) {
                shapes.add(new int[] {a, size / a});
                for (int b = 1; b <= size / a; b++) {
                    if (size / a % b == 0) {
                        shapes.add(new int[] {a, b, size / a / b});
                    }
                }
            }
        }
        return toShape(x, draft.any(shapes));
    }

    String flattened(String x) {
        int size = FileTensor.size(inner(x));
        return draft.is(0.5) ? draft.node("Flatten", List.of(x)) : toShape(x, new int[] {size});
    }

    private String toShape(String x, int[] rest) {
        long[] target = new long[rest.length + 1];
        Arrays.setAll(target, axis -> axis == 0 ? 0 : rest[axis - 1]);
        switch (draft.random.nextInt(batch > 0 ? 4 : 3)) {
            case 0 -> {}
            case 1 -> target[0] = -1;
            case 2 -> {
                return draft.node("Reshape", List.of(x, computedShape(x, rest)));
            }
            default -> target[0] = batch;
        }
        if (batch > 1) {
            target[0] = 0;
        }
        if (target[0] == 0 && draft.is(0.5)) {
            target[draft.random.nextInt(1, target.length)] = -1;
        }
        return draft.node("Reshape", List.of(x, draft.list(target)));
    }

    /** The batch from the shape of what flows, and the rest of constants or arithmetic. */
    String computedShape(String x, int[] rest) {
        String all = draft.node("Shape", List.of(draft.is(0.5) ? x : input));
        String first;
        if (draft.is(0.5)) {
            String place = draft.constant(Element.INT64, new int[0], new long[] {0});
            String number = draft.node("Gather", List.of(all, place), Attributes.whole("axis", 0));
            first = forms.withAxes("Unsqueeze", number, 0);
        } else {
            first = forms.slice(all, 0, 0, 1, 1);
        }
        List<String> parts = new ArrayList<>(List.of(first));
        for (int extent : rest) {
            parts.add(
                    extent % 2 == 0 && draft.is(0.5)
                            ? draft.node("Mul", List.of(draft.list(new int[] {extent / 2}), draft.list(new int[] {2})))
                            : draft.list(new int[] {extent}));
        }
        return draft.node("Concat", parts, Attributes.whole("axis", 0));
    }
}
