/**
 * Decision trees, which have no gradient: {@link io.jaspis.autodiff.trees.TreeEnsemble} evaluates an ensemble as ONNX Runtime
 * does, and a {@link io.jaspis.autodiff.trees.TreeModel} is a model with such ensembles between graphs.
 */
package io.jaspis.autodiff.trees;
