/**
 * Pages kept once each, by number, in packs: {@link dev.cryo.store.pages.PageStore}. The format stands in docs/STORE.md.
 *
 * <p>May use: verb, store.disk.
 */
@NullMarked
package dev.cryo.store.pages;

import org.jspecify.annotations.NullMarked;
