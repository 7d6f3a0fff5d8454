/**
 * Attacks that look for the <em>nearest</em> adversarial example, whatever a threat's radius. An example is broken once a
 * verified point lies in the threat's set; {@link io.jaspis.attacks.evasion.nearest.NearestAttack#nearest} lets a search
 * come to its end instead and tells the least distance that it found. Start reading there.
 */
package io.jaspis.attacks.evasion.nearest;
