package io.jaspis.autodiff.onnx;

import io.jaspis.autodiff.onnx.schema.SparseTensorProto;
import io.jaspis.autodiff.onnx.schema.TensorProto;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The terms that a model's names stand for. An initialiser's is decoded when it is first asked for. */
final class Terms {
    private final Outline outline;
    private final ExternalData external;
    /** The initialisers that were decoded, by any walk of this model. */
    private final Map<String, Term> decoded;

    private final Map<String, Term> named = new HashMap<>();
    private final Set<ElementType> types = EnumSet.noneOf(ElementType.class);

    /** @param decoded initialisers; those that are decoded here come into it */
    Terms(Outline outline, ExternalData external, Map<String, Term> decoded) {
        this.outline = outline;
        this.external = external;
        this.decoded = decoded;
    }

    /** Gives a name its term; nothing is called "". */
    void define(String name, Term term) {
        if (!name.isEmpty()) {
            named.put(name, term);
            types.add(term.type());
        }
    }

    /** Gives an initialiser's name what it holds. */
    void define(TensorProto tensor) throws OnnxException {
        String name = tensor.getName();
        if (!decoded.containsKey(name)) {
            decoded.put(name, OnnxTensors.decode(tensor, external));
        }
        define(name, decoded.get(name));
    }

    /** Gives a sparse initialiser's name what it holds. */
    void define(SparseTensorProto tensor) throws OnnxException {
        define(tensor.getValues().getName(), SparseTensors.decode(tensor, external));
    }

    /** What a name stands for so far; null where that is nothing. */
    Term known(String name) {
        return named.get(name);
    }

    /**
     * What a name stands for.
     *
     * @throws OnnxException where that is nothing
     */
    Term find(String name) throws OnnxException {
        if (!named.containsKey(name) && outline.initialiser(name) != null) {
            define(outline.initialiser(name));
        }
        if (!named.containsKey(name) && outline.sparse(name) != null) {
            define(name, SparseTensors.decode(outline.sparse(name), external));
        }
        Term term = named.get(name);
        if (term == null) {
            throw new OnnxException("nothing makes '" + name
                    + "': it is no input, no initialiser and no supported output" + " of a node");
        }
        return term;
    }

    /** The types of all that were defined. */
    Set<ElementType> types() {
        return types;
    }
}
