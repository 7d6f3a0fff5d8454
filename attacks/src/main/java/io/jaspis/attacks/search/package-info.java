/**
 * The loop that all attacks share. A {@link io.jaspis.attacks.search.Search} takes examples through the places of a batch:
 * starts and restarts, evaluation, the check of what seems broken, budgets, and smaller batches towards the end. An attack
 * adds its {@link io.jaspis.attacks.search.Method}: the graph that evaluates points and the {@link
 * io.jaspis.attacks.search.Step} that moves them. Start reading there.
 *
 * <p>{@link io.jaspis.attacks.search.Places} and {@link io.jaspis.attacks.search.Table} know of neither examples nor
 * gradients: any search whose tasks take rows of a graph can stand on them.
 */
package io.jaspis.attacks.search;
