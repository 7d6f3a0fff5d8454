/**
 * Training against attacks and noise: objectives whose loss is taken at a point near the example, which an {@link
 * io.jaspis.attacks.training.ProjectedAscent} finds before each step or noise gives. Start reading at {@link
 * io.jaspis.attacks.training.AdversarialObjective}.
 */
package io.jaspis.attacks.training;
