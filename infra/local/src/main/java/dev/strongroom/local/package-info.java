/**
 * The one-machine stack: real parts as processes of their own, bound to loopback, each with a log
 * of its own and all state in one folder. Started side by side, waited for by probes, stopped
 * without leftovers. Knows no service and no client: those are described in {@code
 * infra/applications.json}.
 */
@NullMarked
package dev.strongroom.local;

import org.jspecify.annotations.NullMarked;
