/**
 * Training for robustness. A {@link io.jaspis.defend.training.Goal} is an objective with the measure of what it trains for:
 * against attacks, whose points a {@link io.jaspis.defend.training.ProjectedAscent} finds before each step; under noise; or
 * for proofs, where bounds of the network are what is made small. Start reading at {@link
 * io.jaspis.defend.training.AdversarialTraining} and {@link io.jaspis.defend.training.Ibp}.
 */
package io.jaspis.defend.training;
