/**
 * A small company on a running platform, for looking at the admin console: people with and without
 * keys, groups, rooms, files, and requests that wait. The console's browser tests and {@code ./run
 * shots} begin with it.
 */
@NullMarked
package dev.strongroom.demo.console;

import org.jspecify.annotations.NullMarked;
