/** What every service needs: its configuration, and the plumbing in the packages below. */
@NullMarked
package dev.strongroom.kit;

import org.jspecify.annotations.NullMarked;
