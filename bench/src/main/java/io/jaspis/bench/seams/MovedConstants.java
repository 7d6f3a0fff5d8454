package io.jaspis.bench.seams;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Grows constants that are taken out of other constants, or put together from them. */
final class MovedConstants {
    private final Draft draft;
    private final ConstantGrower constants;
    private final Forms forms;

    MovedConstants(Draft draft, ConstantGrower constants, Forms forms) {
        this.draft = draft;
        this.constants = constants;
        this.forms = forms;
    }

    /** Taken out of, or put together from, other arrays. */
    String moved(Element type, int[] shape, int depth) {
        int rank = shape.length;
        String operator = draft.any(
                "Reshape",
                "Transpose",
                "Expand",
                "Concat",
                "Slice",
                "Gather",
                "Split",
                "Tile",
                "Squeeze",
                "Unsqueeze",
                "Pad",
                "Flatten");
        if (!draft.has(operator, type) || rank == 0 && !operator.equals("Reshape")) {
            throw Draft.unavailable();
        }
        int axis = rank == 0 ? 0 : draft.random.nextInt(rank);
        int[] other = shape.clone();
        switch (operator) {
            case "Reshape" -> {
                return draft.node(
                        "Reshape",
                        List.of(constants.grow(type, new int[] {FileTensor.size(shape)}, depth), target(shape)));
            }
            case "Transpose" -> {
                int[] turned = new int[rank];
                int[] permutation = permutation(rank);
                for (int i = 0; i < rank; i++) {
                    turned[permutation[i]] = shape[i];
                }
                return draft.node(
                        "Transpose",
                        List.of(constants.grow(type, turned, depth)),
                        Attributes.wholes("perm", permutation));
            }
            case "Expand" -> {
                return draft.node(
                        "Expand", List.of(constants.grow(type, constants.narrower(shape), depth), target(shape)));
            }
            case "Concat" -> {
                other[axis] = draft.random.nextInt(shape[axis] + 1);
                int[] rest = shape.clone();
                rest[axis] -= other[axis];
                if (other[axis] == 0 || rest[axis] == 0) {
                    throw Draft.unavailable();
                }
                return draft.node(
                        "Concat",
                        List.of(constants.grow(type, other, depth), constants.grow(type, rest, depth)),
                        Attributes.whole("axis", axis));
            }
            case "Slice" -> {
                int start = draft.random.nextInt(3);
                other[axis] += start + draft.random.nextInt(2);
                return forms.slice(constants.grow(type, other, depth), axis, start, start + shape[axis], 1);
            }
            case "Gather" -> {
                other[axis] = draft.random.nextInt(1, 4);
                int[] places = new int[shape[axis]];
                int least = draft.opset >= 11 ? -other[axis] : 0;
                Arrays.setAll(places, _ -> draft.random.nextInt(least, other[axis]));
                return draft.node(
                        "Gather",
                        List.of(constants.grow(type, other, depth), draft.list(places)),
                        Attributes.whole("axis", axis));
            }
            case "Split" -> {
                int more = draft.random.nextInt(1, 3);
                other[axis] += more;
                List<String> parts =
                        forms.split(constants.grow(type, other, depth), axis, new int[] {shape[axis], more});
                return parts.getFirst();
            }
            case "Tile" -> {
                int[] repeats = new int[rank];
                Arrays.fill(repeats, 1);
                repeats[axis] = shape[axis];
                other[axis] = 1;
                return draft.node("Tile", List.of(constants.grow(type, other, depth), draft.list(repeats)));
            }
            case "Squeeze" -> {
                int[] more = new int[rank + 1];
                System.arraycopy(shape, 0, more, 0, axis);
                more[axis] = 1;
                System.arraycopy(shape, axis, more, axis + 1, rank - axis);
                return forms.withAxes("Squeeze", constants.grow(type, more, depth), axis);
            }
            case "Unsqueeze" -> {
                if (shape[axis] != 1) {
                    throw Draft.unavailable();
                }
                int[] less = new int[rank - 1];
                System.arraycopy(shape, 0, less, 0, axis);
                System.arraycopy(shape, axis + 1, less, axis, rank - axis - 1);
                return forms.withAxes("Unsqueeze", constants.grow(type, less, depth), axis);
            }
            case "Pad" -> {
                if (shape[axis] < 2) {
                    throw Draft.unavailable();
                }
                other[axis]--;
                int[] pads = new int[2 * rank];
                pads[axis + (draft.is(0.5) ? 0 : rank)] = 1;
                return forms.pad(constants.grow(type, other, depth), pads, "constant", type);
            }
            default -> {
                if (rank != 2) {
                    throw Draft.unavailable();
                }
                return draft.node("Flatten", List.of(constants.grow(type, new int[] {shape[0], shape[1], 1}, depth)));
            }
        }
    }

    private int[] permutation(int rank) {
        int[] permutation = new int[rank];
        Arrays.setAll(permutation, i -> i);
        for (int i = rank - 1; i > 0; i--) {
            int j = draft.random.nextInt(i + 1);
            int swapped = permutation[i];
            permutation[i] = permutation[j];
            permutation[j] = swapped;
        }
        return permutation;
    }

    /** A shape as whole numbers, sometimes computed. */
    private String target(int[] shape) {
        if (draft.is(0.3)) {
            String like = draft.leaf(Element.FLOAT, shape);
            return draft.node("Shape", List.of(like));
        }
        if (draft.is(0.2) && shape.length > 0) {
            List<String> extents = new ArrayList<>();
            for (int extent : shape) {
                extents.add(draft.list(new int[] {extent}));
            }
            return draft.node("Concat", extents, Attributes.whole("axis", 0));
        }
        return draft.list(shape);
    }
}
