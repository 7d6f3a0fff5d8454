/**
 * Pages in a real browser: {@link io.jaspis.audit.pages.Accessibility} holds them to what people of all kinds need. Other modules'
 * tests take it.
 */
package io.jaspis.audit.pages;
