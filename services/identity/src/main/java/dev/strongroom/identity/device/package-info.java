/** New devices that wait for a device with the keys to approve them. */
@NullMarked
package dev.strongroom.identity.device;

import org.jspecify.annotations.NullMarked;
