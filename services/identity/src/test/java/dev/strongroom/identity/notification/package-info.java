@NullMarked
package dev.strongroom.identity.notification;

import org.jspecify.annotations.NullMarked;
