/**
 * Attacks that know no more of a classifier than its answers: scores, or labels alone. A {@link
 * io.jaspis.attacks.evasion.blackbox.BlackBox} attacks a {@link io.jaspis.threat.Problem}, and the {@link
 * io.jaspis.threat.Oracle} of a {@link io.jaspis.threat.OracleProblem}, which is any function from inputs to answers.
 *
 * <p>An attack is an {@link io.jaspis.attacks.evasion.blackbox.Inquiry}, the search at one example; turns, batches, budget and
 * successes are the package's.
 * {@link io.jaspis.attacks.evasion.blackbox.Square} is the example of those that go by scores.
 *
 * <p>A {@link io.jaspis.attacks.evasion.blackbox.LabelAttack} reads labels alone. Its search along the decision boundary is
 * made of questions, each of which says what follows from its answers; CGBA is the example. The nearest example that it finds,
 * and the distance after each number of queries, is a {@link io.jaspis.attacks.evasion.blackbox.Descent}.
 */
package io.jaspis.attacks.evasion.blackbox;
