package io.jaspis.certify.audit;

/**
 * What an audit found of one example at its radius.
 *
 * @param index of the example
 * @param prediction the class that the network gives the example itself
 * @param margin a lower bound of the label's lead over every other class all over the ball; −∞ where nothing is known
 */
public record Finding(int index, int label, int prediction, double confidence, Verdict verdict, double margin) {}
