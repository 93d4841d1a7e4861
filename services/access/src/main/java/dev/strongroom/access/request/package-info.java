/**
 * What somebody asks the managers of a group or room for: requests, which nobody believes and which
 * only take away, and signed proposals. Either gives nothing until a manager's client has signed a
 * link.
 */
@NullMarked
package dev.strongroom.access.request;

import org.jspecify.annotations.NullMarked;
